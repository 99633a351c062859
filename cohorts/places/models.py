"""Cities and their mayors."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.text import slugify

from isc_portal.accounts.models import validate_time_zone

from .querysets import CityQuerySet


class FormOfGovernment(models.TextChoices):
    MAYOR_COUNCIL = "mayor-council", "Mayor-council"
    COUNCIL_MANAGER = "council-manager", "Council-manager"
    COMMISSION = "commission", "Commission"


@pghistory.track()
class City(models.Model):
    """A US city. It may take part in several cohorts over the years."""

    name = models.CharField(max_length=100)
    state = models.CharField(max_length=2, help_text="Postal code of the state or territory, such as OH.")
    slug = models.SlugField(max_length=110, unique=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    time_zone = models.CharField(max_length=64, default="America/New_York", validators=[validate_time_zone])
    form_of_government = models.CharField(max_length=20, choices=FormOfGovernment.choices, blank=True)
    fiscal_year_start_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    geonames_id = models.PositiveIntegerField(null=True, blank=True, unique=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        ordering = ["name", "state"]
        verbose_name_plural = "cities"
        constraints = [
            models.UniqueConstraint(models.functions.Lower("name"), "state", name="city_unique_in_its_state"),
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start_month=None) | models.Q(fiscal_year_start_month__range=(1, 12)),
                name="city_fiscal_year_starts_in_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"

    def save(self, *args, **kwargs):
        if not self.slug:
            self.slug = slugify(f"{self.name} {self.state}")
        super().save(*args, **kwargs)

    @property
    def long_name(self) -> str:
        """The city with its state written out, as on the cover of a document: Dayton, Ohio."""
        return f"{self.name}, {self.state_name}"

    @property
    def state_name(self) -> str:
        import us

        state = us.states.lookup(self.state)
        return state.name if state else self.state


@pghistory.track()
class Mayor(models.Model):
    """Who is, was or will be the mayor of a city."""

    city = models.ForeignKey(City, on_delete=models.CASCADE, related_name="mayors")
    name = models.CharField(max_length=120)
    term_start = models.DateField(null=True, blank=True)
    term_end = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["city", "-term_end"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(term_end=None)
                | models.Q(term_start=None)
                | models.Q(term_end__gt=models.F("term_start")),
                name="mayor_term_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"Mayor {self.name}"
