"""Gathers the admin pages of the slices."""

from .applications import admin as applications
from .institutes import admin as institutes
from .intake import admin as intake
from .places import admin as places
from .teamwork import admin as teamwork

__all__ = ["applications", "institutes", "intake", "places", "teamwork"]
