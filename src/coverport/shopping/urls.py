"""Addresses of this room. All answers stand in the query string: ages, place and income, nothing else."""

from django.urls import path

from coverport.core.access import public
from coverport.shopping import views

app_name = "shopping"
urlpatterns = [
    path("", public(views.home), name="home"),
    path("plans", public(views.results), name="results"),
    path("plans/<str:plan_id>", public(views.plan), name="plan"),
]
