"""Forms of a case study's attachments, and of those who decide about its way."""

from django import forms

from isc_portal.forms import DayField, FileInput

from .models import CaseFile, Readers


class FileForm(forms.Form):
    """What an attachment is, and who reads it."""

    title = forms.CharField(
        label="What is it?",
        max_length=CaseFile._meta.get_field("title").max_length,
        help_text="A few words for whoever did not write it: “Permit ledger, 2019 to 2026”.",
    )
    readers = forms.ChoiceField(
        label="Who may read it?",
        choices=Readers.choices,
        initial=Readers.CITY,
        widget=forms.RadioSelect,
        help_text="Experts and other cities get it when they get the case study, never before.",
    )


class NewFileForm(FileForm):
    """A file to attach."""

    file = forms.FileField(
        label="File",
        widget=FileInput,
        help_text="PDF, Word, Excel, CSV, PNG or JPEG, up to 25 MB.",
        allow_empty_file=True,  # said in the same words as any other file that is not taken
    )
    field_order = ("file", "title", "readers")


class CommentForm(forms.Form):
    """Why a case study goes back to the city."""

    comment = forms.CharField(
        label="What should the city change?",
        required=False,
        max_length=4000,
        help_text="Its team reads this above the case study and in a mail. A remark on one field belongs beside it.",
        widget=forms.Textarea({"rows": 4}),
    )


class PeersFromForm(forms.Form):
    """From which day the cohort's other cities read a case study."""

    peers_from = DayField(
        label="Other cities may read it from",
        required=False,
        help_text="Month, day, year. Left empty, it is the day of its clinic.",
    )
