"""Too many failed tries of one account from one place: how long to wait, and the ways in that stay open."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from coverport.accounts.contacts import email_key, phone_number
from coverport.core.proxies import client_of
from coverport.core.sensitive import blind_index

PURPOSE = "lockout: which account was tried"


def account_key(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """What tries are counted under: a keyed hash of the address or number, in its one form."""
    given = credentials or {}
    typed = str(given.get("email") or given.get("phone") or given.get("username") or request.POST.get("login") or "")
    return blind_index(phone_number(typed) or email_key(typed), purpose=PURPOSE)


def place(request: HttpRequest) -> str:
    """Where it was tried from: not the proxy that stands before everybody."""
    return client_of(request.META)


def locked(request: HttpRequest, response: Any, credentials: dict[str, Any], *_args: Any) -> HttpResponse:
    """A page instead of another try."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    answer = render(request, "account/locked.html", {"minutes": minutes}, status=429)
    answer["Retry-After"] = str(minutes * 60)
    return answer
