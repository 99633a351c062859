"""Every URL name of the portal, by what kind of address it is. Django's admin and allauth have rules of their own."""

from isc_portal.mail.links import unsubscribe_token

from . import (
    addresses_assurance,
    addresses_clinics,
    addresses_directory,
    addresses_guidebook,
    addresses_library,
    addresses_matching,
    addresses_rosters,
    addresses_shortlists,
)
from . import payloads as forms
from .kinds import (
    ADMINISTER_COHORT,
    ADMINISTRATORS,
    APPLICATION,
    BY_KEY,
    CHANGE_TEAM,
    COMMENT,
    DEMONSTRATION,
    KNOW_COHORT,
    OFFICE,
    ONLY_MAYOR,
    ONLY_WRITERS,
    OWN,
    OWN_ROW,
    PUBLIC,
    READ_CITY,
    READ_RUN,
    READ_TEAM,
    RUN_ANY,
    RUN_CITY,
    RUN_COHORT,
    WITHDRAW,
    WRITE_CITY,
    Address,
)
from .payloads import give
from .personas import PLACES
from .shapes import (
    COHORTS,
    EITHER,
    NOTHING,
    OK,
    REDIRECT,
    act,
    also,
    city,
    cohort,
    fixed,
    form,
    in_city,
    in_cohort,
    nothing,
    page,
    place_of,
    row,
)
from .world import PASSWORD, Place

# Families whose patterns are not listed one by one: their own tests know their rules (test_grid.py).
FAMILIES = ("admin:", "account_", "mfa_", "usersessions_")


def question(key: str):
    return also(city, question=lambda place: place.question(key).pk)


def documents(kind: str):
    def about(place: Place) -> dict:
        subject = place.cohort if kind == "intake-blank" else place.participation
        return {"kind": kind, "subject_id": subject.pk}

    return about


MONEY = fixed(city, section="money")
EDIT_MONEY, EDIT_LAST = fixed(cohort, section="money"), fixed(cohort, section="statement")
EDIT_TITLE, EDIT_LATER = fixed(cohort, question="title"), fixed(cohort, question="statement")
FILE = also(question("budget-file"), file=lambda place: place.file.pk)

GRID: dict[str, Address | list[Address]] = {
    # The house
    "front": page(PUBLIC, opens=EITHER),
    "home": page(OWN),
    "help": page(PUBLIC),
    "accessibility": page(PUBLIC),
    "privacy": page(PUBLIC),
    "healthz": page(PUBLIC),
    "readyz": page(PUBLIC, opens=frozenset({200, 503})),
    # Accounts
    "accounts:profile": form(OWN, nothing, forms.PROFILE, scope=("own",)),
    "accounts:sessions": page(OWN, notes=frozenset({"usersessions_usersession"})),
    "accounts:end_session": act(OWN_ROW, row("session")),
    "accounts:end_other_sessions": act(OWN, nothing, scope=("own",), changes=False),
    "accounts:remove_password": form(OWN, nothing, NOTHING, scope=("own",)),
    "accounts:second_factor": page(OWN, opens=REDIRECT),
    "accounts:confirm_by_code": form(OWN, nothing, give(send="1"), scope=("own",), opens=EITHER, changes=False),
    "accounts:demo_sign_in": act(DEMONSTRATION, nothing, give(email="ana.reyes@dayton.example.org"), scope=("own",)),
    "accounts:invitation": form(
        BY_KEY,
        also(nothing, key=lambda place: place.open_to_newcomer.key),
        give(name="Newcomer", time_zone="America/New_York"),
    ),
    "accounts:invitations": form(ADMINISTRATORS, nothing, forms.INVITED, scope=("own",)),
    "accounts:resend_invitation": act(ADMINISTRATORS, row("staff")),
    "accounts:revoke_invitation": act(ADMINISTRATORS, row("staff")),
    "accounts:administrators": page(ADMINISTRATORS),
    "accounts:remove_administrator": form(ADMINISTRATORS, row("colleague"), NOTHING),
    "accounts:sign_in": form(PUBLIC, nothing, give(login="a@b.org", password="x"), scope=("own",), opens=EITHER,
                             done=EITHER, changes=False),
    "accounts:set_password": form(OWN, nothing, give(password1=PASSWORD + "!", password2=PASSWORD + "!"),
                                  scope=("own",), opens=REDIRECT, changes=False),
    "accounts:activate_totp": form(OWN, nothing, give(code="000000"), scope=("own",), opens=EITHER, done=EITHER,
                                   changes=False),
    "accounts:add_webauthn": form(OWN, nothing, give(name="Key", credential="{}"), forms.without_passkey,
                                  ("own",), opens=EITHER, done=EITHER, changes=False),
    "accounts:remove_webauthn": form(OWN_ROW, row("passkey"), NOTHING),
    # Mail
    "mail:outbox": page(ADMINISTRATORS),
    "mail:message": page(ADMINISTRATORS, row("message"), PLACES),
    "mail:message_html": page(ADMINISTRATORS, row("message"), PLACES),
    "mail:retry": act(ADMINISTRATORS, row("message"), prepare=forms.message_in("failed")),
    "mail:cancel": act(ADMINISTRATORS, row("message"), prepare=forms.message_in("queued")),
    "mail:mark_as_sent": act(ADMINISTRATORS, row("message"), prepare=forms.message_in("held")),
    "mail:unsubscribe": form(
        PUBLIC,
        also(nothing, token=lambda place: unsubscribe_token(user=place.editor.user, category="digest")),
        NOTHING,
        scope=("own",),
        done=OK,
    ),
    # Documents
    "documents:list": page(OWN),
    "documents:download": page(READ_CITY, row("document"), PLACES),
    "documents:twin": page(READ_CITY, row("document"), PLACES),
    "documents:retry": act(ONLY_WRITERS, row("document"), prepare=forms.failed_document),
    "documents:review": act(ONLY_WRITERS, row("document")),
    "documents:approve": form(ONLY_MAYOR, row("document"), NOTHING),
    "documents:withdraw": form(ONLY_WRITERS, row("document"), give(reason="A figure was wrong.")),
    "documents:kind": [page(READ_CITY, documents("blueprint"), PLACES), page(READ_CITY, documents("intake"), PLACES),
                       page(KNOW_COHORT, documents("intake-blank"), COHORTS)],
    "documents:make": [act(ONLY_WRITERS, documents("intake")),
                       act(KNOW_COHORT, documents("intake-blank"), scope=COHORTS)],
    "documents:progress": page(READ_CITY, documents("blueprint"), PLACES),
    "documents:compare": page(READ_CITY, documents("blueprint"), PLACES),
    "documents:check": page(PUBLIC),
    "documents:verify": page(PUBLIC, also(nothing, code=lambda place: place.document.code), PLACES),
    # Cities themselves
    "cohorts:city_search": page(PUBLIC),
    "cohorts:city_list": page(ADMINISTRATORS),
    "cohorts:city_new": form(ADMINISTRATORS, nothing, give(name="New Town", state="OH", time_zone="America/New_York"),
                             scope=("own",)),
    "cohorts:city_edit": form(ADMINISTRATORS, place_of, forms.CITY_FACTS),
    "cohorts:mayor_new": form(ADMINISTRATORS, place_of, give(name="Jo Former", term_start="", term_end="")),
    "cohorts:mayor_edit": form(ADMINISTRATORS, also(place_of, pk=lambda place: place.former.pk), give(name="Jo Else")),
    "cohorts:mayor_remove": act(ADMINISTRATORS, also(place_of, pk=lambda place: place.former.pk)),
    # Cohorts
    "cohorts:cohort_list": page(RUN_ANY),
    "cohorts:cohort_new": form(ADMINISTRATORS, nothing, forms.cohort_settings, scope=("own",)),
    "cohorts:cohort_settings": form(ADMINISTER_COHORT, cohort, forms.cohort_settings, scope=COHORTS),
    "cohorts:cohort_status": act(ADMINISTER_COHORT, cohort, give(status="follow-up"), scope=COHORTS),
    "cohorts:cohort_people": form(READ_RUN, cohort, forms.INVITED, scope=COHORTS),
    "cohorts:facilitator_remove": act(
        ADMINISTER_COHORT, in_cohort("facilitation"), scope=COHORTS
    ),
    "cohorts:cohort_grid": page(RUN_COHORT, cohort, COHORTS),
    "cohorts:cohort_export": [page(RUN_COHORT, fixed(cohort, kind="xlsx"), COHORTS),
                              page(RUN_COHORT, fixed(cohort, kind="csv"), COHORTS)],
    "cohorts:cohort_invite": form(ADMINISTER_COHORT, cohort, forms.invited_list, scope=COHORTS),
    "cohorts:cohort_invite_one": form(ADMINISTER_COHORT, cohort, forms.CITY_INVITED, scope=COHORTS),
    # Cities that ask to take part
    "cohorts:apply": form(PUBLIC, nothing, forms.application, scope=("own",)),
    "cohorts:apply_done": page(PUBLIC),
    "cohorts:applications": page(RUN_ANY),
    "cohorts:application": form(APPLICATION, row("application"), give(decline="yes", reply="Not this time.")),
    "cohorts:late_codes": form(READ_RUN, cohort, give(city="Akron, OH", expires_on="12/31/2031"), scope=COHORTS),
    "cohorts:late_code_revoke": act(ADMINISTER_COHORT, in_cohort("late_code")),
    # The directory
    "resources:experts": form(ADMINISTRATORS, nothing, forms.EXPERT, scope=("own",)),
    # A city's people
    "cohorts:people": form(READ_TEAM, city, forms.MEMBER),
    "cohorts:person": form(CHANGE_TEAM, in_city("editor"), give(job_title="Director", role="editor")),
    "cohorts:person_signing": act(ONLY_MAYOR, in_city("second_editor"), give(may_sign="yes")),
    "cohorts:person_sections": act(CHANGE_TEAM, in_city("second_editor"),
                                   lambda world, place, persona: {"to": place.editor.pk}),
    "cohorts:person_remove": act(CHANGE_TEAM, in_city("second_editor")),
    "cohorts:office": form(OFFICE, city, lambda world, place, persona: {"to": place.second_editor.pk}),
    "cohorts:team_invitation_resend": act(CHANGE_TEAM, in_city("waiting")),
    "cohorts:team_invitation_revoke": act(CHANGE_TEAM, in_city("waiting")),
    # A city's intake
    "cohorts:city_home": page(READ_CITY, city, PLACES),
    "cohorts:documents": page(READ_CITY, city, PLACES),
    "cohorts:comment": act(COMMENT, city, forms.A_COMMENT),
    "cohorts:intake": page(READ_CITY, city, PLACES),
    "cohorts:intake_section": form(WRITE_CITY, fixed(city, section="initiative"), forms.answer_text),
    "cohorts:intake_pulse": page(READ_CITY, MONEY, PLACES),
    "cohorts:answer_save": act(ONLY_WRITERS, question("title"), forms.answer_text, done=OK),
    "cohorts:answer_file": page(READ_CITY, also(city, file=lambda place: place.file.pk), PLACES),
    "cohorts:answer_file_add": act(ONLY_WRITERS, question("budget-file"), forms.upload, done=OK),
    "cohorts:answer_file_remove": act(ONLY_WRITERS, FILE, done=OK),
    "cohorts:intake_check": page(READ_CITY, city, PLACES),
    "cohorts:intake_sign": act(ONLY_MAYOR, city, forms.signature),
    "cohorts:intake_submit": act(ONLY_WRITERS, city, prepare=forms.signed),
    "cohorts:intake_timeline": page(READ_CITY, city, PLACES),
    "cohorts:intake_withdraw": form(WITHDRAW, city, give(comment="", sure="on")),
    "cohorts:intake_assign": form(ONLY_WRITERS, MONEY, lambda world, place, persona: {"member": place.editor.pk}),
    "cohorts:history": page(READ_CITY, city, PLACES),
    "cohorts:history_restore": form(ONLY_WRITERS, also(city, event=lambda place: place.event.pgh_id), forms.restored),
    # Reviews
    "cohorts:review_queue": page(RUN_COHORT, cohort, COHORTS),
    "cohorts:review": page(RUN_CITY, city, PLACES),
    "cohorts:review_save": act(RUN_CITY, city, forms.review, forms.submitted),
    "cohorts:review_decide": act(RUN_CITY, city, give(decision="accept", comment=""), forms.submitted),
    "cohorts:review_reopen": act(RUN_CITY, city, give(comment=""), forms.declined),
    "cohorts:compare": page(RUN_COHORT, cohort, COHORTS),
    "cohorts:answers_export": page(RUN_COHORT, cohort, COHORTS),
    # The questionnaire
    "cohorts:questionnaire": page(RUN_COHORT, cohort, COHORTS),
    "cohorts:questionnaire_preview": page(RUN_COHORT, cohort, COHORTS),
    "cohorts:rubric_edit": form(ADMINISTER_COHORT, cohort, forms.rubric, scope=COHORTS),
    "cohorts:section_new": form(ADMINISTER_COHORT, cohort, give(title="One more", lead=""), forms.not_begun, COHORTS),
    "cohorts:section_edit": form(ADMINISTER_COHORT, EDIT_MONEY, forms.section_words, scope=COHORTS),
    "cohorts:section_move": act(ADMINISTER_COHORT, EDIT_MONEY, give(up="1"), forms.not_begun, COHORTS),
    "cohorts:section_remove": form(ADMINISTER_COHORT, EDIT_LAST, NOTHING, forms.not_begun, COHORTS),
    "cohorts:question_new": form(ADMINISTER_COHORT, EDIT_MONEY, forms.A_QUESTION, scope=COHORTS),
    "cohorts:question_edit": form(ADMINISTER_COHORT, EDIT_TITLE, forms.question_words, scope=COHORTS),
    "cohorts:question_move": act(ADMINISTER_COHORT, EDIT_TITLE, give(down="1"), forms.not_begun, COHORTS),
    "cohorts:question_remove": form(ADMINISTER_COHORT, EDIT_LATER, NOTHING, forms.not_begun, COHORTS),
}  # fmt: skip
addresses_clinics.extend(GRID)
for of_resources in (
    addresses_assurance,
    addresses_directory,
    addresses_library,
    addresses_matching,
    addresses_rosters,
    addresses_shortlists,
):
    GRID |= of_resources.ADDRESSES
addresses_guidebook.extend(GRID)


def addresses(name: str) -> list[Address]:
    """The ways to try one URL name."""
    found = GRID[name]
    return found if isinstance(found, list) else [found]
