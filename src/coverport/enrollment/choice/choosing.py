"""What the addresses of a choice say, from step to step: plan, credit, by which way, for whom, health or dental."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from coverport.applications.models import Applicant, Application
from coverport.enrollment.choice.dental import children_of
from coverport.enrollment.choice.selection import Offer, decided, offer, way_of
from coverport.enrollment.choice.ways import Way, standing_plan
from coverport.enrollment.models import Enrollment, Kind
from coverport.enrollment.pricing import shopper
from coverport.shopping.quote import PlanPrice


def offered(request: HttpRequest, application: Application) -> Offer:
    return offer(
        application, request.GET.get("plan", ""), people(request, application), on=application.exchange.today(),
        way=request.GET.get("way", ""), kind=kind(request),
    )  # fmt: skip


def kind(request: HttpRequest) -> str:
    return Kind.DENTAL if request.GET.get("kind") == Kind.DENTAL else Kind.MEDICAL


def people(request: HttpRequest, application: Application) -> list[Applicant] | None:
    """The children alone, where a dental plan is for them; else all who can be on a plan together."""
    if kind(request) != Kind.DENTAL or request.GET.get("who") != "children":
        return None
    start = way_of(application, application.exchange.today(), request.GET.get("way", ""), Kind.DENTAL).start.starts
    return children_of(shopper(application, decided(application), start=start))


def instead_of(request: HttpRequest, application: Application) -> Enrollment | None:
    """The plan that another one is to follow: only where the person came by a way that is named."""
    return standing_plan(application, kind(request)) if request.GET.get("way") else None


def carried(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    """What the address says beside plan and credit, from step to step."""
    return tuple((name, value) for name in ("way", "kind", "who") if (value := request.GET.get(name, "")))


def back(request: HttpRequest, application: Application) -> str:
    """The list of plans that the person came from."""
    name = "enrollment:dental" if kind(request) == Kind.DENTAL else "enrollment:plans"
    query = urlencode([pair for pair in carried(request) if pair[0] != "kind"])
    return f"{reverse(name, args=[application.reference])}{'?' if query else ''}{query}"


def wanted_credit(request: HttpRequest) -> int | None:
    typed = request.GET.get("credit", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None


def to_review(request: HttpRequest, application: Application, chosen: Offer, wanted: int) -> str:
    query = urlencode({"plan": chosen.price.plan.plan_id, "credit": wanted, **dict(carried(request))})
    return f"{reverse('enrollment:review', args=[application.reference])}?{query}"


def to_credit(request: HttpRequest, application: Application, plan_id: str) -> str:
    query = urlencode({"plan": plan_id, **dict(carried(request))})
    return f"{reverse('enrollment:credit', args=[application.reference])}?{query}"


def to_dental_review(application: Application, price: PlanPrice, way: Way, *, alone: bool) -> str:
    """The review of a dental plan with all of the credit that is left for it."""
    pairs = {"plan": price.plan.plan_id, "credit": price.credit, "kind": Kind.DENTAL, "way": way.key}
    query = urlencode(pairs | ({"who": "children"} if alone else {}))
    return f"{reverse('enrollment:review', args=[application.reference])}?{query}"
