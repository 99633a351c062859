"""Reads of cities."""

from django.db import models

from .gazetteer import state_code


class CityQuerySet(models.QuerySet):
    """Cities. Their names are public; who takes part in what is not, and hangs off `Participation`."""

    def visible_to(self, user):
        return self if user.is_authenticated else self.none()

    def editable_by(self, user):
        return self if user.is_authenticated and user.is_administrator else self.none()

    def search(self, text: str):
        """Cities whose name has the text in it: "dayton", "Dayton, OH"."""
        name, _, state = text.partition(",")
        found = self.filter(name__icontains=name.strip())
        return found.filter(state=state_code(state)) if state_code(state) else found
