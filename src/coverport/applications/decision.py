"""The decision as a page tells it: the answer first, a card per person, the sums, the reasons. All from the stored determination."""

from collections.abc import Iterator, Sequence
from datetime import date

import msgspec
from django.utils.translation import gettext as _

from coverport import law
from coverport.applications.agencies import approved_by_agencies
from coverport.applications.cards import (
    CREDIT,
    Card,
    Why,
    card,
    kind_of,
    leads,
    names,
    to_be_proven,
    with_agency,
)
from coverport.applications.contested import Contested, contested
from coverport.applications.determining import facts_of, result_of
from coverport.applications.models import Applicant, Application, Determination
from coverport.applications.outlook import Need, around, assumed_words, needs, state_help
from coverport.applications.queries import applicants_of
from coverport.applications.verification import tax_records
from coverport.applications.verification.pages import Task, task, waiting_words
from coverport.applications.verification.queries import first_day, open_of, without_medicaid_yet
from coverport.core.access import ANONYMOUS, Actor, Permission
from coverport.core.money import Cents, display, display_whole
from coverport.eligibility.facts.check import ages_of
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination as Decided
from coverport.eligibility.results import TaxHouseholdResult

__all__ = ["DecisionPage", "Reckoning", "cards_of", "decision_page", "may_choose", "names"]

SHOWN = "to show a decision, 45 CFR 155.310(g)"


class Reckoning(msgspec.Struct, frozen=True):
    """How a credit comes about, in cents a month. key: the card under which it stands."""

    key: str
    family: str
    benchmark: Cents
    share: Cents
    share_percent: str
    income: str
    credit: Cents


class DecisionPage(msgspec.Struct, frozen=True):
    """What the page shows. choose_by and starts: None when nobody may choose now; assumed: the values of law, in words.

    tasks: what is not confirmed yet, with the nearest last day; waiting: sources that have not answered. contested: where an appeal of it
    stands; too_late: whether the last day to ask for one is over.
    """

    reference: str
    on: date
    title: str
    lead: tuple[str, ...]
    cards: tuple[Card, ...]
    reckonings: tuple[Reckoning, ...]
    state_help: tuple[Why, ...]
    needs: tuple[Need, ...]
    around: tuple[str, ...]
    tasks: tuple[Task, ...]
    proof_by: date | None
    waiting: tuple[str, ...]
    can_choose: bool
    choose_by: date | None
    starts: date | None
    appeal_by: date
    assumed: str
    contested: Contested | None = None
    too_late: bool = False

    @property
    def may_appeal(self) -> bool:
        """Whether to offer an appeal: nobody asked for one, or it can be asked for anew."""
        return self.contested is None or self.contested.again

    @property
    def own_days(self) -> bool:
        """Whether the last days of what is not confirmed differ, so that each must be said."""
        return len({each.row.due_on for each in self.tasks}) > 1


def decision_page(
    application: Application, determination: Determination, *, today: date, actor: Actor = ANONYMOUS
) -> DecisionPage:
    """The page of a determination, as of a day. Figures of tax data are on it for who may see them, and that is written down."""
    result = _shown(determination, actor, today)
    people = _people(application, determination)
    short_names = {one.person.reference: one.person.short_name for one in people}
    cards = cards_of(application, determination, result)
    window = application.exchange.calendar.open_on(application.year, today, in_line=application.started_on)
    can_choose = any(may_choose(result, one) for one in people)
    rows = open_of(application)
    return DecisionPage(
        reference=determination.reference,
        on=determination.on,
        title=_title(result, can_choose, cards),
        lead=tuple(leads(cards, result)),
        cards=cards,
        reckonings=tuple(_reckonings(result, short_names, cards)),
        state_help=state_help(result),
        needs=needs(result, short_names),
        around=around(result, short_names),
        tasks=tuple(task(row, today) for row in rows),
        proof_by=first_day(rows),
        waiting=tuple(waiting_words(application)),
        can_choose=can_choose,
        choose_by=window.selected_to if window else None,
        starts=window.starts if window else None,
        appeal_by=law.last_day_to_appeal(determination.on),
        assumed=assumed_words(result.assumed),
        contested=contested(determination, today),
        too_late=today > law.last_day_to_appeal(determination.on),
    )


def _shown(determination: Determination, actor: Actor, today: date) -> Decided:
    if tax_records.rests_on_tax_data(determination) and actor.may(Permission.SEE_TAX_DATA, determination.application):
        return tax_records.whole(determination, actor=actor, why=SHOWN, on=today)
    return result_of(determination)


def cards_of(application: Application, determination: Determination, result: Decided | None = None) -> tuple[Card, ...]:
    """A card for each person of the determination. result: with its figures, where the reader may see them all."""
    result, ages = result or result_of(determination), ages_of(facts_of(determination))
    people, unproven = _people(application, determination), without_medicaid_yet(application, determination)
    asked = {row.person_id for row in open_of(application)}
    cards = (
        card(one, ages[one.person.reference], result, application, papers=one.person_id in asked) for one in people
    )
    shown = (to_be_proven(each) if each.key in unproven else each for each in cards)
    approved = approved_by_agencies(application)
    return tuple(with_agency(each, approved[each.key], application) if each.key in approved else each for each in shown)


def _people(application: Application, determination: Determination) -> list[Applicant]:
    """Who was decided about, and is still in the application."""
    decided = {one.id for one in facts_of(determination).people}
    return [one for one in applicants_of(application) if one.person.reference in decided]


def may_choose(result: Decided, applicant: Applicant) -> bool:
    """Whether a plan of the exchange is open to a person, and no public coverage comes before it. To nobody who has died."""
    person = applicant.person
    if person.died_on is not None:
        return False
    found = result.person(person.reference)
    public = found.medicaid.outcome, found.chip.outcome, found.bhp.outcome
    return found.qhp.outcome is Outcome.YES and Outcome.YES not in public


def _title(result: Decided, can_choose: bool, cards: Sequence[Card]) -> str:
    asked = [each for each in cards if each.kind != "not_applying"]
    if asked and all(each.approved for each in asked):
        return _("You have coverage through Medicaid or CHIP")
    if result.aptc:
        return _("You can get %(credit)s a month off a plan") % {"credit": display(result.aptc)}
    if can_choose and result.aptc is None:
        return _("You can buy a plan. We cannot yet say what help you get.")
    if can_choose:
        return _("You can buy a plan at its full price")
    kinds = {kind_of(one, result) for one in result.people}
    if kinds & {"medicaid", "chip"}:
        return _public_title(result, sure=not any(each.unproven for each in cards))
    if "basic_health" in kinds:
        return _("You can get coverage through the state’s Basic Health Program")
    return _("You cannot buy a plan here")


def _public_title(result: Decided, *, sure: bool) -> str:
    if sure and all(one.medicaid_decided_by == "exchange" for one in result.people):
        return _("You can get coverage through Medicaid or CHIP")
    return _("You are likely to get coverage through Medicaid or CHIP")


def _reckonings(result: Decided, short_names: dict[str, str], cards: Sequence[Card]) -> Iterator[Reckoning]:
    """The sum behind each credit; the share is what is left of the benchmark, so that the column adds up to the cent."""
    for taxes in result.tax_households:
        if taxes.aptc and taxes.benchmark is not None and taxes.applicable_percentage is not None:
            yield Reckoning(
                key=_first_card(taxes, cards),
                family=names([name for key, name in short_names.items() if key in taxes.coverage_family]),
                benchmark=taxes.benchmark.premium,
                share=taxes.benchmark.premium - taxes.aptc,
                share_percent=f"{taxes.applicable_percentage * 100:.2f}%",
                income=display_whole(taxes.magi or 0),
                credit=taxes.aptc,
            )


def _first_card(taxes: TaxHouseholdResult, cards: Sequence[Card]) -> str:
    return next((each.key for each in cards if each.kind in CREDIT and each.key in taxes.coverage_family), "")
