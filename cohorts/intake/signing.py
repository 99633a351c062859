"""Signing an intake off and sending it in.

A signature stands under one state of the answers, known by its hash. Whatever changes an answer undoes it, so that
what the reviewers read is what the mayor signed.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from cohorts.institutes.models import TeamMember, TeamRole

from .mailing import reviewers, tell, writers
from .models import Answer, Intake, IntakeState, IntakeStep, SectionWork, SignOff
from .progress import IntakeProgress, counted, progress_of
from .timeline import Refused, changeable, locked, move, record

MAY_BE_SIGNED = frozenset({IntakeState.IN_PROGRESS, IntakeState.RETURNED})
MAY_BE_SUBMITTED = frozenset({IntakeState.SIGNED_OFF, IntakeState.RETURNED})


def hash_of(values: Mapping[int, Any]) -> str:
    """SHA-256 of answers by the id of their question, 64 hexadecimal digits. An uploaded file counts by its content.

    Of canonical JSON: keys sorted, no spaces, UTF-8. Wording, order and empty answers do not count, so that an
    administrator who improves a help text undoes no signature.
    """
    answers = {str(question): value for question, value in values.items() if value not in (None, "", [], {})}
    content = json.dumps(answers, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def answers_hash(intake: Intake) -> str:
    """The hash of an intake's answers as they are."""
    return hash_of(dict(Answer.objects.filter(intake=intake).values_list("question", "value")))


def hash_shown(progress: IntakeProgress) -> str:
    """The hash of the answers that a page shows: of those rows, not of what a second query may find."""
    return hash_of({pk: answer.value for one in progress.sections for pk, answer in one.answers.items()})


def valid_signature(intake: Intake) -> SignOff | None:
    """The signature under the answers as they are, if there is one."""
    return SignOff.objects.filter(intake=intake, void_at=None).select_related("signed_by").first()


def attestation(intake: Intake, member: TeamMember) -> str:
    """The sentence that this member of the team signs."""
    participation = intake.participation
    answers = f"the answers of {participation.city.name} to the intake of the {participation.cohort.long_name}"
    if member.role == TeamRole.MAYOR:
        return f"I have read {answers}. To the best of my knowledge they are true and complete."
    return (
        f"{mayor_words(intake)} named me to sign in the mayor's place. I have read {answers}. "
        "To the best of my knowledge they are true and complete."
    )


def mayor_words(intake: Intake) -> str:
    """How the city's mayor is named in a sentence."""
    mayor = intake.participation.mayor
    return str(mayor) if mayor else f"The mayor of {intake.participation.city.name}"


@transaction.atomic
def sign(*, intake: Intake, by, name: str, seen: str) -> SignOff:
    """Put the signature of the mayor, or of someone the mayor named, under the answers whose hash is `seen`.

    Tells the city's mayor and editors. Refuses who may not sign, an empty name, missing required answers, a second
    signature, and answers that changed since the signer saw them.
    """
    intake = changeable(intake)
    member = intake.participation.members.filter(user=by).first()
    if member is None or not member.can_sign:
        raise Refused("Only the mayor, or someone the mayor has named to sign, can sign the intake off.")
    if not name.strip():
        raise Refused("Type your full name: it stands under the answers as your signature.")
    if signature := valid_signature(intake):
        raise Refused(f"{signature.name} has signed these answers already. Nothing is left to sign.")
    if intake.state not in MAY_BE_SIGNED:
        raise Refused(f"This intake is {intake.get_state_display().lower()}, so it cannot be signed.")
    if not (now := progress_of(intake)).ready_to_sign:
        raise Refused(_why_not_ready(now))
    if answers_hash(intake) != seen:
        raise Refused("The answers changed while you read them, and nothing was signed. Look at them again, then sign.")
    for_the_mayor = member.role != TeamRole.MAYOR
    signature = SignOff.objects.create(
        intake=intake,
        answers_hash=seen,
        name=" ".join(name.split())[:120],
        signed_by=by,
        attestation=attestation(intake, member),
        for_the_mayor=for_the_mayor,
    )
    move(intake, IntakeState.SIGNED_OFF)
    entry = record(
        intake, IntakeStep.SIGNED, by=by, comment=f"Signed for the mayor by {signature.name}." if for_the_mayor else ""
    )
    tell(
        writers(intake.participation),
        "signed",
        intake=intake,
        occasion=f"intake-step:{entry.pk}",
        besides=by,
        page="cohorts:intake_check",
        signature=signature,
    )
    return signature


def _why_not_ready(now: IntakeProgress) -> str:
    left = []
    if now.missing:
        left.append(f"{counted(len(now.missing), 'required answer')} missing")
    if now.problems:
        left.append(f"{counted(len(now.problems), 'answer')} to look at again")
    return f"Nothing was signed: there {'is' if left[0].startswith('1 ') else 'are'} still {' and '.join(left)}."


@transaction.atomic
def void_signature(*, intake: Intake, by) -> bool:
    """Undo the valid signature, if there is one, because an answer or a file has changed. Says whether there was.

    Every save of an answer, file or restore calls this in its own transaction, also when it believes that nobody has
    signed: the lock it takes keeps a signature from slipping in between. Tells the signer, once per signature.
    """
    intake = locked(intake)
    signature = valid_signature(intake)
    if signature is None:
        return False
    SignOff.objects.filter(pk=signature.pk).update(void_at=timezone.now(), void_by=by)
    if intake.state == IntakeState.SIGNED_OFF:
        was_returned = intake.section_work.filter(reopened=True).exists()
        move(intake, IntakeState.RETURNED if was_returned else IntakeState.IN_PROGRESS)
    record(intake, IntakeStep.SIGNATURE_VOID, by=by)
    if signature.signed_by:
        tell(
            [signature.signed_by],
            "signature_void",
            intake=intake,
            occasion=f"signature-void:{signature.pk}",
            besides=by,
            page="cohorts:intake_check",
            signature=signature,
            by=by,
        )
    return True


def submit(*, intake: Intake, by) -> Intake:
    """Send the signed answers to the cohort's facilitators. From then on the city cannot change them.

    Closes reopened sections, tells the facilitators and the city's mayor and editors. Refuses who may not write,
    an intake without a valid signature, and one that has been submitted. A signature that does not fit the answers is
    undone on the way.
    """
    with transaction.atomic():
        intake = changeable(intake)
        member = intake.participation.members.filter(user=by).first()
        if member is None or not member.can_write:
            raise Refused("Only the city's mayor and editors can submit the intake.")
        signature = valid_signature(intake)
        if intake.state not in MAY_BE_SUBMITTED or signature is None:
            raise Refused(_why_not_submitted(intake))
        fits = answers_hash(intake) == signature.answers_hash
        if fits:
            _hand_over(intake, signature, by)
        else:
            void_signature(intake=intake, by=by)
    if not fits:
        raise Refused("The answers are not the ones that were signed, so nothing was submitted. Sign again first.")
    return intake


def _why_not_submitted(intake: Intake) -> str:
    if intake.state in MAY_BE_SIGNED | {IntakeState.INVITED}:
        return "The answers have to be signed before they can be submitted."
    if intake.state == IntakeState.SUBMITTED:
        return "The intake has been submitted already. The facilitators have it."
    return f"This intake is {intake.get_state_display().lower()}, so there is nothing to submit."


def _hand_over(intake: Intake, signature: SignOff, by) -> None:
    SectionWork.objects.filter(intake=intake, reopened=True).update(reopened=False)
    move(intake, IntakeState.SUBMITTED, submitted_at=timezone.now())
    entry = record(intake, IntakeStep.SUBMITTED, by=by)
    occasion = f"intake-step:{entry.pk}"
    tell(
        reviewers(intake.participation.cohort),
        "submitted_to_reviewers",
        intake=intake,
        occasion=occasion,
        page="cohorts:review",
        signature=signature,
        by=by,
    )
    tell(
        writers(intake.participation),
        "submitted",
        intake=intake,
        occasion=occasion,
        besides=by,
        page="cohorts:intake_check",
        signature=signature,
        by=by,
    )
