"""Who has no plan and tells staff what changed, such as a household on Medicaid: their answers are entered anew, as of who has one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from coverport.applications.decision import DecisionPage, decision_page
from coverport.applications.queries import applicants_of, determination_of
from coverport.applications.verification.views import who
from coverport.core.errors import Refusal
from coverport.enrollment.changes.forms import HowForm
from coverport.enrollment.queries import application_by_number, newest_signed
from coverport.paper.models import PaperApplication
from coverport.paper.queries import change_of, is_anew
from coverport.paper.told import key_answers

REFUSED = 422


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Whose answers they are, and how it was told; then to the answers, which are entered and read back as in any call."""
    actor, exchange = who(request)
    application = application_by_number(exchange, reference)
    if application is None:
        raise Http404
    application = newest_signed(application)
    form = HowForm(request.POST if request.method == "POST" else None, initial={"how": "phone"})
    if form.is_bound and form.is_valid():
        try:
            paper = key_answers(actor=actor, application=application, how=form.cleaned_data["how"], on=exchange.today())
            return redirect("paper:case", paper.reference)
        except Refusal as refused:
            form.add_error(None, refused.message)
    context = {"application": application, "people": applicants_of(application), "form": form}
    return render(request, "paper/told_answers.html", context, status=REFUSED if form.is_bound else 200)


def decided_anew(paper: PaperApplication) -> DecisionPage | None:
    """What was decided of new answers, to be read to who told them; of a change, the page of the change has it."""
    if paper.status != PaperApplication.Status.DECIDED or not is_anew(paper) or change_of(paper) is not None:
        return None
    determination = determination_of(paper.application) if paper.application else None
    if paper.application is None or determination is None:
        return None
    return decision_page(paper.application, determination, today=paper.exchange.today())
