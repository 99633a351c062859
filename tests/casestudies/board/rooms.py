"""A live clinic with people in it, for the tests of the board."""

import uuid
from types import SimpleNamespace

from django.utils import timezone

from casestudies.board import cards, running
from casestudies.board.models import Card, CardKind
from casestudies.clinics.models import Clinic, Seat, StepKind
from tests import factories
from tests.casestudies.clinic_making import make_case, make_clinic

MORE_PEERS = ("Marta Lindgren", "Joseph Adeyemi")


class Room:
    """Dayton's clinic, conducted by Helen Osei; Nora Quist facilitates too. Seats by persona in `seats`."""

    def __init__(self, cast: SimpleNamespace, **fields) -> None:
        self.cast = cast
        self.leader = cast.facilitator
        self.second = factories.make_facilitator(cast.cohort, "Nora Quist")
        self.clinic: Clinic = make_clinic(make_case(cast.own), by=self.leader, live=True, **fields)
        self.seats: dict[str, Seat] = {
            "expert": self.seat(cast.expert, "expert", "Professor, Great Lakes University", "Advises Northgate, paid"),
            "peer": self.seat(cast.peer, "peer", "City of Stockton"),
            "mayor": self.seat(cast.mayor, "presenter", "Mayor of Dayton"),
            "observer": self.seat(cast.outsider, "observer", "The Institute"),
            "leader": Seat.objects.get(clinic=self.clinic, user=self.leader),
        }

    def seat(self, user, role: str, title: str = "", ties: str = "") -> Seat:
        now = timezone.now()
        made, _ = Seat.objects.update_or_create(
            clinic=self.clinic,
            user=user,
            defaults={
                "role": role, "name": user.name, "title": title, "ties": ties,
                "ties_stated_at": now, "first_seen_at": now, "seen_at": now,
            },
        )  # fmt: skip
        return made

    def go_to(self, kind: StepKind) -> None:
        """Conduct the clinic up to the first step of a kind."""
        while self.fresh.step.kind != kind:
            running.next_step(clinic=self.clinic, by=self.leader, step_id=self.fresh.step_id, early=True)
        self.clinic = self.fresh

    @property
    def fresh(self) -> Clinic:
        return Clinic.objects.select_related("step", "leader").get(pk=self.clinic.pk)

    def write(self, who: str = "peer", text: str = "Decide simple permits the same day", **fields) -> Card:
        """A card, of the kind that is open, with a key of its own."""
        clinic = self.fresh
        kind = {
            StepKind.CLARIFYING: CardKind.CLARIFYING_QUESTION,
            StepKind.PROBING: CardKind.PROBING_QUESTION,
            StepKind.RECOMMENDATIONS: CardKind.RECOMMENDATION,
        }.get(clinic.step.kind if clinic.step else "", CardKind.INSIGHT)
        fields = {"key": uuid.uuid4(), "kind": kind, "text": text, **fields}
        return cards.write_card(clinic=clinic, seat=self.seats[who], **fields)

    def recommend(self, *texts: str, who: str = "peer") -> list[Card]:
        if self.fresh.step.kind != StepKind.RECOMMENDATIONS:
            self.go_to(StepKind.RECOMMENDATIONS)
        return [self.write(who, text) for text in texts]
