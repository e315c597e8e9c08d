"""Sessions in the database, as Django keeps them; every page of a signed-in person reads one."""

from typing import Any

from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from coverport.core.prepared import Read

OPEN = Read(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values_list("session_data"))


class SessionStore(db.SessionStore):
    """Django's own but for how it reads. read: what was found when the request came, once; empty where nobody looked."""

    read: tuple[str | None, ...] = ()

    def load(self) -> dict[str, Any]:
        """Nothing, and no key, for a session that is over."""
        found, self.read = self.read or next(iter(OPEN.all(self.session_key, timezone.now())), (None,)), ()
        if found[0] is None:
            self._session_key = None
            return {}
        return self.decode(found[0])


class SessionMiddleware(middleware.SessionMiddleware):
    """Django's own; a session that was read together with the exchange is not read again."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        if hasattr(request, "session_data"):
            request.session.read = (request.session_data,)  # type: ignore[attr-defined]
