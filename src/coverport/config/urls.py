"""The addresses of the house. Each declares who may open it; an architecture test and a check at the start hold that."""

from allauth.account import views as accounts
from django.urls import include, path, register_converter

from coverport.config.health import healthz
from coverport.core.access import public, signed_in
from coverport.core.references import ReferenceConverter

register_converter(ReferenceConverter, "ref")

urlpatterns = [
    path("healthz", public(healthz), name="healthz"),
    path("", include("coverport.web.urls")),
    path("", include("coverport.shopping.urls")),
    path("api/v1/", include("coverport.shopping.api.urls")),
    path("apply/", include("coverport.applications.urls")),
    path("proof/", include("coverport.applications.verification.urls")),
    path("coverage/", include("coverport.enrollment.urls")),
    path("pay/", include("coverport.billing.urls")),
    path("certification/", include("coverport.plans.certification.urls")),
    path("oversight/", include("coverport.oversight.urls")),
    path("letters/", include("coverport.notices.urls")),
    path("account/login/", public(accounts.login), name="account_login"),
    path("account/signup/", public(accounts.signup), name="account_signup"),
    path("account/logout/", public(accounts.logout), name="account_logout"),
    path("account/inactive/", public(accounts.account_inactive), name="account_inactive"),
    path("account/reauthenticate/", signed_in(accounts.reauthenticate), name="account_reauthenticate"),
    path("account/password/change/", signed_in(accounts.password_change), name="account_change_password"),
    path("account/password/set/", signed_in(accounts.password_set), name="account_set_password"),
    path("account/password/reset/", public(accounts.password_reset), name="account_reset_password"),
    path("account/password/reset/done/", public(accounts.password_reset_done), name="account_reset_password_done"),
    path(
        "account/password/reset/key/<str:uidb36>-<str:key>/",
        public(accounts.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/key/done/",
        public(accounts.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

handler400 = "coverport.web.views.bad_request"
handler403 = "coverport.web.views.forbidden"
handler404 = "coverport.web.views.not_found"
handler500 = "coverport.web.views.server_error"
