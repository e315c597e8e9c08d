"""Each question is asked only where its answer matters: before, at and after each boundary. Pure, no database."""

from datetime import date
from typing import Any

import msgspec
import pytest

from coverport.applications.asking import asking_law
from coverport.applications.rules import steps
from coverport.applications.rules.checks import answer_problems
from coverport.applications.rules.household import Asked, AskingLaw, LikelyHelp, Member, Question
from coverport.applications.rules.questions import circumstances_of, questions
from coverport.applications.rules.steps import steps_of
from coverport.applications.rules.told import TaxTold, Told
from coverport.eligibility.facts import IncomeLine
from coverport.law.resolved import resolve

EMPLOYERS_ADDRESS = ("offer_employer", "offer_street", "offer_place")

LAW = AskingLaw(
    child_under=19, dependent_child_under=18, students_under=19, foster_care_under=26, postpartum_months=2,
    catastrophic_under=30, waiting_months=3,
)  # fmt: skip
ANA = Member(key="ana", name="Ana", age=40, sex="F", citizenship="citizen")
LUIS = Member(key="luis", name="Luis", age=42, sex="M", relationship="spouse", citizenship="citizen")
MIA = Member(key="mia", name="Mia", age=9, sex="F", relationship="child", citizenship="citizen", dependent=True)
TOM = Member(key="tom", name="Tom", age=12, sex="M", relationship="child", citizenship="citizen", dependent=True)


def but(one: Any, **changes: Any) -> Any:
    return msgspec.structs.replace(one, **changes)


def tell(one: Member, **told: Any) -> Member:
    return but(one, told=Told(**told))


def asked(
    *people: Member, law: AskingLaw = LAW, files: bool | None = True, jointly: bool | None = None, **more: Any
) -> Asked:
    return Asked(
        people=people, law=law, state="NH", year=2014, on=date(2013, 12, 10), files_taxes=files, files_jointly=jointly, **more
    )  # fmt: skip


def names(given: Asked, step: str) -> list[tuple[str, str]]:
    return [(question.key, question.name) for question in questions(given) if question.step == step]


def law_of(state: str, on: date, year: int) -> AskingLaw:
    return asking_law(resolve(on=on, state=state, year=year))


# ---- The walks that must stay short


def test_one_adult_in_new_hampshire_in_2014_answers_eight_short_steps():
    law = law_of("NH", date(2013, 12, 10), 2014)
    given = asked(ANA, law=law, taxes=TaxTold(claimed_by="no"))
    way = steps_of({question.step for question in questions(given)})
    assert way == ("people", "address", "citizenship", "taxes", "circumstances", "income", "coverage", "review")
    done = asked(tell(ANA, circumstances=(), income=(IncomeLine("wages", 30_000_00),)), law=law, help=LikelyHelp())
    assert [question.name for question in questions(done)] == ["circumstances", "other_coverage"]


def test_a_vermont_family_of_four_is_asked_nothing_more():
    law = law_of("VT", date(2013, 12, 10), 2014)
    income = (IncomeLine("wages", 80_000_00),)
    family = asked(tell(ANA, income=income), LUIS, MIA, TOM, law=law, jointly=True, help=LikelyHelp())
    way = steps_of({question.step for question in questions(family)})
    assert way == ("people", "address", "citizenship", "taxes", "circumstances", "income", "coverage", "review")


# ---- Family


@pytest.mark.parametrize(("age", "asks"), [(17, True), (18, True), (19, False)])
def test_a_child_s_other_parent_is_asked_for_while_it_is_a_child(age, asks):
    partner = but(LUIS, relationship="partner")
    wanted = names(asked(ANA, partner, but(MIA, age=age)), steps.FAMILY)
    assert (("mia", "parents") in wanted) is asks


def test_where_the_law_counts_students_as_children_their_parents_are_asked_for_longer():
    partner, law = but(LUIS, relationship="partner"), but(LAW, students_under=21)
    assert names(asked(ANA, partner, but(MIA, age=20), law=law), steps.FAMILY) == [("mia", "parents")]
    assert names(asked(ANA, partner, but(MIA, age=21), law=law), steps.FAMILY) == []


def test_a_married_couple_is_not_asked_whose_their_children_are():
    assert names(asked(ANA, LUIS, MIA), steps.FAMILY) == []


@pytest.mark.parametrize(("older", "asks"), [(11, False), (12, True), (13, True)])
def test_a_parent_is_a_generation_older(older, asks):
    niece = but(MIA, relationship="niece_nephew", age=10)
    aunt = but(LUIS, relationship="sibling", age=10 + older)
    assert (("mia", "parents") in names(asked(ANA, aunt, niece), steps.FAMILY)) is asks


@pytest.mark.parametrize(
    ("relationship", "age", "elsewhere", "asks"),
    [
        ("grandchild", 18, False, True),
        ("grandchild", 19, False, False),
        ("sibling", 9, False, True),
        ("niece_nephew", 9, True, False),
        ("child", 9, False, False),
        ("unrelated", 9, False, False),
    ],
)
def test_who_takes_care_is_asked_of_young_relatives_at_home(relationship, age, elsewhere, asks):
    young = tell(but(MIA, relationship=relationship, age=age), elsewhere=elsewhere)
    assert (("mia", "caretaker") in names(asked(ANA, young), steps.FAMILY)) is asks


def test_the_state_is_asked_of_who_lives_elsewhere_and_wants_coverage():
    away = tell(MIA, elsewhere=True)
    assert names(asked(ANA, away), steps.FAMILY) == [("mia", "in_state")]
    assert names(asked(ANA, but(away, applies=False)), steps.FAMILY) == []


# ---- Immigration


@pytest.mark.parametrize(
    ("citizenship", "applies", "asks"),
    [("citizen", True, False), ("immigrant", True, True), ("neither", True, False), ("", False, False)],
)
def test_the_status_is_asked_of_applicants_who_have_one(citizenship, applies, asks):
    given = asked(but(ANA, citizenship=citizenship, applies=applies))
    assert (names(given, steps.STATUS) == [("ana", "status"), ("ana", "alien_number")]) is asks


@pytest.mark.parametrize(
    ("on", "status", "asks"),
    [
        (date(2026, 9, 30), "lawful_permanent_resident", True),
        (date(2026, 10, 1), "lawful_permanent_resident", True),
        (date(2026, 9, 30), "battered", True),
        (date(2026, 10, 1), "battered", False),  # no longer qualified: a wait cannot matter
        (date(2026, 9, 30), "refugee", False),
        (date(2026, 9, 30), "not_sure", False),
    ],
)
def test_since_when_is_asked_where_five_years_can_matter(on, status, asks):
    given = asked(tell(but(ANA, citizenship="immigrant"), status=status), law=law_of("NH", on, 2026))
    wanted = [name for _, name in names(given, steps.DETAILS)]
    assert (wanted == ["status_since", "status_before", "status_marks"]) is asks


# ---- Tax returns


def test_other_adults_say_how_their_taxes_are_done():
    mother = but(LUIS, key="rosa", relationship="parent", age=66)
    [question] = [one for one in questions(asked(ANA, mother)) if one.step == steps.RETURNS]
    assert question == Question(steps.RETURNS, "taxes", "rosa", ("own", "parent", "other", "none"))
    assert names(asked(ANA, but(mother, dependent=True)), steps.RETURNS) == []


@pytest.mark.parametrize(("age", "asks"), [(18, False), (19, True), (20, True)])
def test_a_child_on_nobody_s_return_is_asked_only_once_grown(age, asks):
    child = but(MIA, age=age, dependent=False)
    assert (("mia", "taxes") in names(asked(ANA, child), steps.RETURNS)) is asks


def test_a_child_may_be_claimed_by_another_adult_here():
    partner, child = but(LUIS, relationship="partner"), but(MIA, dependent=False)
    wanted = {one.key: one.options for one in questions(asked(ANA, partner, child)) if one.name == "taxes"}
    assert wanted == {"luis": ("own", "parent", "other", "none"), "mia": ("own", "luis", "parent", "other", "none")}


def test_who_claims_you_files_a_return():
    mother = but(LUIS, key="rosa", relationship="parent", age=66)
    given = asked(ANA, mother, taxes=TaxTold(claimed_by="rosa"))
    assert [one.options for one in questions(given) if one.name == "taxes"] == [("own",)]


@pytest.mark.parametrize(("jointly", "asks"), [(True, False), (False, True), (None, False)])
def test_why_they_file_apart_is_asked_of_who_does(jointly, asks):
    wanted = names(asked(ANA, LUIS, jointly=jointly), steps.RETURNS)
    assert (("", "apart") in wanted) is asks


@pytest.mark.parametrize("elsewhere", [True, False])
def test_only_who_lives_apart_can_be_head_of_household(elsewhere):
    given = asked(ANA, tell(LUIS, elsewhere=elsewhere), jointly=False)
    [question] = [one for one in questions(given) if one.name == "apart"]
    assert ("head_of_household" in question.options) is elsewhere


@pytest.mark.parametrize(
    ("year", "decided", "asks"),
    [
        (2014, date(2013, 12, 10), None),
        (2015, date(2014, 12, 10), None),  # the return of 2013 knows no credit
        (2016, date(2015, 12, 10), 1),
        (2026, date(2025, 12, 10), 2),
    ],
)
def test_open_tax_years_are_asked_once_there_was_a_credit(year, decided, asks):
    assert law_of("NH", decided, year).unreconciled_years == asks


@pytest.mark.parametrize(("year", "asks"), [(2020, False), (2021, True), (2022, False)])
def test_unemployment_is_asked_for_2021_alone(year, asks):
    given = asked(ANA, law=law_of("NH", date(year - 1, 12, 10), year))
    assert (("", "unemployment") in names(given, steps.RETURNS)) is asks


def test_years_of_filing_apart_are_asked_of_who_names_a_reason():
    law = law_of("NH", date(2019, 12, 10), 2020)
    for apart, asks in (("no", False), ("abuse", True), ("abandonment", True), ("head_of_household", False)):
        given = asked(ANA, tell(LUIS, elsewhere=True), law=law, jointly=False, taxes=TaxTold(apart=apart))
        assert (("", "separate_years") in names(given, steps.RETURNS)) is asks, apart
    assert law_of("NH", date(2013, 12, 10), 2014).separate_years is None


# ---- Circumstances


@pytest.mark.parametrize(
    ("sex", "age", "asks"),
    [("F", 9, False), ("F", 10, True), ("F", 60, True), ("F", 61, False), ("M", 30, False), ("", 30, True)],
)
def test_pregnancy_is_asked_where_it_could_be(sex, age, asks):
    one = but(ANA, sex=sex, age=age)
    assert ("pregnant" in circumstances_of(one, asked(one))) is asks


@pytest.mark.parametrize(("age", "asks"), [(17, False), (18, True), (25, True), (26, False)])
def test_foster_care_is_asked_from_18_to_25(age, asks):
    one = but(ANA, age=age)
    assert ("foster_care" in circumstances_of(one, asked(one))) is asks


@pytest.mark.parametrize(
    ("students_under", "age", "asks"),
    [(19, 17, False), (19, 18, True), (19, 19, False), (21, 19, True), (21, 20, True), (21, 21, False)],
)
def test_school_is_asked_at_the_ages_that_the_law_names(students_under, age, asks):
    child = but(MIA, age=age)
    given = asked(ANA, child, law=but(LAW, students_under=students_under))
    assert ("student" in circumstances_of(child, given)) is asks


@pytest.mark.parametrize(("age", "asks"), [(29, False), (30, True), (31, True)])
def test_an_exemption_for_hardship_is_asked_of_who_is_too_old_for_catastrophic_plans(age, asks):
    one = but(ANA, age=age)
    assert ("exemption" in circumstances_of(one, asked(one))) is asks


def test_who_does_not_apply_is_asked_what_counts_for_others():
    luis = but(LUIS, applies=False)
    assert circumstances_of(luis, asked(ANA, luis)) == ()
    assert circumstances_of(luis, asked(ANA, luis, MIA)) == ("disabled",)  # a disabled parent counts for the children
    assert circumstances_of(but(ANA, applies=False), asked(but(ANA, applies=False), LUIS)) == ("pregnant",)


def test_emergencies_are_asked_of_noncitizens():
    for citizenship, asks in (("citizen", False), ("immigrant", True), ("neither", True)):
        one = but(ANA, citizenship=citizenship)
        assert ("emergency" in circumstances_of(one, asked(one))) is asks


def test_details_follow_from_what_is_true():
    one = tell(but(ANA, age=25), circumstances=("pregnant", "postpartum", "foster_care"))
    assert [name for _, name in names(asked(one), steps.DETAILS)] == ["expected", "pregnancy_ended", "foster_here"]
    assert names(asked(tell(ANA, circumstances=("disabled",))), steps.DETAILS) == []


# ---- Income


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        (IncomeLine("wages", 30_000_00), False),
        (IncomeLine("wages", 600_00, "week"), True),
        (IncomeLine("wages", 30_000_00, starts=date(2014, 3, 1)), True),
    ],
)
def test_the_year_s_sum_is_confirmed_where_it_was_worked_out(line, asks):
    given = asked(tell(ANA, income=(line,)))
    assert (names(given, steps.EXPECTED) == [("ana", "expects"), ("ana", "income_year")]) is asks


# ---- Coverage


@pytest.mark.parametrize(
    ("people", "files", "basic_health", "asks"),
    [
        ((ANA,), True, False, True),
        ((ANA,), False, False, False),
        ((ANA,), False, True, True),
        ((ANA, but(MIA, age=18)), False, False, True),
        ((ANA, but(MIA, age=19)), False, False, False),
        ((ANA, but(MIA, applies=False)), False, False, False),
        ((tell(ANA, circumstances=("pregnant",)),), False, False, True),
        ((ANA, tell(LUIS, taxes="own")), False, False, True),
    ],
)
def test_other_coverage_is_asked_where_somebody_could_have_help_that_it_ends(people, files, basic_health, asks):
    given = asked(*people, files=files, law=but(LAW, basic_health=basic_health))
    assert (("ana", "other_coverage") in names(given, steps.COVERAGE)) is asks


@pytest.mark.parametrize(
    ("months", "age", "likely", "asks"),
    [(3, 9, True, True), (0, 9, True, False), (3, 18, True, True), (3, 19, True, False), (3, 9, False, False)],
)
def test_coverage_that_ended_is_asked_of_children_with_chip_where_there_is_a_wait(months, age, likely, asks):
    found = LikelyHelp(chip=frozenset({"mia"} if likely else ()))
    given = asked(ANA, but(MIA, age=age), law=but(LAW, waiting_months=months), help=found)
    assert (("mia", "ended") in names(given, steps.COVERAGE)) is asks


@pytest.mark.parametrize(
    ("on", "months"), [(date(2024, 6, 2), 3), (date(2024, 6, 3), 3), (date(2025, 6, 2), 3), (date(2025, 6, 3), 0)]
)
def test_the_wait_is_the_state_s_on_the_day(on, months):
    assert law_of("AZ", on, on.year).waiting_months == months
    assert law_of("NH", on, on.year).waiting_months == 0


def test_a_no_of_the_agency_is_asked_where_medicaid_is_likely():
    given = asked(ANA, LUIS, jointly=True, help=LikelyHelp(medicaid=frozenset({"luis"})))
    assert ("luis", "denied") in names(given, steps.COVERAGE)
    assert ("ana", "denied") not in names(given, steps.COVERAGE)


@pytest.mark.parametrize(("age", "offered"), [(15, False), (16, True), (17, True)])
def test_jobs_are_those_of_people_old_enough(age, offered):
    child = but(MIA, age=age)
    [question] = [one for one in questions(asked(but(ANA, other_coverage=True), child)) if one.name == "kinds"]
    assert ("job:mia" in question.options) is offered


def test_an_offer_is_asked_about_once_an_employer_is_named():
    ana = tell(but(ANA, other_coverage=True), kinds=("job:luis",))
    given = asked(ana, LUIS, jointly=True)
    wanted = names(given, steps.OFFERS)
    assert wanted == [
        ("luis", "offer_enrolled"), ("luis", "offer_self_only"), ("luis", "offer_minimum_value"),
        *(("luis", name) for name in EMPLOYERS_ADDRESS),
    ]  # fmt: skip
    assert names(asked(but(ana, other_coverage=False), LUIS, jointly=True), steps.OFFERS) == []


@pytest.mark.parametrize(("year", "asks"), [(2022, False), (2023, True), (2024, True)])
def test_the_family_s_premium_is_asked_since_it_decides(year, asks):
    mia = tell(but(MIA, other_coverage=True), kinds=("job:ana",))
    law = but(law_of("NH", date(year - 1, 12, 10), year), arrangements=())
    assert (("ana", "offer_family") in names(asked(ANA, mia, law=law), steps.OFFERS)) is asks


@pytest.mark.parametrize(
    ("year", "arrangements"),
    [(2016, ()), (2017, ("qsehra",)), (2019, ("qsehra",)), (2020, ("qsehra", "ichra")), (2021, ("qsehra", "ichra"))],
)
def test_money_of_an_employer_is_asked_about_since_it_exists(year, arrangements):
    law = law_of("NH", date(year - 1, 12, 10), year)
    assert law.arrangements == arrangements
    ana = tell(but(ANA, other_coverage=True), kinds=("job:ana",))
    assert (("ana", "offer_kind") in names(asked(ana, law=law), steps.OFFERS)) is bool(arrangements)


def test_what_an_employer_offers_decides_what_is_asked_of_it():
    law = law_of("NH", date(2019, 12, 10), 2020)
    ana = but(ANA, other_coverage=True)

    def wanted(kind: str | None) -> list[str]:
        told = tell(ana, kinds=("job:ana",), offer_kind=kind)
        return [name for _, name in names(asked(told, law=law), steps.OFFERS)]

    assert wanted(None) == ["offer_kind"]
    assert wanted("group") == [
        "offer_kind",
        "offer_enrolled",
        "offer_self_only",
        "offer_minimum_value",
        *EMPLOYERS_ADDRESS,
    ]
    assert wanted("qsehra") == ["offer_kind", "offer_arrangement", *EMPLOYERS_ADDRESS]
    assert wanted("ichra") == ["offer_kind", "offer_arrangement", "offer_opted_out", *EMPLOYERS_ADDRESS]


# ---- Hours of work


def test_hours_are_asked_where_the_engine_says_that_they_decide():
    assert names(asked(ANA, LUIS, MIA, jointly=True, help=LikelyHelp()), steps.WORK) == []
    parents = asked(ANA, LUIS, MIA, jointly=True, help=LikelyHelp(parents_hours=True))
    assert names(parents, steps.WORK) == [("ana", "hours"), ("luis", "hours")]
    required = asked(ANA, help=LikelyHelp(hours=frozenset({"ana"})))
    assert names(required, steps.WORK) == [("ana", "hours"), ("ana", "work_marks")]


# ---- Answers that cannot stand


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [
        (Question("details", "expected", "ana"), 0, "children_of_range"),
        (Question("details", "expected", "ana"), 1, None),
        (Question("details", "expected", "ana"), 9, None),
        (Question("details", "expected", "ana"), 10, "children_of_range"),
        (Question("work", "hours", "ana"), 744, None),
        (Question("work", "hours", "ana"), 745, "hours_of_range"),
        (Question("details", "pregnancy_ended", "ana"), date(2013, 12, 10), None),
        (Question("details", "pregnancy_ended", "ana"), date(2013, 12, 11), "day_in_future"),
        (Question("offers", "offer_self_only", "ana", optional=True), None, None),
        (Question("offers", "offer_self_only", "ana", optional=True), -1, "amount_of_range"),
        (Question("offers", "offer_employer", "ana", optional=True), None, None),
        (Question("offers", "offer_employer", "ana", optional=True), "B" * 100, None),
        (Question("offers", "offer_employer", "ana", optional=True), "B" * 101, "line_too_long"),
        (Question("offers", "offer_street", "ana", optional=True), "1 Main Street\n2", "line_too_long"),
        (Question("offers", "offer_place", "ana", optional=True), "Concord NH 03301", None),
        (Question("offers", "offer_place", "ana", optional=True), "Concord, NH 03301-1234", None),
        (Question("offers", "offer_place", "ana", optional=True), "Concord 03301", "place_shape"),
        (Question("offers", "offer_place", "ana", optional=True), "Concord XX 03301", "place_shape"),
        (Question("kinds", "kinds", "ana", ("medicare", "other")), (), "kinds_missing"),
        (Question("kinds", "kinds", "ana", ("medicare", "other")), ("job:ana",), "answer_missing"),
        (Question("kinds", "kinds", "ana", ("medicare", "other")), ("medicare",), None),
        (Question("returns", "taxes", "ana", ("own",)), "none", "answer_missing"),
        (Question("coverage", "other_coverage", "ana"), None, "answer_missing"),
        (Question("coverage", "other_coverage", "ana"), False, None),
    ],
)  # fmt: skip
def test_an_answer_stands_within_its_bounds(question, answer, code):
    given = {"ana": {question.name: answer}}
    found = [problem.code for problem in answer_problems([question], given, on=date(2013, 12, 10))]
    assert found == ([code] if code else [])


def test_who_expects_another_sum_says_which():
    wanted = [Question("expected", "expects", "ana"), Question("expected", "income_year", "ana", optional=True)]
    for expects, amount, codes in ((True, None, []), (False, None, ["income_missing"]), (False, 0, [])):
        given = {"ana": {"expects": expects, "income_year": amount}}
        assert [one.code for one in answer_problems(wanted, given, on=date(2013, 12, 10))] == codes


def test_only_who_files_claims_somebody():
    wanted = [
        Question("returns", "taxes", "luis", ("own", "none")),
        Question("returns", "taxes", "mia", ("own", "luis", "none")),
    ]
    for luis, codes in (("own", []), ("none", ["claimer_does_not_file"])):
        given = {"luis": {"taxes": luis}, "mia": {"taxes": "luis"}}
        assert [one.code for one in answer_problems(wanted, given, on=date(2013, 12, 10))] == codes
