"""Gathers the models of the slices for Django."""

from .board.models import Card, Dots, Handover, SpeakerTurn
from .cases.models import CaseAnswer, CaseFile, CaseStudy, CaseTimelineEntry
from .clinics.models import Booking, CalendarAddress, Clinic, ClinicStep, Seat
from .outcomes.models import ChainLink, Commitment, Response

__all__ = [
    "Booking",
    "CalendarAddress",
    "Card",
    "CaseAnswer",
    "CaseFile",
    "CaseStudy",
    "CaseTimelineEntry",
    "ChainLink",
    "Clinic",
    "ClinicStep",
    "Commitment",
    "Dots",
    "Handover",
    "Response",
    "Seat",
    "SpeakerTurn",
]
