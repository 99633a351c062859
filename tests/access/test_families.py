"""The addresses that come with Django's admin and with allauth, and the second factor before all others."""

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from cohorts.places.models import City
from tests.signing_in import sign_in_without_second_factor

from .addresses import FAMILIES, GRID, addresses
from .cells import ALL_NAMES, Answer, ask, leaks, marks, undone
from .payloads import without_passkey
from .personas import PERSONAS
from .world import World

# allauth's pages that open to strangers. All its others lead to the sign-in page, also those that take a code: without
# a code on its way there is nothing to enter.
ENTRANCES = {
    "account_login",
    "account_logout",  # to whoever is signed out already, a way to the front page
    "account_signup",  # says that accounts are opened by invitation
    "account_inactive",
    "account_request_login_code",
    "account_reset_password",
    "account_complete_password_reset",
    "account_password_reset_completed",
}
# What a facilitator or administrator reaches without their second factor: what is public, and the way to the factor.
BEFORE_THE_SECOND_FACTOR = {
    "front",
    "help",
    "accessibility",
    "privacy",
    "healthz",
    "readyz",
    "accounts:second_factor",
    "accounts:activate_totp",
    "accounts:add_webauthn",
    "accounts:confirm_by_code",
    "casestudies:calendar_feed",  # for calendar programs, which do not sign in: whoever holds the address may read it
    "cohorts:apply",
    "documents:verify",
    "mail:unsubscribe",
    "resources:check",  # whoever holds the link of the mail answers for the entry, and sees nothing else
}
VALID = {"post": "yes", "_save": "Save", "action": "delete_selected", "index": "0", "name": "Changed"}


def admin_addresses() -> dict[str, str]:
    """Every address of Django's admin, each about a row that there is."""
    found = {name: reverse(f"admin:{name}") for name in ("index", "logout", "password_change", "password_change_done")}
    city = City.objects.get(name="Tacoma")
    type_id = ContentType.objects.get_for_model(City).pk
    found |= {
        "login": reverse("admin:login"),
        "autocomplete": f"{reverse('admin:autocomplete')}?app_label=cohorts&model_name=mayor&field_name=city&term=T",
        "jsi18n": reverse("admin:jsi18n"),
        "view_on_site": reverse("admin:view_on_site", args=[type_id, city.pk]),
        "catch_all": "/admin/nowhere/",
    }
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.order_by("-pk").first()
        for name in ALL_NAMES:
            _, _, act = name.partition(f"admin:{label}_")
            if act in ("change", "delete", "history"):
                found[f"{label}_{act}"] = reverse(name, args=[row.pk if row else 1])
            elif act and "_" not in act.removeprefix("process_"):
                found[f"{label}_{act}"] = reverse(name)
        found[f"app_list {model._meta.app_label}"] = reverse("admin:app_list", args=[model._meta.app_label])
    return found


def test_djangos_admin_exists_for_administrators_alone(world: World, subtests, count_cells):
    found = admin_addresses()
    named = {name.removeprefix("admin:") for name in ALL_NAMES if name.startswith("admin:")}
    patterns = {name for name in named if "<" in name or "(" in name}  # a redirect for each model, and the last resort
    assert named - patterns - {"app_list"} <= found.keys()
    cells = 0
    for name, url in sorted(found.items()):
        wrong = []
        for persona in PERSONAS:
            for method in ("GET", "POST"):
                if method == "POST" and persona == "administrator":
                    continue
                cells += 1
                wrong += _admin_cell(world, name, url, persona, method)
        with subtests.test(f"admin: {name}"):
            assert not wrong, "\n".join(wrong)
    count_cells(cells)


def _admin_cell(world: World, name: str, url: str, persona: str, method: str) -> list[str]:
    with undone(world.clients[persona]):
        answer = ask(world.clients[persona], method, url, VALID)
    told = f"{method} {url} as {persona}: "
    if persona == "administrator":
        right = {200} if name.endswith(("changelist", "change", "history", "index")) else {200, 302, 403, 404, 405}
        return [f"{told}answered {answer.status}"] if answer.status not in right else []
    right = {302} if name == "login" else {"sign in"} if persona == "anonymous" else {404}
    return [f"{told}{words}" for words in _wrong(answer, persona, right)]


def _wrong(answer: Answer, persona: str, right: set[int | str]) -> list[str]:
    """What is wrong with a refusal."""
    wrong = [] if answer.status in right else [f"answered {answer.status}"]
    wrong += [f"shows {words}" for words in leaks(marks(answer.text), persona)]
    return wrong + ([f"changed {', '.join(sorted(answer.written))}"] if answer.written else [])


def test_allauths_pages_open_to_strangers_are_those_on_the_way_in(world: World, subtests, count_cells):
    names = sorted(name for name in ALL_NAMES if name.startswith(FAMILIES[1:]))
    assert names
    assert set(names) >= ENTRANCES
    cells = 0
    for name in names:
        kwargs = {"pk": world.places["foreign"].passkey.pk} if _takes_key(name) else {}
        wrong = []
        for persona in PERSONAS:
            for method in ("GET", "POST"):
                cells += 1
                wrong += _allauth_cell(world, name, reverse(name, kwargs=kwargs), persona, method)
        with subtests.test(f"allauth: {name}"):
            assert not wrong, "\n".join(wrong)
    count_cells(cells)


def _takes_key(name: str) -> bool:
    return name in ("mfa_remove_webauthn", "mfa_edit_webauthn")


def _allauth_cell(world: World, name: str, url: str, persona: str, method: str) -> list[str]:
    with undone(world.clients[persona]):
        without_passkey(world, world.places["own"])
        answer = ask(world.clients[persona], method, url, {})
    if persona == "anonymous":
        right = {200, 302, 405} if name in ENTRANCES else {"sign in", 405}
    else:
        right = {404} if _takes_key(name) else {200, 302, 403, 404, 405, "sign in"}
    told = f"{method} {url} as {persona}: "
    wrong = [] if answer.status in right else [f"{told}answered {answer.status}, not {right}"]
    return wrong + [f"{told}shows {words}" for words in leaks(marks(answer.text), persona)]


def test_staff_and_facilitators_reach_nothing_before_their_second_factor(world: World, subtests, count_cells):
    cells = 0
    page = reverse("accounts:second_factor")
    for persona in ("administrator", "facilitator"):
        world.clients[persona] = Client(raise_request_exception=False)
        sign_in_without_second_factor(world.clients[persona], world.person(persona))
    for name in sorted(GRID.keys() - BEFORE_THE_SECOND_FACTOR):
        wrong = []
        for address in addresses(name):
            url = reverse(name, kwargs=address.kwargs(world.places["own"]))
            for persona in ("administrator", "facilitator"):
                for method in ("GET", "POST"):
                    cells += 1
                    with undone(world.clients[persona]):
                        data = address.payload(world, world.places["own"], persona) if method == "POST" else {}
                        known = {name: value for name, value in data.items() if value is not None}
                        answer = ask(world.clients[persona], method, url, known)
                    if answer.location != page or marks(answer.text) or answer.written:
                        wrong.append(f"{method} {url} as {persona}: answered {answer.status}")
        with subtests.test(f"before the second factor: {name}"):
            assert not wrong, "\n".join(wrong)
    count_cells(cells)
