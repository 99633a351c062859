"""The people and organizations that cities can ask."""

from urllib.parse import urlsplit

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, GeneratedField, Prefetch, Q
from django.db.models.functions import Lower, Upper
from django.urls import reverse
from django.utils import timezone

from isc_portal.accounts.models import validate_time_zone

from .choices import REGION_OF, Availability, ContactKind, EntryKind, EntryStatus, Offer, PopulationBand
from .generated import BAND, FACET_CODES, SEARCH, TRIGGERS, Slips
from .generated import Plain as Plain
from .phones import phone_words
from .querysets import LISTED, UNANSWERED_HIDES, ExpertQuerySet
from .topics import topics_in_words, words_of

GENERATED = ("population_band", "search", "facets")


@pghistory.track(exclude=[*GENERATED, "search_words", "ties_stated_on"])
class Expert(models.Model):
    """A directory entry. One with a sign-in is kept by the expert in person.

    `email` is where the Institute writes and what tells that two entries are one person; it is never shown. What is
    shown are `contact_points` whose owner consented. `population_band` follows from `population` in the database;
    `search` is what is searched, made of the entry's own columns and of `search_words`: the words that its keys stand
    for; `facets` is what is counted.
    """

    name = models.CharField(max_length=120)
    role_title = models.CharField(max_length=160, blank=True)
    organization = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=20, choices=EntryKind.choices, default=EntryKind.EXPERT)
    email = models.EmailField(
        max_length=254, blank=True, help_text="Where the Institute writes. It is never shown to others."
    )
    city = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=2, blank=True, help_text="Postal code of the state or territory.")
    population = models.PositiveIntegerField(null=True, blank=True, help_text="Residents of the city worked for.")
    topics = models.JSONField(default=list, blank=True, help_text="Keys of `topics.TOPICS`.")
    initiative_kinds = models.JSONField(default=list, blank=True, help_text="Keys of `topics.INITIATIVE_KINDS`.")
    experience = models.TextField(max_length=4_000, blank=True, help_text="What was done, in a few sentences.")
    offers = models.JSONField(default=list, blank=True, help_text="Values of `Offer`.")
    languages = models.JSONField(default=list, blank=True, help_text="Keys of `choices.LANGUAGES`.")
    availability = models.CharField(max_length=10, choices=Availability.choices, default=Availability.ASK)
    time_zone = models.CharField(max_length=64, blank=True, validators=[validate_time_zone])
    vendor_ties = models.TextField(max_length=500, blank=True, help_text="Ties to vendors as last stated.")
    ties_stated_on = models.DateField(
        null=True, blank=True, editable=False, help_text="When they were last stated; the database notes it."
    )
    photo = models.FileField(upload_to="experts", max_length=200, blank=True)
    status = models.CharField(max_length=10, choices=EntryStatus.choices, default=EntryStatus.ACTIVE)
    asks_a_quarter = models.PositiveSmallIntegerField(default=4, help_text="How often the expert may be asked.")
    source = models.CharField(max_length=200, blank=True, help_text="Where the entry comes from.")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="expert"
    )

    assured_date = models.DateField(null=True, blank=True, help_text="When somebody last said: this is right.")
    assurer = models.CharField(max_length=120, blank=True, help_text="Who said so.")
    next_check = models.DateField(null=True, blank=True, help_text="When the portal asks again.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="When the portal last asked.")
    unanswered = models.PositiveSmallIntegerField(default=0, help_text="Mails in a row that nobody answered.")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    search_words = models.TextField(blank=True, editable=False)
    population_band = GeneratedField(
        expression=BAND, output_field=models.CharField(max_length=20, choices=PopulationBand.choices), db_persist=True
    )
    search = GeneratedField(expression=SEARCH, output_field=SearchVectorField(), db_persist=True)
    facets = GeneratedField(expression=FACET_CODES, output_field=ArrayField(models.IntegerField()), db_persist=True)

    objects = ExpertQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state="") | Q(state=Upper("state")), name="expert_state_in_capitals"),
            models.CheckConstraint(condition=~Q(population=0), name="expert_population_known_or_empty"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="expert_search", condition=LISTED),
            GinIndex(fields=["facets"], name="expert_facets", condition=LISTED),
            GinIndex(fields=["topics"], name="expert_topics"),
            models.Index(Lower("email"), condition=~Q(email=""), name="expert_email"),
            models.Index(fields=["state", "city"], name="expert_place"),
            models.Index(fields=["name", "id"], name="expert_by_name"),
            models.Index(fields=["next_check"], name="expert_next_check"),
        ]
        triggers = TRIGGERS

    def __str__(self) -> str:
        return self.name

    def save(self, *args, update_fields=None, **kwargs):
        """Keep the words that the entry's keys stand for beside them; bulk writers call `words_of` themselves."""
        self.search_words = words_of(self.topics, self.state)
        if update_fields is not None:
            update_fields = {*update_fields, "search_words", "updated_at"}
        super().save(*args, update_fields=update_fields, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("resources:expert", args=[self.pk])

    @property
    def topic_words(self) -> list[str]:
        """What the expert helps with, in words."""
        return topics_in_words(self.topics)

    @property
    def offer_words(self) -> list[str]:
        """What the expert offers, in words."""
        return [Offer(offer).label for offer in self.offers if offer in Offer.values]

    @property
    def place(self) -> str:
        """City and state as far as they are known: “Dayton, OH”."""
        return ", ".join(part for part in (self.city, self.state) if part)

    @property
    def region(self) -> str:
        """The region of the state in words; empty if the state is not known."""
        return REGION_OF[self.state].label if self.state in REGION_OF else ""

    @property
    def work(self) -> str:
        """Role and organization in one line."""
        return ", ".join(part for part in (self.role_title, self.organization) if part)

    @property
    def ties_known_on(self):
        """The day as of which the ties to vendors are known: when they were stated, or the entry assured after that."""
        return max((day for day in (self.ties_stated_on, self.assured_date) if day), default=None)

    @property
    def initials(self) -> str:
        """One or two capitals for the round face."""
        words = [word for word in self.name.split() if word[0].isalpha()]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"

    @property
    def is_hidden(self) -> bool:
        """Whether searches leave the entry out because two mails in a row were not answered."""
        return self.unanswered >= UNANSWERED_HIDES

    def admit(self, *, user, role: str):
        """Give the person who accepted an invitation this entry to keep."""
        from .services import claim_entry

        return claim_entry(expert=self, user=user)


@pghistory.track()
class ContactPoint(models.Model):
    """One way to reach somebody, with a consent of its own: without it only administrators and its owner see it."""

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=300, help_text="Phone numbers as in E.164, with “;ext=” before an extension.")
    label = models.CharField(max_length=60, blank=True, help_text="“Office”, “Assistant”.")
    consented = models.BooleanField(default=False)
    consented_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["expert", "kind", "value"], name="contact_point_once_an_entry"),
            models.CheckConstraint(
                condition=Q(consented=False) | Q(consented_at__isnull=False), name="contact_consent_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.value

    @property
    def words(self) -> str:
        """The value as people write it: a number with its brackets, a website without “https://”."""
        if self.kind == ContactKind.WEBSITE:
            return self.value.removeprefix("https://").removeprefix("http://").rstrip("/") or self.value
        return phone_words(self.value) if self.kind == ContactKind.PHONE else self.value

    @property
    def link(self) -> str:
        """The address that a click opens; empty if it could be a script."""
        if self.kind == ContactKind.WEBSITE:
            return self.value if urlsplit(self.value).scheme in ("http", "https") else ""
        return f"{'tel' if self.kind == ContactKind.PHONE else 'mailto'}:{self.value}"


# What everybody who is signed in sees, for `prefetch_related`.
SHOWN_POINTS = Prefetch("contact_points", ContactPoint.objects.filter(consented=True), to_attr="shown_points")


class Word(models.Model):
    """A word of letters that stands in some entry, among which misspellings are looked up.

    The database learns it with the entry (`generated.TRIGGERS`). `entries` is in how many it stood when it was learned;
    at night it is counted anew as far as matters, and words that no entry has any more are forgotten (`count_words`).
    """

    text = models.TextField(db_collation="C")
    entries = models.PositiveIntegerField(default=1)
    slips = GeneratedField(expression=Slips("text"), output_field=ArrayField(models.TextField()), db_persist=True)

    class Meta:
        indexes = [
            models.Index(fields=["text"], name="word_text"),
            GinIndex(fields=["slips"], name="word_slips", fastupdate=False),
            GinIndex(OpClass(F("text"), name="gin_trgm_ops"), name="word_alike", fastupdate=False),
        ]

    def __str__(self) -> str:
        return self.text
