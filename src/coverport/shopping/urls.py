"""Addresses of this room. All answers stand in the query string: ages, place and income, nothing else."""

from django.urls import path

from coverport.core.access import Permission, permitted, public
from coverport.shopping import files, filing_preview, views
from coverport.shopping.care import views as care
from coverport.shopping.compare import views as compare
from coverport.shopping.dental import views as dental
from coverport.shopping.glossary import views as glossary
from coverport.shopping.plan_page import views as plan_page
from coverport.shopping.saved import views as saved

SEE = Permission.SEE_FILINGS

app_name = "shopping"
urlpatterns = [
    path("", public(views.home), name="home"),
    path("plans", public(views.results), name="results"),
    path("plans.csv", public(files.as_csv), name="csv"),
    path("plans.pdf", public(files.as_pdf), name="pdf"),
    path("help-you-may-get", public(views.help_you_may_get), name="help_you_may_get"),
    path("how-we-estimate-a-year", public(views.method), name="method"),
    path("plans/<str:plan_id>", public(plan_page.plan), name="plan"),
    path("compare", public(compare.compare), name="compare"),
    path("dental", public(dental.dental), name="dental"),
    path("care/", public(care.care), name="care"),
    path("care/change", public(care.change), name="change_care"),
    path("saved/", public(saved.saved), name="saved"),
    path("saved/change", public(saved.change), name="change_saved"),
    path("saved/forget", public(saved.forget), name="forget"),
    path("saved/share", public(saved.share_list), name="share"),
    path("saved/share/<ref:reference>/stop", public(saved.stop), name="stop_sharing"),
    path("shared/<str:token>/", public(saved.shared), name="shared"),
    path("glossary/", public(glossary.glossary), name="glossary"),
    path("certification/<ref:reference>/preview/", permitted(SEE, filing_preview.start), name="preview"),
    path("certification/<ref:reference>/preview/plans", permitted(SEE, filing_preview.results), name="preview_results"),
    path(
        "certification/<ref:reference>/preview/plans/<str:plan_id>",
        permitted(SEE, filing_preview.plan),
        name="preview_plan",
    ),
]
