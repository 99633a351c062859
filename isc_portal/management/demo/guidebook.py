"""The directory and the library of the demonstration: rosters, what is asked about entries, what worked elsewhere."""

import io
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from cohorts.institutes.models import Cohort, Participation
from isc_portal.accounts.models import User
from resources.assurance import asking
from resources.assurance.services import assure, report_outdated
from resources.directory.models import Expert
from resources.directory.services import change_entry
from resources.introductions import services as introductions
from resources.introductions.models import Introduction
from resources.library import services as library
from resources.library.models import Practice
from resources.matching.models import Helped
from resources.matching.services import rate
from resources.rosters import services as rosters
from resources.rosters.models import Roster

LEAGUE = """\
Name,Title,Organization,City,State,Email,Phone,Topics,About
Gloria Whitehorse,Budget director,City of Tulsa,Tulsa,OK,gloria.whitehorse@tulsa.example.org,(918) 555-0112,Reallocation; Bonds,Moved four percent of a budget in one year and told every department why.
Samuel Okonkwo,Permit center manager,City of Durham,Durham,NC,samuel.okonkwo@durham.example.org,(919) 555-0127,Permitting,Opened one counter for nine departments; half of all permits take a week.
Linh Tran,Deputy chief of police,City of Aurora,Aurora,CO,linh.tran@aurora.example.org,,Violence prevention,Built the list of people at risk with their own neighborhoods and kept it small.
Hector Villanueva,Transit director,City of El Paso,El Paso,TX,hector.villanueva@elpaso.example.org,(915) 555-0163,Transit; Traffic,Gave buses the green light on eleven crossings before buying anything.
Maeve Gallagher,Director of libraries,City of Providence,Providence,RI,maeve.gallagher@providence.example.org,(401) 555-0151,Digital inclusion; Broadband,Lent 900 hot spots and stayed for the questions.
Bernard Lacroix,City attorney,City of Baton Rouge,Baton Rouge,LA,bernard.lacroix@batonrouge.example.org,(225) 555-0170,Law; Procurement,Writes the clause by which a city gets its data back.
Yolanda Pierce,Chief resilience officer,City of Norfolk,Norfolk,VA,yolanda.pierce@norfolk.example.org,(757) 555-0138,Emergencies; Water,Raised the pumps before the third flood.
Dmitri Volkov,Head of open data,City of Buffalo,Buffalo,NY,dmitri.volkov@buffalo.example.org,,Open data; Analytics,Publishes what residents ask for most and drops what nobody opens.
Rosa Delgado,Housing director,City of Fresno,Fresno,CA,rosa.delgado@fresno.example.org,(559) 555-0184,Housing; Zoning,Three thousand units on land that the city already owned.
Amos Freeman,Grants manager,City of Birmingham,Birmingham,AL,amos.freeman@birmingham.example.org,(205) 555-0119,Grants,Found the match before the deadline nine times out of ten.
"""  # noqa: E501
# Three of these may be people who are in the directory, one is there already, one cannot be read.
SPEAKERS = """\
Speaker,Job title,Company,Town,ST,Mail,Tel,Bio
Samuel Okonkwo,Director of development services,City of Durham,Durham,NC,s.okonkwo@conference.example.org,919-555-0199,Now leads the whole department.
Linh Trann,Deputy chief,City of Aurora,Aurora,CO,,303-555-0140,Speaks about trust.
Judith Kessler,Dean,Plains University,Omaha,NE,jkessler@conference.example.org,,Priority-based budgets in six cities.
Nadia Haddad,Chief information security officer,City of Reno,Reno,NV,nadia.haddad@reno.example.org,775-555-0106,Locked down a city hall in a weekend.
Gloria Whitehorse,Budget director,City of Tulsa,Tulsa,OK,gloria.whitehorse@tulsa.example.org,918-555-0112,
Vacant,Mayor,City of Gary,Gary,IN,,,
"""  # noqa: E501
ABOUT = {  # what the roster does not say, and who vouches for it
    "Gloria Whitehorse": {"offers": ["call", "sample-documents"], "population": 411_000},
    "Samuel Okonkwo": {"offers": ["call", "site-visit"], "population": 292_000},
    "Linh Tran": {"offers": ["call"], "population": 393_000, "languages": ["en", "vi"]},
    "Hector Villanueva": {"offers": ["review"], "population": 678_000, "languages": ["en", "es"],
                          "vendor_ties": "Advises Crossline Signals on a pilot, unpaid"},
    "Maeve Gallagher": {"offers": ["call", "review"], "population": 190_000},
    "Rosa Delgado": {"offers": ["call"], "population": 545_000, "languages": ["en", "es"]},
}  # fmt: skip
ASKED = "Yolanda Pierce"

ONE_CLERK = """\
An application used to pass seven desks, each with a pile of its own. We drew the way of one application on a wall
and asked every desk what it adds. Four of them had no answer.

# What we did

1. One clerk takes an application from the first day to the last.
2. Plans are checked side by side, not one after the other.
3. Every Friday the team looks at whatever is older than ten days, with the director in the room.

# What was hard

Inspectors’ shifts did not fit. The union agreed to a trial of *six months* once it could end it.

| step | before | after |
|---|---|---|
| complete? | 9 days | 1 day |
| plans checked | 41 days | 12 days |
| first inspection | 21 days | 6 days |
"""
SIGNALS = """\
A bus that waits at a red light carries forty people who wait. Eleven signals know our buses since spring.

- **Begin with the signals that can do it already.** Most controllers of the last ten years can; nobody had
  switched it on.
- **Tell the fire department first.** They share the receivers, and they had a better map than we did.
- Measure for a month before, with the same buses and drivers.
"""
EXIT = """\
Before any price is read, a vendor writes one page: how do we leave? Which data comes back, in which format, within
how many days, and who pays. Whoever cannot write that page is out.

Two of five vendors withdrew. The other three wrote better contracts than ours.
"""


def tell_the_guidebook(cohort: Cohort, say: Callable[[str], None]) -> None:
    """Bring one roster in, leave another to be decided about, ask experts, and fill the library."""
    administrator = User.objects.get(is_administrator=True)
    say("The directory")
    _imported(administrator)
    _to_decide(administrator)
    _kept_true(cohort, administrator)
    _introduced(cohort)
    say("The library")
    _library(cohort)


def _brought(text: str, name: str, source: str, by: User) -> Roster:
    file = io.BytesIO(text.encode())
    roster = rosters.upload(file=file, name=name, by=by, source=source, consented=True)
    mapping = {int(position): key for position, key in roster.mapping.items()}
    rosters.choose_columns(roster=roster, mapping=mapping, by=by, here=True)
    return roster


def _imported(by: User) -> None:
    roster = _brought(LEAGUE, "league-members.csv", "Leagues of cities, members who offered help", by)
    rosters.commit(roster=roster, by=by, here=True)
    for expert in Expert.objects.filter(name__in=ABOUT):
        change_entry(expert=expert, fields={"kind": "city-administrator", **ABOUT[expert.name]})


def _to_decide(by: User) -> None:
    _brought(SPEAKERS, "conference-speakers.csv", "Speakers of last year’s conference", by)


def _kept_true(cohort: Cohort, by: User) -> None:
    """Most entries are assured, one longer ago; one expert is asked; a reader reports another."""
    for expert in Expert.objects.filter(name__in=[*ABOUT, "Denise Fuller", "Judith Kessler"]).order_by("pk"):
        assure(expert=expert, by=expert.name if expert.user_id else by.name)
    long_ago = timezone.localdate() - timedelta(days=230)
    Expert.objects.filter(name="Anita Rao").update(assured_date=long_ago, assurer="Anita Rao")
    asking.ask(expert=Expert.objects.get(name=ASKED))
    reader = _participation(cohort, "Dayton").members.get(user__name="Ana Reyes").user
    gone = Expert.objects.get(name="Bernard Lacroix")
    report_outdated(expert=gone, by=reader, note="He retired in the spring; the new city attorney is his deputy.")


def _introduced(cohort: Cohort) -> None:
    """One expert said yes and helped, one has still to answer, one had no time."""
    yes = _asked(cohort, "Dayton", "Samuel Okonkwo", "How did you get nine departments to work at one permit counter?")
    introductions.accept(introduction=yes, answer="Gladly. Bring whoever runs your counter to the call.")
    rate(
        help_request=yes.help_request,
        helped=Helped.A_LOT,
        note="An hour’s call, and the form by which Durham settled who decides.",
        by=yes.asked_by,
    )
    _asked(cohort, "Dayton", "Gloria Whitehorse", "Which lines of the budget did you move first, and who agreed?")
    no = _asked(cohort, "Tacoma", "Rosa Delgado", "What did you write into the leases of land that the city owns?")
    introductions.decline(introduction=no, answer="Not before our own vote in the spring; please ask again then.")


def _asked(cohort: Cohort, city: str, expert: str, question: str) -> Introduction:
    participation = _participation(cohort, city)
    return introductions.ask(
        expert=Expert.objects.get(name=expert),
        participation=participation,
        question=question,
        by=_editor(participation),
    )


def _library(cohort: Cohort) -> None:
    helen = User.objects.get(name="Helen Osei")
    clerk = _practice(
        _participation(cohort, "Chattanooga"), "Terrence Cobb",
        "One clerk for every permit, from the first day to the last",
        summary="Each application has one clerk who takes it through all desks. Half of the permits took 71 days; now "
        "they take 19.",
        text=ONE_CLERK, topics=["permitting", "operations", "staff"], cost="$140,000 once, $32,000 a year",
        evidence="Median days from application to permit, counted by the state auditor: 71 two years ago, 19 today.",
        contact="Terrence Cobb, terrence.cobb@chattanooga.example.org",
    )  # fmt: skip
    signals = _practice(
        _participation(cohort, "Las Cruces"), "Irene Saenz", "Switch on what the traffic signals can do already",
        summary="Eleven signals let buses pass. Nothing was bought; four minutes were won on one line.",
        text=SIGNALS, topics=["transit", "streets"], cost="Two weeks of one engineer",
        evidence="Four weeks of stop-to-stop times before and after, from the buses’ own clocks.",
        contact="Irene Saenz, irene.saenz@las-cruces.example.org",
    )  # fmt: skip
    leaving = _practice(
        None, "Denise Fuller", "Ask vendors how you leave before you ask what it costs",
        summary="One page on the exit, before any price is read. It sorts out who is serious.",
        text=EXIT, topics=["vendors", "procurement"], cost="Nothing", evidence="Three purchases in two cities.",
        contact="Denise Fuller",
    )  # fmt: skip
    waits = _practice(
        _participation(cohort, "Stockton"), "Luis Ortega", "A call within a day of every shooting",
        summary="Someone whom the family trusts calls within a day. Fewer people strike back.",
        text="Four people share the telephone.\n\n# What we learned\n\n- Never send a uniform first.",
        topics=["violence-prevention", "engagement"], cost="$310,000 a year", evidence="", contact="Luis Ortega",
    )  # fmt: skip
    for practice in (clerk, signals, leaving, waits):
        library.submit(practice=practice, by=practice.author)
    for practice in (leaving, signals, clerk):
        library.decide(practice=practice, decision="publish", note="", by=helen)
    for name, note in (("Dayton", "For homes, since May"), ("Tacoma", "For small businesses, as a trial")):
        city = _participation(cohort, name)
        library.adopt(practice=clerk, participation=city, note=note, by=_editor(city))


def _practice(city: Participation | None, author: str, title: str, **written) -> Practice:
    return library.start(by=User.objects.get(name=author), participation=city, title=title, **written)


def _editor(city: Participation) -> User:
    return city.members.filter(role="editor").order_by("pk")[0].user


def _participation(cohort: Cohort, name: str) -> Participation:
    return cohort.participations.select_related("city", "cohort").get(city__name=name)
