"""Gathers the models of the slices for Django."""

from .applications.models import Application, LateCode
from .institutes.models import (
    Cohort,
    Facilitator,
    Participation,
    TeamMember,
)
from .intake.models import (
    Answer,
    AnswerFile,
    Criterion,
    Intake,
    Question,
    Questionnaire,
    Review,
    Score,
    Section,
    SectionWork,
    SignOff,
    TimelineEntry,
)
from .places.models import City, Mayor
from .teamwork.models import Comment

__all__ = [
    "Answer",
    "AnswerFile",
    "Application",
    "City",
    "Cohort",
    "Comment",
    "Criterion",
    "Facilitator",
    "Intake",
    "LateCode",
    "Mayor",
    "Participation",
    "Question",
    "Questionnaire",
    "Review",
    "Score",
    "Section",
    "SectionWork",
    "SignOff",
    "TeamMember",
    "TimelineEntry",
]
