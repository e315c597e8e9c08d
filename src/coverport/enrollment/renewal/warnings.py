"""What a household is warned of beside its renewal: a plan that is no longer sold, and tax credit that is at risk. Letters of their own."""

from collections.abc import Iterator
from datetime import date

from django.utils import translation

from coverport.applications.cards import names
from coverport.enrollment.renewal.planning import Outcome, Plans
from coverport.enrollment.renewal.stories import recipient
from coverport.enrollment.renewal.terms import Terms
from coverport.notices.actions import Post
from coverport.notices.kinds import build, changing, checking
from coverport.notices.kinds.parts import Case

# Within a product a plan may change from year to year; beyond it coverage is lost, 45 CFR 147.106(c), (e); 155.420(d)(1).
OTHER_PRODUCT = ("same_issuer_", "other_issuer_")


def warnings(terms: Terms, plans: Plans) -> Iterator[Post]:
    """The letters of one household, once each: by the enrollment and the year."""
    for outcome in plans.outcomes:
        if _discontinued(outcome):
            yield _post(terms, changing.DISCONTINUED, _of_plan(terms, plans, outcome), outcome)
    if "not_reconciled" in {note.code for note in plans.projection.notes}:
        yield _post(terms, checking.RECONCILE, _of_credit(terms, plans), plans.outcomes[0])


def _discontinued(outcome: Outcome) -> bool:
    if outcome.why == "no_plan_takes_over":
        return True
    return any(each.step.startswith(OTHER_PRODUCT) and not each.still_sold for each in outcome.policies)


def _of_plan(terms: Terms, plans: Plans, outcome: Outcome) -> changing.Discontinued:
    old = terms.old_plan(outcome.before)
    following = dict.fromkeys(f"{each.plan.name} ({each.plan.issuer_name})" for each in outcome.policies)
    return changing.Discontinued(
        exchange=terms.exchange, to=recipient(plans), on=terms.on, plan=f"{old.name} ({old.issuer_name})",
        last=terms.last_before, successor=", ".join(following), choose_by=choose_by(terms),
    )  # fmt: skip


def choose_by(terms: Terms) -> date:
    """The last day on which a choice still starts on the first day of the year: by open enrollment, else by the loss of coverage."""
    by_season = max(
        (each.selected_to for each in terms.windows if each.starts == terms.first), default=terms.last_before
    )
    return by_season if by_season >= terms.on else terms.last_before


def _of_credit(terms: Terms, plans: Plans) -> checking.Unreconciled:
    """Whom it concerns is everybody of the return: which reason it is, and whose, is tax data (26 USC 6103)."""
    to = recipient(plans)
    at_risk = {
        person
        for each in plans.projection.decided.tax_households
        if any(reason.code == "not_reconciled" for reason in each.credit.reasons)
        for person in each.coverage_family or each.people
    }
    with translation.override(to.language):
        named = [one.person.short_name for one in plans.projection.applicants if one.person.reference in at_risk]
        return checking.Unreconciled(
            exchange=terms.exchange, to=to, on=terms.on, name=names(named), ends=terms.first
        )  # fmt: skip


def _post(terms: Terms, kind: str, case: Case, outcome: Outcome) -> Post:
    letter = build(kind, case, language=case.to.language)
    reference = outcome.before.reference
    return Post(kind, case.to, reference, f"{reference}:{terms.year}", letter)
