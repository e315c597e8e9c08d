"""What a tax return says about the credit: 45 CFR 155.305(f)(4), 26 CFR 1.36B-2(b)(2)-(3)."""

from datetime import date
from itertools import product

import pytest

from coverport.eligibility.facts import Application, FilingStatus, Person, TaxHousehold
from coverport.eligibility.findings import Finding, Outcome
from coverport.eligibility.proofs import outcome_of
from coverport.eligibility.rules.filing import filer_is_claimed, filing, filing_status, not_on_a_return
from coverport.eligibility.words import sentence
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import SeparateFiling, Years

YES, NO, UNKNOWN = Outcome.YES, Outcome.NO, Outcome.UNKNOWN
SEPARATE = typed(SeparateFiling, "premium_tax_credit.separate_filing", on=date(2016, 1, 1))


def unreconciled(year: int) -> Years:
    return typed(Years, "premium_tax_credit.unreconciled_years", on=new_year(year))


def ask(*, married: bool = False, claimed: bool = False, year: int = 2014, **more: object) -> Finding | None:
    household = TaxHousehold(**{"id": "1", "filers": ("ana",)} | more)  # type: ignore[arg-type]
    return filing(household, married=married, claimed=claimed, separate=SEPARATE, unreconciled=unreconciled(year))


@pytest.mark.parametrize(
    ("more", "outcome", "codes"),
    [
        ({"files": None}, UNKNOWN, ("filing_missing",)),
        ({"files": False}, NO, ("not_filing",)),
        ({"claimed": True}, NO, ("filer_is_a_dependent",)),
        ({"files": None, "claimed": True}, NO, ("filer_is_a_dependent",)),
        ({"files": False, "claimed": True}, NO, ("not_filing", "filer_is_a_dependent")),
        ({"married": True}, NO, ("filing_separately",)),
        ({"status": "married_separately"}, NO, ("filing_separately",)),
        ({"married": True, "separate_because": "abuse"}, YES, ("separate_filing_excused",)),
        ({"married": True, "separate_because": "abandonment"}, YES, ("separate_filing_excused",)),
        ({"married": True, "separate_because": "abuse", "files": None}, UNKNOWN, ("filing_missing",)),
    ],
)
def test_what_a_return_says_against_the_credit(more: dict, outcome: Outcome, codes: tuple[str, ...]) -> None:
    found = ask(**more)
    assert found is not None
    assert (found.outcome, found.codes) == (outcome, codes)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"filers": ("ana", "ben")},
        {"married": True, "status": "head_of_household"},  # treated as unmarried, 26 USC 7703(b)
        {"married": True, "status": "married_jointly"},
        {"status": "surviving_spouse"},
    ],
)
def test_returns_that_stand_in_no_way(more: dict) -> None:
    assert ask(**more) is None


@pytest.mark.parametrize(("years", "outcome"), [(0, YES), (2, YES), (3, NO), (4, NO)])
def test_abuse_or_abandonment_excuses_three_years_in_a_row(years: int, outcome: Outcome) -> None:
    """26 CFR 1.36B-2(b)(2)(v): not for who used it in each of the three preceding years."""
    found = ask(status="married_separately", separate_because="abuse", separate_years=years)
    assert found is not None
    assert found.outcome is outcome
    assert outcome_of(found.reasons[0]) is outcome


@pytest.mark.parametrize(
    ("year", "years", "barred"),
    [
        (2016, 0, False),
        (2016, 1, True),
        (2016, 2, True),
        (2022, 3, False),  # the pause
        (2025, 1, False),
        (2025, 2, True),  # 88 FR 25740: two years in a row
        (2026, 1, False),  # the one-year rule of 90 FR 27074 is stayed
        (2026, 2, True),
        (2027, 1, False),
        (2027, 2, True),
    ],
)
def test_credit_that_was_not_reconciled_bars_by_the_rule_of_the_year(year: int, years: int, barred: bool) -> None:
    found = ask(year=year, unreconciled_years=years)
    assert (found is not None) is barred
    if found:
        assert (found.outcome, found.codes) == (NO, ("not_reconciled",))
        assert found.reasons[0].citation == unreconciled(year).citation


@pytest.mark.parametrize(
    ("filers", "told", "married", "status"),
    [
        (("ana",), None, False, "single"),
        (("ana",), None, True, "married_separately"),
        (("ana", "ben"), None, True, "married_jointly"),
        (("ana",), "head_of_household", True, "head_of_household"),
    ],
)
def test_the_status_is_the_one_told_or_follows_from_who_signs(
    filers: tuple[str, ...], told: FilingStatus | None, married: bool, status: FilingStatus
) -> None:
    assert filing_status(TaxHousehold(id="1", filers=filers, status=told), married=married) == status


def test_who_is_on_no_return_has_no_credit() -> None:
    """26 CFR 1.36B-1(d): the family is the taxpayer, the spouse and the dependents."""
    alone = not_on_a_return(Person(id="cy", age=20))
    assert (alone.outcome, alone.codes) == (NO, ("not_on_a_return",))
    outside = not_on_a_return(Person(id="cy", age=20, claimed_by_outsider="parent"))
    assert (outside.outcome, outside.codes) == (NO, ("claimed_by_outsider",))


def application(*returns: TaxHousehold, **of_ana: object) -> Application:
    people = (Person(id="ana", age=40, **of_ana), Person(id="ben", age=19), Person(id="cy", age=41))  # type: ignore[arg-type]
    return Application(
        state="NH", coverage_year=2014, decided_on=date(2013, 12, 1), people=people, tax_households=returns
    )


def test_a_filer_is_claimed_by_another_return_or_by_an_outsider() -> None:
    """26 USC 36B(c)(1)(D)."""
    cys = TaxHousehold(id="1", filers=("cy",), dependents=("ben",))
    bens, anas = TaxHousehold(id="2", filers=("ben",)), TaxHousehold(id="3", filers=("ana",))
    everybody = application(cys, bens, anas)
    assert [filer_is_claimed(each, everybody) for each in (cys, bens, anas)] == [False, True, False]
    assert filer_is_claimed(anas, application(anas, claimed_by_outsider="other"))


def test_every_answer_proves_itself_and_has_words() -> None:
    found = [
        ask(
            year=year,
            files=files,
            claimed=claimed,
            married=True,
            separate_because=because,
            separate_years=apart,
            unreconciled_years=back,
        )
        for year, files, claimed, because, apart, back in product(
            (2014, 2025), (True, False, None), (True, False), (None, "abuse"), (0, 3), (0, 1, 2)
        )
    ]
    found += [not_on_a_return(Person(id="1", age=9, claimed_by_outsider=by)) for by in (None, "parent")]
    for each in found:
        assert each is not None
        for reason in each.reasons:
            assert outcome_of(reason) is each.outcome
            assert sentence(reason).endswith(".")
            assert "None" not in sentence(reason)
