"""Gathers the models of the slices for Django."""

from .directory.models import Expert

__all__ = ["Expert"]
