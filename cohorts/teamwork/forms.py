"""What is written beside a field."""

import re

from django import forms


class CommentForm(forms.Form):
    """What somebody does with the comments beside one field.

    `act` says what: "add" takes `text`, "reply-12" the field of that name, "answered-12" marks comment 12.
    """

    page = forms.SlugField(max_length=40)
    field = forms.SlugField(max_length=80)
    about = forms.CharField(max_length=300, required=False)
    act = forms.RegexField(r"^(add|(reply|answered)-\d{1,18})$")

    @property
    def verb(self) -> str:
        return self.cleaned_data["act"].split("-")[0]

    @property
    def comment_id(self) -> int:
        """The comment that is replied to or answered."""
        return int(re.sub(r"\D", "", self.cleaned_data["act"]))

    @property
    def text(self) -> str:
        return self.data.get("text" if self.verb == "add" else self.cleaned_data["act"], "")
