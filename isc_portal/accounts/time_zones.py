"""Time zones in the words that people use for them, those of the United States first."""

from functools import cache
from zoneinfo import available_timezones

UNITED_STATES = [
    ("America/New_York", "Eastern Time (New York)"),
    ("America/Chicago", "Central Time (Chicago)"),
    ("America/Denver", "Mountain Time (Denver)"),
    ("America/Phoenix", "Mountain Time without daylight saving (Phoenix)"),
    ("America/Los_Angeles", "Pacific Time (Los Angeles)"),
    ("America/Anchorage", "Alaska Time (Anchorage)"),
    ("Pacific/Honolulu", "Hawaii Time (Honolulu)"),
    ("America/Puerto_Rico", "Atlantic Time (Puerto Rico)"),
    ("America/St_Thomas", "Atlantic Time (U.S. Virgin Islands)"),
    ("Pacific/Guam", "Chamorro Time (Guam)"),
    ("Pacific/Pago_Pago", "Samoa Time (American Samoa)"),
]

# Places whose clocks went their own way at some time, so that they have zones of their own.
MORE_OF_THE_UNITED_STATES = [
    ("America/Adak", "Hawaii Time with daylight saving (Adak)"),
    ("America/Boise", "Mountain Time (Boise)"),
    ("America/Detroit", "Eastern Time (Detroit)"),
    ("America/Indiana/Indianapolis", "Eastern Time (Indianapolis)"),
    ("America/Indiana/Knox", "Central Time (Knox, Indiana)"),
    ("America/Indiana/Marengo", "Eastern Time (Marengo, Indiana)"),
    ("America/Indiana/Petersburg", "Eastern Time (Petersburg, Indiana)"),
    ("America/Indiana/Tell_City", "Central Time (Tell City, Indiana)"),
    ("America/Indiana/Vevay", "Eastern Time (Vevay, Indiana)"),
    ("America/Indiana/Vincennes", "Eastern Time (Vincennes, Indiana)"),
    ("America/Indiana/Winamac", "Eastern Time (Winamac, Indiana)"),
    ("America/Juneau", "Alaska Time (Juneau)"),
    ("America/Kentucky/Louisville", "Eastern Time (Louisville)"),
    ("America/Kentucky/Monticello", "Eastern Time (Monticello, Kentucky)"),
    ("America/Menominee", "Central Time (Menominee, Michigan)"),
    ("America/Metlakatla", "Alaska Time (Metlakatla)"),
    ("America/Nome", "Alaska Time (Nome)"),
    ("America/North_Dakota/Beulah", "Central Time (Beulah, North Dakota)"),
    ("America/North_Dakota/Center", "Central Time (Center, North Dakota)"),
    ("America/North_Dakota/New_Salem", "Central Time (New Salem, North Dakota)"),
    ("America/Sitka", "Alaska Time (Sitka)"),
    ("America/Yakutat", "Alaska Time (Yakutat)"),
]

# Regions of the IANA database that hold places; the others hold old names and fixed offsets.
REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every time zone, grouped for a select: the United States, more of it, then the world by region."""
    named = dict(UNITED_STATES + MORE_OF_THE_UNITED_STATES)
    world: dict[str, list[tuple[str, str]]] = {region: [] for region in REGIONS}
    for zone in sorted(available_timezones() - named.keys()):
        region, _, place = zone.partition("/")
        if region in world:
            world[region].append((zone, place.replace("_", " ").replace("/", ", ")))
    world["Elsewhere"] = [("UTC", "Universal time (UTC)")]
    return [
        ("United States", UNITED_STATES),
        ("More of the United States", MORE_OF_THE_UNITED_STATES),
        *((region, places) for region, places in world.items() if places),
    ]
