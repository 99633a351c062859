"""Addresses of the cohort's reviewers and of the questionnaire's editor."""

from django.urls import path

from . import comparing, editing_pages, export, reviewing

COHORT = "cohorts/<slug:cohort>"
QUESTIONNAIRE = f"{COHORT}/questionnaire"

urlpatterns = [
    path(f"{COHORT}/reviews/", reviewing.review_queue, name="review_queue"),
    path(f"{COHORT}/reviews/<slug:city>/", reviewing.review, name="review"),
    path(f"{COHORT}/reviews/<slug:city>/save/", reviewing.review_save, name="review_save"),
    path(f"{COHORT}/reviews/<slug:city>/decide/", reviewing.review_decide, name="review_decide"),
    path(f"{COHORT}/reviews/<slug:city>/reopen/", reviewing.review_reopen, name="review_reopen"),
    path(f"{COHORT}/compare/", comparing.compare, name="compare"),
    path(f"{COHORT}/answers.xlsx", export.answers_export, name="answers_export"),
    path(f"{QUESTIONNAIRE}/", editing_pages.questionnaire, name="questionnaire"),
    path(f"{QUESTIONNAIRE}/preview/", editing_pages.questionnaire_preview, name="questionnaire_preview"),
    path(f"{QUESTIONNAIRE}/rubric/", editing_pages.rubric_edit, name="rubric_edit"),
    path(f"{QUESTIONNAIRE}/sections/new/", editing_pages.section_new, name="section_new"),
    path(f"{QUESTIONNAIRE}/sections/<slug:section>/", editing_pages.section_edit, name="section_edit"),
    path(f"{QUESTIONNAIRE}/sections/<slug:section>/move/", editing_pages.section_move, name="section_move"),
    path(f"{QUESTIONNAIRE}/sections/<slug:section>/remove/", editing_pages.section_remove, name="section_remove"),
    path(f"{QUESTIONNAIRE}/sections/<slug:section>/questions/new/", editing_pages.question_new, name="question_new"),
    path(f"{QUESTIONNAIRE}/questions/<slug:question>/", editing_pages.question_edit, name="question_edit"),
    path(f"{QUESTIONNAIRE}/questions/<slug:question>/move/", editing_pages.question_move, name="question_move"),
    path(f"{QUESTIONNAIRE}/questions/<slug:question>/remove/", editing_pages.question_remove, name="question_remove"),
]
