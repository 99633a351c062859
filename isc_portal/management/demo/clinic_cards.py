"""What is written in the demonstration's clinics: by whom, as what, about what. All of it is invented.

A card is (kind, theme, who, text) and a recommendation (theme, who, text, dots); `who` is a key of `ROOM`.
"""

# Who gives advice, by a short name: their sign-in.
ROOM = {
    "denise": "denise.fuller@lakes.example.org",
    "anita": "anita.rao@columbus.example.org",
    "judith": "judith.kessler@plains.example.org",
    "dayton": "lorraine.whitcomb@dayton.example.org",
    "stockton": "pedro.alvarez@stockton.example.org",
    "tacoma": "ingrid.solberg@tacoma.example.org",
    "chattanooga": "calvin.reed@chattanooga.example.org",
}

DAYTON_QUESTION = "Which three things, done by March, would get a simple permit out the same day?"

DAYTON = [
    ("clarifying question", "", "stockton", "How many of the 94 days is the plan on nobody's desk?"),
    ("clarifying question", "", "denise", "Do the four departments count the same day as the first day?"),
    ("probing question", "", "tacoma", "Who in city hall gains when the counters stay as they are?"),
    ("probing question", "", "anita", "What would you stop doing if you got the money tomorrow?"),
    (
        "insight",
        "operations",
        "denise",
        "Two thirds of the plans that are sent back lack the same page. That is a form, not a system.",
    ),
    (
        "peer experience",
        "operations",
        "tacoma",
        "We opened one counter in 2023. The first month was slower, by four days. Tell council before it happens.",
    ),
    (
        "peer experience",
        "engagement",
        "chattanooga",
        "Builders believed us only when they could look up their own plan without calling.",
    ),
    (
        "risk",
        "engagement",
        "stockton",
        "If small contractors cannot get a same-day slot, the large ones will take all of them.",
    ),
    (
        "risk",
        "vendors and technology",
        "denise",
        "A hosted system that cannot hand over its data will own your permit history in three years.",
    ),
    (
        "resource",
        "partnerships",
        "chattanooga",
        "Our training plan for one-counter clerks, with the labor agreement that went with it. Ask for the file.",
    ),
    ("resource", "financing", "judith", "A worksheet that finds money in contracts that end within a year."),
]

DAYTON_RECOMMENDATIONS = [
    ("operations", "denise", "Decide simple permits the same day, at one counter", 6),
    ("engagement", "chattanooga", "Show every applicant where they stand", 5),
    ("operations", "tacoma", "Name one person who owns each permit from start to finish", 4),
    ("financing", "judith", "Scan in house when the contract ends", 3),
    ("vendors and technology", "anita", "Ask vendors for a full data export before any demo", 3),
    ("partnerships", "stockton", "Train two inspectors a year with the community college", 2),
    ("digital inclusion", "chattanooga", "Put a phone line beside the online form", 1),
]

DAYTON_COMMITMENTS = [
    ("chattanooga", "Sends the training plan and the labor agreement", 7),
    ("denise", "Looks at one week of returned plans with Marcus Bell", 21),
    ("tacoma", "Invites two of Dayton's clerks to the counter in Tacoma", 40),
]

DAYTON_NOTES = (
    "The room kept coming back to one point: nobody owns a permit between two desks. The mayor asked for what can be "
    "done before the budget hearing. Two offers of help were made on the spot."
)

# By the text of the recommendation: answer, reason, owner, weeks until it is done. The mayor has sent these.
DAYTON_ANSWERS = {
    "Decide simple permits the same day, at one counter": (
        "adopt",
        "The counter staff asked for it themselves. It needs no new money before March.",
        "Marcus Bell",
        15,
    ),
    "Show every applicant where they stand": (
        "adopt",
        "Residents deserve to know where they stand. We start with a weekly page.",
        "Ana Reyes",
        4,
    ),
    "Name one person who owns each permit from start to finish": (
        "defer",
        "The inspectors' agreement opens in May. I will not change jobs around it.",
        "Marcus Bell",
        26,
    ),
    "Ask vendors for a full data export before any demo": (
        "decline",
        "Our purchasing rules have asked for this since 2025. Nothing to add.",
        "Marcus Bell",
        1,
    ),
}

# Drafted by the chief of staff; the mayor has not sent it yet.
DAYTON_SUGGESTION = (
    "Scan in house when the contract ends",
    "adapt",
    "Yes to ending the contract. We keep the scanners for the records before 1998, which nobody has counted yet.",
    "Ana Reyes",
    6,
)

STOCKTON_QUESTION = "What may six agencies share about one young man, and who decides?"

STOCKTON = [
    ("clarifying question", "", "dayton", "Who makes the list today, and who has seen it?"),
    ("clarifying question", "", "tacoma", "Nine days until outreach: counted from the shooting, or from the list?"),
    ("probing question", "", "denise", "What would a mother have to see to trust the list?"),
    ("probing question", "", "chattanooga", "Which agency would you rather start without?"),
    ("insight", "operations", "denise", "Nobody needs the file. They need one sentence: call him this week."),
    ("insight", "engagement", "dayton", "Write down first what is never shared. The rest gets short."),
    (
        "peer experience",
        "partnerships",
        "tacoma",
        "Our hospital signed when its own nurse kept the key. It took a lawyer and nine weeks.",
    ),
    (
        "peer experience",
        "engagement",
        "chattanooga",
        "We let residents strike out two of our eleven data fields. They struck out the right two.",
    ),
    ("risk", "vendors and technology", "anita", "A score that cannot be explained to his mother will end in court."),
    ("risk", "financing", "judith", "Grant money that ends in two years pays for people who must stay longer."),
    ("resource", "partnerships", "dayton", "An agreement between five agencies that fits on two pages."),
    ("resource", "vendors and technology", "anita", "Eleven questions for whoever sells risk scores, with answers."),
]

STOCKTON_RECOMMENDATIONS = [
    ("partnerships", "denise", "Share one sentence a week, not the file"),
    ("engagement", "dayton", "Publish the list of what is never shared"),
    ("partnerships", "tacoma", "Let the hospital's own nurse keep the key"),
    ("financing", "judith", "Pay outreach workers from money that stays"),
    ("vendors and technology", "anita", "Stop the risk score until it can be explained"),
    ("engagement", "chattanooga", "Give the mothers' table a vote on every new data field"),
]
