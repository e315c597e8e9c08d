"""The inbox, a letter as a page, and as the PDF that was or would be mailed."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coverport.core.errors import NotAllowed
from coverport.exchanges.models import Exchange
from coverport.notices import queries
from coverport.notices.actions import read_notice, render_notice
from coverport.notices.models import Notice
from coverport.notices.pages import pieces


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


def _opened(request: HttpRequest, reference: str) -> Notice:
    notice = Notice.objects.filter(exchange=_exchange(request).slug, reference=reference).first()
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
