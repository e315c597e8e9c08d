"""The addresses of the house. Each declares who may open it; an architecture test and a check at the start hold that."""

from django.urls import include, path, register_converter

from coverport.config.health import healthz
from coverport.core.access import public
from coverport.core.references import ReferenceConverter

register_converter(ReferenceConverter, "ref")

# Addresses are tried in turn: those that everybody walks through at once stand first.
urlpatterns = [
    path("healthz", public(healthz), name="healthz"),
    path("coverage/", include("coverport.enrollment.urls")),
    path("", include("coverport.web.urls")),
    path("", include("coverport.shopping.urls")),
    path("api/v1/", include("coverport.shopping.api.urls")),
    path("apply/", include("coverport.applications.urls")),
    path("proof/", include("coverport.applications.verification.urls")),
    path("appeals/", include("coverport.appeals.urls")),
    path("medicaid/", include("coverport.handoff.urls")),
    path("pay/", include("coverport.billing.urls")),
    path("certification/", include("coverport.plans.certification.urls")),
    path("paper/", include("coverport.paper.urls")),
    path("insurers/", include("coverport.edi.portal.urls")),
    path("", include("coverport.fallback.urls")),
    path("oversight/", include("coverport.oversight.urls")),
    path("desk/", include("coverport.desk.urls")),
    path("letters/", include("coverport.notices.urls")),
    path("account/", include("coverport.accounts.urls")),
]

handler400 = "coverport.web.views.bad_request"
handler403 = "coverport.web.views.forbidden"
handler404 = "coverport.web.views.not_found"
handler500 = "coverport.web.views.server_error"
