"""Addresses of the hand-off: the person's page, and the staff's list."""

from django.urls import path

from coverport.core.access import Permission, permitted, signed_in
from coverport.handoff import views

app_name = "handoff"
urlpatterns = [
    path("", signed_in(views.mine), name="mine"),
    path("wish/", signed_in(views.wish), name="wish"),
    path("waiting/", permitted(Permission.REVIEW_PROOF, views.desk), name="desk"),
    path("case/<ref:reference>/withdraw/", signed_in(views.withdraw), name="withdraw"),
    path("match/<ref:reference>/", signed_in(views.match), name="match"),
    path("<ref:reference>/ask/", signed_in(views.ask), name="ask"),
]
