"""A clinic whose room has gone home, for the tests of what comes after it: played through the board's services."""

from datetime import timedelta
from types import SimpleNamespace

from django.utils import timezone

from casestudies.board import cards, dots, running
from casestudies.board.models import Card, CardKind, Theme
from casestudies.clinics.models import Clinic, Seat, StepKind
from casestudies.outcomes import answering, closing
from casestudies.outcomes.models import Response
from tests import factories
from tests.casestudies.board.rooms import Room

COUNTER = "Decide simple permits the same day, at one counter"
DESK = "Put everything simple on a single desk"
EXPORT = "Ask vendors for a full data export before any demo"
FAR = timezone.localdate() + timedelta(days=200)
PHONE = "Put a phone line beside the online form"


class After(Room):
    """Dayton's clinic after its end. `recommended` has the four recommendations; the one on a single desk, by Joseph
    Adeyemi, is joined to the one on the counter, by Luis Ortega. Dots: counter 4, export 2, phone 2.
    """

    def __init__(self, cast: SimpleNamespace, **fields) -> None:
        super().__init__(cast, **fields)
        self.people = {name: self.another_peer(name) for name in ("Marta Lindgren", "Joseph Adeyemi")}
        self.go_to(StepKind.PROBING)
        self.write("expert", "What would the counter staff stop doing?")
        self.go_to(StepKind.ADVICE)
        self.write("expert", "The inspectors’ agreement opens in May.", kind=CardKind.RISK, theme=Theme.OPERATIONS)
        self.write("Marta Lindgren", "Tacoma’s staff wrote the checklist.", kind=CardKind.PEER_EXPERIENCE)
        self.write("peer", "The county lends its scanners.", kind=CardKind.RESOURCE)
        self.go_to(StepKind.RECOMMENDATIONS)
        self.recommended: dict[str, Card] = {
            "counter": self.write("peer", COUNTER, theme=Theme.OPERATIONS),
            "export": self.write("expert", EXPORT, theme=Theme.VENDORS),
            "phone": self.write("Marta Lindgren", PHONE, theme=Theme.DIGITAL_INCLUSION),
            "desk": self.write("Joseph Adeyemi", DESK, theme=Theme.OPERATIONS),
        }
        self.dot("counter", "expert", 3)
        self.dot("counter", "Marta Lindgren", 1)
        self.dot("export", "peer", 2)
        self.dot("phone", "Joseph Adeyemi", 2)
        cards.join_cards(card=self.recommended["desk"], to=self.recommended["counter"], by=self.leader)
        clinic = self.fresh
        while clinic.state == "live":
            running.end(clinic=clinic, by=self.leader, step_id=clinic.step_id, early=True)
            clinic = self.fresh
        self.clinic = clinic

    def another_peer(self, name: str):
        city = factories.make_participation(self.cast.cohort, factories.make_city(f"{name.split()[0]}ville"))
        user = factories.make_member(city, "mayor", name)
        self.seats[name] = self.seat(user, "peer", f"Mayor of {city.city.name}")
        return user

    def dot(self, which: str, who: str, count: int) -> None:
        dots.place_dots(card=self.recommended[which], seat=self.seats[who], count=count)

    def close(self, **given) -> Clinic:
        """Close it as its leader, with everybody there whom the prefilled list has."""
        stands = closing.protocol_of(self.fresh)
        given = {"attended": stands.attended, "notes": stands.notes, "commitments": stands.commitments, **given}
        self.clinic = closing.close_clinic(clinic=self.fresh, by=self.leader, **given)
        return self.clinic

    def response(self, which: str) -> Response:
        return Response.objects.with_clinic().get(recommendation=self.recommended[which])

    def answer(self, which: str, by=None, **given) -> Response:
        """Write an answer and, if the person may, send it."""
        by, response = by or self.cast.mayor, self.response(which)
        owner = self.cast.own.members.get(user=self.cast.second_editor)
        given = {"answer": "adopt", "reason": "The counter staff asked for it.", "owner": owner, **given}
        given.setdefault("by_when", None if given["answer"] == "decline" else FAR)
        response = answering.save_response(response=response, by=by, version=response.version, **given)
        if answering.may_send(response, by):
            response = answering.send_response(response=response, by=by, version=response.version)
        return response


def seat_of(clinic: Clinic, user) -> Seat:
    return Seat.objects.get(clinic=clinic, user=user)
