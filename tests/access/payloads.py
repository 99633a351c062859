"""Valid forms for every address that acts, and what has to be the case before they can be acted on."""

from allauth.mfa.models import Authenticator
from django.core import signing as tokens
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cohorts.applications.forms import SALT
from cohorts.intake.editing_forms import section_seen
from cohorts.intake.models import Answer, Criterion, Intake, Review
from cohorts.intake.signing import answers_hash, sign
from cohorts.inviting.forms import ListForm
from cohorts.inviting.planning import COLUMNS, make_plan
from isc_portal.documents.models import Document
from isc_portal.imports.columns import guess, records
from isc_portal.mail.models import Message

from .world import Place, World

LIST = (
    "City\tState\tMayor\tContact name\tContact email\tRole\nAkron\tOH\tJo Mayor\tPat Lee\tpat@akron.example.org\teditor"
)
NO_ROWS = {f"{prefix}-{name}_FORMS": 0 for prefix in ("choices", "columns") for name in ("TOTAL", "INITIAL")}


def give(**fields):
    """The same form for everybody."""
    return lambda world, place, persona: dict(fields)


# --- What has to be the case ---


def submitted(world: World, place: Place) -> None:
    place.put("submitted")


def declined(world: World, place: Place) -> None:
    place.put("declined", submitted_at=timezone.now(), decided_at=timezone.now())


def signed(world: World, place: Place) -> None:
    intake = place.intake
    sign(intake=intake, by=place.mayor.user, name="The Mayor", seen=answers_hash(intake))


def not_begun(world: World, place: Place) -> None:
    """No city of the cohort has begun, so that its questionnaire may still be rebuilt."""
    Intake.objects.filter(participation__cohort=place.cohort).update(state="invited", started_at=None)


def without_passkey(world: World, place: Place) -> None:
    """The passkeys of these rows are only names; a page that would read one has none."""
    Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).delete()


def message_in(state: str):
    def prepare(world: World, place: Place) -> None:
        claim = {"claim": "6f2c0f43-4b3c-4b8e-9a55-0d5a4c1f6a01", "claimed_at": timezone.now()}
        fields = claim if state == "held" else {}
        Message.objects.filter(pk=place.message.pk).update(state=state, error="Stopped.", **fields)

    return prepare


def failed_document(world: World, place: Place) -> None:
    fields = {"file": "", "pages": None, "size": None, "failure_reason": "A picture had no description."}
    Document.objects.filter(pk=place.document.pk).update(job_state="failed", **fields)


# --- Forms that need to look at the rows ---


def answer_text(world: World, place: Place, persona: str) -> dict:
    """The section's form, and the single answer, with one text changed."""
    question = place.question("title")
    answer = Answer.objects.get(intake=place.intake, question=question)
    return {f"q{question.pk}": "Another title", f"q{question.pk}-version": answer.version}


def signature(world: World, place: Place, persona: str) -> dict:
    return {"name": "The Mayor", "seen": answers_hash(place.intake)}


def restored(world: World, place: Place, persona: str) -> dict:
    return {"version": Answer.objects.get(intake=place.intake, question__key="title").version}


def upload(world: World, place: Place, persona: str) -> dict:
    return {"file": SimpleUploadedFile("more.csv", b"what,amount\nbuses,12\n")}


def review(world: World, place: Place, persona: str) -> dict:
    own = Review.objects.filter(intake=place.intake, reviewer=world.person(persona)).first()
    points = {f"criterion-{pk}": 4 for pk in place.criteria}
    return {"notes": "More notes.", "version": own.version if own else 0, **points}


def section_words(world: World, place: Place, persona: str) -> dict:
    return {"title": "Renamed", "lead": "", "seen": section_seen(place.section("money"))}


def question_words(world: World, place: Place, persona: str) -> dict:
    from cohorts.intake.editing import EDITABLE, fingerprint

    return {"label": "Reworded?", "help": "", "seen": fingerprint(place.question("title"), EDITABLE)}


def rubric(world: World, place: Place, persona: str) -> dict:
    rows = list(Criterion.objects.filter(questionnaire__cohort=place.cohort))
    form = {"criteria-TOTAL_FORMS": len(rows), "criteria-INITIAL_FORMS": len(rows)}
    for number, row in enumerate(rows):
        fields = {"id": row.pk, "name": f"{row.name} again", "help": "", "weight": row.weight, "ORDER": number + 1}
        form |= {f"criteria-{number}-{name}": value for name, value in fields.items()}
    return form


def invited_list(world: World, place: Place, persona: str) -> dict:
    form = ListForm({"list": LIST})
    assert form.is_valid(), form.errors
    plan = make_plan(cohort=place.cohort, records=records(form.table, guess(form.table.headers, COLUMNS)))
    return {"list": LIST, "message": "", "send": "yes", "fingerprint": plan.fingerprint}


def application(world: World, place: Place, persona: str) -> dict:
    people = {"mayor_name": "Jo Mayor", "contact_name": "Pat Lee", "contact_email": f"{persona}@akron.example.org"}
    opened = tokens.dumps(int(timezone.now().timestamp()) - 60, salt=SALT)
    return {"city": "Akron, OH", **people, "initiative": "Fewer crashes on Main Street.", "opened": opened}


def cohort_settings(world: World, place: Place, persona: str) -> dict:
    return {"name": "A new name", "time_zone": place.cohort.time_zone, "capacity": 12}


CITY_FACTS = give(name="Renamed", time_zone="America/New_York", population=1000)
CITY_INVITED = give(city="Akron, OH", mayor_name="Jo", contact_name="Pat", contact_email="pat@akron.example.org")
MEMBER = give(email="newly@example.org", name="Newly", role="viewer", message="")
INVITED = give(email="newly@example.org", name="Newly", message="")
A_COMMENT = give(page="intake", field="title", act="add", text="A word", about="the title")
A_QUESTION = give(label="One more?", help="", kind="short text", **NO_ROWS)
PROFILE = give(name="Another Name", phone="", time_zone="America/Chicago")
EXPERT = give(email="newly@example.org", name="Newly", role_title="Professor", organization="", message="")
