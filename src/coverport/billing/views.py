"""What is owed, paid on the processor's page; bills, payments and receipts. Where the insurer bills, the way to it."""

from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from coverport.billing import queries
from coverport.billing.adapters import Unclear, Unreachable, processor
from coverport.billing.attempts import begin_payment, finish_payment
from coverport.billing.by_mail import by_mail
from coverport.billing.forms import PaymentForm
from coverport.billing.invoicing import catch_up, issue_invoice
from coverport.billing.models import Payment, PaymentAttempt
from coverport.billing.pay_now import pay_now, too_late
from coverport.billing.refusals import NotBilledHere, NothingOwed, PaymentTooLate
from coverport.billing.words import method_words, month_name
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import enrollment_for, told
from coverport.enrollment.standing import may_choose_again
from coverport.exchanges.models import Exchange

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay what is owed, at the processor. The first bill is made out here if the delivery has not come yet."""
    enrollment = _enrollment(request, reference, Permission.PAY)
    if enrollment.biller != "exchange":
        return _elsewhere(request, enrollment)
    today = enrollment.exchange.today()
    due_on = None
    if enrollment.waiting:
        try:
            due_on = issue_invoice(actor=request.actor, enrollment=enrollment, on=today).due_on  # type: ignore[attr-defined]
        except NotBilledHere:
            return redirect("enrollment:confirmation", enrollment.reference)
    catch_up(enrollment=enrollment, on=today)
    account = queries.standing(enrollment)
    form = PaymentForm(request.POST if request.method == "POST" else None, initial={"amount": account.owes})
    context = {
        "told": told(enrollment), "account": account, "form": form, "first": enrollment.waiting,
        "due_on": due_on or account.next_due, "too_late": bool(due_on and today > due_on), "today": today,
        "bill": next(iter(account.invoices), None), "mail": by_mail(enrollment), "application": enrollment.application,
        "again": may_choose_again(enrollment, today=today),
    }  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            return _to_processor(request, enrollment, form.cleaned_data["amount"])
        except PaymentTooLate:
            context["too_late"] = True
        except NothingOwed:
            return redirect("billing:statement", enrollment.reference)
        except Refusal as refused:
            form.add_error(None, refused.message)
            # What is owed now is shown, to be sent again.
            context["amount"] = queries.standing(enrollment).owes
    return _leading_to_processor(request, context, status=REFUSED if request.method == "POST" else 200)


def _to_processor(request: HttpRequest, enrollment: Enrollment, amount: int) -> HttpResponse:
    """Our own record first, then the processor's page: whatever is lost on the way, the processor can be asked."""
    attempt = begin_payment(
        actor=request.actor, enrollment=enrollment, amount=amount, on=enrollment.exchange.today()  # type: ignore[attr-defined]
    )  # fmt: skip
    back = request.build_absolute_uri(reverse("billing:back", args=[enrollment.reference, attempt.reference]))
    session = processor().open(
        key=attempt.reference, amount=attempt.amount_cents, back=back, language=get_language() or "en"
    )
    return redirect(session.url)


def _leading_to_processor(request: HttpRequest, context: dict[str, Any], *, status: int) -> HttpResponse:
    """The form's answer leads to the processor's address: this page alone permits that."""
    where = urlsplit(settings.PROCESSOR_URL)
    page = render(request, "billing/pay.html", context, status=status)
    permits = csp_update({"form-action": [f"{where.scheme}://{where.netloc}"]})
    permits(lambda asked: page)(request)
    return page


@never_cache
@require_safe
def back(request: HttpRequest, reference: str, attempt: str) -> HttpResponse:
    """Back from the processor, which is asked what became of it; the way back itself says nothing."""
    enrollment = _enrollment(request, reference, Permission.PAY)
    found = PaymentAttempt.objects.filter(enrollment=enrollment, reference=attempt).select_related(
        "enrollment__exchange", "enrollment__application__household", "payment"
    )
    if (there := found.first()) is None:
        raise Http404
    unknown = False
    try:
        there = finish_payment(attempt=there, processor=processor(), on=enrollment.exchange.today())
    except (Unreachable, Unclear):
        unknown = True
    enrollment.refresh_from_db()
    if there.payment is not None:
        return redirect("billing:receipt", enrollment.reference, there.payment.reference)
    context = {"attempt": there, "told": told(enrollment), "unknown": unknown or there.status == "unclear"}
    return render(request, "billing/back.html", context)


@never_cache
@require_safe
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """All that was asked, paid and sent back."""
    enrollment = _enrollment(request, reference, Permission.VIEW)
    if enrollment.biller != "exchange":
        return _elsewhere(request, enrollment)
    account = queries.standing(enrollment)
    context = {
        "told": told(enrollment), "account": account, "today": enrollment.exchange.today(),
        "months": [(line, month_name(line.month)) for line in account.months],
        "payments": [(each, method_words(each.method)) for each in account.payments],
        "waiting": enrollment.waiting, "mail": by_mail(enrollment),
    }  # fmt: skip
    return render(request, "billing/statement.html", context)


@never_cache
@require_safe
def receipt(request: HttpRequest, reference: str, payment: str) -> HttpResponse:
    """One payment, to keep."""
    enrollment = _enrollment(request, reference, Permission.VIEW)
    found = Payment.objects.filter(enrollment=enrollment, reference=payment).first()
    if found is None:
        raise Http404
    account = queries.standing(enrollment)
    context = {"told": told(enrollment), "payment": found, "method": method_words(found.method), "account": account}
    return render(request, "billing/receipt.html", context)


def _elsewhere(request: HttpRequest, enrollment: Enrollment) -> HttpResponse:
    """The insurer takes the payment: the way to it."""
    story, today = told(enrollment, uneven=True), enrollment.exchange.today()
    context = {
        "told": story, "pay_now": pay_now(enrollment, story, on=today), "waiting": enrollment.waiting,
        "too_late": not story.free and too_late(enrollment, on=today),
        "canceled": enrollment.status == Enrollment.Status.CANCELED, "application": enrollment.application,
        "again": may_choose_again(enrollment, today=today), "mail": by_mail(enrollment),
    }  # fmt: skip
    return render(request, "billing/elsewhere.html", context)


def _enrollment(request: HttpRequest, reference: str, permission: Permission) -> Enrollment:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return enrollment_for(request.actor, exchange, reference, permission)  # type: ignore[attr-defined]
