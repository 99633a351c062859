"""Finding a place by its name, and the cities and mayors that the portal keeps."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cohorts.places import services
from cohorts.places.forms import BY_HAND, CityForm
from cohorts.places.gazetteer import gazetteer, plain, state_code
from cohorts.places.models import City
from tests import factories


def names(query: str, **options) -> list[str]:
    return [str(place) for place in gazetteer().search(query, **options)]


class TestGazetteer:
    @pytest.mark.parametrize(
        ("query", "first"),
        [
            ("dayt", "Dayton, OH"),
            ("Dayton, Ohio", "Dayton, OH"),
            ("dayton tx", "Dayton, TX"),
            ("Datyon", "Dayton, OH"),
            ("st. paul", "Saint Paul, MN"),
            ("New York", "New York City, NY"),
            ("port washington", "Port Washington, NY"),
            ("las cruces new mexico", "Las Cruces, NM"),
            ("winston salem", "Winston-Salem, NC"),
            ("san juan, PR", "San Juan, PR"),
            ("BAYAMON", "Bayamón, PR"),
            ("washington dc", "Washington, DC"),
            ("City of Chattanooga, TN", "Chattanooga, TN"),
        ],
    )
    def test_what_people_type_finds_the_place_they_mean(self, query, first):
        assert names(query)[0] == first

    @pytest.mark.parametrize("query", ["", "x", ",", ", OH", "\x00", "%' OR 1=1", "🏙️🏙️", "z" * 5000])
    def test_what_is_no_name_finds_nothing_and_breaks_nothing(self, query):
        assert names(query) == []

    def test_a_place_brings_its_state_population_and_zone(self):
        place = gazetteer().exactly("Tacoma", "WA")
        assert (place.state_name, place.time_zone) == ("Washington", "America/Los_Angeles")
        assert place.population > 200_000

    def test_a_name_spelled_wrong_or_put_in_another_state_has_near_places(self):
        assert str(gazetteer().near("Shrevport", "LA")[0]) == "Shreveport, LA"
        assert "Tacoma, WA" in [str(place) for place in gazetteer().near("Tacoma", "OR")]

    @pytest.mark.parametrize(
        ("text", "code"),
        [("OH", "OH"), ("ohio", "OH"), (" N.Y. ", "NY"), ("Calif.", "CA"), ("Puerto Rico", "PR"), ("Ohoi", "")],
    )
    def test_states_are_known_in_the_usual_spellings_and_not_guessed(self, text, code):
        assert state_code(text) == code

    @pytest.mark.parametrize("name", ["St. Paul", "Saint Paul", "SAINT-PAUL", "City of St Paul", " Sáint  Paul "])
    def test_spellings_of_one_name_compare_as_equal(self, name):
        assert plain(name) == "saint paul"


@pytest.mark.django_db
class TestCities:
    def test_a_place_becomes_one_city_however_often_it_is_chosen(self):
        place = gazetteer().exactly("Dayton", "OH")
        assert services.city_of_place(place=place) == services.city_of_place(place=place)
        assert City.objects.get().slug == "dayton-oh"

    def test_a_city_added_by_hand_is_recognized_as_the_place_and_keeps_what_people_said(self):
        by_hand = services.add_city(name="St. Paul", state="MN", population=7, time_zone="America/Chicago")
        assert services.city_of_place(place=gazetteer().exactly("Saint Paul", "MN")) == by_hand
        by_hand.refresh_from_db()
        assert (by_hand.name, by_hand.population) == ("St. Paul", 7)
        assert by_hand.geonames_id

    @pytest.mark.parametrize("name", ["Dayton", "dayton", " DAYTON ", "City of Dayton"])
    def test_a_second_city_of_the_same_name_and_state_is_refused(self, name):
        services.add_city(name="Dayton", state="OH")
        with pytest.raises(ValidationError, match="in the portal already"):
            services.add_city(name=name, state="OH")

    @pytest.mark.parametrize("name", ["", "   ", "!!!", "🏙️"])
    def test_a_name_without_a_letter_is_refused(self, name):
        with pytest.raises(ValidationError, match="at least one letter"):
            services.add_city(name=name, state="OH")

    def test_names_that_make_the_same_address_get_two(self):
        slugs = [services.add_city(name=name, state="OH").slug for name in ("AB Hill", "A.B Hill")]
        assert slugs == ["ab-hill-oh", "ab-hill-oh-2"]

    def test_a_mayor_of_the_same_name_is_the_same_mayor(self):
        city = factories.make_city("Dayton")
        first = services.mayor_named(city=city, name="Lorraine Whitcomb")
        assert services.mayor_named(city=city, name="lorraine  whitcomb") == first

    def test_a_term_that_ends_before_it_starts_is_refused(self):
        with pytest.raises(ValidationError, match="end after it starts"):
            services.save_mayor(
                city=factories.make_city(), name="A", term_start=date(2026, 1, 2), term_end=date(2026, 1, 2)
            )

    def test_the_mayor_under_whom_a_city_takes_part_stays(self):
        participation = factories.make_participation(mayor="Lorraine Whitcomb")
        with pytest.raises(ValidationError, match="takes part in"):
            services.remove_mayor(mayor=participation.mayor)


@pytest.mark.django_db
class TestChoosingACity:
    def form(self, **data) -> CityForm:
        return CityForm(data)

    def test_a_name_with_its_state_is_settled_at_once(self):
        form = self.form(city="  dayton ,  ohio ")
        assert form.is_valid()
        assert str(form.settle_city()) == "Dayton, OH"

    def test_a_name_that_only_one_place_has_needs_no_state(self):
        form = self.form(city="Chattanooga")
        assert form.is_valid()
        assert form.city_state == "TN"

    def test_a_name_of_many_places_comes_back_with_them_and_one_can_be_chosen(self):
        form = self.form(city="Springfield")
        assert not form.is_valid()
        assert "more than one Springfield" in form.errors["city"][0]
        labels = dict(form.choices)
        illinois = next(key for key, label in labels.items() if "Illinois" in label)
        again = self.form(city="Springfield", offered_for=form.offered_for, offered=form.offered, meant=illinois)
        assert again.is_valid()
        assert (again.city_name, again.city_state) == ("Springfield", "IL")

    def test_a_choice_made_for_another_text_is_forgotten(self):
        form = self.form(city="Springfield")
        form.is_valid()
        key = form.choices[0][0]
        again = self.form(city="Dayton, OH", offered_for="Springfield", offered=form.offered, meant=key)
        assert again.is_valid()
        assert again.city_name == "Dayton"

    def test_an_unknown_name_can_be_added_by_hand(self):
        form = self.form(city="Millcreek Township, PA")
        assert not form.is_valid()
        assert BY_HAND in dict(form.choices)
        again = self.form(
            city="Millcreek Township, PA",
            offered_for=form.offered_for,
            offered=form.offered,
            meant=BY_HAND,
            population="54073",
            time_zone="America/New_York",
        )
        assert again.is_valid()
        city = again.settle_city()
        assert (city.name, city.state, city.population, city.geonames_id) == ("Millcreek Township", "PA", 54073, None)
        assert self.form(city="Millcreek Township, PA").is_valid()

    def test_by_hand_without_a_state_asks_for_it(self):
        form = self.form(city="Hilltown", offered_for="Hilltown", offered="", meant=BY_HAND)
        assert not form.is_valid()
        assert form.errors == {"state": ["Choose the state the city is in."]}

    @pytest.mark.parametrize("city", ["<script>alert(1)</script>", "'; DROP TABLE", "a" * 121, "\u202eDayton", "=1+1"])
    def test_hostile_text_is_answered_like_any_other_name(self, city):
        form = self.form(city=city, offered_for=city, offered="place-1 place-x " * 50, meant="place-99999999999999")
        assert not form.is_valid()
        form.as_p()


class TestPages:
    def test_the_search_is_open_to_all_and_says_what_it_found(self, client, db):
        page = client.get(reverse("cohorts:city_search"), {"q": "dayton, oh"})
        assert "Dayton, Ohio" in page.content.decode()
        assert "Eastern Time" in page.content.decode()

    def test_the_line_gets_options_and_not_a_page(self, client, db):
        part = client.get(reverse("cohorts:city_search"), {"city": "dayt"}, headers={"HX-Request": "true"})
        assert part.content.decode().count('role="option"') == 8
        assert "<html" not in part.content.decode()
        assert "HX-Request" in part["Vary"]

    @pytest.mark.parametrize("persona", ["facilitator", "mayor", "outsider"])
    @pytest.mark.parametrize("name", ["city_list", "city_new", "city_edit", "mayor_new", "mayor_edit", "mayor_remove"])
    def test_only_administrators_come_to_the_facts_of_cities(self, cast, sign_in, persona, name):
        city, mayor = cast.neighbor.city, cast.neighbor.mayor
        kwargs = {"city_list": {}, "city_new": {}, "city_edit": {"city": city.slug}, "mayor_new": {"city": city.slug}}
        url = reverse(f"cohorts:{name}", kwargs=kwargs.get(name, {"city": city.slug, "pk": mayor.pk}))
        for response in (sign_in(persona).get(url), sign_in(persona).post(url, {"name": "Hacked"})):
            assert response.status_code in (404, 405)
            assert "Alvarez" not in response.content.decode()
        mayor.refresh_from_db()
        assert mayor.name == "Pedro Alvarez"

    def test_an_administrator_corrects_a_city_and_its_mayors(self, cast, sign_in):
        client, city = sign_in("administrator"), cast.own.city
        url = reverse("cohorts:city_edit", args=[city.slug])
        client.post(
            url,
            {
                "name": "Dayton",
                "population": "135512",
                "time_zone": "America/Boise",
                "form_of_government": "council-manager",
                "fiscal_year_start_month": "7",
            },
        )
        city.refresh_from_db()
        assert city.time_zone == "America/New_York"  # a zone that was not offered
        client.post(
            url,
            {
                "name": "Dayton",
                "population": "135512",
                "time_zone": "America/Chicago",
                "form_of_government": "council-manager",
                "fiscal_year_start_month": "7",
            },
        )
        city.refresh_from_db()
        assert (city.population, city.time_zone, city.fiscal_year_start_month) == (135512, "America/Chicago", 7)
        client.post(
            reverse("cohorts:mayor_new", args=[city.slug]),
            {"name": "<b>Nan</b>", "term_start": "1/2/2014", "term_end": "1/2/2022"},
        )
        page = client.get(url).content.decode()
        assert "&lt;b&gt;Nan&lt;/b&gt;" in page
        assert "Thursday, January 2, 2014" in page

    def test_what_was_typed_stays_when_a_city_is_there_already(self, cast, sign_in):
        page = sign_in("administrator").post(
            reverse("cohorts:city_new"),
            {"name": "dayton", "state": "OH", "population": "4321", "time_zone": "America/Chicago"},
        )
        assert "in the portal already" in page.content.decode()
        assert 'value="4321"' in page.content.decode()

    @pytest.mark.parametrize(
        ("query", "found"), [("dayt", 1), ("Dayton, OH", 1), ("Dayton, TX", 0), ("%", 0), ("\x00", 3), ("x" * 5000, 0)]
    )
    def test_the_list_is_searched_by_name_and_state(self, cast, sign_in, query, found):
        page = sign_in("administrator").get(reverse("cohorts:city_list"), {"q": query})
        assert len(page.context["page"].object_list) == found

    @pytest.mark.parametrize("more", [0, 2])
    def test_the_list_costs_the_same_for_one_city_as_for_three(self, cast, sign_in, django_assert_num_queries, more):
        for number in range(more):
            factories.make_city(f"Yonkers {number}")
        client = sign_in("administrator")
        client.get(reverse("cohorts:city_list"))
        with django_assert_num_queries(4):
            client.get(reverse("cohorts:city_list"))
