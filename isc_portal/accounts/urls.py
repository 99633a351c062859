"""Addresses of accounts, below /accounts/. They come before allauth's: the last group replaces pages of its own."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.urls import path

from . import confirming, invitation_views, views

app_name = "accounts"

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("sessions/", views.sessions, name="sessions"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
    path("sessions/end-others/", views.end_other_sessions, name="end_other_sessions"),
    path("password/remove/", views.remove_password, name="remove_password"),
    path("second-factor/", views.second_factor_page, name="second_factor"),
    path("confirm/", confirming.ConfirmByCodeView.as_view(), name="confirm_by_code"),
    path("demo-sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("invitation/<str:key>/", invitation_views.invitation, name="invitation"),
    path("invitations/", invitation_views.invitations, name="invitations"),
    path("invitations/<int:pk>/resend/", invitation_views.resend, name="resend_invitation"),
    path("invitations/<int:pk>/revoke/", invitation_views.revoke, name="revoke_invitation"),
    path("administrators/", invitation_views.administrators, name="administrators"),
    path("administrators/<int:pk>/remove/", invitation_views.remove_administrator, name="remove_administrator"),
    # In place of allauth's pages at the same addresses.
    path("login/", views.SignInView.as_view(), name="sign_in"),
    path("password/set/", reauthentication_required(app="allauth.account")(password_set), name="set_password"),
    path("2fa/totp/activate/", views.SetUpTOTPView.as_view(), name="activate_totp"),
    path("2fa/webauthn/add/", views.SetUpWebAuthnView.as_view(), name="add_webauthn"),
    path("2fa/webauthn/keys/<int:pk>/remove/", views.RemovePasskeyView.as_view(), name="remove_webauthn"),
]
