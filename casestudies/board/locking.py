"""Who acts on a clinic waits for whoever acts on it already: every write begins with its row.

All writes of the board take this lock first, so that they never wait for each other in a circle.
"""

from casestudies.clinics.models import Clinic, ClinicState

from .refusals import Refused


def locked(clinic: Clinic) -> Clinic:
    """The clinic as it is at this moment, kept for the caller until their transaction ends.

    Two statements: whoever had to wait in the first would read the rows beside the clinic's, such as its step, as they
    were before.
    """
    Clinic.objects.select_for_update(no_key=True).only("pk").get(pk=clinic.pk)
    return Clinic.objects.select_related(
        "leader", "step", "case__participation__city", "case__participation__cohort"
    ).get(pk=clinic.pk)


def conducted(clinic: Clinic, by) -> Clinic:
    """The same, for whoever conducts it: the leader, and nobody else.

    Raises Refused with the leader's name.
    """
    row = locked(clinic)
    if row.leader_id is None:
        raise Refused("Nobody conducts this clinic yet. Take it over first.")
    if row.leader_id != by.pk:
        raise Refused(f"{row.leader} conducts this clinic. Ask to take over if you need to.")
    return row


def moderated(clinic: Clinic, by) -> Clinic:
    """The same, for whoever looks after its cards: the leader, and once it ended everybody who runs it."""
    row = locked(clinic)
    if row.state == ClinicState.CLOSED:
        raise Refused("The record of this clinic is closed.")
    if row.state == ClinicState.ENDED and Clinic.objects.run_by(by).filter(pk=row.pk).exists():
        return row
    if row.leader_id != by.pk:
        who = f"{row.leader} conducts this clinic" if row.leader else "Nobody conducts this clinic yet"
        raise Refused(f"{who}. Only who conducts it puts cards on the screen.")
    return row
