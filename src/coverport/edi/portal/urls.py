"""Addresses of the files between exchange and insurers. Another insurer's file, or another exchange's, is not there."""

from django.urls import path

from coverport.core.access import Permission, permitted
from coverport.edi.portal import views

SEE, SETTLE = Permission.SEE_FILES, Permission.SETTLE_DISCREPANCIES

app_name = "insurers"
urlpatterns = [
    path("", permitted(SEE, views.sent), name="sent"),
    path("received/", permitted(SEE, views.received), name="received"),
    path("differences/", permitted(SEE, views.differences), name="differences"),
    path("sent/<int:number>/", permitted(SEE, views.sent_file), name="sent_file"),
    path("sent/<int:number>/again/", permitted(SEE, views.again), name="again"),
    path("sent/<int:number>/retell/", permitted(SETTLE, views.retell), name="retell"),
    path("received/<int:number>/", permitted(SEE, views.received_file), name="received_file"),
    path("received/<int:number>/done/<int:message>/", permitted(SETTLE, views.done), name="done"),
    path("differences/<ref:reference>/", permitted(SEE, views.difference), name="difference"),
    path("differences/<ref:reference>/settle/", permitted(SETTLE, views.settle), name="settle"),
]
