"""A later first day where months would be owed at once: by each year's law, and chosen while a choice waits for its proof."""

import re
from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.edi.models import Due834
from coverport.enrollment.actions import grant_special_period
from coverport.enrollment.choice.refusals import NotNow
from coverport.enrollment.choice.starting_later import offered_later
from coverport.enrollment.choice.ways import ways
from coverport.enrollment.dated import Question, dated
from coverport.enrollment.models import Enrollment, PersonMonth
from coverport.enrollment.rules.answers import Answer, Refused
from coverport.enrollment.rules.special import owed_at_once
from coverport.enrollment.special import proving
from coverport.notices.blocks import texts
from coverport.notices.models import Notice
from tests.applications.households import somebody
from tests.edi.enrolled import deliver
from tests.enrollment.lives import months
from tests.enrollment.renewal.market import _new_hampshire, federal_years
from tests.enrollment.test_proof_of_event import (
    CHOSEN,
    application,
    chosen,
    market,
    mine,
    proof_of,
    sent,
    staff,
)

__all__ = ["_new_hampshire", "application", "chosen", "federal_years", "market", "staff"]


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


# event, day of it, of the choice, of the proof, the later start or the refusal
CASES = [
    # 82 FR 18346, from June 19, 2017: two months or more, one month later, and only after proof
    ("loss_of_coverage", "2017-02-28", "2017-02-10", "2017-04-20", "no_later_start"),
    ("loss_of_coverage", "2017-04-30", "2017-04-10", "2017-06-18", "no_later_start"),
    ("loss_of_coverage", "2017-04-30", "2017-04-10", "2017-06-19", "2017-06-01"),
    ("loss_of_coverage", "2018-03-31", "2018-03-10", "2018-04-30", "no_later_start"),
    ("loss_of_coverage", "2018-03-31", "2018-03-10", "2018-05-01", "2018-05-01"),
    ("loss_of_coverage", "2018-03-31", "2018-03-10", "2018-07-15", "2018-05-01"),
    ("loss_of_coverage", "2019-11-30", "2019-11-10", "2020-01-31", "2020-01-01"),
    ("birth_adoption", "2018-03-15", "2018-05-10", "", "no_later_start"),
    # 85 FR 29164, from July 13, 2020: any month, and coverage ahead alone, by the regular day of the year
    ("loss_of_coverage", "2020-04-30", "2020-04-10", "2020-07-12", "2020-06-01"),
    ("loss_of_coverage", "2020-04-30", "2020-04-10", "2020-07-13", "2020-08-01"),
    ("loss_of_coverage", "2020-06-30", "2020-06-10", "2020-07-16", "2020-09-01"),
    ("loss_of_coverage", "2026-03-31", "2026-03-10", "2026-03-31", "no_later_start"),
    ("loss_of_coverage", "2026-03-31", "2026-03-10", "2026-04-01", "2026-05-01"),
    ("loss_of_coverage", "2026-03-31", "2026-03-10", "2026-05-31", "2026-06-01"),
    ("loss_of_coverage", "2026-11-30", "2026-11-10", "2026-12-31", "2027-01-01"),
    ("loss_of_coverage", "2024-01-31", "2024-01-10", "2024-02-29", "2024-03-01"),
    ("birth_adoption", "2026-03-15", "2026-05-10", "", "2026-06-01"),
    ("birth_adoption", "2026-12-15", "2027-01-10", "", "2027-02-01"),
    # proof that came before the choice held up nothing: the day of the choice counts
    ("birth_adoption", "2018-03-15", "2018-05-10", "2018-03-20", "no_later_start"),
    ("birth_adoption", "2026-03-15", "2026-05-10", "2026-03-20", "2026-06-01"),
    ("marriage", "2026-03-15", "2026-03-20", "", "no_later_start"),
]


@pytest.mark.parametrize(("event", "happened", "selected", "proven", "expected"), CASES)
def test_from_when_a_later_start_can_be_had(event, happened, selected, proven, expected):
    covered = {"prior_coverage_end": date(2099, 1, 1)} if event == "marriage" else {}
    asked = Question(
        state="NH", event_date=day(happened), selected=day(selected), proven=day(proven), elect="later_start", **covered
    )
    found = dated(event, asked)
    assert (found.code if isinstance(found, Refused) else found.effective_date.isoformat()) == expected
    if isinstance(found, Answer):
        assert found.rule == "later_start"


@pytest.mark.parametrize(
    ("on", "owed"), [("2026-03-31", 0), ("2026-04-01", 1), ("2026-04-30", 1), ("2026-05-01", 2), ("2027-01-01", 10)]
)
def test_a_month_is_owed_from_its_first_day_on(on, owed):
    assert owed_at_once(date(2026, 4, 1), date.fromisoformat(on)) == owed


def test_who_does_not_ask_for_it_is_told_of_it_and_starts_as_the_event_says():
    found = dated("birth_adoption", Question(state="NH", event_date=date(2026, 3, 15), selected=date(2026, 5, 10)))
    assert isinstance(found, Answer)
    assert found.effective_date == date(2026, 3, 15)
    assert any("2026-06-01" in note for note in found.notes)


def test_a_day_that_the_law_does_not_leave_to_staff_is_told_to_be_unused():
    asked = Question(state="NH", event_date=date(2026, 3, 31), selected=date(2026, 3, 10), granted=date(2026, 5, 1))
    found = dated("loss_of_coverage", asked)
    assert isinstance(found, Answer)
    assert found.effective_date == date(2026, 4, 1)
    assert "--granted 2026-05-01 is not used" in "; ".join(found.notes)


LATE = date(2027, 5, 20)


@pytest.mark.django_db
def test_proven_late_coverage_starts_later_for_who_asked_and_nobody_heard_of_the_first_day(chosen, staff):
    sent(chosen)
    premium, net = chosen.premium_cents, chosen.net_cents
    proof = proof_of(chosen)
    assert offered_later([chosen], date(2027, 3, 31)) is None
    with pytest.raises(NotNow):
        proving.choose_start(actor=mine(chosen), proof=proof, later=True, on=date(2027, 3, 31))
    told = offered_later([chosen], LATE)
    assert told is not None
    assert (told.first, told.later, told.months, told.owed) == (date(2027, 4, 1), date(2027, 6, 1), 2, 2 * net)
    chosen.refresh_from_db()
    assert chosen.start == date(2027, 4, 1)  # what was shown was undone
    for _ in range(2):
        proving.choose_start(actor=mine(chosen), proof=proof, later=True, on=date(2027, 4, 2))
    assert Event.objects.filter(kind="enrollment.event_proof_start").count() == 1
    proving.accept_proof(actor=staff, proof=proof, note="", on=LATE)
    deliver()
    chosen = Enrollment.objects.get(pk=chosen.pk)
    assert (chosen.status, chosen.start, chosen.start_rule) == (
        "selected",
        date(2027, 6, 1),
        "loss_of_coverage.later_start",
    )
    # Mia turns eight on the new day: prices are by the ages then.
    assert [member.age for member in chosen.members.order_by("position")][-1] == 8
    assert {row.lower for row in chosen.members.values_list("coverage", flat=True)} == {date(2027, 6, 1)}
    assert {month for month, (cents, _) in months(chosen).items() if cents} == set(range(6, 13))
    assert chosen.net_cents == told.net_cents
    assert chosen.premium_cents == months(chosen)[12][0] > premium
    assert chosen.pay_by == date(2027, 7, 1)
    assert [(due.kind, due.since) for due in Due834.objects.all()] == [("initial", date(2027, 6, 1))]
    letter = "".join(texts(Notice.objects.get(kind="plan_selected", about=chosen.reference).content))
    assert "June 1, 2027" in letter
    assert "April 1, 2027" not in letter


@pytest.mark.django_db
def test_who_takes_it_back_or_would_start_in_the_next_year_starts_on_the_first_day(chosen, staff):
    sent(chosen)
    proof = proof_of(chosen)
    proving.choose_start(actor=mine(chosen), proof=proof, later=True, on=LATE)
    with pytest.raises(NotAllowed):
        proving.choose_start(actor=staff, proof=proof, later=False, on=LATE)
    # Proven in December it would start in January, which is another plan year.
    proving.accept_proof(actor=staff, proof=proof, note="", on=date(2027, 12, 10))
    chosen.refresh_from_db()
    assert (chosen.status, chosen.start) == ("selected", date(2027, 4, 1))
    assert PersonMonth.objects.filter(enrollment=chosen, first=None).count() == 0


@pytest.mark.django_db
def test_a_person_says_so_on_the_page_and_staff_see_it(client, chosen, market, staff):
    client.force_login(chosen.application.household.owner)
    where = f"/federal/coverage/proof/{proof_of(chosen).reference}/"
    market.date_of_record = CHOSEN
    market.save()
    assert "When should coverage start?" not in client.get(where).content.decode()
    market.date_of_record = LATE
    market.save()
    page = re.sub(r"\s+", " ", client.get(where).content.decode())
    assert "for 2 months that have begun" in page
    assert "June 1, 2027 if it is proven today" in page
    assert client.post(where, {"start": "later"}).status_code == 302
    assert 'value="later" checked' in client.get(where).content.decode()
    client.force_login(somebody("other@example.org"))
    assert client.post(where, {"start": "first"}).status_code == 404
    assert proof_of(chosen).later


@pytest.mark.django_db
def test_a_start_that_staff_granted_in_the_past_can_be_had_later_too(application, staff):
    grants = {
        "event": "exceptional",
        "event_date": CHOSEN,
        "reason": "A flood",
        "start": date(2027, 2, 1),
        "on": CHOSEN,
    }
    grant_special_period(actor=staff, application=application, **grants)
    assert [(way.start.starts, way.start.rule) for way in ways(application, CHOSEN)] == [
        (date(2027, 2, 1), "exceptional.set_by_exchange"), (date(2027, 4, 1), "exceptional.later_start")
    ]  # fmt: skip


@pytest.mark.django_db
def test_who_left_before_the_later_day_is_on_the_plan_on_no_day(chosen, staff):
    sent(chosen)
    chosen.members.filter(person__first_name="Mia").update(coverage=DateRange(date(2027, 4, 1), date(2027, 4, 21)))
    proof = proof_of(chosen)
    proving.choose_start(actor=mine(chosen), proof=proof, later=True, on=date(2027, 4, 26))
    proving.accept_proof(actor=staff, proof=proof, note="", on=LATE)
    chosen = Enrollment.objects.get(pk=chosen.pk)
    assert (chosen.status, chosen.start) == ("selected", date(2027, 6, 1))
    there = {member.person.first_name: (member.active, member.coverage.lower) for member in chosen.members.all()}
    assert there["Ana"] == (True, date(2027, 6, 1))
    assert not there["Mia"][0]
    assert {month for month, (cents, _) in months(chosen).items() if cents} == set(range(6, 13))
    assert months(chosen)[6][0] == chosen.premium_cents
