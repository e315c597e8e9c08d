"""Addresses of proving an identity."""

from django.urls import path

from coverport.accounts.identity import views
from coverport.core.access import Permission, permitted, signed_in

app_name = "identity"
urlpatterns = [
    path("", signed_in(views.ways), name="ways"),
    path("questions/", signed_in(views.begin), name="begin"),
    path("questions/<ref:reference>/", signed_in(views.questions), name="questions"),
    path("document/", signed_in(views.document), name="document"),
    path("in-person/", signed_in(views.in_person), name="in_person"),
    path("desk/", permitted(Permission.PROVE_IDENTITY, views.desk), name="desk"),
    path("desk/<ref:reference>/", permitted(Permission.PROVE_IDENTITY, views.decide), name="decide"),
    path("desk/<ref:reference>/<ref:document>/", permitted(Permission.PROVE_IDENTITY, views.file), name="file"),
]
