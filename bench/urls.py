"""The site's addresses and one more, an empty page: the ceiling that every page is measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from coverport.config.urls import *  # noqa: F403
from coverport.config.urls import urlpatterns as site
from coverport.core.access import public


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>empty</title>")


urlpatterns = [path("empty", public(empty)), *site]
