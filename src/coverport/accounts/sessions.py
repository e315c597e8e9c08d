"""Sessions in the database, as Django keeps them; every page of a signed-in person reads one."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from coverport.core.prepared import Read

OPEN = Read(lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now))


class SessionStore(db.SessionStore):
    """Django's own but for how it reads."""

    def _get_session_from_db(self) -> Any:
        found = OPEN.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
