"""A person who signs in: by email address or phone number, without a user name."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from coverport.accounts.contacts import E164, email_key
from coverport.accounts.identity.models import IdentityDocument, IdentityProof
from coverport.core.copying import copy_models
from coverport.core.prepared import Read
from coverport.core.references import ReferenceField
from coverport.core.sensitive import EncryptedJSONField

__all__ = ["IdentityDocument", "IdentityProof", "KeptForm", "KnownDevice", "Role", "User", "email_key"]

KEPT_PURPOSE = "kept_form.answers: typed when a session had ended, shown again after sign-in"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str = "", password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        if user.email:  # the library keeps beside it whether it was confirmed
            _addresses().create(user=user, email=user.email.lower(), primary=True, verified=False)
        return user

    def copy_users(self, users: Sequence["User"]) -> None:
        """Many new accounts at once, each as `create_user` makes one without a password: nobody can sign in to them."""
        for user in users:
            user.email_key = email_key(user.email) or None
            user.set_unusable_password()
        copy_models(users)
        address = _addresses().model
        copy_models([
            address(user=user, user_id=user.pk, email=user.email.lower(), primary=True, verified=False)
            for user in users
            if user.email
        ])  # fmt: skip

    def get(self, *args: Any, **filters: Any) -> "User":
        """Every page of a signed-in person reads their account by its key."""
        if args or filters.keys() != {"pk"} or not isinstance(filters["pk"], int):
            return super().get(*args, **filters)
        if (found := BY_KEY.first(filters["pk"])) is None:
            raise self.model.DoesNotExist("no account has this key")
        return found

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email_key=email_key(email or ""))


def _addresses() -> Any:
    from allauth.account.models import EmailAddress  # it refers to our User

    return EmailAddress.objects


class User(AbstractBaseUser):
    """An account. What a person may do comes from relations (core.access), not from flags here."""

    reference = ReferenceField()
    email = models.EmailField(max_length=254, blank=True)
    # Null, not empty, without an address: many accounts have none.
    email_key = models.CharField(max_length=254, unique=True, null=True, editable=False)
    phone = models.CharField(max_length=16, blank=True, default="", db_default="")
    phone_verified = models.BooleanField(default=False, db_default=False)
    language = models.CharField(max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["phone"], condition=~models.Q(phone=""), name="one_account_per_phone_number"
            ),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=E164), name="phone_as_e164_has_it"
            ),
            models.CheckConstraint(condition=~models.Q(email="") | ~models.Q(phone=""), name="account_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = email_key(self.email) or None
        if (fields := kwargs.get("update_fields")) is not None and "email" in fields:
            kwargs["update_fields"] = {*fields, "email_key"}
        super().save(*args, **kwargs)


class Role(models.Model):
    """What a person is at one exchange: somebody of an insurer, under its HIOS number, a state worker, one who may see tax data
    (26 USC 6103(l)(21)), or one of the people who build the exchange, look at the work, and pay for it.
    """

    class Kind(models.TextChoices):
        ISSUER = "issuer"
        STATE_WORKER = "state_worker"
        VENDOR = "vendor"
        ACCEPTANCE_REVIEWER = "acceptance_reviewer"
        CONTRACT_OFFICER = "contract_officer"
        PAYER = "payer"
        INDEPENDENT_REVIEWER = "independent_reviewer"
        TAX_REVIEWER = "tax_reviewer"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    exchange = models.ForeignKey("exchanges.Exchange", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    issuer_id = models.CharField(max_length=5, blank=True, default="")
    granted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "exchange", "kind", "issuer_id"], name="one_role_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(kind="issuer", issuer_id__regex=r"^[0-9]{5}$")
                | (~models.Q(kind="issuer") & models.Q(issuer_id="")),
                name="an_issuers_role_has_its_number",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.issuer_id}".strip()


# With whether they work for an exchange or an insurer, which each of their pages asks: see second_step.py.
BY_KEY = Read(lambda key: User.objects.filter(pk=key).annotate(works=Exists(Role.objects.filter(user=OuterRef("pk")))))


class KeptForm(models.Model):
    """What somebody sent after their session had ended, sealed, for an hour: shown again to whoever may open that page."""

    reference = ReferenceField()
    path = models.CharField(max_length=500)
    answers = EncryptedJSONField(default=list, purpose=KEPT_PURPOSE)
    kept_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.reference


class KnownDevice(models.Model):
    """A kind of browser that an account was used on, as a keyed hash: a sign-in from another one is told to the person."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=64)
    first_used_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "device"], name="a_device_is_known_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.device[:8]}"
