"""What a case study says, field by field, in the parts in which it is filled in."""

from dataclasses import dataclass

from cohorts.intake.default_questionnaire import THE_CLINIC
from cohorts.teamwork.questions import Field, listed
from cohorts.teamwork.questions import QuestionKind as Kind

# The intake's own words for what a city wants help with: experts are found by them.
HELP: dict[str, str] = next(one["choices"] for one in THE_CLINIC if one["key"] == "help-sought")
MOST_HELP = 4
PARTS_PLAYED = {
    "decides": "Decides",
    "works": "Does the work",
    "affected": "Lives with the result",
    "partner": "Partner",
    "oversees": "Watches over it",
}
MONEY_KINDS = {
    "once": "Cost, once",
    "yearly": "Cost, each year",
    "certain": "Money, certain",
    "likely": "Money, likely",
    "possible": "Money, possible",
}


@dataclass(frozen=True)
class Part:
    """Fields that are filled in on one page."""

    key: str
    title: str
    lead: str
    fields: list[Field]


PARTS = [
    Part(
        "question",
        "The question",
        "What the clinic works on. An expert reads this first, on the way there: write it so that it stands by itself.",
        [
            Field("title", Kind.SHORT_TEXT, "What do you call the initiative?", required=True, word_limit=12,
                  help="A few words that a resident would understand."),
            Field("focus-question", Kind.LONG_TEXT, "What is the one question you want the clinic to answer?",
                  required=True, word_limit=40,
                  help="One sentence with a question mark. Everybody in the room works on exactly this."),
            Field("help-sought", Kind.SEVERAL_OF, "What do you want help with?", required=True,
                  choices=listed(HELP), maximum=MOST_HELP, help="Choose up to four. Experts are invited accordingly."),
            Field("decision-needed", Kind.TABLE, "Which decisions are needed, by when, and who takes them?",
                  required=True, maximum=6, help="One row for each: a council vote, a budget hearing, a signature.",
                  columns=[
                      {"key": "date", "label": "By", "kind": Kind.DATE, "required": True},
                      {"key": "body", "label": "Who decides", "kind": Kind.SHORT_TEXT},
                      {"key": "what", "label": "What is decided", "kind": Kind.SHORT_TEXT},
                  ]),
        ],
    ),
    Part(
        "problem",
        "The problem",
        "What happens today, in words and in figures, and what should be different. Most of it comes from your intake.",
        [
            Field("problem-statement", Kind.LONG_TEXT, "What is the problem?", required=True, word_limit=300,
                  help="What happens today, to whom, and why it matters now. Describe the problem, not a product."),
            Field("affected", Kind.TABLE, "Who is affected, and how many people?", required=True, maximum=10,
                  help="One row for each group. An estimate is fine.",
                  columns=[
                      {"key": "group", "label": "Group", "kind": Kind.SHORT_TEXT, "required": True},
                      {"key": "people", "label": "People", "kind": Kind.WHOLE_NUMBER, "required": True, "minimum": 0},
                      {"key": "how", "label": "How it touches them", "kind": Kind.SHORT_TEXT},
                  ]),
            Field("baseline", Kind.TABLE, "Where do you stand today, in figures?", required=True, maximum=5,
                  help="What is counted, the value, the day it was true, and where it comes from.",
                  columns=[
                      {"key": "measure", "label": "Measure", "kind": Kind.SHORT_TEXT, "required": True},
                      {"key": "value", "label": "Value", "kind": Kind.SHORT_TEXT, "required": True},
                      {"key": "date", "label": "As of", "kind": Kind.DATE, "required": True},
                      {"key": "source", "label": "Source", "kind": Kind.SHORT_TEXT, "required": True},
                  ]),
            Field("desired-result", Kind.LONG_TEXT, "What should be different, and by when?", required=True,
                  word_limit=150, help="The result for residents, with a figure and a day if you can."),
        ],
    ),
    Part(
        "weighed",
        "What you weighed",
        "So that nobody advises what you have done, and everybody knows who has a say.",
        [
            Field("tried-already", Kind.LONG_TEXT, "What have you tried already?", word_limit=300,
                  help="What came of it, and why."),
            Field("options-considered", Kind.LONG_TEXT, "Which ways forward have you considered?", required=True,
                  word_limit=250, help="Two or three, each with what speaks for and against it."),
            Field("stakeholders", Kind.TABLE, "Who has a stake or a say in it?", required=True, maximum=15,
                  help="Those who decide, those who do the work, those who live with the result.",
                  columns=[
                      {"key": "who", "label": "Who", "kind": Kind.SHORT_TEXT, "required": True},
                      {"key": "part", "label": "Their part", "kind": Kind.ONE_OF, "choices": listed(PARTS_PLAYED)},
                      {"key": "stake", "label": "What matters to them", "kind": Kind.SHORT_TEXT},
                  ]),
            Field("what-would-fail-it", Kind.LONG_TEXT, "What would make this fail?", word_limit=100,
                  help="The honest answer. It is what a clinic is for."),
        ],
    ),
    Part(
        "limits",
        "Money and limits",
        "What the advice has to fit into. Leave out what you do not know yet.",
        [
            Field("money-so-far", Kind.TABLE, "What do you know about the money so far?", required=True, maximum=20,
                  help="What it costs, and which money you have found. Estimates are fine.",
                  columns=[
                      {"key": "what", "label": "What", "kind": Kind.SHORT_TEXT, "required": True},
                      {"key": "kind", "label": "Kind", "kind": Kind.ONE_OF, "choices": listed(MONEY_KINDS)},
                      {"key": "amount", "label": "Amount", "kind": Kind.MONEY, "minimum": 0},
                  ]),
            Field("constraints-legal", Kind.LONG_TEXT, "Which laws and rules limit you?", word_limit=100,
                  help="Charter, state law, court orders, who controls the budget."),
            Field("constraints-labor", Kind.LONG_TEXT, "What do labor agreements or civil-service rules limit?",
                  word_limit=100),
            Field("constraints-procurement", Kind.LONG_TEXT, "What limits how you can buy?", word_limit=100,
                  help="Thresholds, running contracts, routes that are open to you."),
            Field("constraints-technical", Kind.LONG_TEXT, "What do your systems and networks limit?", word_limit=200,
                  help="Systems that have to stay, data you have, places without a connection. "
                       "Nothing about security: experts and other cities read this."),
        ],
    ),
]  # fmt: skip

FIELDS: dict[str, Field] = {one.key: one for part in PARTS for one in part.fields}
PART_OF: dict[str, Part] = {one.key: part for part in PARTS for one in part.fields}
REQUIRED = [one for one in FIELDS.values() if one.required]
