"""The closed lists of a directory entry (Open Referral HSDS and terms.md), with the groups that code asks for."""

from django.db import models

LANGUAGES = {
    "en": "English", "es": "Spanish", "zh": "Chinese", "vi": "Vietnamese", "tl": "Tagalog", "ko": "Korean",
    "ar": "Arabic", "fr": "French", "ht": "Haitian Creole", "pt": "Portuguese", "ru": "Russian", "de": "German",
    "hi": "Hindi", "ur": "Urdu", "so": "Somali", "hmn": "Hmong", "pl": "Polish", "ja": "Japanese",
    "ase": "American Sign Language",
}  # fmt: skip


class EntryKind(models.TextChoices):
    EXPERT = "expert", "Expert"
    ADMINISTRATOR = "city-administrator", "City administrator"
    UNIVERSITY = "university", "University"
    EMPLOYER = "employer", "Employer"
    NONPROFIT = "nonprofit", "Nonprofit"
    AGENCY = "agency", "Agency"


class EntryStatus(models.TextChoices):
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


class Offer(models.TextChoices):
    CALL = "call", "A call"
    REVIEW = "review", "A review of a draft"
    VISIT = "site-visit", "A site visit"
    DOCUMENTS = "sample-documents", "Sample documents"


class Availability(models.TextChoices):
    NOW = "now", "Has time now"
    MONTH = "month", "Within a month"
    QUARTER = "quarter", "Within three months"
    ASK = "ask", "Please ask"


class Region(models.TextChoices):
    """The four regions of the US Census Bureau, and the territories."""

    NORTHEAST = "northeast", "Northeast"
    MIDWEST = "midwest", "Midwest"
    SOUTH = "south", "South"
    WEST = "west", "West"
    TERRITORIES = "territories", "Territories"


REGION_STATES: dict[str, list[str]] = {
    Region.NORTHEAST: "CT ME MA NH RI VT NJ NY PA".split(),
    Region.MIDWEST: "IL IN MI OH WI IA KS MN MO NE ND SD".split(),
    Region.SOUTH: "DE DC FL GA MD NC SC VA WV AL KY MS TN AR LA OK TX".split(),
    Region.WEST: "AZ CO ID MT NV NM UT WY AK CA HI OR WA".split(),
    Region.TERRITORIES: "AS GU MP PR VI".split(),
}
REGION_OF = {state: Region(region) for region, states in REGION_STATES.items() for state in states}


class PopulationBand(models.TextChoices):
    """How large the place is that somebody works for, in residents."""

    SMALL = "under-50k", "Under 50,000"
    MEDIUM = "50k-150k", "50,000 to 150,000"
    LARGE = "150k-500k", "150,000 to 500,000"
    BIG = "over-500k", "Over 500,000"


BAND_STARTS = {
    PopulationBand.SMALL: 1,
    PopulationBand.MEDIUM: 50_000,
    PopulationBand.LARGE: 150_000,
    PopulationBand.BIG: 500_000,
}


class ContactKind(models.TextChoices):
    EMAIL = "email", "Email"
    PHONE = "phone", "Phone"
    WEBSITE = "website", "Website"
