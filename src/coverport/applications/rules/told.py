"""What people tell beyond the first facts, as plain values. Each field is one question's answer; None while it has none."""

from datetime import date

import msgspec

from coverport.core.money import Cents
from coverport.eligibility.facts import Deduction, IncomeLine


class Told(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One person's further answers. People are named by their references; amounts are cents."""

    # The household. elsewhere: does not live with the one who applies; parents: those of the household, beside that one.
    elsewhere: bool = False
    in_state: bool | None = None
    parents: tuple[str, ...] | None = None
    caretaker: bool | None = None
    # Immigration, in the engine's words, or "not_sure". marks: military, before_1996.
    status: str | None = None
    status_since: date | None = None
    status_before: str | None = None
    status_marks: tuple[str, ...] | None = None
    # own, parent, other, none, or the reference of who claims the person.
    taxes: str | None = None
    # What of a short list is true.
    circumstances: tuple[str, ...] | None = None
    expected: int | None = None
    pregnancy_ended: date | None = None
    foster_here: bool | None = None
    # Income by line; expects: whether the sum for the year is what the person expects, income_year: what they expect instead.
    income: tuple[IncomeLine, ...] | None = None
    deductions: tuple[Deduction, ...] = ()
    expects: bool | None = None
    income_year: Cents | None = None
    # Other coverage. kinds: of a list, job:REFERENCE for a job of that person.
    kinds: tuple[str, ...] | None = None
    ended: bool | None = None
    ended_on: date | None = None
    ended_for_cause: bool | None = None
    denied: bool | None = None
    # Of a child who does not apply: whether it has coverage.
    covered: bool | None = None
    # The offer of this person's employer. minimum_value: yes, no or unknown; employer, street, place: where a letter reaches it.
    offer_kind: str | None = None
    offer_enrolled: tuple[str, ...] | None = None
    offer_self_only: Cents | None = None
    offer_family: Cents | None = None
    offer_minimum_value: str | None = None
    offer_arrangement: Cents | None = None
    offer_opted_out: bool | None = None
    offer_public: bool | None = None
    offer_employer: str | None = None
    offer_street: str | None = None
    offer_place: str | None = None
    # Hours a month that count for Medicaid. marks: student, frail, exempt.
    hours: int | None = None
    work_marks: tuple[str, ...] | None = None


class TaxTold(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Further answers about the return of the one who applies, and what they wish beside coverage.

    claimed_by: no, parent, other, or the reference of who claims them; apart: why a married person files alone: no, abuse,
    abandonment, or head_of_household. The last two count years.
    """

    claimed_by: str | None = None
    apart: str | None = None
    separate_years: int | None = None
    unreconciled_years: int | None = None
    unemployment: bool | None = None
    # Help that the household needs with us, of a list; whether the one who applies wants to register to vote.
    help: tuple[str, ...] = ()
    votes: bool | None = None
