"""An entry: its page, its card, its picture, and who changes it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from resources.directory.cards import vcard
from resources.directory.models import ContactPoint, Expert

from .conftest import HIDDEN, SHOWN

pytestmark = pytest.mark.django_db

GIVEN = {"name": "Judith Kessler", "kind": "expert", "availability": "now", "status": "active", "asks_a_quarter": "2"}


def rows(*points: dict) -> dict[str, str]:
    """Contact points as the form sends them."""
    sent = {"contact-TOTAL_FORMS": str(len(points)), "contact-INITIAL_FORMS": "0"}
    return sent | {f"contact-{at}-{name}": value for at, point in enumerate(points) for name, value in point.items()}


def picture(kind: str = "PNG", size=(1200, 600), **options) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", size, "purple").save(out, kind, **options)
    return SimpleUploadedFile(f"me.{kind.lower()}", out.getvalue())


def test_the_page_and_the_card_tell_others_only_what_was_consented(sign_in, kessler):
    for persona in ("outsider", "mayor", "facilitator", "expert"):
        client = sign_in(persona)
        for address in (f"/directory/{kessler.pk}/", f"/directory/{kessler.pk}/card/"):
            body = client.get(address).content.decode()
            assert SHOWN in body and HIDDEN not in body and "555" not in body
    page = sign_in("administrator").get(f"/directory/{kessler.pk}/").content.decode()
    assert HIDDEN in page and page.count("Not shown to others") == 1
    assert HIDDEN not in sign_in("administrator").get(f"/directory/{kessler.pk}/card/").content.decode()


def test_the_page_tells_what_the_entry_says(sign_in, kessler):
    Expert.objects.filter(pk=kessler.pk).update(assured_date="2026-10-02", assurer="Renata Solis")
    page = sign_in("outsider").get(f"/directory/{kessler.pk}/?q=permits").content.decode()
    for words in ("Professor of public budgeting, Plains University", "Cut permits from 71 to 19 days.",
                  "English, Spanish", "Permits and licenses", "A call", "October 2, 2026, by Renata Solis",
                  "No vendor ties stated", "150,000 to 500,000", "/directory/?q=permits"):  # fmt: skip
        assert words in page
    assert "/edit/" not in page


def test_an_archived_entry_is_there_for_administrators_and_its_owner_alone(cast, sign_in, kessler):
    Expert.objects.filter(pk=kessler.pk).update(status="archived", user=cast.outsider)
    for page in ("", "card/", "edit/", "photo/"):
        assert sign_in("mayor").get(f"/directory/{kessler.pk}/{page}").status_code == 404
    assert sign_in("outsider").get(f"/directory/{kessler.pk}/").status_code == 200
    assert sign_in("administrator").get(f"/directory/{kessler.pk}/").status_code == 200


def test_a_card_escapes_what_was_typed_and_folds_long_lines(kessler):
    kessler.name, kessler.role_title = "Kessler; DDS", "One,\r\nTEL:666\\"
    kessler.organization = "Ünïversity " * 12
    lines = vcard(kessler, url="https://portal.example.org/directory/1/").split("\r\n")
    assert "TITLE:One\\,\\nTEL:666\\\\" in lines and "FN:Kessler\\; DDS" in lines
    assert all(len(line.encode()) <= 75 for line in lines) and not [line for line in lines if line.startswith("TEL")]


def test_the_expert_changes_the_own_entry_and_nobody_elses(cast, sign_in, kessler):
    own = cast.expert.expert
    client = sign_in("expert")
    points = rows(
        {"kind": "phone", "value": "(937) 555-0134 x12", "label": "Office", "consented": "on"},
        {"kind": "website", "value": "example.org/me"},
        {"kind": "email", "value": ""},
    )
    sent = {**GIVEN, **points, "topics": ["permitting"], "state": "OH", "email": "new@example.org", "source": "Me"}
    assert client.post(f"/directory/{own.pk}/edit/", sent).status_code == 302
    own.refresh_from_db()
    assert (own.name, own.topics, own.region, own.email, own.source) == (
        "Judith Kessler", ["permitting"], "Midwest", "", "")  # fmt: skip
    kept = {point.value: (point.label, point.consented) for point in own.contact_points.all()}
    assert kept == {"+19375550134;ext=12": ("Office", True), "https://example.org/me": ("", False)}
    assert client.post(f"/directory/{own.pk}/edit/", {**sent, "status": "archived"}).status_code == 422
    for persona in ("expert", "mayor", "facilitator"):
        client = sign_in(persona)
        assert client.get(f"/directory/{kessler.pk}/edit/").status_code == 403
        assert client.post(f"/directory/{kessler.pk}/edit/", sent).status_code == 403
    kessler.refresh_from_db()
    assert kessler.name == "Judíth Kessler" and kessler.contact_points.count() == 2


def test_a_contact_point_that_stays_keeps_the_moment_of_its_consent(sign_in, kessler):
    before = kessler.contact_points.get(value=SHOWN)
    sent = GIVEN | rows(
        {"kind": "email", "value": SHOWN, "consented": "on"}, {"kind": "phone", "value": "937-555-0199"}
    )
    sign_in("administrator").post(f"/directory/{kessler.pk}/edit/", sent)
    after = kessler.contact_points.get(value=SHOWN)
    assert (after.pk, after.consented_at) == (before.pk, before.consented_at)
    assert not ContactPoint.objects.filter(value=HIDDEN).exists()
    sign_in("administrator").post(f"/directory/{kessler.pk}/edit/", GIVEN | rows({"kind": "email", "value": SHOWN}))
    after.refresh_from_db()
    assert (after.consented, after.consented_at) == (False, None)


def test_bad_input_keeps_everything_that_was_typed(sign_in, kessler):
    points = rows(
        {"kind": "phone", "value": "call me", "label": "Desk"},
        {"kind": "email", "value": "a@example.org"},
        {"kind": "email", "value": "a@example.org"},
        {"kind": "website", "value": "javascript:alert(1)"},
    )
    sent = {**GIVEN, **points, "name": "", "experience": "Typed at length", "email": "no address", "topics": ["flying"]}
    answer = sign_in("administrator").post(f"/directory/{kessler.pk}/edit/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in ("Typed at length", "no address", "call me", "Desk", "Write a phone number", "stands here twice",
                  "Write a web address"):  # fmt: skip
        assert words in page
    assert Expert.objects.get(pk=kessler.pk).experience == kessler.experience


def test_a_picture_is_made_small_and_loses_what_the_camera_added(cast, sign_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    own, client, exif = cast.expert.expert, sign_in("expert"), Image.Exif()
    exif[0x010F] = "Camera of a secret place"
    photo = picture("JPEG", exif=exif)
    assert client.get(f"/directory/{own.pk}/photo/").status_code == 404
    client.post(f"/directory/{own.pk}/edit/", {**GIVEN, **rows(), "photo": photo})
    answer = sign_in("outsider").get(f"/directory/{own.pk}/photo/")
    content = b"".join(answer.streaming_content)
    made = Image.open(io.BytesIO(content))
    assert (made.format, made.size, answer["Content-Type"]) == ("JPEG", (400, 200), "image/jpeg")
    assert b"secret" not in content and not made.getexif()
    assert f"/directory/{own.pk}/photo/" in sign_in("outsider").get(f"/directory/{own.pk}/").content.decode()
    client.post(f"/directory/{own.pk}/edit/", {**GIVEN, **rows(), "remove_photo": "on"})
    assert client.get(f"/directory/{own.pk}/photo/").status_code == 404


@pytest.mark.parametrize("content", [b"<svg onload='x'/>", b"\x89PNG\r\n\x1a\nbroken", b"GIF89a", b""])
def test_a_file_that_is_no_picture_is_refused_in_a_sentence(cast, sign_in, content):
    sent = {**GIVEN, **rows(), "photo": SimpleUploadedFile("me.png", content)}
    answer = sign_in("expert").post(f"/directory/{cast.expert.expert.pk}/edit/", sent)
    assert answer.status_code == 422 and not Expert.objects.get(user=cast.expert).photo
    page = answer.content.decode()
    assert "Choose a JPEG, PNG or WebP file." in page or "The submitted file is empty." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_queries_for_one_contact_as_for_three(
    sign_in, kessler, count, django_assert_num_queries
):
    for number in range(count):
        ContactPoint.objects.create(expert=kessler, kind="email", value=f"more{number}@example.org")
    client = sign_in("administrator")
    client.get(f"/directory/{kessler.pk}/")
    # session, person, entry, contact points, cities to ask for; help given, advice taken up, who asked, how often
    with django_assert_num_queries(9):
        client.get(f"/directory/{kessler.pk}/")


def test_ties_to_vendors_carry_the_day_on_which_they_were_stated(cast, sign_in, kessler):
    today = timezone.now().date()
    page = lambda: sign_in("outsider").get(f"/directory/{kessler.pk}/").content.decode()  # noqa: E731
    assert "Stated on" not in page()
    Expert.objects.filter(pk=kessler.pk).update(vendor_ties="Owns shares.")
    kessler.refresh_from_db()
    assert (kessler.ties_stated_on, kessler.ties_known_on) == (today, today)
    assert f"Stated on {today:%B} {today.day}, {today.year}" in page()
    Expert.objects.filter(pk=kessler.pk).update(ties_stated_on="2026-03-01")
    Expert.objects.filter(pk=kessler.pk).update(role_title="Dean")
    assert "Stated on March 1, 2026" in page()
    Expert.objects.filter(pk=kessler.pk).update(assured_date="2026-10-02", assurer="Renata Solis")
    assert "Stated on October 2, 2026" in page()
    assert Expert.objects.create(name="Ann", vendor_ties="Advises.").pk
    assert Expert.objects.get(name="Ann").ties_stated_on == today


def test_the_form_stands_in_parts_with_a_list_of_them(cast, sign_in):
    own = cast.expert.expert
    page = sign_in("expert").get(f"/directory/{own.pk}/edit/").content.decode()
    for anchor in ("who", "knowledge", "offers", "ties", "picture", "listing", "points-title"):
        assert f'href="#{anchor}"' in page and f'id="{anchor}"' in page
    assert "For administrators" not in page
    page = sign_in("administrator").get(f"/directory/{own.pk}/edit/").content.decode()
    assert 'href="#office"' in page and page.count('name="email"') == 1
