"""An entry in words: what the mail and the page behind its link show of it."""

from isc_portal.templatetags.portal import zone_name
from resources.directory.choices import LANGUAGES, ContactKind
from resources.directory.models import ContactPoint, Expert
from resources.directory.phones import phone_words
from resources.directory.topics import INITIATIVE_KINDS


def entry_rows(expert: Expert, *, everything: bool = False) -> list[tuple[str, str]]:
    """(label, words) of all that the entry says, without what it does not say.

    Contact points that others do not see are in it only with `everything`: for whoever answers for the entry.
    """
    points = [point for point in expert.contact_points.all() if everything or point.consented]
    rows = [
        ("Name", expert.name),
        ("Role", expert.role_title),
        ("Organization", expert.organization),
        ("Kind", expert.get_kind_display()),
        ("Place", expert.place),
        ("Residents of the city", f"{expert.population:,}" if expert.population else ""),
        ("Knows about", ", ".join(expert.topic_words)),
        ("Initiatives", words_of_keys(INITIATIVE_KINDS, expert.initiative_kinds)),
        ("What was done", expert.experience),
        ("Offers", ", ".join(expert.offer_words)),
        ("Languages", words_of_keys(LANGUAGES, expert.languages)),
        ("Availability", expert.get_availability_display()),
        ("Time zone", zone_name(expert.time_zone) if expert.time_zone else ""),
        ("Ties to vendors", expert.vendor_ties or "None stated"),
        ("How to be reached", "\n".join(contact_words(point) for point in points) or "No contact is shown to others"),
    ]
    return [(label, words) for label, words in rows if words]


def contact_words(point: ContactPoint) -> str:
    """A contact point with who sees it: “Phone (Office): +1… , not shown to others”."""
    label = f" ({point.label})" if point.label else ""
    shown = "shown to everybody who is signed in" if point.consented else "not shown to others"
    value = phone_words(point.value) if point.kind == ContactKind.PHONE else point.value
    return f"{point.get_kind_display()}{label}: {value}, {shown}"


def words_of_keys(names: dict[str, str], keys: list[str]) -> str:
    """Keys in words, those that are known."""
    return ", ".join(names[key] for key in keys if key in names)
