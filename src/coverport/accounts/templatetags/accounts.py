"""What pages of an account ask: how to sign in from outside, what is missing, which device."""

from typing import Any, cast

import msgspec
from allauth.account.models import EmailAddress
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.accounts import second_step
from coverport.accounts.devices import device_name

register = template.Library()


class OutsideProvider(msgspec.Struct, frozen=True):
    """Where else one can sign in."""

    name: str
    address: str


@register.simple_tag
def outside_providers() -> list[OutsideProvider]:
    """The configured ones."""
    return [
        OutsideProvider(one["name"], reverse("openid_connect_login", args=[one["provider_id"]]))
        for one in cast("dict[str, Any]", settings.SOCIALACCOUNT_PROVIDERS)["openid_connect"]["APPS"]
    ]


@register.simple_tag(takes_context=True)
def second_step_wanted(context: Any) -> bool:
    """Whether the reader works for an exchange or an insurer and has none yet."""
    user = context["request"].user
    return settings.STAFF_SECOND_STEP and second_step.is_staff(user) and not second_step.has_second_step(user)


@register.simple_tag(takes_context=True)
def unconfirmed_address(context: Any) -> bool:
    """Whether the reader has not confirmed their address, without which nobody sets up a second step."""
    return EmailAddress.objects.filter(user_id=context["request"].user.pk, verified=False).exists()


@register.filter
def device(user_agent: str) -> str:
    """ "Firefox, Windows" out of what a browser says of itself."""
    return device_name(user_agent) or _("Another device")
