"""Addresses of this room."""

from django.urls import path
from django.views.i18n import set_language

from coverport.core.access import public
from coverport.web import views

app_name = "web"
urlpatterns = [
    path("help/", public(views.help_page), name="help"),
    path("language/", public(set_language), name="set_language"),
]
