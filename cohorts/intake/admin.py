"""The intake in Django's admin: for looking things up. What would break the chain of answers, signatures and steps is
changed on the portal's pages only, which know what follows from it."""

from django.contrib import admin
from import_export import resources
from import_export.admin import ExportMixin

from .models import (
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


class ReadOnly(admin.ModelAdmin):
    """Rows that a hand edit would make untrue."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class QuestionResource(resources.ModelResource):
    """Questions as a spreadsheet."""

    class Meta:
        model = Question
        fields = (
            "section__questionnaire__cohort__name", "section__title", "order", "key", "label", "help", "kind",
            "required", "word_limit", "minimum", "maximum",
        )  # fmt: skip
        export_order = fields


class AnswerResource(resources.ModelResource):
    """Answers as a spreadsheet, in the form they are stored in."""

    class Meta:
        model = Answer
        fields = (
            "intake__participation__cohort__name", "intake__participation__city__name", "question__section__key",
            "question__key", "value", "version", "updated_by__email", "updated_at",
        )  # fmt: skip
        export_order = fields


@admin.register(Questionnaire)
class QuestionnaireAdmin(ReadOnly):
    list_display = ["cohort", "made_at"]


@admin.register(Section)
class SectionAdmin(ReadOnly):
    list_display = ["title", "questionnaire", "order"]
    list_filter = ["questionnaire__cohort"]
    list_select_related = ["questionnaire__cohort"]


@admin.register(Question)
class QuestionAdmin(ExportMixin, ReadOnly):
    resource_classes = [QuestionResource]
    list_display = ["label", "section", "kind", "required"]
    list_filter = ["section__questionnaire__cohort", "kind", "required"]
    search_fields = ["label", "key"]
    list_select_related = ["section"]


@admin.register(Intake)
class IntakeAdmin(ReadOnly):
    list_display = ["participation", "state", "started_at", "submitted_at", "decided_at"]
    list_filter = ["participation__cohort", "state"]
    search_fields = ["participation__city__name"]
    list_select_related = ["participation__cohort", "participation__city"]


@admin.register(Answer)
class AnswerAdmin(ExportMixin, ReadOnly):
    resource_classes = [AnswerResource]
    list_display = ["question", "intake", "version", "updated_by", "updated_at"]
    list_filter = ["intake__participation__cohort", "question__section__title"]
    search_fields = ["question__label", "intake__participation__city__name"]
    list_select_related = [
        "question", "intake__participation__city", "intake__participation__cohort", "updated_by",
    ]  # fmt: skip


@admin.register(AnswerFile)
class AnswerFileAdmin(ReadOnly):
    list_display = ["name", "intake", "question", "content_type", "size", "uploaded_by", "uploaded_at"]
    exclude = ["file"]  # its only way out is the door
    list_select_related = [
        "question", "intake__participation__city", "intake__participation__cohort", "uploaded_by",
    ]  # fmt: skip


@admin.register(SectionWork)
class SectionWorkAdmin(ReadOnly):
    list_display = ["section", "intake", "assignee", "due_on", "reopened"]
    list_select_related = [
        "section", "intake__participation__city", "intake__participation__cohort", "assignee",
    ]  # fmt: skip


@admin.register(SignOff)
class SignOffAdmin(ReadOnly):
    list_display = ["intake", "name", "signed_at", "for_the_mayor", "void_at"]
    list_select_related = ["intake__participation__city", "intake__participation__cohort"]


@admin.register(TimelineEntry)
class TimelineEntryAdmin(ReadOnly):
    list_display = ["intake", "step", "at", "by"]
    list_filter = ["step", "intake__participation__cohort"]
    list_select_related = ["intake__participation__city", "intake__participation__cohort", "by"]


@admin.register(Criterion)
class CriterionAdmin(ReadOnly):
    list_display = ["name", "questionnaire", "order", "weight"]
    list_filter = ["questionnaire__cohort"]
    list_select_related = ["questionnaire__cohort"]


@admin.register(Review)
class ReviewAdmin(ReadOnly):
    list_display = ["intake", "reviewer", "scored_at", "updated_at"]
    list_filter = ["intake__participation__cohort"]
    list_select_related = ["intake__participation__city", "intake__participation__cohort", "reviewer"]


@admin.register(Score)
class ScoreAdmin(ReadOnly):
    list_display = ["review", "criterion", "points"]
    list_select_related = [
        "review__intake__participation__city", "review__intake__participation__cohort", "review__reviewer", "criterion",
    ]  # fmt: skip
