"""Forms about a city's team."""

from django import forms

from cohorts.institutes.models import TeamMember, TeamRole
from isc_portal.accounts.forms import InvitationForm

from .rules import GIVEN_BY_THE_TEAM

WHAT_ROLES_DO = {
    TeamRole.MAYOR: "Mayor: everything an editor does, signs the intake and names who else may",
    TeamRole.EDITOR: "Editor: fills everything in and looks after the team",
    TeamRole.VIEWER: "Viewer: reads everything of the city",
}


def _role_choices(roles) -> list[tuple[str, str]]:
    return [(role.value, WHAT_ROLES_DO[role]) for role in roles]


class TeamInvitationForm(InvitationForm):
    """Whom to invite to a city's team, and what they may do there."""

    role = forms.ChoiceField(label="What they may do", widget=forms.RadioSelect)
    field_order = ["email", "name", "role", "message"]

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(roles)
        self.fields["role"].initial = TeamRole.EDITOR


class MemberForm(forms.Form):
    """What a member's job is called and, for those who look after the team, what they may do."""

    job_title = forms.CharField(
        max_length=120, required=False, label="Job title", help_text="“Chief of Staff”, “Budget Director”"
    )
    role = forms.ChoiceField(label="What they may do", widget=forms.RadioSelect)

    def __init__(self, *args, member: TeamMember, change_role: bool, **kwargs):
        kwargs["initial"] = {"job_title": member.job_title, "role": member.role}
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = _role_choices(GIVEN_BY_THE_TEAM)
        self.member = member
        if not change_role:
            del self.fields["role"]

    @property
    def chosen_role(self) -> str:
        """The role chosen, else the one they have."""
        return self.cleaned_data.get("role", self.member.role)


class MemberChoiceField(forms.ModelChoiceField):
    """One member of the team, by name."""

    def label_from_instance(self, member: TeamMember) -> str:
        return f"{member.user.name}, {member.job_title or member.get_role_display().lower()}"


class SectionsForm(forms.Form):
    """To whom a member's sections go."""

    to = MemberChoiceField(queryset=TeamMember.objects.none(), label="Who takes the sections over")

    def __init__(self, *args, others, required: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = others
        self.fields["to"].required = required
        self.fields["to"].empty_label = "Choose a person" if required else "Nobody yet"


class OfficeForm(forms.Form):
    """Who is the mayor from now on."""

    to = MemberChoiceField(queryset=TeamMember.objects.none(), label="The new mayor", empty_label="Choose a person")

    def __init__(self, *args, others, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = others
