"""Django's admin: for administrators with their second factor, without what is secret, and without back doors."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from isc_portal.accounts import services
from isc_portal.accounts.models import User

from ..signing_in import give_authenticator_app, sign_in_without_second_factor

pytestmark = pytest.mark.django_db

LISTS = [
    "accounts/user",
    "accounts/invitation",
    "account/emailaddress",
    "mfa/authenticator",
    "usersessions/usersession",
]


def test_it_does_not_exist_for_others_and_signs_in_by_our_own_page(cast, sign_in):
    for persona in ("mayor", "facilitator", "outsider"):
        for path in ("/admin/", "/admin/accounts/user/"):
            assert sign_in(persona).get(path).status_code == 404
    assert Client().get("/admin/accounts/user/?q=ana").url == "/accounts/login/?next=/admin/accounts/user/%3Fq%3Dana"
    for answer in (Client().get("/admin/login/"), Client().post("/admin/login/", {"username": "x", "password": "y"})):
        assert answer.url == "/admin/"


def test_without_the_second_factor_it_stays_shut(cast):
    client = Client()
    sign_in_without_second_factor(client, cast.administrator)
    assert client.get("/admin/").url == "/accounts/second-factor/"


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_and_shows_nothing_secret(cast, sign_in, name):
    app = give_authenticator_app(cast.editor)
    invitation = services.invite(
        email="dana@example.org", name="", role="editor", subject=cast.own, by=cast.administrator
    )
    client = sign_in("administrator")
    page = client.get(f"/admin/{name}/").content.decode()
    assert (
        cast.administrator.email in page
        or "dana@example.org" in page
        or cast.administrator.name in page
        or name.startswith("user")
    )
    for secret in (invitation.key, app.data["secret"]):
        assert secret not in page
    assert client.get(f"/admin/{name}/add/").status_code == 403
    assert client.get(f"/admin/{name}/?q=ana").status_code == 200


def test_one_record_shows_nothing_secret_and_cannot_be_deleted(cast, sign_in):
    app = give_authenticator_app(cast.editor)
    invitation = services.invite(
        email="dana@example.org", name="", role="editor", subject=cast.own, by=cast.administrator
    )
    client = sign_in("administrator")
    pages = {
        f"/admin/accounts/invitation/{invitation.pk}/": "dana@example.org",
        f"/admin/mfa/authenticator/{app.pk}/": cast.editor.name,
        f"/admin/accounts/user/{cast.editor.pk}/": cast.editor.email,
    }
    for path, shown in pages.items():
        page = client.get(f"{path}change/").content.decode()
        assert shown in page
        for secret in (invitation.key, app.data["secret"], cast.editor.password):
            assert secret not in page
        assert client.post(f"{path}delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=cast.editor.pk).exists()


def test_nobody_is_made_an_administrator_or_reopened_by_a_field(cast, sign_in):
    path = f"/admin/accounts/user/{cast.outsider.pk}/change/"
    data = {
        "name": "Paul O.",
        "phone": "",
        "time_zone": "America/Chicago",
        "is_administrator": "on",
        "email": "x@y.org",
    }
    sign_in("administrator").post(path, data)
    cast.outsider.refresh_from_db()
    assert (cast.outsider.name, cast.outsider.is_administrator) == ("Paul O.", False)
    assert cast.outsider.email != "x@y.org"


@pytest.mark.parametrize(
    ("name", "column", "secret"), [("user", "email", "password"), ("invitation", "subject_name", "key")]
)
def test_long_lists_are_exported_without_what_is_secret(cast, sign_in, name, column, secret):
    services.invite(email="dana@example.org", name="=1+1", role="editor", subject=cast.own, by=cast.administrator)
    client = sign_in("administrator")
    form = client.get(f"/admin/accounts/{name}/export/").context["form"]
    data = {"format": next(str(n) for n, label in form.fields["format"].choices if label == "csv"), "resource": ""}
    data |= {field: "on" for field in form.fields if field not in ("format", "resource", "export_items")}
    answer = client.post(f"/admin/accounts/{name}/export/", data)
    header = answer.content.decode().splitlines()[0].split(",")
    assert column in header and secret not in header


def act(client: Client, action: str, *people: User):
    data = {"action": action, "_selected_action": [person.pk for person in people]}
    return client.post("/admin/accounts/user/", data, follow=True).content.decode()


def test_accounts_are_closed_and_opened_again_but_never_the_last_administrators(cast, sign_in):
    client = sign_in("administrator")
    page = act(client, "close_accounts", cast.outsider, cast.administrator)
    assert "1 of the accounts closed" in page and "is the only administrator" in page
    cast.outsider.refresh_from_db()
    assert not cast.outsider.is_active
    act(client, "open_accounts", cast.outsider)
    cast.outsider.refresh_from_db()
    assert cast.outsider.is_active


def test_a_lost_second_factor_is_removed(cast, sign_in):
    give_authenticator_app(cast.editor)
    act(sign_in("administrator"), "reset_second_factors", cast.editor)
    assert not Authenticator.objects.filter(user=cast.editor).exists()
