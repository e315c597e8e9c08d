"""Addresses of this room, by the enrollment's number."""

from django.urls import path

from coverport.billing import views
from coverport.core.access import signed_in

app_name = "billing"
urlpatterns = [
    path("<ref:reference>/", signed_in(views.pay), name="pay"),
    path("<ref:reference>/back/<ref:attempt>/", signed_in(views.back), name="back"),
    path("<ref:reference>/statement/", signed_in(views.statement), name="statement"),
    path("<ref:reference>/receipt/<ref:payment>/", signed_in(views.receipt), name="receipt"),
]
