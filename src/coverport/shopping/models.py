"""What people keep while shopping: with an account, and behind a link that they share. Whoever only looks leaves no row."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField

SHA256 = r"^[0-9a-f]{64}$"


class KeptShopping(models.Model):
    """A person's saved plans, doctors and drugs at one exchange. contents: a saved.kept.Kept as JSON; drugs tell of illness."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    contents = EncryptedTextField(purpose="kept_shopping.contents: saved plans, doctors and drugs of a person")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "exchange"], name="shopping_kept_once")]

    def __str__(self) -> str:
        return f"kept by {self.user_id}"

    @property
    def owner_user_id(self) -> int:
        return self.user_id


class ShareLink(models.Model):
    """A list of plans behind a link: ages, income, place and plan ids, for whoever has the token, until a day.

    The token itself is not here, only its hash: who reads the table opens no link. owner: none where it was shared without an account.
    contents: saved.sharing.Shared as JSON, with nothing in it once the link is stopped.
    """

    reference = ReferenceField()
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    token_sha256 = models.CharField(max_length=64, unique=True)
    contents = EncryptedTextField(purpose="share_link.contents: plans shared by a link")
    made_on = models.DateField()
    last_day = models.DateField()
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(token_sha256__regex=SHA256), name="shopping_link_has_a_whole_hash"),
            models.CheckConstraint(condition=Q(last_day__gte=F("made_on")), name="shopping_link_lasts_a_day"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def owner_user_id(self) -> int | None:
        return self.owner_id
