"""Addresses of this room: what stands instead of what is off, and the staff's page."""

from django.urls import path

from coverport.core.access import Permission, permitted, public, signed_in
from coverport.fallback import views
from coverport.fallback.bridge import views as bridge

STAFF = Permission.RUN_FALLBACK

app_name = "fallback"
urlpatterns = [
    path("waiting/number/", signed_in(views.number), name="number"),
    path("waiting/<slug:function>/", public(views.waiting), name="waiting"),
    path("fallback/", permitted(STAFF, views.desk), name="desk"),
    path("fallback/off/", permitted(STAFF, views.off), name="off"),
    path("fallback/on/", permitted(STAFF, views.on), name="on"),
    path("fallback/arrivals/<ref:reference>/", permitted(STAFF, views.arrival), name="arrival"),
    path("fallback/bridge/", permitted(STAFF, bridge.desk), name="bridge"),
    path("fallback/bridge/now/", permitted(STAFF, bridge.now), name="bridge_now"),
    path("fallback/bridge/policies/", permitted(STAFF, bridge.policies), name="policies"),
    path("fallback/bridge/answers/", permitted(STAFF, bridge.answers), name="answers"),
    path("fallback/bridge/policies/<ref:reference>/", permitted(STAFF, bridge.policy), name="policy"),
    path("fallback/bridge/policies/<ref:reference>/again/", permitted(STAFF, bridge.again), name="policy_again"),
    path("fallback/bridge/<ref:reference>/", permitted(STAFF, bridge.person), name="bridge_person"),
]
