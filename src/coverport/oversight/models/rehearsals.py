"""The accounts of the scripted journey. A trigger of the database refuses to have an insurer told of one."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Rehearsal(models.Model):
    """An account that the scripted journey made at an exchange. It is no person: no figure counts it, and nobody is told of it."""

    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.CASCADE, related_name="+")
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.exchange_id} {self.user_id}"
