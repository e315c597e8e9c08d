"""From answers to a stored determination, and back to the engine's own words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from coverport.applications import queries
from coverport.applications.agencies import as_agencies_decided
from coverport.applications.facts import told
from coverport.applications.kept import kept_or
from coverport.applications.models import Application, Determination, LawUsed
from coverport.applications.outlook import assumed_words
from coverport.applications.verification import tax_records
from coverport.core.errors import Refusal
from coverport.core.money import Cents
from coverport.eligibility import engine, facts, results
from coverport.eligibility import record as records
from coverport.eligibility.facts.refusals import InvalidFacts
from coverport.eligibility.places import state_name
from coverport.eligibility.withheld import Apart, Incomes, with_incomes, without_figures
from coverport.law.resolved import Law, resolve
from coverport.plans import catalogs
from coverport.plans.catalog import Catalog, NoPlansHere
from coverport.plans.certification.suppression import open_place
from coverport.plans.rules.arrays import Place
from coverport.shopping.quote import benchmark_in, with_silver_prices


class LawOnlyAssumed(Refusal):
    """The decision would rest on values of law that are only assumed, at an exchange that is no sample."""

    code = "law_only_assumed"


class Made(msgspec.Struct, frozen=True):
    """A decision. columns: in which it is kept beside its law; decided: all of it.

    apart: what is kept in the tax record where it rests on tax data.
    """

    columns: dict[str, Any]
    decided: results.Determination
    apart: Apart | None = None


def decide(
    application: Application,
    *,
    on: date,
    given: facts.Application | None = None,
    incomes: Mapping[str, Cents] | None = None,
) -> Determination:
    """Run the engine on an application's answers and store the outcome. given: the facts, where they are not the answers alone.

    incomes: of the year by person as tax data have them; they go before the facts, and stand in the tax record alone.
    """
    anew = given is not None
    given = as_agencies_decided(application, given or told(application, on=on))
    law = resolve(on=on, state=given.state, year=given.coverage_year)
    catalog = catalogs.current(application.exchange.slug, application.year)
    place = _place(catalog, application)
    found = benchmark_in(catalog, place) if place else _no_plans
    made = outcome(
        application, given, law=law, catalog=catalog, place=place, benchmark=kept_or(found, application),
        incomes=tax_records.salted(application, incomes or {}),
    )  # fmt: skip
    determination = Determination.objects.create(
        application=application,
        on=on,
        law_used=keep_law(law),
        again=_again(application, on, made) if anew else 0,
        **made.columns,
    )
    if made.apart is not None:
        tax_records.keep_apart(determination, made.apart)
    return determination


def outcome(
    application: Application, given: facts.Application, *, law: Law, catalog: Catalog, place: Place | None,
    benchmark: engine.BenchmarkFor, incomes: Incomes | None = None, many: bool = False,
) -> Made:  # fmt: skip
    """The engine's decision, with the columns in which it is kept. Raises InvalidFacts, LawOnlyAssumed.

    many: for who stores many at once, inputs and result are bytes of JSON, to be written and not to be read.
    """
    if place is not None:
        given = with_silver_prices(given, catalog, place)
    try:
        decided = engine.determine(with_incomes(given, incomes) if incomes else given, law=law, benchmark=benchmark)
    except InvalidFacts as refused:
        raise _by_name(refused, application) from refused
    if decided.assumed and not application.exchange.sample:
        raise _only_assumed(application, decided.assumed)
    apart = Apart(incomes, decided) if incomes else None
    inputs = records.Inputs(
        application=given,
        benchmarks={each.id: each.benchmark for each in decided.tax_households},
        catalog={
            "exchange": catalog.exchange,
            "year": catalog.year,
            "number": catalog.number,
            "sha256": catalog.sha256,
        },
        apart=records.reference(apart) if apart else msgspec.UNSET,
    )
    shown = without_figures(decided, incomes.year) if incomes else decided
    if many:
        return Made(records.encoded(inputs, law, shown), decided, apart)
    columns = records.kept(inputs, law, shown)
    del columns["law"]
    return Made(columns, decided, apart)


def _again(application: Application, on: date, made: Made) -> int:
    same = Determination.objects.filter(application=application, on=on, sha256=made.columns["sha256"])
    return same.count()


def keep_law(law: Law) -> LawUsed:
    """The row of a law, made where no decision rests on it yet. In the caller's transaction."""
    content, sha256 = records.kept_law(law)
    return (
        LawUsed.objects.only("pk").filter(sha256=sha256).first()
        or LawUsed.objects.get_or_create(sha256=sha256, defaults={"content": content})[0]
    )


def _place(catalog: Catalog, application: Application) -> Place | None:
    """Where the household lives, if a plan is sold there."""
    try:
        return open_place(catalog, application.county_fips, application.zip or None)
    except NoPlansHere:
        return None


def _no_plans(household: facts.TaxHousehold, family: tuple[engine.FamilyMember, ...]) -> None:
    """No silver plan, so no benchmark."""


def _by_name(refused: InvalidFacts, application: Application) -> InvalidFacts:
    """The engine knows people by their references; a person reads names."""
    words = refused.message
    for one in queries.applicants_of(application):
        words = words.replace(one.person.reference, one.person.name)
    return InvalidFacts(words, code=refused.code, field=refused.field)


def _only_assumed(application: Application, values: Sequence[str]) -> LawOnlyAssumed:
    words = _(
        "We cannot decide yet. These rules have not been confirmed for %(state)s: %(values)s. Your answers stay saved. Call us at "
        "%(phone)s: we confirm the rules, and then you can sign."
    )
    named = {"state": state_name(application.state), "phone": application.exchange.profile.phone}
    return LawOnlyAssumed(words % {**named, "values": f"{assumed_words(values)} ({', '.join(values)})"})


def result_of(determination: Determination) -> results.Determination:
    """The stored outcome as the engine gave it, without figures of tax data: for these see tax_records.whole."""
    return msgspec.convert(determination.result, results.Determination)


def facts_of(determination: Determination) -> facts.Application:
    """The stored facts as the engine was told, but for incomes of tax data."""
    return msgspec.convert(determination.inputs["application"], facts.Application)
