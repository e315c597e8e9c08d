"""Addresses of this room."""

from django.urls import path

from coverport.applications import views
from coverport.applications.verification import views as proof
from coverport.core.access import signed_in

app_name = "applications"
urlpatterns = [
    path("", signed_in(views.start), name="start"),
    path("<ref:reference>/decision/", signed_in(views.decision), name="decision"),
    path("<ref:reference>/change/", signed_in(views.revise), name="revise"),
    path("<ref:reference>/proof/", signed_in(proof.needed), name="proof"),
    path("<ref:reference>/proof/<ref:inconsistency>/document/", signed_in(proof.document), name="proof_document"),
    path(
        "<ref:reference>/proof/<ref:inconsistency>/explanation/", signed_in(proof.explanation), name="proof_explanation"
    ),
    path("<ref:reference>/proof/<ref:inconsistency>/files/<ref:file>/", signed_in(proof.own_file), name="proof_file"),
    path("<ref:reference>/copy/", signed_in(views.copy), name="copy"),
    path("<ref:reference>/<slug:step>/", signed_in(views.step), name="step"),
]
