"""Addresses of this room: what stands instead of what is off, and the staff's page."""

from django.urls import path

from coverport.core.access import Permission, permitted, public, signed_in
from coverport.fallback import views

STAFF = Permission.RUN_FALLBACK

app_name = "fallback"
urlpatterns = [
    path("waiting/number/", signed_in(views.number), name="number"),
    path("waiting/<slug:function>/", public(views.waiting), name="waiting"),
    path("fallback/", permitted(STAFF, views.desk), name="desk"),
    path("fallback/off/", permitted(STAFF, views.off), name="off"),
    path("fallback/on/", permitted(STAFF, views.on), name="on"),
    path("fallback/arrivals/<ref:reference>/", permitted(STAFF, views.arrival), name="arrival"),
]
