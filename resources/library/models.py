"""Best practices: what worked somewhere, told so that another city can do it."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import GeneratedField, Q
from django.utils import timezone

from cohorts.institutes.models import Participation
from cohorts.places.models import City
from resources.directory.generated import Words
from resources.directory.models import Expert

from .querysets import PracticeQuerySet


class PracticeState(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    RETURNED = "returned", "Returned"
    PUBLISHED = "published", "Published"
    RETIRED = "retired", "Retired"


@pghistory.track(exclude=["search", "search_words"])
class Practice(models.Model):
    """A short article of the library, contributed by a city's team or an expert, published by a facilitator.

    `text` is Markdown as typed. `version` counts saves, so that a stale one is seen.
    """

    title = models.CharField(max_length=160)
    slug = models.SlugField(max_length=180, unique=True)
    summary = models.CharField(max_length=400, blank=True)
    text = models.TextField(max_length=20_000, blank=True)
    topics = models.JSONField(default=list, blank=True, help_text="Keys of `directory.topics.TOPICS`.")
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.SET_NULL, related_name="practices")
    evidence = models.TextField(max_length=2_000, blank=True, help_text="How one knows that it worked.")
    cost = models.CharField(max_length=300, blank=True, help_text="One-time and yearly, in words and figures.")
    contact = models.CharField(max_length=300, blank=True, help_text="Whom to ask.")
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.SET_NULL, related_name="practices"
    )
    expert = models.ForeignKey(Expert, null=True, blank=True, on_delete=models.SET_NULL, related_name="practices")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="practices"
    )
    state = models.CharField(max_length=10, choices=PracticeState.choices, default=PracticeState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review_note = models.TextField(max_length=1_000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    search_words = models.TextField(blank=True, editable=False)
    search = GeneratedField(
        expression=SearchVector(Words("title"), config="simple", weight="A")
        + SearchVector(Words("search_words"), config="simple", weight="B")
        + SearchVector(Words("summary"), config="simple", weight="B")
        + SearchVector(Words("text"), config="simple", weight="C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = PracticeQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="practice_published_has_a_day"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "returned", "published", "retired"]),
                name="practice_state_known",
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="practice_search"),
            GinIndex(fields=["topics"], name="practice_topics"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PracticeFile(models.Model):
    """A file that belongs to a best practice."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to="practices", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["uploaded_at", "pk"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Adoption(models.Model):
    """A city says that it does this, too."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="adoptions")
    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="adoptions")
    note = models.CharField(max_length=300, blank=True, help_text="What the city does, since when.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    adopted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["adopted_at"]
        constraints = [
            models.UniqueConstraint(fields=["practice", "participation"], name="practice_adopted_once_a_city")
        ]

    def __str__(self) -> str:
        return f"{self.participation.city} adopts {self.practice}"
