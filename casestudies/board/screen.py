"""What stands on the projector: one heading, at most five rows, and how to come in. Nothing on it is private."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from casestudies.cases.reading import read
from casestudies.clinics.models import ClinicState, StepKind

from .countdown import Countdown, countdown_of
from .dot_picture import DotPicture, dot_picture
from .rules import QUESTIONS
from .state import Board, ShownCard

ROWS = 5  # more cannot be read from the last row of chairs
LONG_QUESTION, LONGER_QUESTION = 110, 220  # characters from which the question is written smaller

HEADINGS = {
    StepKind.PRESENTATION: "{city} presents its case",
    StepKind.CLARIFYING: "What do you need to know?",
    StepKind.PROBING: "What should {city} think about?",
    StepKind.RESTATED: "The question, said once more",
    StepKind.ADVICE: "What should {city} hear?",
    StepKind.REFLECTION: "What {city} takes from it",
    StepKind.RECOMMENDATIONS: "What should {city} do?",
    StepKind.DEBRIEF: "What should {city} do?",
    StepKind.BREAK: "A break",
}
# What is said while there is nothing to list.
SENTENCES = {
    StepKind.PRESENTATION: "Everybody listens. Questions for facts come next.",
    StepKind.CLARIFYING: "Short questions that can be answered in a sentence.",
    StepKind.PROBING: "Questions without an answer hidden in them.",
    StepKind.RESTATED: "{city} says its question as it sees it now, in the light of what was asked.",
    StepKind.ADVICE: "{city} listens. Write what you know: what worked, what failed, who can help.",
    StepKind.REFLECTION: "The mayor says what stood out. Everybody else listens.",
    StepKind.RECOMMENDATIONS: "Write one thing in one sentence. Then place your five dots.",
    StepKind.DEBRIEF: "Say what you take home.",
    StepKind.BREAK: "The clinic goes on soon.",
}


def join_address() -> str:
    """Where to come in, as it is read out: without the scheme."""
    return f"{urlsplit(settings.PORTAL_URL).netloc}{reverse('casestudies:join').rstrip('/')}"


@dataclass(frozen=True)
class Row:
    """A card on the projector. `by` is whoever wrote it, where names are told; `ties` are those of all of them."""

    pk: int
    text: str
    about: str
    by: str
    ties: list[str]
    dots: int
    tied: bool
    picture: DotPicture


@dataclass
class Screen:
    """The list side of the projector, and the question."""

    question: str
    heading: str
    sentences: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    below: str = ""
    countdown: Countdown | None = None
    join_address: str = field(default_factory=join_address)

    @property
    def digits(self) -> int:
        """How wide the largest number of dots is."""
        return max((len(str(row.dots)) for row in self.rows), default=1)

    @property
    def question_size(self) -> str:
        """How small the question has to be written: empty, “long” or “longer”."""
        length = len(self.question)
        return "longer" if length > LONGER_QUESTION else "long" if length > LONG_QUESTION else ""


def screen_of(board: Board) -> Screen:
    """What the projector shows at this moment."""
    clinic, city = board.clinic, board.clinic.participation.city.name
    question = board.question or _question_of_the_day(board)
    if clinic.state == ClinicState.PLANNED:
        return Screen(question, f"{city} brings a case", ["The clinic begins soon. Come in on your phone or computer."])
    if clinic.state == ClinicState.CANCELLED:
        return Screen("", "This clinic was called off", ["Its facilitators know when it is held instead."])
    kind = board.step_kind
    if kind is None:
        return Screen(question, "Thank you", _thanks(board, city))
    cards = board.listed
    sentences = [] if cards else [SENTENCES[StepKind(kind)].format(city=city)]
    heading = HEADINGS[StepKind(kind)].format(city=city)
    rows = [_row(card, ranked=board.choosing) for card in cards[:ROWS]]
    return Screen(question, heading, sentences, rows, _below(cards), countdown_of(board))


def _question_of_the_day(board: Board) -> str:
    """Before the clinic begins: the case's own question, from the day on which the cohort may read the case."""
    clinic = board.clinic
    if clinic.state != ClinicState.PLANNED or not clinic.case.is_out or clinic.day > timezone.localdate():
        return ""
    return read(clinic.case).focus_question


def _thanks(board: Board, city: str) -> list[str]:
    count = len(board.recommendations)
    if not count:
        return ["The clinic is over."]
    home = "one recommendation home, and answers it" if count == 1 else f"{count} recommendations home and answers each"
    return ["The clinic is over.", f"{city} takes {home}. Whoever wrote one is told the answer."]


def _below(cards: list[ShownCard]) -> str:
    """How many are not on the projector, and how many of them are no worse than the last one that is."""
    more = cards[ROWS:]
    if not more:
        return ""
    last = cards[ROWS - 1]
    alike = sum(card.tied and card.dots == last.dots for card in more)
    return f"{len(more)} more below{f' ({alike} tied)' if alike else ''}"


def _row(card: ShownCard, *, ranked: bool) -> Row:
    written = [card, *card.joined]
    kinds = [] if card.kind in QUESTIONS or ranked else [card.kind_label, card.theme_label]
    return Row(
        pk=card.pk,
        text=card.text,
        about=", ".join(_told([*kinds, card.group])),
        by="; ".join(_told(one.author.line for one in written if one.author)),
        ties=list(_told(one.tie for one in written)),
        dots=card.dots,
        tied=card.tied,
        picture=dot_picture(card.dots),
    )


def _told(words: Iterable[str]) -> Iterator[str]:
    """Each once, without the empty ones."""
    return iter(dict.fromkeys(word for word in words if word))
