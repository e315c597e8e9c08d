"""The page on which a first bill is paid, where the exchange bills."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.billing.actions import NoLongerOpen, NotBilledHere, PaymentTooLate, issue_invoice, record_payment
from coverport.billing.adapters import Declined
from coverport.billing.forms import PaymentForm
from coverport.core.access import Permission
from coverport.core.errors import Refusal
from coverport.enrollment.queries import enrollment_for, told

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay the first bill of an enrollment in full. The bill is made out here if the delivery has not come yet."""
    if request.exchange is None:  # type: ignore[attr-defined]
        raise Http404
    actor, exchange = request.actor, request.exchange  # type: ignore[attr-defined]
    enrollment = enrollment_for(actor, exchange, reference, Permission.PAY)
    today = exchange.today()
    if not enrollment.waiting:
        return redirect("enrollment:confirmation", enrollment.reference)
    try:
        invoice = issue_invoice(actor=actor, enrollment=enrollment, on=today)
    except NotBilledHere:
        return redirect("enrollment:confirmation", enrollment.reference)
    form = PaymentForm(
        request.POST if request.method == "POST" else None, initial={"method": "bank", "amount": invoice.amount_cents}
    )
    context = {"invoice": invoice, "told": told(enrollment), "form": form, "too_late": today > invoice.due_on}
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            record_payment(actor=actor, invoice=invoice, amount=given["amount"], method=given["method"], on=today)
            return redirect("enrollment:confirmation", enrollment.reference)
        except PaymentTooLate:
            context["too_late"] = True
        except NoLongerOpen:
            return redirect("enrollment:confirmation", enrollment.reference)
        except Declined as declined:
            form.add_error("method", declined.message)
        except Refusal as refused:
            form.add_error(None, refused.message)
    return render(request, "billing/pay.html", context, status=REFUSED if request.method == "POST" else 200)
