"""The inbox and its letters. Only the signed-in addressee sees them; another person's letter is not there."""

from django.urls import path, register_converter
from django.urls.converters import get_converters

from coverport.core.access import signed_in
from coverport.core.references import ReferenceConverter
from coverport.notices import views

if "ref" not in get_converters():
    register_converter(ReferenceConverter, "ref")

app_name = "notices"
urlpatterns = [
    path("", signed_in(views.inbox), name="inbox"),
    path("delivery/", signed_in(views.delivery), name="delivery"),
    path("<ref:reference>/", signed_in(views.letter), name="letter"),
    path("<ref:reference>/letter.pdf", signed_in(views.pdf), name="pdf"),
    path("<ref:reference>/large.pdf", signed_in(views.large), name="large"),
    path("<ref:reference>/letter.txt", signed_in(views.text), name="text"),
]
