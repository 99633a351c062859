"""The intake: a questionnaire copied for each cohort, a city's answers to it, and its way to acceptance."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from cohorts.institutes.models import Cohort, Participation
from cohorts.teamwork.questions import QuestionKind

from .querysets import AnswerFileQuerySet, AnswerQuerySet, IntakeQuerySet, ReviewQuerySet


class Questionnaire(models.Model):
    """The questions of one cohort: data, copied from the default or from an earlier cohort."""

    cohort = models.OneToOneField(Cohort, on_delete=models.CASCADE, related_name="questionnaire")
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Questionnaire of {self.cohort}"


@pghistory.track()
class Section(models.Model):
    """A page of the questionnaire."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="sections")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)
    lead = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="section_key_once"),
            models.UniqueConstraint(
                fields=["questionnaire", "order"], name="section_order_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.title


KINDS_WITH_CHOICES = frozenset({QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF})


@pghistory.track()
class Question(models.Model):
    """One question. Its kind says what an answer looks like; a condition says for whom it is shown.

    `choices` is a list of {"value", "label", "help"?}; `columns` of a table a list of
    {"key", "label", "kind", "choices"?, "required"?, "sum"?} with the simple kinds; `minimum` and `maximum` bound
    numbers, money (dollars), percents and the number of table rows or files.
    """

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=60)
    order = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300)
    help = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=20, choices=QuestionKind.choices)
    required = models.BooleanField(default=False)
    word_limit = models.PositiveSmallIntegerField(null=True, blank=True)
    minimum = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    maximum = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    choices = models.JSONField(default=list, blank=True)
    columns = models.JSONField(default=list, blank=True)
    condition_question = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="conditional_questions"
    )
    condition_values = models.JSONField(default=list, blank=True)
    prefill = models.CharField(max_length=60, blank=True, help_text="Which known fact fills it in at first.")

    class Meta:
        ordering = ["section__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["section", "key"], name="question_key_once"),
            models.UniqueConstraint(
                fields=["section", "order"], name="question_order_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What it is called in forms and addresses."""
        return f"q{self.pk}"

    @property
    def depends_on(self) -> str:
        """The name of the question whose answer decides whether this one is shown."""
        return f"q{self.condition_question_id}" if self.condition_question_id else ""


class IntakeState(models.TextChoices):
    INVITED = "invited", "Invited"
    IN_PROGRESS = "in progress", "In progress"
    SIGNED_OFF = "signed off", "Signed off"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
    WAITLISTED = "waitlisted", "Waitlisted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


OPEN_FOR_ANSWERS = frozenset(
    {IntakeState.INVITED, IntakeState.IN_PROGRESS, IntakeState.SIGNED_OFF, IntakeState.RETURNED}
)
WAITING_FOR_REVIEW = frozenset({IntakeState.SUBMITTED})
DECIDED = frozenset({IntakeState.ACCEPTED, IntakeState.WAITLISTED, IntakeState.DECLINED, IntakeState.WITHDRAWN})


@pghistory.track(exclude=["soon_reminder_for", "late_reminder_for"])
class Intake(models.Model):
    """A city's filled-in questionnaire and how far it is on its way to acceptance."""

    participation = models.OneToOneField(Participation, on_delete=models.CASCADE, related_name="intake")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="intakes")
    state = models.CharField(max_length=12, choices=IntakeState.choices, default=IntakeState.INVITED)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    soon_reminder_for = models.DateField(
        null=True, blank=True, help_text="The due day that the team was reminded of before it came."
    )
    late_reminder_for = models.DateField(
        null=True, blank=True, help_text="The due day that had passed when the team was told so."
    )

    objects = IntakeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["submitted", "accepted"]) | Q(submitted_at__isnull=False),
                name="submitted_intake_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Intake of {self.participation}"

    @property
    def open_for_answers(self) -> bool:
        return self.state in OPEN_FOR_ANSWERS


@pghistory.track(exclude=["soon_reminder_for", "late_reminder_for"])
class SectionWork(models.Model):
    """Who of the team looks after a section, until when, and whether a facilitator reopened it."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="section_work")
    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="work")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_sections"
    )
    due_on = models.DateField(null=True, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True, help_text="When the assignee was last told.")
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    soon_reminder_for = models.DateField(null=True, blank=True, help_text="The due day already reminded of.")
    late_reminder_for = models.DateField(null=True, blank=True, help_text="The missed due day already told.")
    reopened = models.BooleanField(default=False)
    reopened_comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "section"], name="section_work_once")]

    def __str__(self) -> str:
        return f"{self.section} of {self.intake}"


@pghistory.track()
class Answer(models.Model):
    """What a city answers to one question; `value` has the shape the question's kind gives it (see `teamwork.kinds`).

    `version` grows by one with each save. A save names the version it was made from; another one is stale.
    """

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    prefilled = models.BooleanField(default=False, help_text="Filled in from a known fact and not changed since.")
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "question"], name="answer_once_per_question")]

    def __str__(self) -> str:
        return f"Answer to “{self.question}”"

    @property
    def origin(self) -> str:
        """Where it comes from, if nobody of the city wrote it."""
        return "From public records." if self.prefilled else ""


def answer_file_path(instance, name: str) -> str:
    """Where an uploaded file is kept: never under a name that somebody chose."""
    return f"intakes/{instance.intake_id}/{instance.sha256}"


@pghistory.track()
class AnswerFile(models.Model):
    """A file that answers a question, checked by its content."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="files")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="files")
    file = models.FileField(upload_to=answer_file_path, max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = AnswerFileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["intake", "question", "sha256"], name="same_file_once_per_question")
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class SignOff(models.Model):
    """The mayor's signature, or that of someone the mayor named, under one state of the answers."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="sign_offs")
    answers_hash = models.CharField(max_length=64, help_text="SHA-256 of the answers as they were signed.")
    name = models.CharField(max_length=120, help_text="As typed by whoever signed.")
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    signed_at = models.DateTimeField(auto_now_add=True)
    attestation = models.TextField(help_text="The sentence that was signed.")
    for_the_mayor = models.BooleanField(default=False, help_text="Signed by someone the mayor named.")
    void_at = models.DateTimeField(null=True, blank=True, help_text="When a change of the answers undid it.")
    void_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-signed_at"]
        constraints = [models.UniqueConstraint(fields=["intake"], condition=Q(void_at=None), name="one_valid_sign_off")]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"


class IntakeStep(models.TextChoices):
    """What can happen to an intake, for its timeline."""

    INVITED = "invited", "Invited"
    STARTED = "started", "Started"
    SIGNED = "signed", "Signed"
    SIGNATURE_VOID = "signature void", "Signature undone by a change"
    SUBMITTED = "submitted", "Submitted"
    RETURNED = "returned", "Returned"
    ACCEPTED = "accepted", "Accepted"
    WAITLISTED = "waitlisted", "Waitlisted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    REOPENED = "reopened", "Reopened"


class TimelineEntry(models.Model):
    """One step of the intake's timeline, never changed."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="timeline")
    step = models.CharField(max_length=20, choices=IntakeStep.choices)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    comment = models.TextField(blank=True)
    sections = models.JSONField(default=list, blank=True, help_text="Titles of the sections that were returned.")

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_step_display()} {self.at:%Y-%m-%d}"


@pghistory.track()
class Criterion(models.Model):
    """A line of the rubric by which reviewers compare intakes. Weights are shares of the whole."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=100)
    help = models.CharField(max_length=300, blank=True)
    weight = models.PositiveSmallIntegerField(default=1, validators=[MaxValueValidator(100)])

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "order"], name="criterion_order_once", deferrable=models.Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Review(models.Model):
    """One reviewer's screening notes and scores of one intake. The city does not see it."""

    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    notes = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0, help_text="Grows by one with each save of the notes.")
    scored_at = models.DateTimeField(
        null=True, blank=True, help_text="When every criterion had points: from then on the others' are shown."
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "reviewer"], name="one_review_per_reviewer")]

    def __str__(self) -> str:
        return f"Review of {self.intake} by {self.reviewer}"


@pghistory.track()
class Score(models.Model):
    """A reviewer's points, 0 to 4, on one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="scores")
    points = models.PositiveSmallIntegerField(validators=[MaxValueValidator(4)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion"),
            models.CheckConstraint(condition=Q(points__lte=4), name="score_is_0_to_4"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.points}"
