"""Forms about cities: choosing one by typing, adding one by hand, correcting what is known, the history of mayors."""

import calendar
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from isc_portal.forms import DayField

from .gazetteer import STATE_CHOICES, TIME_ZONES, Place, gazetteer, plain, state_code
from .models import City, FormOfGovernment
from .services import add_city, city_of_place, find_city

BY_HAND = "by hand"
MONTHS = [(number, name) for number, name in enumerate(calendar.month_name) if number]


class CitySearch(forms.TextInput):
    """A line for a city's name that offers places while one types; without a script it is a plain line."""

    template_name = "cohorts/places/widgets/city_search.html"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["search_url"] = reverse_lazy("cohorts:city_search")
        return context


def time_zones(current: str) -> list[tuple[str, str]]:
    """The zones to choose from, and the one that is set where it is another ("America/Boise")."""
    return TIME_ZONES if current in dict(TIME_ZONES) else [*TIME_ZONES, (current, current)]


class CityForm(forms.Form):
    """Asks for a city by its name and settles which one is meant.

    "Dayton, OH" and "chattanooga" are settled at once. A name that several places have, or none, comes back with the
    places it may mean and with fields to add it by hand; nothing else on the form is lost. After `is_valid`,
    `city_name` and `city_state` hold what was chosen, and `settle_city()` gives the City.
    """

    city = forms.CharField(
        label="City",
        max_length=120,
        widget=CitySearch,
        help_text="Begin to type and choose, or write the name and the state: Dayton, OH",
    )
    # What is offered changes from try to try, so the choice is checked in `clean_city` and not by its field.
    meant = forms.CharField(label="Which city do you mean?", required=False, widget=forms.RadioSelect)
    state = forms.ChoiceField(label="State or territory", required=False, choices=[("", "Choose"), *STATE_CHOICES])
    population = forms.IntegerField(label="Population", required=False, min_value=1, max_value=30_000_000)
    time_zone = forms.ChoiceField(label="Time zone", required=False, choices=TIME_ZONES)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.place: Place | None = None
        self.known_city: City | None = None
        self.city_name = self.city_state = ""
        self.choices: list[tuple[str, str]] = []
        self.offered_for, self.offered = self._value("offered_for"), self._value("offered")
        if self.offered_for and self.offered_for == self._value("city"):
            self._offer([place for place in map(_place_of_key, self.offered.split()) if place])
        else:
            self.offered_for = self.offered = ""

    @property
    def adds_by_hand(self) -> bool:
        return bool(self.choices) and (self._value("meant") == BY_HAND or len(self.choices) == 1)

    def _value(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip()

    def _offer(self, places: list[Place]) -> None:
        """Show the places that may be meant. What was shown once for a text can be chosen with the next try."""
        by_hand = (BY_HAND, "None of these: I add it by hand" if places else "The spelling is right: I add it by hand")
        self.choices = [*((_key(place), _describe(place)) for place in places), by_hand]
        self.fields["meant"].widget.choices = self.choices
        self.offered_for, self.offered = self._value("city"), " ".join(map(_key, places))

    def clean_city(self) -> str:
        text = " ".join(self.cleaned_data["city"].split())
        meant = self._value("meant")
        meant = meant if meant in dict(self.choices) else ""
        if place := _place_of_key(meant):
            self._take(place)
        elif meant != BY_HAND:
            self._settle(text)
        return text

    def _settle(self, text: str) -> None:
        name, _, state_text = text.partition(",")
        name, state = name.strip(), state_code(state_text)
        known = find_city(name=name, state=state) if state else None
        found = gazetteer().search(text)
        exact = gazetteer().exactly(name, state) if state else _only(found, name)
        if exact:
            self._take(exact)
        elif known:
            self.known_city, self.city_name, self.city_state = known, known.name, known.state
        else:
            near = gazetteer().near(name, state) if state else []
            self._offer(list(dict.fromkeys([*near, *found]))[:8])
            if not state_text and any(plain(place.name) == plain(name) for place in found):
                raise ValidationError(f"There is more than one {name}. Choose the one you mean below.")
            raise ValidationError("We do not know this place. Choose below what you mean.")

    def _take(self, place: Place) -> None:
        self.place, self.city_name, self.city_state = place, place.name, place.state

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.choices and data.get("meant") == BY_HAND and "city" in data:
            name, _, state_text = data["city"].partition(",")
            state = data.get("state") or state_code(state_text)
            if not plain(name):
                self.add_error("city", "Write the name of the city with at least one letter.")
            elif not state:
                self.add_error("state", "Choose the state the city is in.")
            else:
                self.city_name, self.city_state = name.strip(), state
                self.known_city = find_city(name=name, state=state)
        return data

    def settle_city(self) -> City:
        """The city that was chosen, added to the portal if it is new there. Raises ValidationError as `add_city`."""
        if self.place:
            return city_of_place(place=self.place)
        if self.known_city:
            return self.known_city
        return add_city(
            name=self.city_name,
            state=self.city_state,
            population=self.cleaned_data.get("population"),
            time_zone=self.cleaned_data.get("time_zone") or TIME_ZONES[0][0],
        )


def _key(place: Place) -> str:
    return f"place-{place.geonames_id}"


def _place_of_key(key: str) -> Place | None:
    number = key.removeprefix("place-")
    return gazetteer().numbered(int(number)) if number.isdecimal() and len(number) < 12 else None


def _only(places: list[Place], name: str) -> Place | None:
    """The place of exactly this name, if there is no other one."""
    same = [place for place in places if plain(place.name) == plain(name)]
    return same[0] if len(same) == 1 else None


def _describe(place: Place) -> str:
    return f"{place.name}, {place.state_name} ({place.population:,} people)"


class CityByHandForm(forms.Form):
    """A city that the gazetteer does not have."""

    name = forms.CharField(label="Name of the city", max_length=100)
    state = forms.ChoiceField(label="State or territory", choices=[("", "Choose"), *STATE_CHOICES])
    population = forms.IntegerField(label="Population", required=False, min_value=1, max_value=30_000_000)
    time_zone = forms.ChoiceField(label="Time zone", choices=TIME_ZONES)


class CityFactsForm(forms.Form):
    """What the portal knows of a city; the intake is filled in with it at first."""

    name = forms.CharField(label="Name of the city", max_length=100)
    population = forms.IntegerField(label="Population", required=False, min_value=1, max_value=30_000_000)
    time_zone = forms.ChoiceField(label="Time zone")
    form_of_government = forms.ChoiceField(
        label="Form of government", required=False, choices=[("", "Not known"), *FormOfGovernment.choices]
    )
    fiscal_year_start_month = forms.TypedChoiceField(
        label="First month of the fiscal year",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Not known"), *MONTHS],
    )

    def __init__(self, *args, city: City, **kwargs) -> None:
        kwargs.setdefault("initial", {name: getattr(city, name) for name in self.base_fields})
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = time_zones(city.time_zone)


class MayorForm(forms.Form):
    """A mayor and the term."""

    name = forms.CharField(label="Name of the mayor", max_length=120)
    term_start = DayField(label="Term began", required=False)
    term_end = DayField(label="Term ends", required=False)
