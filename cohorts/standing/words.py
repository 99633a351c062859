"""The grid's headline in words: how many cities there are, and how long they have."""

from datetime import date

from cohorts.institutes.models import Cohort, CohortStatus

NUMBERS = "no one two three four five six seven eight nine ten eleven twelve".split()


def in_words(number: int) -> str:
    """A number as one writes it in a sentence: a word up to twelve."""
    return NUMBERS[number] if 0 <= number < len(NUMBERS) else f"{number:,}"


def headline(cohort: Cohort, cities: int, today: date) -> str:
    """What the page is about, in one line: "Eight cities, nine weeks to go"."""
    subject = f"{in_words(cities)} {'city' if cities == 1 else 'cities'}".capitalize()
    if cities == 0:
        return "No city is in this cohort yet"
    if cohort.status == CohortStatus.CLOSED:
        return f"{subject}, closed"
    last_day = cohort.blueprint_due_on or cohort.ends_on
    return f"{subject}, {_time_left((last_day - today).days)}" if last_day else subject


def _time_left(days: int) -> str:
    if days < 0:
        return "and the last day has passed"
    if days == 0:
        return "and today is the last day"
    if days < 14:
        return f"{in_words(days)} {'day' if days == 1 else 'days'} to go"
    return f"{in_words(days // 7)} weeks to go"


def summary(counts: dict[str, int]) -> str:
    """How the pieces of work are shared out: "30 of 64 pieces are done, 22 are being worked on, 4 wait for you."."""
    parts = [f"{counts['done']} of {counts['pieces']} {'piece is' if counts['pieces'] == 1 else 'pieces are'} done"]
    for key, one, many in [
        ("working", "is being worked on", "are being worked on"),
        ("waiting", "waits for you", "wait for you"),
        ("late", "is late", "are late"),
        ("not_started", "has not started", "have not started"),
    ]:
        if counts[key]:
            parts.append(f"{counts[key]} {one if counts[key] == 1 else many}")
    return f"{', '.join(parts[:-1])} and {parts[-1]}." if len(parts) > 1 else f"{parts[0]}."
