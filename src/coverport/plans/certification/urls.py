"""Addresses of certification. Each names the permission that it takes; a filing of another insurer is not there."""

from django.urls import path

from coverport.core.access import Permission, permitted
from coverport.plans.certification import views

SEE, FILE, CERTIFY = Permission.SEE_FILINGS, Permission.FILE_PLANS, Permission.CERTIFY_PLANS

app_name = "certification"
urlpatterns = [
    path("", permitted(SEE, views.desk), name="desk"),
    path("start/", permitted(FILE, views.start), name="start"),
    path("publish/", permitted(CERTIFY, views.publish), name="publish"),
    path("closed/", permitted(CERTIFY, views.closed), name="closed"),
    path("closed/<int:number>/lift/", permitted(CERTIFY, views.lift), name="lift"),
    path("<ref:reference>/", permitted(SEE, views.filing), name="filing"),
    path("<ref:reference>/upload/", permitted(FILE, views.upload), name="upload"),
    path("<ref:reference>/remove/<ref:file>/", permitted(FILE, views.remove), name="remove"),
    path("<ref:reference>/submit/", permitted(FILE, views.submit), name="submit"),
    path("<ref:reference>/gates/<slug:gate>/document/", permitted(FILE, views.document), name="document"),
    path("<ref:reference>/gates/<slug:gate>/", permitted(CERTIFY, views.gate), name="gate"),
    path("<ref:reference>/decide/", permitted(CERTIFY, views.decide), name="decide"),
    path("<ref:reference>/files/<ref:file>/", permitted(SEE, views.download), name="download"),
    path("<ref:reference>/compare/", permitted(SEE, views.compare), name="compare"),
]
