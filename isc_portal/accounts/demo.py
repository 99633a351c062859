"""The people of the demonstration whom anyone may be, by one button on the sign-in page."""

from django.db.models import Case, IntegerField, Value, When

from .models import User

# Address and what the person does. The `demo` command makes those who exist; the buttons show those who do.
DEMO_PEOPLE = [
    ("ruth.adler@isc.example.org", "Administrator at the Institute"),
    ("helen.osei@isc.example.org", "Facilitator of the cohort"),
    ("lorraine.whitcomb@dayton.example.org", "Mayor of Dayton"),
    ("ana.reyes@dayton.example.org", "Editor in Dayton, whose intake is accepted"),
    ("priya.nair@dayton.example.org", "Viewer in Dayton"),
    ("irene.saenz@las-cruces.example.org", "Editor in Las Cruces, which is filling in its intake"),
    ("paul.desrosiers@worcester.example.org", "Mayor of Worcester, who has signed"),
    ("yvonne.carter@shreveport.example.org", "Editor in Shreveport, whose intake came back"),
    ("luis.ortega@stockton.example.org", "Editor in Stockton"),
    ("denise.fuller@lakes.example.org", "Expert"),
    ("paul.lindqvist@example.org", "Signed in, in no cohort"),
]


def people() -> list[tuple[User, str]]:
    """Those who exist, in the order above, each with what they do."""
    labels = dict(DEMO_PEOPLE)
    order = Case(*(When(email=email, then=Value(n)) for n, email in enumerate(labels)), output_field=IntegerField())
    return [
        (user, labels[user.email]) for user in User.objects.filter(email__in=labels, is_active=True).order_by(order)
    ]
