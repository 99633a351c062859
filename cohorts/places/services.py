"""Writes to cities and their mayors."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from .gazetteer import Place, plain
from .models import City, Mayor

# What a zone falls back to, where a place is added by hand and nobody says otherwise.
DEFAULT_TIME_ZONE = "America/New_York"


def find_city(*, name: str, state: str) -> City | None:
    """The city of this name, however its accents, dots and short words ("St.") are written."""
    wanted = plain(name)
    return next((city for city in City.objects.filter(state=state) if plain(city.name) == wanted), None)


@transaction.atomic
def city_of_place(*, place: Place) -> City:
    """The city that stands for a place of the gazetteer, made at the first need.

    A city that was added by hand before is recognized by its name and given the place's number, population and zone
    where it has none.
    """
    city = City.objects.filter(geonames_id=place.geonames_id).first() or find_city(name=place.name, state=place.state)
    if city is None:
        return _create(
            name=place.name,
            state=place.state,
            population=place.population or None,
            time_zone=place.time_zone,
            geonames_id=place.geonames_id,
        )
    if city.geonames_id is None:
        city.geonames_id = place.geonames_id
        city.population = city.population or place.population or None
        city.save(update_fields=["geonames_id", "population"])
    return city


def add_city(*, name: str, state: str, population: int | None = None, time_zone: str = DEFAULT_TIME_ZONE) -> City:
    """Add a city that the gazetteer does not have.

    Raises ValidationError if the portal has one of that name in that state, or the name has no letter in it.
    """
    name = " ".join(name.split())
    if not plain(name):
        raise ValidationError("Write the name of the city with at least one letter.")
    if find_city(name=name, state=state):
        raise ValidationError(f"{name}, {state} is in the portal already. Choose it instead of adding it.")
    try:
        with transaction.atomic():
            return _create(name=name, state=state, population=population, time_zone=time_zone)
    except IntegrityError as error:
        raise ValidationError(f"Somebody else has just added {name}, {state}. Choose it now.") from error


def change_city(
    *,
    city: City,
    name: str,
    population: int | None,
    time_zone: str,
    form_of_government: str,
    fiscal_year_start_month: int | None,
) -> City:
    """Correct what is known of a city. Its address in the portal stays, so that links keep working.

    Raises ValidationError if another city of the state has that name.
    """
    other = find_city(name=name, state=city.state)
    if other and other != city:
        raise ValidationError(f"There is another city of that name in the portal: {other}. Nothing was changed.")
    city.name, city.population, city.time_zone = name, population, time_zone
    city.form_of_government, city.fiscal_year_start_month = form_of_government, fiscal_year_start_month
    city.save()
    return city


def save_mayor(
    *, city: City, name: str, mayor: Mayor | None = None, term_start: date | None = None, term_end: date | None = None
) -> Mayor:
    """Add a mayor to a city's history, or correct one. Raises ValidationError if the term ends before it starts."""
    if term_start and term_end and term_end <= term_start:
        raise ValidationError("The term has to end after it starts.")
    mayor = mayor or Mayor(city=city)
    mayor.name, mayor.term_start, mayor.term_end = name, term_start, term_end
    mayor.save()
    return mayor


def mayor_named(*, city: City, name: str) -> Mayor:
    """The city's mayor of this name, added without a term if nobody of that name is known yet."""
    wanted = plain(name)
    known = next((mayor for mayor in city.mayors.all() if plain(mayor.name) == wanted), None)
    return known or Mayor.objects.create(city=city, name=name)


def remove_mayor(*, mayor: Mayor) -> None:
    """Take an entry made by mistake out of the history.

    Raises ValidationError for the mayor under whom the city takes part in a cohort.
    """
    participation = mayor.participations.select_related("cohort").first()
    if participation:
        raise ValidationError(
            f"{mayor.city} takes part in {participation.cohort} under {mayor}, so the entry stays. "
            "You can correct the name and the term."
        )
    mayor.delete()


def _create(*, name: str, state: str, **fields) -> City:
    """A city with an address that no other has: "St. Paul" and "St Paul" would share theirs."""
    base = slugify(f"{name} {state}")[:100]
    taken = set(City.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    slug = next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, 1000))) if slug not in taken)
    return City.objects.create(name=name, state=state, slug=slug, **fields)
