"""Pages of one directory entry: to read, to take along, to change."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from isc_portal.accounts.doors import signed_in
from isc_portal.templatetags.portal import zone_name
from resources.assurance.services import assure
from resources.matching.models import HelpRequest
from resources.matching.proposing import why
from resources.matching.telling import asked_lately
from resources.shortlists.adding import shortlists_to_add_to

from . import services
from .cards import vcard as card_of
from .choices import LANGUAGES, PopulationBand
from .doors import entry_door
from .forms import ContactPoints, EntryForm
from .models import Expert
from .searching import Search
from .topics import INITIATIVE_KINDS

REQUESTS_SHOWN = 5


@signed_in
def expert(request: HttpRequest, pk: int) -> HttpResponse:
    """What the directory tells of somebody."""
    entry = entry_door(request, pk)
    search = Search.read(request.GET)
    directory = reverse("resources:directory")
    trail = [("Directory", directory)]
    if search.address:
        trail.append((search.q or "Your search", f"{directory}?{search.address}"))
    cities = shortlists_to_add_to(request.user)
    city = cities[0] if len(cities) == 1 else None
    asked = HelpRequest.objects.run_by(request.user).filter(expert=entry).select_related("participation__city")
    context = {
        "expert": entry,
        "trail": trail,
        "facts": _facts(entry),
        "shortlist_cities": cities,
        "reasons": why(entry, user=request.user, participation=city),
        "fits_city": city.city.name if city else "",
        "help_requests": asked[:REQUESTS_SHOWN],
        "asked_lately": asked_lately([entry])[entry.pk],
    }
    return render(request, "resources/directory/expert.html", context)


def _facts(entry: Expert) -> list[tuple[str, str]]:
    return [
        ("Kind", entry.get_kind_display()),
        ("Offers", ", ".join(entry.offer_words)),
        ("Availability", entry.get_availability_display()),
        ("Languages", ", ".join(LANGUAGES[key] for key in entry.languages if key in LANGUAGES)),
        ("Initiatives", ", ".join(INITIATIVE_KINDS[key] for key in entry.initiative_kinds if key in INITIATIVE_KINDS)),
        ("City size", dict(PopulationBand.choices).get(entry.population_band, "")),
        ("Region", entry.region),
        ("Time zone", zone_name(entry.time_zone) if entry.time_zone else ""),
    ]


@signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry as a form, for its expert and for administrators."""
    entry = entry_door(request, pk, write=True)
    asked = (request.POST, request.FILES) if request.method == "POST" else ()
    form = EntryForm(*asked, expert=entry, by=request.user)
    points = ContactPoints(*asked[:1], prefix="contact", expert=entry)
    if asked and form.is_valid() & points.is_valid():
        changes = {**form.given, "contact_points": points.given}
        if entry.user_id == request.user.pk:  # whoever keeps the entry answers for it
            assure(expert=entry, by=str(request.user), changes=changes)
        else:
            services.change_entry(expert=entry, **changes)
        messages.success(request, f"{form.cleaned_data['name']}: saved.")
        return redirect(entry)
    context = {
        "expert": entry,
        "form": form,
        "points": points,
        "photo_lost": bool(asked and request.FILES and "photo" not in form.errors),
        "trail": [("Directory", reverse("resources:directory")), (entry.name, entry.get_absolute_url())],
    }
    return render(request, "resources/directory/edit.html", context, status=422 if asked else 200)


@signed_in
def vcard(request: HttpRequest, pk: int) -> HttpResponse:
    """The entry for an address book."""
    entry = entry_door(request, pk)
    card = card_of(entry, url=request.build_absolute_uri(entry.get_absolute_url()))
    response = HttpResponse(card, content_type="text/vcard; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slugify(entry.name) or "entry"}.vcf"'
    return response


@signed_in
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """The entry's picture, which the portal itself made of what was uploaded."""
    entry: Expert = entry_door(request, pk)
    if not entry.photo:
        raise Http404("This entry has no picture.")
    try:
        content = entry.photo.open("rb")
    except FileNotFoundError as error:
        raise Http404("This picture is not in the storage any more.") from error
    response = FileResponse(content, content_type="image/jpeg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-cache"
    return response
