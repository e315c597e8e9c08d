"""Addresses of this room: an application's way to a plan, an enrollment's own page."""

from django.urls import path

from coverport.core.access import signed_in
from coverport.enrollment import views

app_name = "enrollment"
urlpatterns = [
    path("", signed_in(views.mine), name="mine"),
    path("<ref:reference>/plans/", signed_in(views.plans), name="plans"),
    path("<ref:reference>/credit/", signed_in(views.credit), name="credit"),
    path("<ref:reference>/review/", signed_in(views.review), name="review"),
    path("<ref:reference>/", signed_in(views.confirmation), name="confirmation"),
]
