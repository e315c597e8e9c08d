"""The inbox, a letter as a page, as the PDF that was or would be mailed, in large print, as plain text; and how letters are to come."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from coverport.core.errors import NotAllowed
from coverport.exchanges.models import Exchange
from coverport.notices import queries, typeset
from coverport.notices.actions import read_notice, render_notice
from coverport.notices.delivery import choice_of, choose_delivery
from coverport.notices.forms import DeliveryForm
from coverport.notices.models import Notice
from coverport.notices.pages import pieces
from coverport.notices.plain_text import plain_text

REFUSED = 422


@never_cache
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """All letters of the signed-in person from this exchange."""
    notices = list(queries.inbox(exchange=_exchange(request), user_id=request.user.pk))  # type: ignore[arg-type]
    unread = sum(notice.read_at is None for notice in notices)
    return render(request, "notices/inbox.html", {"notices": notices, "unread": unread})


@never_cache
@require_GET
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    """One letter, which is read from now on."""
    notice = _opened(request, reference)
    return render(
        request, "notices/letter.html", {"notice": notice, "letter": notice.content, "pieces": pieces(notice.content)}
    )


@never_cache
@require_GET
def pdf(request: HttpRequest, reference: str) -> FileResponse:
    """The letter as PDF, rendered now if the worker has not come to it yet."""
    notice = render_notice(_opened(request, reference).reference)
    file = default_storage.open(notice.pdf_name)
    return FileResponse(file, filename=f"letter-{notice.reference}.pdf", content_type="application/pdf")


@never_cache
@require_GET
def large(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter in large print, set when it is asked for."""
    notice = _opened(request, reference)
    return _file(typeset.pdf(notice.content, large=True), f"letter-{notice.reference}-large.pdf", "application/pdf")


@never_cache
@require_GET
def text(request: HttpRequest, reference: str) -> HttpResponse:
    """The letter as plain text."""
    notice = _opened(request, reference)
    with translation.override(notice.language):
        words = plain_text(notice.content)
    return _file(words.encode(), f"letter-{notice.reference}.txt", "text/plain; charset=utf-8")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: HttpRequest) -> HttpResponse:
    """How letters are to come."""
    exchange, user = _exchange(request), request.user
    today = exchange.today()
    choice = choice_of(exchange=exchange.slug, user_id=user.pk, on=today)  # type: ignore[arg-type]
    as_it_is = {"way": "email" if choice.paperless else "paper", "large_print": choice.large_print}
    form = DeliveryForm(request.POST if request.method == "POST" else None, initial=as_it_is)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        choose_delivery(
            actor=request.actor, exchange=exchange, user=user, paperless=given["way"] == "email",  # type: ignore
            large_print=given["large_print"], on=today,
        )  # fmt: skip
        return redirect("notices:inbox")
    context = {"form": form, "choice": choice}
    return render(request, "notices/delivery.html", context, status=REFUSED if request.method == "POST" else 200)


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)


def _opened(request: HttpRequest, reference: str) -> Notice:
    letters = Notice.objects.filter(exchange=_exchange(request).slug, reference=reference)
    notice = letters.select_related("stationery").first()
    if notice is None:
        raise Http404
    try:
        return read_notice(actor=request.actor, notice=notice)  # type: ignore[attr-defined]
    except NotAllowed as error:
        raise Http404 from error


def _exchange(request: HttpRequest) -> Exchange:
    exchange: Exchange | None = request.exchange  # type: ignore[attr-defined]
    if exchange is None:
        raise Http404
    return exchange
