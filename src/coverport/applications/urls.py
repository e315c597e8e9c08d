"""Addresses of this room."""

from django.urls import path

from coverport.applications import views
from coverport.core.access import signed_in

app_name = "applications"
urlpatterns = [
    path("", signed_in(views.start), name="start"),
    path("<ref:reference>/decision/", signed_in(views.decision), name="decision"),
    path("<ref:reference>/change/", signed_in(views.revise), name="revise"),
    path("<ref:reference>/copy/", signed_in(views.copy), name="copy"),
    path("<ref:reference>/<slug:step>/", signed_in(views.step), name="step"),
]
