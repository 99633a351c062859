"""Forms about the directory."""

from django import forms

from isc_portal.accounts.forms import InvitationForm


class ExpertInvitationForm(InvitationForm):
    """Which expert to invite."""

    name = forms.CharField(max_length=120, label="Name", help_text="As the directory shows it.")
    role_title = forms.CharField(
        max_length=120, required=False, label="Role", help_text="“Professor of Public Finance”"
    )
    organization = forms.CharField(max_length=160, required=False, label="Organization")
    field_order = ["email", "name", "role_title", "organization", "message"]
