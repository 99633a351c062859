"""The filters of the outbox."""

from django import forms

from .states import Category, State


class OutboxFilter(forms.Form):
    """Which messages to list; what it does not understand is left out."""

    state = forms.ChoiceField(choices=[("", "All"), *State.choices], required=False, widget=forms.HiddenInput)
    category = forms.ChoiceField(label="Kind of mail", choices=[("", "All kinds"), *Category.choices], required=False)
    q = forms.CharField(label="Recipient or subject", max_length=100, required=False)

    def wishes(self) -> dict[str, str]:
        """The valid filters that are set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def apply(self, messages):
        """The messages that fit."""
        wishes = self.wishes()
        if "state" in wishes:
            messages = messages.filter(state=wishes["state"])
        if "category" in wishes:
            messages = messages.filter(category=wishes["category"])
        if "q" in wishes:
            messages = messages.search(wishes["q"])
        return messages
