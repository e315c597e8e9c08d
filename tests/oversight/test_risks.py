"""The register of risks: how each weighs, who may rate and end what, and what the public reads of it as of a day."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from coverport.core.errors import NotAllowed
from coverport.core.models import Event
from coverport.oversight.actions.risks import assess_risk, end_risk, raise_risk
from coverport.oversight.models import Contract, Risk, RiskEntry
from coverport.oversight.refusals import AgainstTheRule
from coverport.oversight.risk_pages import register
from coverport.oversight.rules.risks import Assessment, exposure, refuse_rating
from tests.oversight.people import People
from tests.oversight.test_pages import as_, text

MARCH = date(2026, 3, 5)


def said(**more: Any) -> Assessment:
    given: dict[str, Any] = {
        "owner": "Vendor", "likelihood": "medium", "impact": "high", "response": "reduce", "plan": "A test each week",
        "review_on": date(2026, 4, 1),
    }  # fmt: skip
    return Assessment(**given | more)


def raised(who: Any, made: Contract, title: str = "Insurers are not ready", **more: Any) -> Risk:
    security = more.pop("security", False)
    return raise_risk(
        actor=who,
        contract=made,
        title=title,
        text="Nobody hears of choices.",
        said=said(**more),
        on=MARCH,
        security=security,
    )


@pytest.mark.parametrize(
    ("likelihood", "impact", "weighs"),
    [
        ("low", "low", "low"), ("low", "medium", "low"), ("low", "high", "medium"), ("medium", "medium", "medium"),
        ("medium", "high", "high"), ("high", "low", "medium"), ("high", "medium", "high"), ("high", "high", "high"),
    ],
)  # fmt: skip
def test_a_risk_weighs_its_likelihood_times_its_harm(likelihood: Any, impact: Any, weighs: str) -> None:
    assert exposure(likelihood, impact) == weighs


def test_who_owns_a_risk_of_the_reviewer_changes_all_of_it_but_its_rating() -> None:
    lower, other = said(likelihood="low"), said(owner="State", plan="Two tests", response="accept")
    refused = refuse_rating(said(), lower, independent=True, reviewer=False)
    assert refused is not None
    assert refused.code == "rated_by_the_reviewer"
    assert refuse_rating(said(), said(impact="medium"), independent=True, reviewer=False) is not None
    assert refuse_rating(said(), other, independent=True, reviewer=False) is None
    assert refuse_rating(said(), lower, independent=True, reviewer=True) is None
    assert refuse_rating(said(), lower, independent=False, reviewer=False) is None


def test_everybody_raises_the_officer_rates_and_ends(people: People, made: Contract) -> None:
    risk = raised(people.vendor, made)
    with pytest.raises(NotAllowed):
        raised(people.stranger, made)
    for who in (people.vendor, people.reviewer, people.payer, people.independent):
        with pytest.raises(NotAllowed):
            assess_risk(actor=who, risk=risk, said=said(likelihood="low"), note="Tested", on=MARCH)
        with pytest.raises(NotAllowed):
            end_risk(actor=who, risk=risk, happened=False, note="Tested", on=MARCH)
    assess_risk(
        actor=people.officer, risk=risk, said=said(likelihood="low"), note="One insurer tested", on=date(2026, 3, 9)
    )
    end_risk(actor=people.officer, risk=risk, happened=False, note="All have tested", on=date(2026, 3, 20))
    assert list(risk.entries.values_list("number", "what", "likelihood", "note")) == [
        (1, "raised", "medium", ""), (2, "assessed", "low", "One insurer tested"), (3, "closed", "low", "All have tested"),
    ]  # fmt: skip
    assert Event.objects.filter(kind="oversight.risk_changed").count() == 3
    for again in ({"happened": True}, {"happened": False}):
        with pytest.raises(AgainstTheRule, match="This risk is closed"):
            end_risk(actor=people.officer, risk=risk, note="Again", on=date(2026, 3, 21), **again)


def test_only_the_independent_reviewer_rates_and_ends_what_they_raised(people: People, made: Contract) -> None:
    risk = raised(people.independent, made)
    assert risk.origin == "independent"
    with pytest.raises(AgainstTheRule, match="Only the independent reviewer rates"):
        assess_risk(actor=people.officer, risk=risk, said=said(impact="low"), note="We think so", on=MARCH)
    assess_risk(actor=people.officer, risk=risk, said=said(owner="State"), note="Taken over", on=MARCH)
    with pytest.raises(NotAllowed):
        end_risk(actor=people.officer, risk=risk, happened=False, note="Done", on=MARCH)
    assess_risk(actor=people.independent, risk=risk, said=said(likelihood="high"), note="Nothing was done", on=MARCH)
    end_risk(actor=people.independent, risk=risk, happened=True, note="Messages were lost", on=MARCH)
    assert [each.status for each in risk.entries.all()] == ["open", "open", "open", "happened"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"owner": " "}, "no_owner"),
        ({"plan": ""}, "no_plan"),
        ({"review_on": MARCH}, "no_review"),
        ({"title": " "}, "not_told"),
    ],
)
def test_a_risk_has_words_an_owner_a_plan_and_a_day(
    people: People, made: Contract, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(AgainstTheRule) as refused:
        raised(people.officer, made, **more)
    assert (refused.value.code, refused.value.field) == (code, next(iter(more)))
    assert not Risk.objects.exists()


def test_a_change_has_a_reason_and_does_not_go_back(people: People, made: Contract) -> None:
    risk = raised(people.officer, made)
    for note, on, code in ((" ", MARCH, "no_reason"), ("Why", date(2026, 3, 4), "before_the_last_entry")):
        with pytest.raises(AgainstTheRule) as refused:
            assess_risk(actor=people.officer, risk=risk, said=said(), note=note, on=on)
        assert refused.value.code == code
    with pytest.raises(AgainstTheRule, match="nothing of it is earlier"):
        raise_risk(actor=people.officer, contract=made, title="A", text="B", said=said(), on=date(2026, 1, 4))


def test_the_database_refuses_to_change_or_delete_the_register(people: People, made: Contract) -> None:
    raised(people.officer, made)
    for change in (
        lambda: Risk.objects.update(title="Nothing"), lambda: RiskEntry.objects.update(likelihood="low"),
        lambda: RiskEntry.objects.all().delete(),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change()


def test_the_register_is_as_of_a_day_the_heaviest_first(people: People, made: Contract) -> None:
    light, heavy = raised(people.officer, made, "Light", impact="low"), raised(people.officer, made, "Heavy")
    end_risk(actor=people.officer, risk=heavy, happened=False, note="Over", on=date(2026, 3, 20))
    seen = {
        day: [(row.risk.title, row.now.status, row.due) for row in register(made, day)]
        for day in (date(2026, 3, 4), MARCH, date(2026, 3, 31), date(2026, 4, 1))
    }
    assert seen == {
        date(2026, 3, 4): [],
        MARCH: [("Heavy", "open", False), ("Light", "open", False)],
        date(2026, 3, 31): [("Light", "open", False), ("Heavy", "closed", False)],
        date(2026, 4, 1): [("Light", "open", True), ("Heavy", "closed", False)],
    }
    assert light.entries.count() == 1


def test_the_public_reads_a_risk_with_its_history_but_not_the_words_of_one_about_security(
    client: Client, people: People, made: Contract, vermont: Any
) -> None:
    vermont.date_of_record = date(2026, 3, 20)
    vermont.save()
    plain, secret = raised(people.vendor, made), raised(people.vendor, made, "The door is open", security=True)
    page = f"/vt/oversight/{made.slug}/"
    whole = text(client.get(page))
    assert "Insurers are not ready" in whole
    assert "A risk to security" in whole
    told = client.get(f"{page}risks/{secret.reference}/")
    for words in ("The door is open", "Nobody hears of choices", "A test each week"):
        assert words not in whole
        assert words not in told.content.decode()
    assert "rated: High" in text(told)
    assert "A test each week" in text(client.get(f"{page}risks/{plain.reference}/"))
    assert client.get(f"{page}risks/{plain.reference}/?on=2026-03-04").status_code == 404
    # Over: it is published, and on the page of the day before it is still open.
    end_risk(actor=people.officer, risk=secret, happened=False, note="Closed the door", on=date(2026, 3, 19))
    assert "Closed the door" in text(client.get(f"{page}risks/{secret.reference}/"))
    assert "Closed the door" not in text(client.get(f"{page}risks/{secret.reference}/?on=2026-03-18"))


def test_from_a_raised_risk_to_its_end_through_the_desk(
    client: Client, people: People, made: Contract, vermont: Any
) -> None:
    vermont.date_of_record = MARCH
    vermont.save()
    desk = f"/vt/oversight/{made.slug}/desk/risks/"
    given = {
        "title": "Late", "text": "It is late.", "owner": "", "likelihood": "high", "impact": "high", "response": "avoid",
        "plan": "More people", "review_on": "2026-04-01",
    }  # fmt: skip
    assert as_(client, people.stranger).post(desk, given).status_code == 404
    refused = as_(client, people.vendor).post(desk, given)
    assert refused.status_code == 422
    assert "Every risk has an owner." in text(refused)
    assert "More people" in refused.content.decode()
    assert client.post(desk, given | {"owner": "Vendor"}).status_code == 302
    one = f"{desk}{Risk.objects.get().reference}/"
    again = {**given, "owner": "Vendor", "step": "assess", "likelihood": "low", "note": "More people came"}
    assert client.post(one, again).status_code == 404
    as_(client, people.officer)
    assert client.post(one, again | {"note": ""}).status_code == 422
    assert client.post(one, again).status_code == 302
    assert client.post(one, {"step": "closed", "end-note": ""}).status_code == 422
    assert client.post(one, {"step": "closed", "end-note": "It is done"}).status_code == 302
    assert "It is done" in text(client.get(one))
    assert client.get(f"{desk}2222-2222/").status_code == 404
