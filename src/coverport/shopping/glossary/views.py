"""The page that lists every term."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from coverport.shopping.glossary.terms import terms


@require_safe
def glossary(request: HttpRequest) -> HttpResponse:
    """All terms with their meanings."""
    return render(request, "shopping/glossary.html", {"terms": terms()})
