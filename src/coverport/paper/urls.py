"""Addresses of this room: the form for anybody; everything else for clerks of the exchange."""

from django.urls import path

from coverport.core.access import Permission, permitted, public
from coverport.paper import keying_views, told_views, views

CLERK = Permission.KEY_PAPER

app_name = "paper"
urlpatterns = [
    path("form.pdf", public(views.form), name="form"),
    path("", permitted(CLERK, views.desk), name="desk"),
    path("scan/", permitted(CLERK, views.scan), name="scan"),
    path("call/", permitted(CLERK, views.call), name="call"),
    path("envelopes/<ref:reference>/", permitted(CLERK, views.sort), name="sort"),
    path("sheets/<ref:reference>/", permitted(CLERK, views.sheet), name="sheet"),
    path("told/answers/<ref:reference>/", permitted(CLERK, told_views.answers), name="told_answers"),
    path("told/<ref:reference>/", permitted(CLERK, keying_views.told), name="told"),
    path("<ref:reference>/", permitted(CLERK, keying_views.go_on), name="case"),
    path("<ref:reference>/again/", permitted(CLERK, keying_views.again), name="again"),
    path("<ref:reference>/sign/", permitted(CLERK, keying_views.sign), name="sign"),
    path("<ref:reference>/missing/", permitted(CLERK, keying_views.missing), name="missing"),
    path("<ref:reference>/take-up/", permitted(CLERK, keying_views.take_up), name="take_up"),
    path("<ref:reference>/set-aside/", permitted(CLERK, keying_views.put_aside), name="set_aside"),
    path("<ref:reference>/<slug:step>/", permitted(CLERK, keying_views.step), name="step"),
]
