"""Addresses of the hand-off: the person's page, and the staff's pages."""

from django.urls import path

from coverport.core.access import Permission, permitted, signed_in
from coverport.handoff import staff_views as staff
from coverport.handoff import views

app_name = "handoff"
urlpatterns = [
    path("", signed_in(views.mine), name="mine"),
    path("wish/", signed_in(views.wish), name="wish"),
    path("waiting/", permitted(Permission.REVIEW_PROOF, staff.desk), name="desk"),
    path("waiting/<ref:reference>/", permitted(Permission.REVIEW_PROOF, staff.incoming), name="incoming"),
    path("waiting/<ref:reference>/new/", permitted(Permission.REVIEW_PROOF, staff.accept), name="incoming_new"),
    path("waiting/<ref:reference>/join/", permitted(Permission.REVIEW_PROOF, staff.join), name="incoming_join"),
    path(
        "waiting/<ref:reference>/return/", permitted(Permission.REVIEW_PROOF, staff.give_back), name="incoming_return"
    ),
    path("case/<ref:reference>/withdraw/", signed_in(views.withdraw), name="withdraw"),
    path("match/<ref:reference>/", signed_in(views.match), name="match"),
    path("<ref:reference>/ask/", signed_in(views.ask), name="ask"),
]
