"""Forms about the directory."""

from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.forms.renderers import get_default_renderer

from cohorts.places.gazetteer import STATE_CHOICES
from isc_portal.accounts import time_zones
from isc_portal.accounts.forms import InvitationForm
from isc_portal.forms import DayField

from . import photos
from .choices import LANGUAGES, ContactKind, EntryStatus, Offer
from .models import Expert
from .topics import INITIATIVE_KINDS, TOPICS


class TopicsField(forms.MultipleChoiceField):
    """What an expert helps with: the words in which cities say what they want help with."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        help_text = "Experts are proposed for a clinic by what its city wants help with."
        defaults = {"choices": list(TOPICS.items()), "required": False, "label": "Helps with", "help_text": help_text}
        super().__init__(**{**defaults, **options})


class ExpertInvitationForm(InvitationForm):
    """Which expert to invite."""

    name = forms.CharField(max_length=120, label="Name", help_text="As the directory shows it.")
    role_title = forms.CharField(
        max_length=120, required=False, label="Role", help_text="“Professor of Public Finance”"
    )
    organization = forms.CharField(max_length=160, required=False, label="Organization")
    topics = TopicsField()
    field_order = ["email", "name", "role_title", "organization", "topics", "message"]


def _several(choices: dict[str, str], label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=list(choices.items()), required=False, label=label, widget=forms.CheckboxSelectMultiple
    )


class EntryForm(forms.ModelForm):
    """A directory entry's own fields. Some are for administrators alone; the expert may pause, not archive."""

    topics = TopicsField(help_text="")
    initiative_kinds = _several(INITIATIVE_KINDS, "Kinds of initiatives")
    offers = _several(dict(Offer.choices), "Offers")
    languages = _several(LANGUAGES, "Languages")
    state = forms.ChoiceField(choices=[("", "Choose a state"), *STATE_CHOICES], required=False)
    population = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=50_000_000,
        label="Residents of the city",
        error_messages={"min_value": "Write how many live there, or leave it empty."},
    )
    time_zone = forms.ChoiceField(
        choices=lambda: [("", "Not said"), *time_zones.choices()], required=False, label="Time zone"
    )
    photo = forms.FileField(
        required=False,
        label="Picture",
        widget=forms.FileInput(attrs={"class": "usa-file-input", "accept": photos.ACCEPT}),
        help_text="JPEG, PNG or WebP. The portal keeps a small copy without the place and time a camera adds.",
    )
    remove_photo = forms.BooleanField(required=False, label="Take the picture away")
    assured_date = DayField(required=False, label="Checked on")
    next_check = DayField(required=False, label="Next check on")

    SECTIONS = (
        ("who", "Who and where", "name role_title organization kind city state population"),
        ("knowledge", "What they know", "topics initiative_kinds experience"),
        ("offers", "What they offer", "offers languages availability time_zone asks_a_quarter"),
        ("ties", "Ties to vendors", "vendor_ties"),
        ("picture", "Picture", "photo remove_photo"),
        ("listing", "Listing", "status"),
        ("office", "For administrators", "email source assured_date assurer next_check"),
    )
    ADMINISTERED = ("email", "source", "assured_date", "assurer", "next_check")

    class Meta:
        model = Expert
        fields = [
            "name", "role_title", "organization", "kind", "city", "state", "population", "topics", "initiative_kinds",
            "experience", "offers", "languages", "availability", "time_zone", "vendor_ties", "status", "asks_a_quarter",
            "email", "source", "assured_date", "assurer", "next_check",
        ]  # fmt: skip
        labels = {
            "role_title": "Role",
            "experience": "What was done",
            "vendor_ties": "Ties to vendors",
            "status": "In the directory",
            "asks_a_quarter": "Requests in three months, at most",
            "email": "Email address",
            "source": "Where the entry comes from",
            "assurer": "Checked by",
        }
        help_texts = {
            "experience": "A few sentences: what, where, when, and what came of it.",
            "vendor_ties": "Work, shares or family. Leave it empty if there are none.",
            "status": "A paused entry can be read by its address, and no search shows it.",
            "asks_a_quarter": "How often cities may ask.",
            "source": "",
            "assurer": "",
        }
        widgets = {"experience": forms.Textarea(attrs={"rows": 8}), "vendor_ties": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, expert: Expert, by, **kwargs):
        kwargs["instance"] = Expert.objects.get(
            pk=expert.pk
        )  # a copy: what is typed stays out of the page around the form
        super().__init__(*args, **kwargs)
        if not expert.photo:
            del self.fields["remove_photo"]
        if not by.is_administrator:
            for name in self.ADMINISTERED:
                del self.fields[name]
            allowed = {EntryStatus.ACTIVE, EntryStatus.PAUSED, expert.status}
            self.fields["status"].choices = [pair for pair in EntryStatus.choices if pair[0] in allowed]

    @property
    def sections(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in groups: anchor, title, and the fields that this person has of it."""
        groups = [(key, title, [self[name] for name in names.split() if name in self.fields])
                  for key, title, names in self.SECTIONS]  # fmt: skip
        return [group for group in groups if group[2]]

    def clean_photo(self):
        upload = self.files.get("photo")
        return photos.made_small(upload) if upload else None

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    @property
    def given(self) -> dict[str, Any]:
        """What `change_entry` takes: fields by name, the new picture, and whether the old one goes."""
        values = dict(self.cleaned_data)
        return {
            "photo": values.pop("photo", None),
            "remove_photo": values.pop("remove_photo", False),
            "fields": values,
        }


class ContactPointForm(forms.Form):
    """One way to be reached, and whether others may see it. An empty row is none."""

    kind = forms.ChoiceField(choices=ContactKind.choices, label="Kind")
    value = forms.CharField(max_length=300, required=False, label="Address or number")
    label = forms.CharField(max_length=60, required=False, label="Label")
    consented = forms.BooleanField(required=False, label="Show it to everybody who is signed in")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        kind, value = given.get("kind"), given.get("value")
        if value and kind:
            try:
                given["value"] = contact_value(kind, value)
            except ValidationError as error:
                self.add_error("value", error)
        elif given.get("consented") and "value" in given:
            self.add_error("value", "Write what may be shown, or take the consent away.")
        return given


def contact_value(kind: str, text: str) -> str:
    """A contact point as it is stored. Raises ValidationError with a sentence for the person."""
    text = text.strip()
    if kind == ContactKind.EMAIL:
        validate_email(text)
        return text
    if kind == ContactKind.WEBSITE:
        address = text if "://" in text else f"https://{text}"
        URLValidator(schemes=["http", "https"], message="Write a web address, like https://example.org.")(address)
        return address
    try:
        number = phonenumbers.parse(text, "US")
    except phonenumbers.NumberParseException as error:
        raise ValidationError("Write a phone number, like (937) 555-0134.") from error
    if not phonenumbers.is_possible_number(number):
        raise ValidationError("Write a phone number with its area code, like (937) 555-0134.")
    plain = phonenumbers.PhoneNumber(country_code=number.country_code, national_number=number.national_number)
    bare = phonenumbers.format_number(plain, phonenumbers.PhoneNumberFormat.E164)
    return f"{bare};ext={number.extension}" if number.extension else bare


class ContactPoints(forms.BaseFormSet):
    """The rows of contact points: six, or two more than there are."""

    extra: int
    form, min_num, max_num, absolute_max = ContactPointForm, 0, 30, 40
    can_order = can_delete = can_delete_extra = validate_max = validate_min = False
    edit_only = False
    renderer = get_default_renderer()

    def __init__(self, *args, expert: Expert, **kwargs):
        known = [
            {"kind": point.kind, "value": point.value, "label": point.label, "consented": point.consented}
            for point in expert.contact_points.all()
        ]
        self.extra = max(4 - len(known), 2)
        super().__init__(*args, **{**kwargs, "initial": known})

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        """A row is read whether or not it differs from what stands."""
        return {**super().get_form_kwargs(index), "empty_permitted": False}

    def clean(self) -> None:
        seen = set()
        for row in self.forms:
            given = row.cleaned_data if row.is_valid() else {}
            point = (given.get("kind"), given.get("value"))
            if point[1] and point in seen:
                row.add_error("value", "This stands here twice. Empty one of the two rows.")
            seen.add(point)

    @property
    def has_errors(self) -> bool:
        """Whether a row was sent that cannot be kept so."""
        return self.is_bound and not self.is_valid()

    @property
    def given(self) -> list[dict[str, Any]]:
        """The rows that hold something."""
        return [row.cleaned_data for row in self.forms if row.cleaned_data.get("value")]
