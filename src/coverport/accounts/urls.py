"""Addresses of an account: the library's pages under our words, each declared."""

from allauth.account import views as account
from allauth.account.decorators import reauthentication_required
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as outside
from allauth.socialaccount.providers.openid_connect import views as openid
from allauth.usersessions import views as devices
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache

from coverport.accounts import views
from coverport.core.access import View, public, signed_in


def own(view: View) -> View:
    """Declare a page of one's own account that the library has: addresses, devices and codes stay in no browser."""
    return signed_in(never_cache(view))


# Asked before the form is shown, so that nothing is typed twice.
shown_again = reauthentication_required(app="allauth.account")

urlpatterns = [
    path("login/", public(account.login), name="account_login"),
    path("login/code/", public(account.request_login_code), name="account_request_login_code"),
    path("login/code/confirm/", public(account.confirm_login_code), name="account_confirm_login_code"),
    path("login/passkey/", public(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("login/second-step/", public(second_step.authenticate), name="mfa_authenticate"),
    path("signup/", public(account.signup), name="account_signup"),
    path("logout/", public(account.logout), name="account_logout"),
    path("inactive/", public(account.account_inactive), name="account_inactive"),
    path("resume/", signed_in(views.resume), name="account_resume"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("email/", own(shown_again(account.email)), name="account_email"),
    path("email/sent/", public(account.email_verification_sent), name="account_email_verification_sent"),
    path("email/confirm/<str:key>/", public(account.confirm_email), name="account_confirm_email"),
    path("phone/", own(shown_again(account.change_phone)), name="account_change_phone"),
    # Also the last step of signing up by phone, before anybody is signed in.
    path("phone/confirm/", public(account.verify_phone), name="account_verify_phone"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("password/set/", own(account.password_set), name="account_set_password"),
    path("password/reset/", public(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", public(account.password_reset_done), name="account_reset_password_done"),
    # Keys hold hyphens themselves, so the first part is told by what it is made of.
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("security/", own(second_step.index), name="mfa_index"),
    path("security/again/", own(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("security/app/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("security/app/remove/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/recovery/", own(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("security/recovery/new/", own(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("security/recovery/file/", own(recovery.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("security/passkeys/", own(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("security/passkeys/add/", own(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/again/", own(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("security/passkeys/<int:pk>/name/", own(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
    path("security/passkeys/<int:pk>/remove/", own(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("devices/", own(devices.list_usersessions), name="usersessions_list"),
    path("outside/", own(outside.connections), name="socialaccount_connections"),
    path("outside/signup/", public(outside.signup), name="socialaccount_signup"),
    path("outside/cancelled/", public(outside.login_cancelled), name="socialaccount_login_cancelled"),
    path("outside/error/", public(outside.login_error), name="socialaccount_login_error"),
    path("outside/<str:provider_id>/", public(views.outside), name="openid_connect_login"),
    path("outside/<str:provider_id>/callback/", public(openid.callback), name="openid_connect_callback"),
    path("identity/", include("coverport.accounts.identity.urls")),
]
