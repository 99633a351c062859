"""What is wanted of an expert: by a city, as its case study or its intake says, or by a question in anybody's words."""

from dataclasses import dataclass, replace

from cohorts.institutes.models import Participation
from cohorts.intake.models import Answer
from resources.directory.choices import BAND_STARTS
from resources.directory.topics import HELP, INITIATIVE_KINDS, plain, topics_in_words, topics_named, topics_that_help

from . import sources

HELP_KEY, AREA_KEY = "help-sought", "priority-area"
LEAST_LETTERS = 4  # of a word of a question that tells what it is about
MOST_WORDS = 12
# Words of questions that are about nothing in particular.
SAYS_NOTHING = frozenset(
    "about after again also another anybody anyone anything around back because been before being best better between "
    "both cannot city cities come could does doing done down during each else even ever every find first from gets "
    "getting give goes going good have having help helped here into just keep know knows like long look made make "
    "makes many more most much must need needs never once only other ours over people same should show some someone "
    "somebody something still such take tell than that their them then there these they thing things think this those "
    "through town towns under until very want wants well went were what when where which while whom whose will with "
    "within without work would year years your yours".split()
)


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for in an expert, and of which city they are.

    `helps` are keys of `HELP`, `area` is one of `INITIATIVE_KINDS`, `named` are keys of topics that a question names,
    and `words` are its telling words, in plain letters. `band` and `state` are the city's, for people who know such
    cities.
    """

    helps: tuple[str, ...] = ()
    area: str = ""
    named: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    band: str = ""
    state: str = ""

    @property
    def wishes(self) -> list[list[str]]:
        """The topics that serve each single wish: whoever serves more of them fits better."""
        served = [topics_that_help(helps=[key]) for key in self.helps]
        served += [topics_that_help(areas=[self.area])] if self.area else []
        return [topics for topics in [*served, *([key] for key in self.named)] if topics]

    @property
    def topics(self) -> list[str]:
        """The topics that serve any of the wishes."""
        return list(dict.fromkeys(topic for topics in self.wishes for topic in topics))

    @property
    def says(self) -> list[str]:
        """The wishes in words."""
        area = [INITIATIVE_KINDS[self.area]] if self.area else []
        return [*(HELP[key] for key in self.helps), *area, *topics_in_words(self.named)]

    def __bool__(self) -> bool:
        return bool(self.helps or self.area or self.named or self.words)


def wanted_of(participation: Participation) -> Wanted:
    """What a city wants help with: as its case study says, or its intake where that does not say. Two queries."""
    found = Answer.objects.filter(intake__participation=participation, question__key__in=[HELP_KEY, AREA_KEY])
    values = dict(found.values_list("question__key", "value"))
    helps, area = sources.helps(participation), values.get(AREA_KEY)
    if helps is None:
        helps = values.get(HELP_KEY)
    return replace(
        like(participation),
        helps=tuple(key for key in helps if key in HELP) if isinstance(helps, list) else (),
        area=area if isinstance(area, str) and area in INITIATIVE_KINDS else "",
    )


def wanted_by(question: str, *, participation: Participation | None = None) -> Wanted:
    """What a question is about: the topics it names and its telling words; for a city, people who know such cities."""
    named = topics_named(question)
    words = [word for word in plain(question).split() if len(word) >= LEAST_LETTERS and word not in SAYS_NOTHING]
    alike = like(participation) if participation else Wanted()
    return replace(alike, named=tuple(named), words=tuple(dict.fromkeys(words))[:MOST_WORDS])


def like(participation: Participation) -> Wanted:
    """Nothing yet, of a city of that size in that state."""
    city = participation.city
    return Wanted(band=band_of(city.population), state=city.state)


def band_of(population: int | None) -> str:
    """How large a place of so many residents is, as a key of `PopulationBand`; empty if it is not known."""
    return next((str(band) for band, start in reversed(BAND_STARTS.items()) if population and population >= start), "")
