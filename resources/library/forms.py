"""Forms of the library."""

from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cohorts.institutes.models import Participation
from cohorts.teamwork.uploads import ACCEPT
from isc_portal.forms import FileInput
from resources.directory.forms import TopicsField

from .files import MOST_FILES
from .models import Adoption, Practice, PracticeFile
from .services import DECISIONS, WRITTEN


class SeveralFilesInput(FileInput):
    """Files to send, any number at once."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Several files; its value is a list of them."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [super(SeveralFilesField, self).clean(one, initial) for one in data or []]


class PracticeForm(forms.ModelForm):
    """The article, with the version it was written upon, files to attach and files to take out."""

    topics = TopicsField(help_text="Under these it is found.", label="Topics")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    take_out = forms.ModelMultipleChoiceField(
        PracticeFile.objects.none(), required=False, widget=forms.CheckboxSelectMultiple, label="Files that are there",
        help_text="Tick those that should go when you save.",
    )  # fmt: skip
    attachments = SeveralFilesField(
        label="Attach files", required=False, allow_empty_file=True,
        widget=SeveralFilesInput(attrs={"class": "usa-file-input", "accept": ACCEPT}),
        help_text=f"PDF, Word, Excel, CSV, PNG or JPEG, up to 25 MB each and {MOST_FILES} in all. "
        "You can choose several at once.",
    )  # fmt: skip

    class Meta:
        model = Practice
        fields = list(WRITTEN)
        labels = {"evidence": "How you know that it worked", "cost": "What it costs", "contact": "Whom to ask"}
        help_texts = {
            "summary": "What was done and what came of it, in two sentences. Needed before you hand it in.",
            "text": "What you did, step by step, and what was hard. An empty line begins a paragraph, # a heading, "
            "- a point of a list; **two stars** make words bold. This is Markdown.",
            "evidence": "What you counted, over which time, and who counted.",
            "contact": "A name, and an address or a number. Everybody with a sign-in reads it.",
        }
        widgets = {
            "summary": forms.Textarea({"rows": 3}),
            "text": forms.Textarea({"rows": 16}),
            "evidence": forms.Textarea({"rows": 4}),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        files = self.instance.files.all() if self.instance.pk else PracticeFile.objects.none()
        if files:
            cast(forms.ModelMultipleChoiceField, self.fields["take_out"]).queryset = files
        else:
            del self.fields["take_out"]

    def written(self) -> dict[str, Any]:
        """What goes into the row."""
        return {name: self.cleaned_data[name] for name in WRITTEN}


class NewPracticeForm(PracticeForm):
    """A new article, for a city of the writer's or, for others than teams, for none."""

    participation = forms.ModelChoiceField(
        Participation.objects.none(), label="City", empty_label="No city", help_text="Whose practice it is."
    )
    field_order = ["participation", *WRITTEN]

    def __init__(self, *args, user, without_city: bool, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Participation.objects.editable_by(user).select_related("city", "cohort")
        field = self.fields["participation"]
        field.queryset, field.required = mine, not without_city
        if without_city and not mine:
            del self.fields["participation"]
        elif not without_city:
            field.initial = mine.first()


class DecisionForm(forms.Form):
    """What becomes of a practice."""

    decision = forms.ChoiceField(choices=[(key, key) for key in DECISIONS])
    note = forms.CharField(max_length=1_000, required=False)


class AdoptionForm(forms.Form):
    """Which city does it, too, or does not say so any more."""

    participation = forms.ModelChoiceField(Participation.objects.none())
    act = forms.ChoiceField(choices=[("adopt", "adopt"), ("take_back", "take back")])
    note = forms.CharField(max_length=Adoption._meta.get_field("note").max_length, required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["participation"].queryset = Participation.objects.editable_by(user)
