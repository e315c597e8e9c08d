"""Addresses of appeals: the person's page, and the staff's list and decision."""

from django.urls import path

from coverport.appeals import views
from coverport.core.access import Permission, permitted, signed_in

app_name = "appeals"
urlpatterns = [
    path("waiting/", permitted(Permission.DECIDE_APPEALS, views.desk), name="desk"),
    path("waiting/<ref:reference>/", permitted(Permission.DECIDE_APPEALS, views.decide), name="decide"),
    path("<ref:reference>/", signed_in(views.mine), name="mine"),
    path("<ref:reference>/withdraw/", signed_in(views.withdraw), name="withdraw"),
]
