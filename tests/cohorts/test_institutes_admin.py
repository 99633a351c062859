"""Django's admin for cities, cohorts, teams and requests: every page, and lists in and out."""

import io

import openpyxl
import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cohorts.applications.models import Application, LateCode
from cohorts.institutes.models import Cohort, Facilitator, Participation, TeamMember
from cohorts.places.models import City, Mayor

MODELS = [City, Mayor, Cohort, Facilitator, Participation, TeamMember, LateCode, Application]


def test_every_model_of_the_cohorts_is_in_the_admin():
    models = apps.get_app_config("cohorts").get_models()
    assert [
        model for model in models if model not in admin.site._registry and not hasattr(model, "pgh_tracked_model")
    ] == []


def admin_url(model, page: str, *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def everything(cast):
    LateCode.objects.create(cohort=cast.cohort, city_name="Utica", state="NY", expires_at=timezone.now())
    Application.objects.create(
        cohort=cast.cohort,
        city_name="=1+1",
        state="NY",
        mayor_name="-2+3",
        contact_name="@SUM(A1)",
        contact_email="a@example.org",
        initiative="Water",
    )
    return cast


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_its_list_search_and_page(everything, sign_in, model):
    assert model in admin.site._registry
    client = sign_in("administrator")
    row = model.objects.first()
    assert client.get(admin_url(model, "changelist"), {"q": "x"}).status_code == 200
    assert client.get(admin_url(model, "change", row.pk)).status_code == 200
    refused = sign_in("facilitator").get(admin_url(model, "changelist"))
    assert refused.status_code in (302, 404)
    assert b"changelist" not in refused.content


@pytest.mark.parametrize("model", [City, Participation, TeamMember, Application])
def test_long_lists_go_out_as_a_spreadsheet_without_formulas(everything, sign_in, model):
    client, url = sign_in("administrator"), admin_url(model, "export")
    fields = [name for name in client.get(url).context["form"].fields if "resource_" in name]
    response = client.post(url, {"format": "1", **dict.fromkeys(fields, "on")})
    assert response["Content-Disposition"].endswith('.xlsx"')
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    assert sheet.max_row == model.objects.count() + 1
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
    if model is Application:
        assert "=1+1" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_a_list_of_cities_comes_in_after_a_look_at_what_would_change(cast, sign_in):
    client = sign_in("administrator")
    listed = "name,state,slug,population,time_zone\nDayton,OH,dayton-oh,135512,America/New_York\n"
    listed += "Utica,NY,utica-ny,1,America/New_York\n"
    look = client.post(
        admin_url(City, "import"), {"format": "0", "import_file": SimpleUploadedFile("c.csv", listed.encode())}
    )
    assert City.objects.filter(name="Utica").count() == 0
    confirm = look.context["confirm_form"].initial
    client.post(admin_url(City, "process_import"), {**confirm, "format": "0"})
    assert City.objects.get(name="Utica").population == 1
    assert City.objects.get(name="Dayton").population == 135512


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"\x00", b""])
def test_a_file_that_cannot_be_read_is_answered_in_words(cast, sign_in, content):
    upload = SimpleUploadedFile("c.xlsx", content or b" ")
    page = sign_in("administrator").post(admin_url(City, "import"), {"format": "1", "import_file": upload})
    assert page.status_code == 200
    assert "Traceback" not in page.content.decode()
    assert City.objects.count() == 3
