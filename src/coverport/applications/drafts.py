"""A draft, locked while a verb changes it."""

from coverport.applications.models import Application
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal


def locked_draft(actor: Actor, application: Application, permission: Permission) -> Application:
    """The application, locked until the transaction ends, if the actor may and it is still a draft."""
    actor.require(permission, application)
    locked = (
        Application.objects.select_for_update(of=("self",))
        .select_related("exchange", "household")
        .get(pk=application.pk)
    )
    if not locked.is_draft:
        raise AlreadySubmitted.of(locked)
    return locked


class AlreadySubmitted(Refusal):
    """The application was signed already; its answers stand."""

    code = "already_submitted"

    @classmethod
    def of(cls, application: Application) -> "AlreadySubmitted":
        return cls(f"application {application.reference} has been submitted")
