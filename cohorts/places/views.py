"""Pages about cities: finding a place by typing, the list of cities, a city's facts and its mayors."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from isc_portal.accounts.doors import administrator_door, signed_in

from . import services
from .forms import CityByHandForm, CityFactsForm, MayorForm
from .gazetteer import gazetteer, state_code
from .models import City, Mayor

PAGE_SIZE = 50
QUERY_CHARACTERS = 120


@require_safe
@vary_on_headers("HX-Request")
def city_search(request: HttpRequest) -> HttpResponse:
    """US places for what somebody types: options for the line that asked, a page of its own to whoever comes by link.

    Open to everyone, like the form of a city that asks to take part; nothing of the portal's own is in it.
    """
    query = request.GET.get("q") or request.GET.get("city") or ""
    places = gazetteer().search(query[:QUERY_CHARACTERS])
    context = {"query": query.strip(), "places": places}
    if not request.htmx:
        return render(request, "cohorts/places/city_search.html", context)
    response = render(request, "cohorts/places/city_options.html", context)
    patch_cache_control(response, private=True, max_age=600)
    return response


@signed_in
@require_safe
def city_list(request: HttpRequest) -> HttpResponse:
    """Every city of the portal, and in how many cohorts it took part."""
    administrator_door(request)
    query = request.GET.get("q", "").replace("\x00", "").strip()
    cities = City.objects.search(query).annotate(times=Count("participations")).order_by("name", "state")
    page = Paginator(cities, PAGE_SIZE).get_page(request.GET.get("page"))
    places = [] if page.object_list or not query else gazetteer().search(query[:QUERY_CHARACTERS])
    return render(request, "cohorts/places/city_list.html", {"page": page, "query": query, "places": places})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def city_new(request: HttpRequest) -> HttpResponse:
    """Add a city that the gazetteer does not have."""
    administrator_door(request)
    initial = {"name": request.GET.get("name", ""), "state": state_code(request.GET.get("state", ""))}
    form = CityByHandForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            city = services.add_city(**form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, f"{city} is in the portal. You can say more about it here.")
            return redirect("cohorts:city_edit", city=city.slug)
    return render(request, "cohorts/places/city_new.html", {"form": form, "trail": _trail()})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def city_edit(request: HttpRequest, city: str) -> HttpResponse:
    """What the portal knows of a city, its mayors, and the cohorts it took part in."""
    administrator_door(request)
    found = get_object_or_404(City.objects.editable_by(request.user), slug=city)
    form = CityFactsForm(request.POST or None, city=found)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_city(city=found, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("name", error)
        else:
            messages.success(request, f"What you changed about {found} is saved.")
            return redirect("cohorts:city_edit", city=found.slug)
    context = {
        "city": found,
        "form": form,
        "mayors": found.mayors.all(),
        "participations": found.participations.select_related("cohort", "mayor", "city"),
        "trail": _trail(),
    }
    return render(request, "cohorts/places/city_edit.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def mayor_edit(request: HttpRequest, city: str, pk: int | None = None) -> HttpResponse:
    """Add a mayor to a city's history, or correct one."""
    administrator_door(request)
    found = get_object_or_404(City.objects.editable_by(request.user), slug=city)
    mayor = get_object_or_404(found.mayors, pk=pk) if pk else None
    initial = {name: getattr(mayor, name) for name in MayorForm.base_fields} if mayor else None
    form = MayorForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            mayor = services.save_mayor(city=found, mayor=mayor, **form.cleaned_data)
        except ValidationError as error:
            form.add_error("term_end", error)
        else:
            messages.success(request, f"{mayor} is saved.")
            return redirect("cohorts:city_edit", city=found.slug)
    context = {"city": found, "mayor": mayor, "form": form, "trail": _trail(found)}
    return render(request, "cohorts/places/mayor_edit.html", context)


@signed_in
@require_POST
def mayor_remove(request: HttpRequest, city: str, pk: int) -> HttpResponse:
    """Take an entry made by mistake out of a city's history of mayors."""
    administrator_door(request)
    mayor = get_object_or_404(Mayor, city__slug=city, pk=pk)
    try:
        services.remove_mayor(mayor=mayor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, f"{mayor} is no longer in the history.")
    return redirect("cohorts:city_edit", city=city)


def _trail(city: City | None = None) -> list[tuple[str, str]]:
    above = [("Cities", reverse("cohorts:city_list"))]
    return [*above, (city.long_name, reverse("cohorts:city_edit", args=[city.slug]))] if city else above
