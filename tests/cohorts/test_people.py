"""A city's team: who sees it, who changes it, and that somebody who may write always stays."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cohorts.institutes.models import TeamMember
from cohorts.intake.models import SectionWork
from cohorts.people import services
from isc_portal.accounts.models import Invitation, InvitationState
from isc_portal.accounts.services import deactivate
from isc_portal.mail.models import Message

from ..accounts.at_once import at_once
from ..factories import make_member

pytestmark = pytest.mark.django_db

PEOPLE = "/cities/fall-2026/dayton-oh/people/"
NEW = "dana.cole@dayton.example.org"


def member_of(cast, persona: str) -> TeamMember:
    return cast.own.members.get(user=getattr(cast, persona))


def roles(cast) -> dict[str, str]:
    return dict(cast.own.members.values_list("user__name", "role"))


def newest_mail(user) -> Message:
    return Message.objects.filter(recipient=user).latest("pk")


def give_section(cast, persona: str) -> SectionWork:
    """A section of Dayton's intake that this person looks after."""
    intake = cast.own.intake
    number = intake.questionnaire.sections.count() + 1
    section = intake.questionnaire.sections.create(key=f"extra-{number}", order=100 + number, title=f"Extra {number}")
    return SectionWork.objects.create(intake=intake, section=section, assignee=getattr(cast, persona))


# --- who sees it ---


@pytest.mark.parametrize(
    ("address", "beginning"),
    [
        (PEOPLE, "<caption"),
        ("/cities/fall-2026/dayton-oh/", 'id="team-title"'),
        ("/cohorts/fall-2026/people/", 'id="teams-title"'),
    ],
)
def test_every_list_of_a_team_names_the_mayor_first_and_says_so_once(cast, sign_in, address, beginning):
    cast.own.members.filter(role="mayor").update(job_title="Mayor")
    team = sign_in("facilitator").get(address).content.decode().partition(beginning)[2]
    places = [team.index(person.name) for person in (cast.mayor, cast.editor, cast.second_editor, cast.viewer)]
    assert places == sorted(places)
    assert team[places[0] : places[1]].count(">Mayor<") == 1


@pytest.mark.parametrize("persona", ["mayor", "editor", "viewer", "facilitator", "administrator"])
def test_the_team_is_shown_to_whoever_sees_the_city(cast, sign_in, persona):
    TeamMember.objects.filter(user=cast.editor).update(may_sign=True, job_title="Chief of Staff")
    page = sign_in(persona).get(PEOPLE).content.decode()
    for words in (cast.mayor.name, "Ana Reyes", "Chief of Staff", "Signs in the mayor’s place", cast.viewer.email):
        assert words in page
    assert "Helen Osei" in page


@pytest.mark.parametrize("persona", ["peer", "expert", "outsider", "other_facilitator", "stranger"])
def test_the_team_does_not_exist_for_others(cast, sign_in, persona):
    client = sign_in(persona)
    number = member_of(cast, "editor").pk
    for path in ("", "office/", f"{number}/"):
        response = client.get(PEOPLE + path)
        assert response.status_code == 404
        assert "Ana Reyes" not in response.content.decode()
    for path in ("", f"{number}/signing/", f"{number}/sections/", f"{number}/remove/"):
        assert client.post(PEOPLE + path, {"email": NEW, "role": "editor"}).status_code == 404
    assert not Invitation.objects.exists()
    assert cast.own.members.count() == 4


@pytest.mark.parametrize("persona", ["viewer", "facilitator"])
def test_readers_see_no_buttons_and_change_nothing(cast, sign_in, persona):
    Invitation.objects.all().delete()
    services.invite_to_team(participation=cast.own, email=NEW, name="", role="editor", by=cast.mayor)
    waiting = Invitation.objects.get()
    client = sign_in(persona)
    page = client.get(PEOPLE).content.decode()
    assert "Send the invitation" not in page and "Revoke" not in page and "Hand over the mayor" not in page
    number = member_of(cast, "editor").pk
    assert client.post(PEOPLE, {"email": "x@example.org", "role": "viewer"}).status_code == 403
    assert client.get(f"{PEOPLE}{number}/").status_code == 403
    assert client.get(f"{PEOPLE}office/").status_code == 403
    for path in (f"{number}/", f"{number}/signing/", f"{number}/sections/", f"{number}/remove/"):
        assert client.post(PEOPLE + path, {"role": "viewer", "may_sign": "yes"}).status_code == 403
    for act in ("resend", "revoke"):
        assert client.post(f"{PEOPLE}invitations/{waiting.pk}/{act}/").status_code == 403
    assert roles(cast)["Ana Reyes"] == "editor"
    assert Invitation.objects.get().state == InvitationState.OPEN


def test_a_closed_cohort_keeps_its_teams_as_they_are(cast, sign_in):
    cast.cohort.status = "closed"
    cast.cohort.save()
    client = sign_in("mayor")
    assert "the team stays as it is" in client.get(PEOPLE).content.decode()
    assert client.post(PEOPLE, {"email": NEW, "role": "editor"}).status_code == 403


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(cast, sign_in, more, django_assert_num_queries):
    for number in range(more):
        user = make_member(cast.own, "viewer", f"Extra Person {number}")
        email = f"invited{number}@example.org"
        services.invite_to_team(participation=cast.own, email=email, name="", role="viewer", by=cast.mayor)
        assert user
    client = sign_in("editor")
    client.get(PEOPLE)
    with django_assert_num_queries(PEOPLE_QUERIES):
        page = client.get(PEOPLE).content.decode()
    assert page.count("Extra Person") >= more and page.count("Revoke<span") == more


# Session, person, second factor; the door's city with its viewer; who may manage; team, invitations, facilitators.
PEOPLE_QUERIES = 9


# --- inviting ---


def test_the_mayor_and_editors_invite_editors_and_viewers_from_the_page(cast, sign_in):
    for persona, role in [("mayor", "viewer"), ("editor", "editor")]:
        email = f"{persona}s.choice@dayton.example.org"
        page = sign_in(persona).post(PEOPLE, {"email": email, "role": role}, follow=True).content.decode()
        assert f"{email} is invited" in page
        invitation = Invitation.objects.get(email=email)
        assert (invitation.role, invitation.subject, invitation.invited_by) == (role, cast.own, getattr(cast, persona))


def test_only_administrators_invite_a_mayor(cast, sign_in):
    assert 'value="mayor"' not in sign_in("editor").get(PEOPLE).content.decode()
    response = sign_in("editor").post(PEOPLE, {"email": NEW, "role": "mayor"})
    assert response.status_code == 422
    with pytest.raises(PermissionDenied):
        services.invite_to_team(participation=cast.own, email=NEW, name="", role="mayor", by=cast.mayor)
    assert not Invitation.objects.exists()
    sign_in("administrator").post(PEOPLE, {"email": NEW, "role": "mayor"})
    assert Invitation.objects.get().role == "mayor"


def test_whoever_is_on_the_team_or_invited_in_another_role_is_not_invited_again(cast):
    def asked(email, role):
        return services.invite_to_team(participation=cast.own, email=email, name="", role=role, by=cast.mayor)

    with pytest.raises(ValidationError, match="Ana Reyes is on the team already, as an editor"):
        asked(cast.editor.email.upper(), "viewer")
    asked(NEW, "editor")
    with pytest.raises(ValidationError, match="open invitation as an editor"):
        asked(NEW, "viewer")
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        asked(NEW, "viewer")


def test_the_team_sends_its_invitations_again_and_revokes_them(cast, sign_in):
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        services.invite_to_team(participation=cast.own, email=NEW, name="", role="viewer", by=cast.mayor)
    waiting = Invitation.objects.get()
    client = sign_in("editor")
    assert "Expired" in client.get(PEOPLE).content.decode()
    client.post(f"{PEOPLE}invitations/{waiting.pk}/resend/")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.times_sent) == (InvitationState.OPEN, 2)
    client.post(f"{PEOPLE}invitations/{waiting.pk}/revoke/")
    waiting.refresh_from_db()
    assert waiting.state == InvitationState.REVOKED
    assert "is revoked. Its link is useless." in client.get(PEOPLE).content.decode()
    assert NEW not in client.get(PEOPLE).content.decode()


def test_an_editor_does_not_revoke_the_mayors_invitation_nor_another_citys(cast, sign_in):
    services.invite_to_team(participation=cast.own, email=NEW, name="", role="mayor", by=cast.administrator)
    services.invite_to_team(participation=cast.neighbor, email="x@example.org", name="", role="viewer", by=cast.peer)
    client = sign_in("editor")
    mayors, others = Invitation.objects.get(role="mayor"), Invitation.objects.get(role="viewer")
    assert client.post(f"{PEOPLE}invitations/{mayors.pk}/revoke/").status_code == 403
    assert client.post(f"{PEOPLE}invitations/{others.pk}/revoke/").status_code == 404
    assert {one.state for one in Invitation.objects.all()} == {InvitationState.OPEN}


# --- changing ---


def test_an_editor_makes_a_viewer_an_editor_with_a_mail(cast, sign_in):
    path = f"{PEOPLE}{member_of(cast, 'viewer').pk}/"
    client = sign_in("editor")
    assert "Priya Nair" in client.get(path).content.decode()
    client.post(path, {"job_title": "Data Officer", "role": "editor"})
    member = member_of(cast, "viewer")
    assert (member.role, member.job_title) == ("editor", "Data Officer")
    message = newest_mail(cast.viewer)
    assert message.subject == "Your role in the team of Dayton, OH"
    assert "Ana Reyes made you an editor of Dayton, OH's team." in message.text
    assert PEOPLE in message.html


def test_whoever_may_only_read_gives_back_sections_and_signature(cast):
    work = give_section(cast, "editor")
    services.name_signer(member=member_of(cast, "editor"), may_sign=True, by=cast.mayor)
    services.change_member(member=member_of(cast, "editor"), role="viewer", job_title="", by=cast.mayor)
    work.refresh_from_db()
    member = member_of(cast, "editor")
    assert (member.role, member.may_sign, work.assignee) == ("viewer", False, None)


def test_everyone_says_what_their_own_job_is_and_not_what_they_may_do(cast, sign_in):
    path = f"{PEOPLE}{member_of(cast, 'viewer').pk}/"
    client = sign_in("viewer")
    assert 'name="role"' not in client.get(path).content.decode()
    client.post(path, {"job_title": "Policy Fellow", "role": "editor"})
    member = member_of(cast, "viewer")
    assert (member.role, member.job_title) == ("viewer", "Policy Fellow")
    with pytest.raises(PermissionDenied):
        services.change_member(member=member, role="editor", job_title="", by=cast.viewer)


def test_an_editor_does_not_touch_the_mayor(cast, sign_in):
    mayor = member_of(cast, "mayor")
    client = sign_in("editor")
    assert client.post(f"{PEOPLE}{mayor.pk}/", {"job_title": "Former mayor", "role": "viewer"}).status_code == 403
    assert client.post(f"{PEOPLE}{mayor.pk}/remove/").status_code == 403
    assert client.post(f"{PEOPLE}office/", {"to": member_of(cast, "editor").pk}).status_code == 403
    assert roles(cast)["Lorraine Whitcomb"] == "mayor"


def test_only_the_mayor_names_who_signs_in_the_mayors_place(cast, sign_in):
    path = f"{PEOPLE}{member_of(cast, 'editor').pk}/signing/"
    for persona in ("editor", "second_editor", "administrator"):
        assert sign_in(persona).post(path, {"may_sign": "yes"}).status_code == 403
    client = sign_in("mayor")
    client.post(path, {"may_sign": "yes"})
    assert member_of(cast, "editor").can_sign
    assert newest_mail(cast.editor).subject == "You may sign for the mayor of Dayton, OH"
    client.post(path, {"may_sign": "no"})
    assert not member_of(cast, "editor").can_sign
    assert newest_mail(cast.editor).subject == "You no longer sign for the mayor of Dayton, OH"
    viewer = client.post(f"{PEOPLE}{member_of(cast, 'viewer').pk}/signing/", {"may_sign": "yes"}, follow=True)
    assert "only an editor can sign" in viewer.content.decode()


# --- handing over ---


def test_the_mayor_hands_the_office_over(cast, sign_in):
    services.name_signer(member=member_of(cast, "second_editor"), may_sign=True, by=cast.mayor)
    client = sign_in("mayor")
    assert "Marcus Bell" in client.get(f"{PEOPLE}office/").content.decode()
    client.post(f"{PEOPLE}office/", {"to": member_of(cast, "editor").pk})
    assert roles(cast)["Ana Reyes"] == "mayor" and roles(cast)["Lorraine Whitcomb"] == "editor"
    cast.own.refresh_from_db()
    assert cast.own.mayor.name == "Ana Reyes"
    assert not cast.own.members.filter(may_sign=True).exists()
    assert newest_mail(cast.editor).subject == "You are the mayor of Dayton, OH in the portal"
    assert client.get(f"{PEOPLE}office/").status_code == 403


def test_administrators_hand_the_office_over_when_the_mayor_is_gone(cast, sign_in):
    sign_in("administrator").post(f"{PEOPLE}office/", {"to": member_of(cast, "viewer").pk})
    assert roles(cast)["Priya Nair"] == "mayor"
    assert newest_mail(cast.mayor).subject == "The office of Dayton, OH's mayor was handed over"


def test_sections_are_handed_over_with_a_mail_that_names_them(cast, sign_in):
    work = give_section(cast, "editor")
    path = f"{PEOPLE}{member_of(cast, 'editor').pk}/"
    client = sign_in("editor")
    assert work.section.title in client.get(path).content.decode()
    client.post(f"{path}sections/", {"to": member_of(cast, "second_editor").pk})
    work.refresh_from_db()
    assert work.assignee == cast.second_editor
    message = newest_mail(cast.second_editor)
    assert f"- {work.section.title}" in message.text and work.section.title in message.html
    viewer = client.post(f"{path}sections/", {"to": member_of(cast, "viewer").pk}, follow=True)
    assert "choose who takes the sections" in viewer.content.decode()


# --- leaving ---


def test_a_removed_member_sees_nothing_more_and_what_they_did_stays(cast, sign_in):
    work = give_section(cast, "editor")
    leaving = sign_in("editor")
    assert leaving.get(PEOPLE).status_code == 200
    number = member_of(cast, "editor").pk
    sign_in("mayor").post(f"{PEOPLE}{number}/remove/", {"to": member_of(cast, "second_editor").pk})
    assert leaving.get(PEOPLE).status_code == 404
    work.refresh_from_db()
    assert work.assignee == cast.second_editor
    message = newest_mail(cast.editor)
    assert message.subject == "You are no longer in the team of Dayton, OH"
    assert "/home/" in message.text
    assert TeamMember.pgh_event_model.objects.filter(pgh_obj_id=number).count() == 2


def test_sections_of_a_removed_member_go_back_to_the_team_if_nobody_takes_them(cast):
    work = give_section(cast, "editor")
    services.remove_member(member=member_of(cast, "editor"), by=cast.mayor)
    work.refresh_from_db()
    assert work.assignee is None


def test_invitations_of_a_removed_member_are_worthless(cast):
    services.invite_to_team(participation=cast.own, email=cast.outsider.email, name="", role="editor", by=cast.mayor)
    waiting = Invitation.objects.get()
    services.add_member(participation=cast.own, user=cast.outsider, role="viewer")
    services.remove_member(member=cast.own.members.get(user=cast.outsider), by=cast.mayor)
    waiting.refresh_from_db()
    assert waiting.state == InvitationState.REVOKED


def test_anyone_but_the_mayor_may_leave(cast, sign_in):
    assert sign_in("viewer").post(f"{PEOPLE}{member_of(cast, 'viewer').pk}/remove/").url == "/home/"
    assert sign_in("mayor").post(f"{PEOPLE}{member_of(cast, 'mayor').pk}/remove/").status_code == 403
    assert "Priya Nair" not in roles(cast) and "Lorraine Whitcomb" in roles(cast)


def test_the_last_one_who_may_write_stays_whatever_is_tried(cast):
    services.remove_member(member=member_of(cast, "second_editor"), by=cast.mayor)
    services.remove_member(member=member_of(cast, "mayor"), by=cast.administrator)
    last = member_of(cast, "editor")
    for attempt in (
        lambda: services.remove_member(member=last, by=cast.editor),
        lambda: services.remove_member(member=last, by=cast.administrator),
        lambda: services.change_member(member=last, role="viewer", job_title="", by=cast.administrator),
        lambda: deactivate(user=cast.editor, by=cast.administrator),
    ):
        with pytest.raises(ValidationError, match="Ana Reyes is the only one left who can work on Dayton"):
            attempt()
    assert roles(cast)["Ana Reyes"] == "editor"
    cast.editor.refresh_from_db()
    assert cast.editor.is_active


def test_a_closed_account_does_not_count_as_someone_who_may_write(cast):
    for persona in ("mayor", "second_editor"):
        getattr(cast, persona).is_active = False
        getattr(cast, persona).save()
    with pytest.raises(ValidationError, match="the only one left"):
        services.remove_member(member=member_of(cast, "editor"), by=cast.administrator)


def test_the_refusal_is_a_sentence_on_the_page(cast, sign_in):
    cast.own.members.exclude(user__in=[cast.editor, cast.viewer]).delete()
    page = sign_in("editor").post(f"{PEOPLE}{member_of(cast, 'editor').pk}/remove/", follow=True).content.decode()
    assert "Ana Reyes is the only one left who can work on Dayton, OH, so nothing was changed." in page


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "how", ["both leave", "each removes the other", "one leaves, one becomes a viewer", "an account closes"]
)
def test_two_last_editors_who_go_at_once_leave_one(cast, how):
    cast.own.members.filter(user=cast.mayor).delete()
    one, two = member_of(cast, "editor"), member_of(cast, "second_editor")
    acts = {
        "both leave": (
            lambda: services.remove_member(member=one, by=cast.editor),
            lambda: services.remove_member(member=two, by=cast.second_editor),
        ),
        "each removes the other": (
            lambda: services.remove_member(member=two, by=cast.administrator),
            lambda: services.remove_member(member=one, by=cast.administrator),
        ),
        "one leaves, one becomes a viewer": (
            lambda: services.remove_member(member=one, by=cast.editor),
            lambda: services.change_member(member=two, role="viewer", job_title="", by=cast.administrator),
        ),
        "an account closes": (
            lambda: deactivate(user=cast.editor, by=cast.administrator),
            lambda: services.remove_member(member=two, by=cast.second_editor),
        ),
    }
    assert sorted(at_once(*acts[how])) == ["done", "refused"]
    writers = cast.own.members.filter(role__in=["mayor", "editor"], user__is_active=True)
    assert writers.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_become_mayor_at_once_leave_one_mayor(cast):
    one, two = member_of(cast, "editor"), member_of(cast, "second_editor")
    at_once(
        lambda: services.hand_over_office(to=one, by=cast.administrator),
        lambda: services.hand_over_office(to=two, by=cast.administrator),
    )
    assert cast.own.members.filter(role="mayor").count() == 1
