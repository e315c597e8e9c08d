"""Addresses of this room. All answers stand in the query string: ages, place and income, nothing else."""

from django.urls import path

from coverport.core.access import Permission, permitted, public
from coverport.shopping import files, filing_preview, views

SEE = Permission.SEE_FILINGS

app_name = "shopping"
urlpatterns = [
    path("", public(views.home), name="home"),
    path("plans", public(views.results), name="results"),
    path("plans.csv", public(files.as_csv), name="csv"),
    path("plans.pdf", public(files.as_pdf), name="pdf"),
    path("help-you-may-get", public(views.help_you_may_get), name="help_you_may_get"),
    path("how-we-reckon-a-year", public(views.method), name="method"),
    path("plans/<str:plan_id>", public(views.plan), name="plan"),
    path("certification/<ref:reference>/preview/", permitted(SEE, filing_preview.start), name="preview"),
    path("certification/<ref:reference>/preview/plans", permitted(SEE, filing_preview.results), name="preview_results"),
    path(
        "certification/<ref:reference>/preview/plans/<str:plan_id>",
        permitted(SEE, filing_preview.plan),
        name="preview_plan",
    ),
]
