"""The default questionnaire: nine sections, about 45 questions, in plain words. Data; `copying.py` makes rows of it.

A question is a dict of the fields of `Question`. `when` names the question (by key) and the answers for which it is
shown; `choices` may be written as {value: label}, columns likewise.
"""

from typing import Any

from .models import QuestionKind as Kind

PRIORITY_AREAS = {
    "public-safety": "Public safety",
    "permitting": "Permitting",
    "mobility": "Mobility",
    "housing": "Housing",
    "water-and-energy": "Water and energy",
    "health": "Health",
    "jobs": "Jobs",
    "digital-service": "Digital service",
    "other": "Something else",
}
MONTHS = "January February March April May June July August September October November December".split()
US_ZONES = {
    "America/New_York": "Eastern Time",
    "America/Chicago": "Central Time",
    "America/Denver": "Mountain Time",
    "America/Phoenix": "Mountain Time without daylight saving (Arizona)",
    "America/Los_Angeles": "Pacific Time",
    "America/Anchorage": "Alaska Time",
    "Pacific/Honolulu": "Hawaii Time",
    "America/Puerto_Rico": "Atlantic Time (Puerto Rico, Virgin Islands)",
    "Pacific/Guam": "Chamorro Time (Guam)",
}
FORMS_OF_GOVERNMENT = {
    "mayor-council": "Mayor and council: the mayor runs the city",
    "council-manager": "Council and manager: a manager runs the city",
    "commission": "Commission: commissioners each run departments",
}
LANGUAGES = {
    "spanish": "Spanish",
    "chinese": "Chinese",
    "vietnamese": "Vietnamese",
    "arabic": "Arabic",
    "haitian-creole": "Haitian Creole",
    "tagalog": "Tagalog",
    "russian": "Russian",
    "french": "French",
    "korean": "Korean",
    "somali": "Somali",
    "asl": "American Sign Language",
    "other": "Another language",
}

CITY_AND_TEAM = [
    {"key": "city", "kind": Kind.SHORT_TEXT, "label": "City", "prefill": "city"},
    {"key": "state", "kind": Kind.SHORT_TEXT, "label": "State or territory", "prefill": "state"},
    {"key": "population", "kind": Kind.WHOLE_NUMBER, "label": "How many people live in your city?", "minimum": 1,
     "prefill": "population"},
    {"key": "time-zone", "kind": Kind.ONE_OF, "label": "Time zone", "choices": US_ZONES, "prefill": "time-zone",
     "help": "Meetings and due days are shown to your team in this zone."},
    {"key": "form-of-government", "kind": Kind.ONE_OF, "label": "How is your city governed?",
     "choices": FORMS_OF_GOVERNMENT, "prefill": "form-of-government",
     "help": "Whoever advises you has to know who can decide what."},
    {"key": "term-end", "kind": Kind.DATE, "label": "When does the mayor’s term end?", "prefill": "term-end",
     "help": "Month, day, year. It tells us how much time there is to carry things out."},
    {"key": "fiscal-year-start", "kind": Kind.ONE_OF, "label": "In which month does your fiscal year start?",
     "choices": {str(number): name for number, name in enumerate(MONTHS, 1)}, "prefill": "fiscal-year-start"},
    {"key": "team", "kind": Kind.TABLE, "label": "Who works on this, and who does what?",
     "help": "The people who will prepare the case and carry it on afterwards. Four to six is usual.", "maximum": 15,
     "columns": [
         {"key": "name", "label": "Name", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "title", "label": "Job title", "kind": Kind.SHORT_TEXT},
         {"key": "part", "label": "What they do here", "kind": Kind.SHORT_TEXT},
     ]},
    {"key": "council-calendar", "kind": Kind.TABLE, "label": "Which council dates matter for this?",
     "help": "Budget hearings, votes, recesses, elections. The plan will be fitted to them.", "maximum": 20,
     "columns": [
         {"key": "date", "label": "Date", "kind": Kind.DATE, "required": True},
         {"key": "what", "label": "What happens", "kind": Kind.SHORT_TEXT, "required": True},
     ]},
]  # fmt: skip

THE_INITIATIVE = [
    {"key": "title", "kind": Kind.SHORT_TEXT, "required": True, "label": "What do you call the initiative?",
     "word_limit": 12, "help": "A few words that a resident would understand. It becomes the title of your blueprint."},
    {"key": "priority-area", "kind": Kind.ONE_OF, "required": True, "label": "Which area is it in?",
     "choices": PRIORITY_AREAS, "help": "Choose the one that fits best."},
    {"key": "priority-area-other", "kind": Kind.SHORT_TEXT, "required": True, "label": "Which area is that?",
     "word_limit": 8, "when": ("priority-area", ["other"])},
    {"key": "problem", "kind": Kind.LONG_TEXT, "required": True, "label": "What is the problem?", "word_limit": 250,
     "help": "What happens today, to whom, and why it matters now. Describe the problem, not a product."},
    {"key": "affected", "kind": Kind.TABLE, "required": True, "label": "Who is affected, and how many people?",
     "help": "One row for each group. An estimate is fine.", "maximum": 10,
     "columns": [
         {"key": "group", "label": "Group", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "people", "label": "People", "kind": Kind.WHOLE_NUMBER, "required": True, "minimum": 0},
         {"key": "how", "label": "How it touches them", "kind": Kind.SHORT_TEXT},
     ]},
    {"key": "baseline", "kind": Kind.TABLE, "required": True, "label": "Where do you stand today, in figures?",
     "help": "One measure is enough: what is counted, the value, the day it was true, and where it comes from.",
     "maximum": 5,
     "columns": [
         {"key": "measure", "label": "Measure", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "value", "label": "Value", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "date", "label": "As of", "kind": Kind.DATE, "required": True},
         {"key": "source", "label": "Source", "kind": Kind.SHORT_TEXT, "required": True},
     ]},
    {"key": "desired-result", "kind": Kind.LONG_TEXT, "required": True, "word_limit": 150,
     "label": "What should be different, and by when?",
     "help": "The result for residents, with a figure and a day if you can."},
    {"key": "focus-question", "kind": Kind.LONG_TEXT, "required": True, "word_limit": 40,
     "label": "What is the one question you want the clinic to answer?",
     "help": "One sentence with a question mark. Experts and fellow mayors will work on exactly this."},
    {"key": "tried-already", "kind": Kind.LONG_TEXT, "label": "What have you tried already?", "word_limit": 150,
     "help": "What came of it, and why. So nobody advises what you have done."},
    {"key": "decision-date", "kind": Kind.DATE, "label": "By when is a decision needed?", "help": "Month, day, year."},
    {"key": "decision-body", "kind": Kind.SHORT_TEXT, "label": "Who takes that decision?",
     "help": "The council, a board, the mayor, voters."},
]  # fmt: skip

TECHNOLOGY_AND_DATA = [
    {"key": "systems", "kind": Kind.TABLE, "label": "Which systems does this touch?", "maximum": 15,
     "help": "Software and equipment you use for it today, old paper files included.",
     "columns": [
         {"key": "system", "label": "System", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "for", "label": "What it is for", "kind": Kind.SHORT_TEXT},
         {"key": "until", "label": "Contract until", "kind": Kind.DATE},
     ]},
    {"key": "data-available", "kind": Kind.LONG_TEXT, "label": "Which data do you have about the problem?",
     "word_limit": 150, "help": "What is recorded, since when, and how far you trust it."},
    {"key": "data-governance", "kind": Kind.ONE_OF, "label": "Who decides how the city’s data may be used?",
     "choices": {"policy": "A written policy, with someone in charge", "practice": "Each department, by habit",
                 "nobody": "Nobody has settled that yet", "unknown": "We do not know"}},
    {"key": "privacy-policy", "kind": Kind.YES_NO, "label": "Does your city have a written privacy policy?",
     "help": "For what it collects about people, beyond the notice on the website."},
    {"key": "privacy-policy-file", "kind": Kind.FILE, "label": "Your privacy policy", "maximum": 2,
     "help": "PDF or Word, up to 25 MB.", "when": ("privacy-policy", ["yes"])},
    {"key": "connectivity", "kind": Kind.LONG_TEXT, "label": "How good are the networks where this would run?",
     "word_limit": 100, "help": "City buildings, vehicles, street equipment: fiber, cellular, neither."},
    {"key": "security", "kind": Kind.SEVERAL_OF, "label": "Which of these are in place for security?",
     "help": "Tick what is true today. Only the Institute and your own team see this.",
     "choices": {"second-factor": "A second step at sign-in for all staff", "training": "Yearly training for all staff",
                 "backups": "Backups that have been restored in a test", "plan": "A written plan for an attack",
                 "insurance": "Cyber insurance", "none": "None of these"}},
]  # fmt: skip

MONEY = [
    {"key": "one-time-cost", "kind": Kind.MONEY, "required": True, "minimum": 0,
     "label": "What will the initiative cost once?",
     "help": "Your best estimate is enough. Equipment, moving, training to start."},
    {"key": "yearly-cost", "kind": Kind.MONEY, "required": True, "minimum": 0, "label": "And each year after that?",
     "help": "Licenses, staff, support. Leave out what you pay today anyway."},
    {"key": "level-of-control", "kind": Kind.ONE_OF, "label": "At which level does your council control the budget?",
     "help": "Moving money across this line needs a vote.",
     "choices": {"fund": "Fund", "department": "Department within a fund", "program": "Program", "line": "Line item"}},
    {"key": "sources", "kind": Kind.TABLE, "label": "Which sources have you found so far?", "maximum": 20,
     "help": "One row for each. The sum is added for you.",
     "columns": [
         {"key": "source", "label": "Source", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "sure", "label": "How sure", "kind": Kind.ONE_OF,
          "choices": {"certain": "Certain", "likely": "Likely", "possible": "Possible"}},
         {"key": "amount", "label": "Amount", "kind": Kind.MONEY, "sum": True, "minimum": 0},
     ]},
    {"key": "tried-to-pay", "kind": Kind.LONG_TEXT, "label": "What has your city already tried to pay for this?",
     "word_limit": 150, "help": "Up to 150 words. Peers read this from the day of the clinic."},
    {"key": "budget-file", "kind": Kind.FILE, "label": "Your current budget", "maximum": 3,
     "help": "Excel, CSV or PDF, up to 25 MB. It is the ground for your budget analysis."},
]  # fmt: skip

PEOPLE_AND_OPERATIONS = [
    {"key": "staff", "kind": Kind.TABLE, "label": "Which staff does this involve?", "maximum": 20,
     "help": "One row for each department or group.",
     "columns": [
         {"key": "department", "label": "Department", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "positions", "label": "Positions", "kind": Kind.WHOLE_NUMBER, "sum": True, "minimum": 0},
         {"key": "change", "label": "What would change for them", "kind": Kind.SHORT_TEXT},
     ]},
    {"key": "skills-gap", "kind": Kind.LONG_TEXT, "label": "Which skills are missing?", "word_limit": 100,
     "help": "What nobody on staff can do today, and what would have to be learned."},
    {"key": "labor-agreement", "kind": Kind.YES_NO, "label": "Would this touch a labor agreement?",
     "help": "Duties, hours, job classes or headcount that are bargained."},
    {"key": "labor-agreement-detail", "kind": Kind.LONG_TEXT, "label": "Which agreement, and what would it touch?",
     "word_limit": 100, "when": ("labor-agreement", ["yes"])},
    {"key": "procurement", "kind": Kind.SEVERAL_OF, "label": "How would you buy what you need?",
     "help": "Tick all that you could imagine.",
     "choices": {"cooperative": "A cooperative contract that is already bid", "rfp": "Request for proposals (RFP)",
                 "rfi": "Request for information (RFI) first", "sole-source": "Sole source",
                 "in-house": "Nothing: we build it ourselves", "undecided": "Not decided yet"}},
]  # fmt: skip

PARTNERS_AND_VENDORS = [
    {"key": "partners", "kind": Kind.TABLE, "label": "Which partners are with you, or could be?", "maximum": 15,
     "help": "Universities, employers, nonprofits, other agencies.",
     "columns": [
         {"key": "partner", "label": "Partner", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "kind", "label": "Kind", "kind": Kind.ONE_OF,
          "choices": {"university": "University", "employer": "Employer", "nonprofit": "Nonprofit",
                      "agency": "Agency"}},
         {"key": "brings", "label": "What they bring", "kind": Kind.SHORT_TEXT},
     ]},
    {"key": "vendors-involved", "kind": Kind.YES_NO,
     "label": "Is a vendor pitching to you for this, or under contract?",
     "help": "Demonstrations, pilots offered for free and unsolicited proposals count."},
    {"key": "vendors", "kind": Kind.TABLE, "label": "Which vendors are they?", "maximum": 15,
     "when": ("vendors-involved", ["yes"]),
     "columns": [
         {"key": "vendor", "label": "Vendor", "kind": Kind.SHORT_TEXT, "required": True},
         {"key": "status", "label": "Status", "kind": Kind.ONE_OF,
          "choices": {"pitching": "Pitching", "pilot": "Pilot", "contract": "Contract"}},
         {"key": "offers", "label": "What they offer", "kind": Kind.SHORT_TEXT},
         {"key": "price", "label": "Price", "kind": Kind.MONEY, "minimum": 0},
     ]},
    {"key": "vendor-ties", "kind": Kind.YES_NO, "required": True,
     "label": "Does anyone on your team have ties to such a vendor?",
     "help": "Past or promised employment, family, investments, gifts, paid travel. Having one shuts nobody out; "
             "it is shown beside the name."},
    {"key": "vendor-ties-detail", "kind": Kind.LONG_TEXT, "required": True, "label": "Who, and which ties?",
     "word_limit": 100, "when": ("vendor-ties", ["yes"])},
]  # fmt: skip

RESIDENTS_AND_INCLUSION = [
    {"key": "neighborhoods", "kind": Kind.LONG_TEXT, "label": "Which neighborhoods feel this most?", "word_limit": 100,
     "help": "By the names their residents use."},
    {"key": "languages", "kind": Kind.SEVERAL_OF, "label": "Which languages besides English would you need?",
     "choices": LANGUAGES},
    {"key": "no-broadband", "kind": Kind.PERCENT, "label": "What share of households has no broadband at home?",
     "minimum": 0, "maximum": 100, "help": "The American Community Survey has it in table S2801. An estimate is fine."},
    {"key": "engagement-so-far", "kind": Kind.LONG_TEXT, "label": "How have residents been part of this so far?",
     "word_limit": 150, "help": "Meetings, surveys, boards; who came and who did not."},
    {"key": "trust", "kind": Kind.LONG_TEXT, "label": "Where could trust be a problem?", "word_limit": 100,
     "help": "What happened before that people remember, and what they may fear now."},
]  # fmt: skip

THE_CLINIC: list[dict[str, Any]] = [
    {"key": "help-sought", "kind": Kind.SEVERAL_OF, "label": "What do you want help with?", "maximum": 4,
     "help": "Choose up to four. We invite experts accordingly.",
     "choices": {"money": "Finding the money", "reallocation": "Moving money within the budget",
                 "procurement": "Buying well", "vendors": "Dealing with vendors", "operations": "Running it day to day",
                 "staff": "Staff and training", "data": "Data and privacy", "security": "Security",
                 "engagement": "Residents’ trust and part in it", "inclusion": "People who are not online",
                 "partners": "Partnerships", "measuring": "Measuring results"}},
    {"key": "what-would-fail-it", "kind": Kind.LONG_TEXT, "label": "What would make this fail?", "word_limit": 100,
     "help": "The honest answer. It is what a clinic is for."},
    {"key": "confidential", "kind": Kind.LONG_TEXT, "label": "What must stay confidential?", "word_limit": 100,
     "help": "Names, figures or plans that only the Institute’s staff may see. Leave it empty if nothing does."},
]  # fmt: skip

MAYORS_STATEMENT = [
    {"key": "statement", "kind": Kind.LONG_TEXT, "required": True, "word_limit": 200,
     "label": "In the mayor’s own words: why this, why now?",
     "help": "Anyone on the team may draft it. The mayor signs it, together with all other answers."},
]  # fmt: skip

SECTIONS: list[dict[str, Any]] = [
    {"key": "city-and-team", "title": "City and team", "questions": CITY_AND_TEAM,
     "lead": "Who you are, and when your city decides. What public records say is filled in."},
    {"key": "initiative", "title": "The initiative", "questions": THE_INITIATIVE,
     "lead": "The one thing the mayor brings. Write as you would tell a fellow mayor; you can change it until the "
             "mayor signs."},
    {"key": "technology", "title": "Technology and data", "questions": TECHNOLOGY_AND_DATA,
     "lead": "What you have today. Someone from your IT staff can fill this in; rough answers are fine."},
    {"key": "money", "title": "Money", "questions": MONEY,
     "lead": "What the initiative costs, and what you know so far about paying for it. Estimates are fine; you can "
             "change them until the mayor signs."},
    {"key": "people", "title": "People and operations", "questions": PEOPLE_AND_OPERATIONS,
     "lead": "Who would do the work, and what would change for them."},
    {"key": "partners", "title": "Partners and vendors", "questions": PARTNERS_AND_VENDORS,
     "lead": "Who is already at the table, and who would like to sell you something."},
    {"key": "residents", "title": "Residents and inclusion", "questions": RESIDENTS_AND_INCLUSION,
     "lead": "Whom it is for, and who might be left out."},
    {"key": "clinic", "title": "What you want from the clinic", "questions": THE_CLINIC,
     "lead": "So that the right people are in the room."},
    {"key": "statement", "title": "Mayor’s statement", "questions": MAYORS_STATEMENT,
     "lead": "A few sentences from the mayor. When all required questions are answered, the mayor signs here."},
]  # fmt: skip

# The rubric of facilitators. Weights are shares of the whole: together 100.
CRITERIA: list[dict[str, Any]] = [
    {"name": "A clear problem", "weight": 25,
     "help": "Who is affected and how many is stated, with a baseline that someone else could check."},
    {"name": "The mayor’s own commitment", "weight": 20,
     "help": "The mayor’s words are the mayor’s, there is time left in the term, and the team has the people to act."},
    {"name": "Within reach", "weight": 15,
     "help": "Money, staff and decision dates are near enough that something can be done within two years."},
    {"name": "Residents and inclusion", "weight": 15,
     "help": "It is known whom it is for, who might be left out, and how they have been heard."},
    {"name": "Ready for a clinic", "weight": 15,
     "help": "The focus question is one that peers and experts can answer, and no vendor has answered it already."},
    {"name": "Worth learning from", "weight": 10,
     "help": "Other cities have this problem, and it adds to what the cohort has."},
]  # fmt: skip
