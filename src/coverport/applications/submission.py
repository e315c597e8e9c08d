"""Signing an application: the engine decides, and the decision is stored with everything that it was made from."""

import hashlib
from datetime import date
from typing import Any

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from coverport.applications import queries
from coverport.applications.drafts import locked_draft
from coverport.applications.events import ApplicationSubmitted
from coverport.applications.facts import household_of
from coverport.applications.models import Application, Determination
from coverport.applications.rules.steps import REVIEW, first_open
from coverport.core.access import Actor, Permission
from coverport.core.errors import Refusal
from coverport.core.events import record
from coverport.eligibility import engine, facts
from coverport.law.resolved import resolve
from coverport.plans import catalogs
from coverport.plans.certification.suppression import open_place
from coverport.plans.catalog import NoPlansHere
from coverport.plans.rules.benchmark import Benchmark, benchmark_of
from coverport.plans.rules.members import Member


class NotComplete(Refusal):
    """A step has no answer yet; `step` says which."""

    code = "not_complete"

    def __init__(self, step: str) -> None:
        super().__init__(_("One part of your application is not answered yet."))
        self.step = step


class NotSigned(Refusal):
    """The name under the attestation is missing."""

    code = "not_signed"


@transaction.atomic
def submit_application(*, actor: Actor, application: Application, signature: str, on: date) -> Determination:
    """Sign and decide. Raises NotComplete, NotSigned, AlreadySubmitted, NoCatalog, MissingLaw."""
    draft = locked_draft(actor, application, Permission.SIGN)
    if (step := first_open(queries.steps_for(draft), draft.saved_steps)) != REVIEW:
        raise NotComplete(step)
    if not any(letter.isalpha() for letter in signature):
        raise NotSigned(_("Type your full name to sign."), field="signature")
    determination = decide(draft, on=on)
    draft.status, draft.submitted_on = Application.Status.SUBMITTED, on
    draft.signature = " ".join(signature.split())
    draft.save(update_fields=["status", "submitted_on", "signature"])
    record(
        ApplicationSubmitted(application=draft.reference, determination=determination.reference),
        by=actor, on=on, exchange=draft.exchange.slug, subject=draft.reference, purpose="eligibility determination",
    )  # fmt: skip
    return determination


def decide(application: Application, *, on: date) -> Determination:
    """Run the engine on an application's answers and store the outcome."""
    household = household_of(application, on=on)
    law = resolve(on=on, state=household.state, year=household.year)
    catalog = catalogs.current(application.exchange.slug, application.year)

    def benchmark(family: tuple[facts.Person, ...]) -> Benchmark | None:
        members = [Member(one.id, one.age, one.relationship, one.tobacco) for one in family]
        try:
            return benchmark_of(catalog, open_place(catalog, application.county_fips, application.zip or None), members)
        except NoPlansHere:
            return None

    decided = engine.determine(household, on=on, law=law, benchmark=benchmark)
    inputs = {
        "household": household,
        "county_fips": application.county_fips,
        "catalog": {
            "exchange": catalog.exchange,
            "year": catalog.year,
            "number": catalog.number,
            "sha256": catalog.sha256,
        },
        "benchmark": decided.benchmark,
    }
    stored = {
        "inputs": _plain(inputs),
        "law": _plain(law),
        "result": _plain(decided),
        "rules_version": decided.rules_version,
    }
    return Determination.objects.create(application=application, on=on, sha256=digest(stored), **stored)


def digest(stored: dict[str, Any]) -> str:
    """SHA-256 over the canonical JSON of what a determination keeps."""
    return hashlib.sha256(msgspec.json.encode(stored, order="deterministic")).hexdigest()


def result_of(determination: Determination) -> engine.Determination:
    """The stored outcome as the engine gave it."""
    return msgspec.convert(determination.result, engine.Determination)


def facts_of(determination: Determination) -> facts.Household:
    """The stored facts as the engine was told."""
    return msgspec.convert(determination.inputs["household"], facts.Household)


def _plain(value: Any) -> Any:
    """Values that JSON can carry: decimals and dates as text."""
    return msgspec.json.decode(msgspec.json.encode(value, order="deterministic"))
