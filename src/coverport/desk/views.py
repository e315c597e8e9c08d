"""One page: the queues that wait for whoever is signed in, and the tools of their parts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coverport.desk.contract import contract
from coverport.desk.insurers import insurers
from coverport.desk.people import paper, people


@never_cache
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, by part, and how old the oldest of it is."""
    actor, exchange = request.actor, request.exchange  # type: ignore[attr-defined]
    found = [part(actor, exchange) for part in (people, paper, insurers, contract)]
    shelves = [shelf for shelf in found if shelf is not None]
    context = {"shelves": shelves, "waiting": sum(queue.waiting for shelf in shelves for queue in shelf.queues)}
    return render(request, "desk/desk.html", context)
