"""What the Institute asks every city to hold vendors and technology partners to: (title, sentence)."""

PRINCIPLES = (
    ("The problem comes first", "No product is looked at before the result for residents, its baseline and its day are "
     "written down."),
    ("Evidence before demonstrations", "We ask for two cities like ours that measured the result, and we call them."),
    ("Five-year cost, not first-year price", "Licenses, staff, training, support, security and leaving are all in the "
     "figure that is compared."),
    ("The data stay the city's", "We own what is collected, in an open format, and can take it with us at any time."),
    ("Privacy and security are conditions", "Neither is an extra to be bought later, and both can be audited by us."),
    ("Open standards", "What we buy works with what we have and with what we may buy next."),
    ("A person stays responsible", "Wherever a system advises or decides, a named person can see why and can overrule "
     "it."),
    ("Everyone can use it", "It meets WCAG 2.1 AA, speaks the languages of our residents, and has a way for those who "
     "stay offline."),
    ("Ties are said aloud", "Whoever advises or decides says which vendors they have ties to, beside their name."),
    ("A way out", "The contract says how it ends, what that costs and who helps, before it begins."),
)  # fmt: skip
