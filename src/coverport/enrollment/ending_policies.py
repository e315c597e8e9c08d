"""When policies of before end: a list is taken in, each person gets a letter, and whoever applies shows by its number that it was theirs.

They then have a special enrollment period for loss of coverage (45 CFR 155.420(d)(1)) and, in 2013 and 2014, the exemption for
hardship that also opens catastrophic plans (CMS guidance of December 19, 2013).
"""

import hashlib
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.accounts.contacts import email_key
from coverport.accounts.models import User
from coverport.applications.models import Applicant, Application
from coverport.applications.restating import restate_application
from coverport.core.access import Actor, Permission
from coverport.core.errors import NotAllowed
from coverport.core.events import record
from coverport.core.references import new_reference
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.ending_list import Row, read_list
from coverport.enrollment.ending_notices import post_policy_ends
from coverport.enrollment.events import EndingPoliciesTaken, EndingPolicyClaimed
from coverport.enrollment.models import EndingList, EndingPolicy, SpecialPeriod
from coverport.enrollment.special.periods import opened_by_ending_policy
from coverport.exchanges.models import Exchange
from coverport.law.loader import MissingLaw
from coverport.law.lookups import typed
from coverport.law.parameters.common import Allowed


@transaction.atomic
def import_ending_policies(*, actor: Actor, name: str, content: bytes, on: date | None = None) -> EndingList:
    """Take a whole list in and post a letter to each person; the same file again is the same list. on: else the exchange's day.

    Raises NotAllowed, ListRefused with every fault and its line.
    """
    if actor.kind != "system":
        raise NotAllowed("the office takes lists in")
    rows = read_list(content)
    exchange = Exchange.objects.select_for_update().get(slug=rows[0].exchange)
    today = on or exchange.today()
    digest = hashlib.sha256(content).hexdigest()
    if there := EndingList.objects.filter(exchange=exchange, sha256=digest).first():
        return there
    taken = EndingList.objects.create(
        exchange=exchange, name=name[:200], sha256=digest, people_count=len(rows), on=today
    )
    for row in rows:
        policy = EndingPolicy.objects.create(
            exchange=exchange, list=taken, insurer=row.insurer, policy_number=row.policy_number, last_day=row.last_day,
            person=_person(row), user=_user(row),
        )  # fmt: skip
        post_policy_ends(policy, exempt=opens_catastrophic(today), on=today)
    record(
        EndingPoliciesTaken(taken.reference, digest),
        by=actor,
        on=today,
        exchange=exchange.slug,
        subject=taken.reference,
    )
    return taken


@transaction.atomic
def claim_ending_policy(*, actor: Actor, application: Application, number: str, on: date) -> SpecialPeriod:
    """Show by the number of the letter that a policy that ends was the household's; said twice, it is said once.

    The birth date of the letter's person must be that of somebody in the application. Raises NotAllowed, NotNow.
    """
    actor.require(Permission.ENROLL, application)
    policy = EndingPolicy.objects.select_for_update().filter(
        exchange=application.exchange, reference=number.strip().upper()
    ).first()  # fmt: skip
    if (
        policy is None
        or not _whose(application, [policy])
        or policy.household_id not in {None, application.household_id}
    ):
        # The same words for all three, so that nobody learns of others' letters.
        raise NotNow(
            _("We cannot match this number with the people of your application. Call us."),
            code="no_match",
            field="number",
        )
    if policy.household_id is None:
        policy.household, policy.claimed_on = application.household, on
        policy.save(update_fields=["household", "claimed_on"])
        record(
            EndingPolicyClaimed(policy.reference), by=actor, on=on, exchange=application.exchange.slug, subject=policy.reference,
            purpose="enrollment in a plan",
        )  # fmt: skip
        _exempt(policy, application, actor, on)
    return opened_by_ending_policy(policy, application, by=actor, on=on)


def opens_catastrophic(on: date) -> bool:
    """Whether a policy that was canceled opens catastrophic plans at any age, on that day."""
    try:
        return typed(Allowed, "catastrophic.canceled_policy", on=on).allowed
    except MissingLaw:
        return False


def _exempt(policy: EndingPolicy, application: Application, actor: Actor, on: date) -> None:
    """The exemption of everybody on the policy stands in the answers, and the household is decided anew by them."""
    if not opens_catastrophic(on):
        return
    together = EndingPolicy.objects.filter(
        list=policy.list_id, policy_number=policy.policy_number, insurer=policy.insurer
    )
    people = [one.person.reference for one in _whose(application, list(together)) if one.applies]
    if people:
        restate_application(actor=actor, application=application, without=(), exempt=people, on=on)


def _whose(application: Application, policies: list[EndingPolicy]) -> list[Applicant]:
    """The people of an application with the birth date and the last name of a person of the list."""
    known = {(each.person["birth_date"], each.person["last_name"].casefold()) for each in policies}
    found = application.applicants.select_related("person").order_by("position")
    return [one for one in found if (one.person.birth_date.isoformat(), one.person.last_name.casefold()) in known]


def _person(row: Row) -> dict[str, Any]:
    names = ("first_name", "last_name", "street", "unit", "city", "state", "zip", "language")
    return {name: getattr(row, name) for name in names} | {"birth_date": row.birth_date.isoformat()}


def _user(row: Row) -> User:
    """Who has proven to an account that the address is theirs gets the letter there: anybody can begin one with another's address.

    The others are known from paper alone, and nobody signs in as them.
    """
    there = User.objects.filter(email_key=email_key(row.email)).first() if row.email else None
    if there is not None and EmailAddress.objects.filter(user=there, email__iexact=there.email, verified=True).exists():
        return there
    # An account has an address by which it can be reached; this one never is (RFC 2606), so that its letters go by mail.
    on_paper = User(email=f"{new_reference()}@on-paper.invalid", language=row.language or "en", is_active=False)
    on_paper.set_unusable_password()
    on_paper.save()
    return on_paper
