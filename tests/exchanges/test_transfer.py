"""A state leaves the federal platform for its own exchange: its people and all that is theirs go along, or nobody does."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from coverport.applications.models import Application, Household
from coverport.core.access import Actor
from coverport.core.models import Event
from coverport.core.moving import Move, _carriers
from coverport.enrollment.models import Enrollment
from coverport.enrollment.queries import told
from coverport.exchanges import profiles
from coverport.exchanges.models import Exchange
from coverport.exchanges.profiles import FOLDERS
from coverport.exchanges.transfer import CannotTransfer, transfer_state
from coverport.notices.models import Notice
from coverport.plans.models import CatalogNumber

DAY = date(2013, 12, 20)
# What stays with the exchange that wrote, sold or heard it: models of those records with an `exchange` of their own.
STAYS = {
    "core.Event", "applications.TaxRecordRead",
    "plans.PlanFiling", "plans.CatalogNumber", "plans.ReferenceFile", "plans.DirectoryFile", "plans.Suppression",
    "edi.Counter", "edi.EdiFile", "edi.Received", "edi.Reconciliation", "edi.Discrepancy",
    "accounts.Role", "oversight.Contract", "oversight.Gate", "oversight.Opening",
    "fallback.Outage", "fallback.Arrival", "paper.Envelope", "paper.PaperApplication",
    "fallback.CaseFile", "fallback.TakenCase", "fallback.Bridge", "fallback.PolicyList", "fallback.DirectPolicy",
    "oversight.Reading", "oversight.Rehearsal", "shopping.ShareLink", "notices.PrintRun", "accounts.IdentityProof",
    "billing.PaymentFile", "billing.Posting", "billing.Refund", "handoff.Incoming",
    "enrollment.EndingList", "enrollment.RenewalBatch",
}  # fmt: skip
GOES = {
    "applications.Household", "applications.Application", "enrollment.Change", "enrollment.Enrollment", "billing.Invoice",
    "notices.Notice", "edi.Due834", "shopping.KeptShopping",
    "notices.DeliveryChoice", "billing.GracePeriod", "billing.Payment", "handoff.Case", "handoff.Match", "handoff.Outgoing",
    "enrollment.EndingPolicy", "enrollment.SpecialPeriod", "enrollment.Renewal", "appeals.Appeal",
}  # fmt: skip


@pytest.fixture
def own_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """New Hampshire has an exchange of its own from plan year 2015 on, and the federal platform knows it."""
    changes = {"slug: vt": "slug: nh", "states: [VT]": "states: [NH]", "vt.localhost": "nh.localhost"}
    _folder(tmp_path / "exchanges" / "nh", FOLDERS / "vt", changes)
    left = {"left:\n": "left:\n  - {state: NH, from_year: 2015}\n"}
    _folder(tmp_path / "exchanges" / "federal", FOLDERS / "federal", left)
    monkeypatch.setenv("COVERPORT_EXCHANGES", f"samples:{tmp_path / 'exchanges'}")
    _forget()
    yield
    monkeypatch.delenv("COVERPORT_EXCHANGES")
    _forget()


def _folder(folder: Path, model: Path, changes: dict[str, str]) -> None:
    folder.mkdir(parents=True)
    for name in ("profile.yaml", "calendar.yaml", "partners.yaml"):
        text = (model / name).read_text()
        for old, new in changes.items() if name == "profile.yaml" else ():
            assert old in text
            text = text.replace(old, new)
        (folder / name).write_text(text)


def _forget() -> None:
    profiles._load.cache_clear()
    profiles._for_state.cache_clear()


def test_every_model_with_an_exchange_goes_along_or_is_known_to_stay() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("coverport.")]
    with_exchange = {
        model._meta.label for model in ours if "exchange" in {field.name for field in model._meta.concrete_fields}
    }
    assert with_exchange - {"exchanges.Exchange"} == STAYS | GOES
    assert set(_carriers) == {label.partition(".")[0] for label in GOES}


def test_a_state_is_where_its_dated_rows_say(own_exchange: None) -> None:
    assert "NH" in profiles.load("federal").states_of(2014)
    assert "NH" not in profiles.load("federal").states_of(2015)
    assert profiles.for_state("NH", 2014).slug == "federal"
    assert profiles.for_state("NH", 2015).slug == "nh"
    assert "NV" not in profiles.load("federal").states_of(2020)
    assert [year for year in range(2014, 2018) if "ID" in profiles.load("federal").states_of(year)] == [2014]


def _own(db: object) -> Exchange:
    return Exchange.objects.create(slug="nh", name="Coverport New Hampshire", sample=True, date_of_record=DAY)


@pytest.mark.django_db(transaction=True)
class TestPeople:
    """What happens to a household that has chosen a plan."""

    @pytest.fixture
    def enrolled(self, federal: Exchange, own_exchange: None) -> Enrollment:
        from tests.applications.households import decided, publish_samples, somebody
        from tests.enrollment.choices import choose

        publish_samples()
        _own(None)
        application, _ = decided(somebody(), federal)
        return choose(application)

    def _go(self, **more: object) -> None:
        call_command("transfer_state", "NH", source="federal", target="nh", year=2015, **more)

    def test_everything_goes_along_under_its_own_number(
        self, enrolled: Enrollment, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = {
            "catalog": enrolled.catalog_id, "premium": enrolled.premium_cents, "reference": enrolled.reference,
            "letters": set(Notice.objects.values_list("reference", flat=True)),
            "events": list(Event.objects.filter(subject=enrolled.reference).values_list("pk", "exchange")),
        }  # fmt: skip
        self._go()
        assert "NH went from federal to nh." in capsys.readouterr().out
        moved = Enrollment.objects.get(reference=before["reference"])
        assert (moved.exchange.slug, moved.catalog_id, moved.premium_cents) == (
            "nh",
            before["catalog"],
            before["premium"],
        )
        assert (moved.application.exchange.slug, moved.application.household.exchange.slug) == ("nh", "nh")
        assert CatalogNumber.objects.get(pk=moved.catalog_id).exchange == "federal"
        assert told(moved).premium == before["premium"]  # read from the catalog that priced it
        assert set(Notice.objects.filter(exchange="nh").values_list("reference", flat=True)) == before["letters"]
        assert list(Event.objects.filter(subject=moved.reference).values_list("pk", "exchange")) == before["events"]
        said = Event.objects.filter(kind="exchanges.state_transferred")
        assert sorted(said.values_list("exchange", flat=True)) == ["federal", "nh"]
        assert said[0].data["went"]["enrollments"] == 1
        self._go()
        assert "Nothing was moved." in capsys.readouterr().out

    def test_a_dry_run_says_what_would_go_and_changes_nothing(
        self, enrolled: Enrollment, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self._go(dry_run=True)
        out = capsys.readouterr().out
        assert "1 enrollments" in out
        assert "Dry run: nothing was moved." in out
        enrolled.refresh_from_db()
        assert enrolled.exchange.slug == "federal"
        assert not Event.objects.filter(kind="exchanges.state_transferred").exists()

    def test_people_of_other_states_stay(self, enrolled: Enrollment) -> None:
        Application.objects.filter(pk=enrolled.application_id).update(state="ME")
        self._go()
        enrolled.refresh_from_db()
        assert enrolled.exchange.slug == "federal"

    def test_a_carrier_that_fails_takes_back_what_the_others_moved(
        self, enrolled: Enrollment, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def breaks(move: Move) -> dict[str, int]:
            raise RuntimeError("the last room is locked")

        monkeypatch.setitem(_carriers, "zz_last", breaks)
        with pytest.raises(RuntimeError):
            self._go()
        assert set(Household.objects.values_list("exchange__slug", flat=True)) == {"federal"}
        assert set(Enrollment.objects.values_list("exchange__slug", flat=True)) == {"federal"}

    def test_an_account_with_a_household_there_already_holds_everybody_back(self, enrolled: Enrollment) -> None:
        household = enrolled.application.household
        Household.objects.create(exchange=Exchange.objects.get(slug="nh"), owner=household.owner)
        with pytest.raises(CommandError, match=f"a household at nh already.*{household.reference}.*Nothing was moved"):
            self._go()


@pytest.mark.django_db
def test_the_profiles_must_say_it_first(own_exchange: None, federal: Exchange) -> None:
    own = _own(None)
    given = {"actor": Actor.system("test"), "state": "NH", "on": DAY}
    with pytest.raises(CannotTransfer, match="still says that federal serves NH in 2014"):
        transfer_state(source=federal, target=own, from_year=2014, **given)
    with pytest.raises(CannotTransfer, match="does not say that federal serves NH in 2015"):
        transfer_state(source=own, target=federal, from_year=2015, **given)
