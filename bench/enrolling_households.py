"""Households for enrolling.py, made by the product's own verbs: answered, decided, signed in, the review's form filled in. Prints JSON."""

import json
import os
import sys
from datetime import date
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.middleware.csrf import _get_new_csrf_string  # noqa: E402

from coverport.accounts.models import User  # noqa: E402
from coverport.applications.models import Application  # noqa: E402
from coverport.enrollment.choice.selection import decided as decision  # noqa: E402
from coverport.enrollment.choice.selection import offer  # noqa: E402
from coverport.enrollment.pricing import prices, shopper  # noqa: E402
from coverport.exchanges.models import Exchange  # noqa: E402
from coverport.plans import catalogs  # noqa: E402
from tests.applications.households import ANA, LUIS, decided  # noqa: E402

DAY = date(2013, 12, 10)


def main() -> int:
    """As many households as were asked for."""
    exchange = Exchange.objects.get(slug="federal")
    print(json.dumps([form(exchange, number) for number in range(int(sys.argv[1]))]))
    return 0


def form(exchange: Exchange, number: int) -> dict[str, str]:
    """What one person's browser would send, and where."""
    user = User.objects.create(email=f"bench{number}@example.org")
    people = (ANA, LUIS) if number % 2 else (ANA,)
    application, _ = decided(user, exchange, people, income=(45_000_00 if number % 2 else 30_000_00))
    plan_id = _silver(application)
    chosen = offer(application, plan_id, None, on=DAY)
    query = f"plan={plan_id}&credit={chosen.price.credit}"
    fields = {
        "submission": str(uuid4()), "start": chosen.start.starts.isoformat(), "premium": chosen.price.premium.total,
        "credit": chosen.price.credit, "catalog": chosen.catalog.number, "difference": "", "agrees": "on", "signature": "Ana Rivera",
    }  # fmt: skip
    return {
        "session": _session(user), "csrf": _get_new_csrf_string(), "fields": json.dumps(fields),
        "address": f"/federal/coverage/{application.reference}/review/?{query}",
    }  # fmt: skip


def _silver(application: Application) -> str:
    catalog = catalogs.current("federal", application.year)
    place = catalog.place(application.county_fips, application.zip or None)
    household = shopper(application, decision(application), start=date(2014, 1, 1))
    return next(each.plan.plan_id for each in prices(catalog, place, household) if each.plan.metal_level == "silver")


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    assert store.session_key
    return store.session_key


sys.exit(main())
