"""Write a batch: many rows of each table at once, nothing for each household. Called within the batch's transaction."""

from collections.abc import Collection, Sequence
from datetime import date
from operator import itemgetter
from uuid import uuid4

import msgspec

from coverport.applications.determining import keep_law
from coverport.applications.models import Application
from coverport.applications.revision import ANSWERS, copy_people
from coverport.applications.verification import tax_records
from coverport.core.access import Actor
from coverport.core.copying import copy_models, new_model, update_models
from coverport.core.events import Fact, record_many
from coverport.core.references import new_reference
from coverport.enrollment.models import Enrollment, Renewal, RenewalBatch
from coverport.enrollment.renewal.events import BatchRenewed, EnrollmentRenewed, RenewalClosed, RenewalTold
from coverport.enrollment.renewal.kept import Kept, keep
from coverport.enrollment.renewal.planning import NewPolicy, Outcome, Plans, Refused
from coverport.enrollment.renewal.rows import write_rows
from coverport.enrollment.renewal.terms import Terms
from coverport.enrollment.rules.transitions import ACTIVE
from coverport.plans.models import CatalogNumber

RENEWAL = Actor.system("renewal")
PURPOSE = "renewal into the next plan year"
RULE = "renewal"
Status = Renewal.Status
# As they are stored.
SUBMITTED = Application.Status.SUBMITTED.value
EFFECTUATED, SELECTED = Enrollment.Status.EFFECTUATED.value, Enrollment.Status.SELECTED.value
RENEWED = Status.RENEWED.value


def write_told(terms: Terms, batch: RenewalBatch, plans: Sequence[Plans]) -> list[Renewal]:
    """Applications and decisions of the new year, and a renewal for each enrollment that has none."""
    if fresh := [each for each in plans if each.projection.fresh]:
        _store_projections(terms, fresh)
    renewals = [
        _renewal(terms, batch, each, outcome, keep(terms, each) if outcome is each.outcomes[0] else None)
        for each in plans
        for outcome in each.outcomes
        if outcome.before.id not in each.projection.one.renewals
    ]
    copy_models(renewals)
    subjects = {outcome.before.id: outcome.before.reference for each in plans for outcome in each.outcomes}
    _record(terms, [(_told(each), subjects[each.before_id]) for each in renewals])
    return renewals


def _told(renewal: Renewal) -> Fact:
    if renewal.status == Status.TOLD:
        return RenewalTold(renewal.reference)
    return RenewalClosed(renewal.reference, renewal.status)


def _store_projections(terms: Terms, plans: Sequence[Plans]) -> None:
    """Decisions are stored after the applications that they decide, all under the law of the run."""
    copy_models([each.projection.application for each in plans])
    copy_people([(each.projection.one.application.id, each.projection.application.id) for each in plans])
    law = keep_law(terms.law)
    for each in plans:
        each.projection.determination.application_id = each.projection.application.id
        each.projection.determination.law_used_id = law.id
    copy_models([each.projection.determination for each in plans])
    apart = [(each.projection.determination, each.projection.apart) for each in plans if each.projection.apart]
    copy_models([tax_records.record(determination, kept) for determination, kept in apart])


def _renewal(terms: Terms, batch: RenewalBatch, plans: Plans, outcome: Outcome, kept: Kept | None) -> Renewal:
    one, projection = plans.projection.one, plans.projection
    renewal = new_model(
        Renewal,
        # By key: one of a kind would know the other in turn, and be freed only when such circles are looked for.
        exchange_id=terms.exchange.id, household_id=one.household.id, state=terms.state, year=terms.year,
        before_id=outcome.before.id, application_id=projection.application.id,
        determination_id=projection.determination.id, told_in_id=batch.id, told_on=terms.on,
        answer_by=terms.answer_by, due_on=terms.due_on, notes=msgspec.to_builtins(plans.notes),
        with_credit=projection.with_credit, plan=kept,
    )  # fmt: skip
    put(terms, renewal, outcome)
    return renewal


def put(terms: Terms, renewal: Renewal, outcome: Outcome) -> None:
    """What was planned, into a renewal's row."""
    renewal.status, renewal.why = outcome.status, outcome.why
    if outcome.policies:
        first = outcome.policies[0]
        renewal.see(
            step=first.step, authority=terms.authority, plan_id=first.plan.plan_id, csr_variant=first.variant,
            premium_cents=sum(each.premium for each in outcome.policies),
            credit_cents=sum(each.credit for each in outcome.policies),
        )  # fmt: skip
    if outcome.status != Status.TOLD:
        renewal.done_on, renewal.done_in_id = terms.on, renewal.told_in_id


def write_refused(terms: Terms, batch: RenewalBatch, refused: Sequence[Refused]) -> list[Renewal]:
    """Enrollments of households that nothing could be decided of: a human looks at them."""
    renewals = [
        Renewal(
            exchange=terms.exchange, household=each.one.household, state=terms.state, year=terms.year,
            before=before, status=Status.NEEDS_PERSON, why=each.why, told_in=batch, told_on=terms.on,
            answer_by=terms.answer_by, due_on=terms.due_on, done_on=terms.on, done_in=batch,
        )
        for each in refused
        for before in each.untold
    ]  # fmt: skip
    copy_models(renewals)
    _record(terms, [(_told(each), each.before.reference) for each in renewals])
    return renewals


# ---- Enrolled again


def write_renewed(
    terms: Terms, batch: RenewalBatch, plans: Sequence[Plans]
) -> list[tuple[Plans, NewPolicy, Enrollment]]:
    """The enrollments of the new year with their people, what their credit rests on, and every month."""
    if fresh := [each for each in plans if each.projection.fresh]:
        _store_projections(terms, fresh)
    begun = [(each, policy) for each in plans for policy in each.policies]
    applications = _applications(begun)
    catalog = CatalogNumber.objects.get(sha256=terms.catalog.sha256)
    enrollments = [
        _enrollment(terms, catalog, each, policy, application)
        for (each, policy), application in zip(begun, applications, strict=True)
    ]
    copy_models(enrollments)
    done = [(each, policy, row) for (each, policy), row in zip(begun, enrollments, strict=True)]
    write_rows(terms, plans, done)
    _close(terms, batch, plans)
    _record(terms, _renewed(plans, done))
    _record(terms, [(BatchRenewed(batch.reference), batch.reference)])
    return done


def _applications(begun: Sequence[tuple[Plans, NewPolicy]]) -> list[Application]:
    """Each enrollment of a kind rests on an application of its own: the second one of a household on the same answers once more."""
    found: list[Application] = []
    taken = _taken({plans.projection.application.id for plans, _ in begun if plans.projection.one.chosen})
    again: list[tuple[Application, Application]] = []
    for plans, policy in begun:
        application = plans.projection.application
        if (application.id, policy.kind) in taken:
            again.append((application, _copied(application)))
            found.append(again[-1][1])
            continue
        taken.add((application.id, policy.kind))
        found.append(application)
    copy_models([copy for _, copy in again])
    copy_people([(application.id, copy.id) for application, copy in again])
    return found


def _taken(applications: Collection[int]) -> set[tuple[int, str]]:
    """Which of the applications have an enrollment of which kind already."""
    if not applications:
        return set()
    rows = Enrollment.objects.filter(application__in=applications, status__in=ACTIVE)
    return set(rows.values_list("application", "kind"))


def _copied(application: Application) -> Application:
    return new_model(
        Application, household_id=application.household_id, exchange_id=application.exchange_id, year=application.year,
        started_on=application.started_on, status=SUBMITTED, submitted_on=application.submitted_on,
        signature=application.signature, **{name: getattr(application, name) for name in ANSWERS},
    )  # fmt: skip


def _enrollment(
    terms: Terms, catalog: CatalogNumber, plans: Plans, policy: NewPolicy, application: Application
) -> Enrollment:
    before, place = policy.before, plans.projection.place
    sure = policy.same_issuer
    return new_model(
        Enrollment, exchange_id=terms.exchange.id, application_id=application.id, kind=policy.kind,
        determination_id=plans.projection.determination.id,
        status=EFFECTUATED if sure else SELECTED, year=terms.year, catalog_id=catalog.id,
        plan_id=policy.plan.plan_id, csr_variant=policy.variant, issuer_id=policy.plan.issuer_id,
        county_fips=application.county_fips, rating_area=place.rating_area, premium_cents=policy.premium,
        # A plan that takes no credit keeps its essential part for the record.
        ehb_cents=policy.creditable, credit_cents=policy.credit, most_credit_cents=policy.most,
        elected_cents=policy.elected, start=terms.first, end=date(terms.year, 12, 31), start_rule=RULE,
        start_authority=terms.authority, start_basis="regulatory", regulatory_start=terms.first,
        regulatory_authority=terms.authority, biller=terms.exchange.profile.biller(terms.year),
        pay_by=None if sure else terms.pay_by, selected_on=terms.on, effectuated_on=terms.on if sure else None,
        signature=before.signature, submission=uuid4(), follows_id=None if policy.own else before.id,
    )  # fmt: skip


_DONE = ("status", "done_on", "done_in", "plan")  # what is done need not be known again
_PLANNED = (
    "why", "step", "authority", "plan_id", "csr_variant", "premium_cents", "credit_cents", "application", "determination", "notes",
    "with_credit",
)  # fmt: skip
_planned_of = itemgetter(*(field.attname for field in Renewal._meta.concrete_fields if field.name in _PLANNED))


def _close(terms: Terms, batch: RenewalBatch, plans: Sequence[Plans]) -> None:
    """The renewals as they came out in the end, which may be other than what was told; of most nothing is."""
    as_told: list[Renewal] = []
    otherwise: list[Renewal] = []
    for each in plans:
        for outcome in each.outcomes:
            renewal = each.projection.one.renewals[outcome.before.id]
            told = _planned_of(vars(renewal))
            put(terms, renewal, outcome)
            if outcome.policies:
                renewal.status = RENEWED
            renewal.see(
                application_id=each.projection.application.id, determination_id=each.projection.determination.id,
                done_on=terms.on, done_in_id=batch.id, plan=None, notes=msgspec.to_builtins([*each.notes]),
                with_credit=each.projection.with_credit,
            )  # fmt: skip
            (as_told if _planned_of(vars(renewal)) == told else otherwise).append(renewal)
    update_models(as_told, _DONE)
    update_models(otherwise, (*_DONE, *_PLANNED))


def _renewed(plans: Sequence[Plans], done: Sequence[tuple[Plans, NewPolicy, Enrollment]]) -> list[tuple[Fact, str]]:
    found: list[tuple[Fact, str]] = []
    for each, policy, enrollment in done:
        renewal = each.projection.one.renewals[policy.before.id]
        fact = EnrollmentRenewed(enrollment.reference, renewal.reference, policy.step)
        found.append((fact, enrollment.reference))
    for each in plans:
        for outcome in each.outcomes:
            if not outcome.policies:
                renewal = each.projection.one.renewals[outcome.before.id]
                found.append((RenewalClosed(renewal.reference, renewal.status), outcome.before.reference))
    return found


def close_ended(terms: Terms, batch: RenewalBatch, renewals: Sequence[Renewal]) -> None:
    """Renewals of coverage that ended before the year did: there is nothing to go on from."""
    for renewal in renewals:
        renewal.see(status=Status.NOT_RENEWED, why="ended_before", done_on=terms.on, done_in_id=batch.id, plan=None)
    update_models(renewals, ["status", "why", "done_on", "done_in", "plan"])
    ended = Enrollment.objects.filter(pk__in=[each.before_id for each in renewals])
    subjects = dict(ended.values_list("pk", "reference"))
    _record(terms, [(RenewalClosed(each.reference, each.status), subjects[each.before_id]) for each in renewals])


def _record(terms: Terms, facts: Sequence[tuple[Fact, str]]) -> None:
    if facts:
        record_many(facts, by=RENEWAL, on=terms.on, exchange=terms.exchange.slug, purpose=PURPOSE)


def new_batch(terms: Terms, stage: RenewalBatch.Stage, households: int) -> RenewalBatch:
    return RenewalBatch.objects.create(
        reference=new_reference(), exchange=terms.exchange, state=terms.state, year=terms.year, stage=stage, on=terms.on,
        households=households,
    )  # fmt: skip
