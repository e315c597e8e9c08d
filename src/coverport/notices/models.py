"""Letters as they were sent."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedTextField
from coverport.notices import blocks


class Notice(models.Model):
    """One letter to one person about one decision. `letter` is never changed; the PDF is made from it and found by its hash."""

    reference = ReferenceField()
    exchange = models.SlugField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=60)
    # The reference of what it is about, such as the enrollment number, and of the decision that it tells.
    about = models.CharField(max_length=40)
    decision = models.CharField(max_length=80)
    on = models.DateField()
    language = models.CharField(max_length=10)
    title = models.TextField()
    letter = EncryptedTextField(purpose="notices: the letter as sent")
    sha256 = models.CharField(max_length=64)
    pdf_name = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_length = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "decision", "kind"], name="one_notice_per_decision"),
            models.CheckConstraint(
                condition=models.Q(pdf_name="", pdf_sha256="", pdf_length=None)
                | (~models.Q(pdf_name="") & ~models.Q(pdf_sha256="") & models.Q(pdf_length__gt=0)),
                name="a_stored_pdf_has_hash_and_length",
            ),
        ]
        # The inbox: a person's letters, newest first.
        indexes = [models.Index(fields=["user", "exchange", "-id"], name="notice_inbox")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    @property
    def owner_user_id(self) -> int:
        """For core.access: the person to whom it was sent."""
        return self.user_id

    @property
    def content(self) -> blocks.Letter:
        """The letter."""
        return blocks.read(self.letter)
