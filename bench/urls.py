"""The site's addresses and two more, an empty page and an empty answer: the ceilings that others are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from coverport.config.urls import *  # noqa: F403
from coverport.config.urls import urlpatterns as site
from coverport.core.access import public


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>empty</title>")


def empty_json(request: HttpRequest) -> HttpResponse:
    """What was sent is read, as every answer of the site reads it: else the server may close the connection before all of it has come."""
    assert request.body
    return HttpResponse(b"{}", content_type="application/json")


urlpatterns = [path("empty", public(empty)), path("empty.json", public(csrf_exempt(empty_json))), *site]
