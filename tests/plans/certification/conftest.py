"""A machine of its own with the federal exchange on December 10, 2013, an insurer's and a state worker's account."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.test import override_settings

from coverport.accounts.models import Role, User
from coverport.accounts.roles import grant_role
from coverport.core.access import Actor
from coverport.exchanges.models import Exchange
from coverport.plans import catalogs
from coverport.plans.certification import actions
from coverport.plans.models import QhpApplication
from coverport.plans.rules.certification import GATES
from tests.plans.certification import filings

TODAY = date(2013, 12, 10)


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("COVERPORT_DATA", str(tmp_path / "data"))
    with override_settings(MEDIA_ROOT=tmp_path / "storage"):
        yield tmp_path
    catalogs._open.clear()


def person(email: str, exchange: Exchange | None = None, kind: str = "", issuer_id: str = "") -> User:
    user = User.objects.create_user(email, "a long password of words")
    if exchange is not None:
        grant_role(actor=Actor.system("test"), user=user, exchange=exchange, kind=kind, issuer_id=issuer_id, on=TODAY)
    return user


@pytest.fixture
def insurer(federal: Exchange) -> User:
    """Somebody of the insurer 99999."""
    return person("insurer@example.org", federal, Role.Kind.ISSUER, filings.ISSUER)


@pytest.fixture
def worker(federal: Exchange) -> User:
    """A state worker of the federal exchange."""
    return person("state@example.org", federal, Role.Kind.STATE_WORKER)


@pytest.fixture
def started(federal: Exchange, insurer: User) -> QhpApplication:
    return start(federal, insurer)


def start(exchange: Exchange, insurer: User) -> QhpApplication:
    return actions.start_application(
        actor=Actor.person(insurer), exchange=exchange, year=2014, state="NH", issuer_id=filings.ISSUER,
        issuer_name="Granite Health", on=TODAY,
    )  # fmt: skip


@pytest.fixture
def send(insurer: User) -> Callable[[QhpApplication, list[Path]], None]:
    """Upload files as the insurer does."""

    def send(application: QhpApplication, paths: list[Path]) -> None:
        for path in paths:
            actions.upload_file(
                actor=Actor.person(insurer), application=application, upload=filings.upload(path), on=TODAY
            )
        application.refresh_from_db()

    return send


def open_gates(application: QhpApplication, insurer: User, worker: User) -> None:
    """A document for each gate, each found to be met."""
    for gate in GATES:
        actions.upload_document(
            actor=Actor.person(insurer),
            application=application,
            gate=gate,
            upload=filings.document(f"{gate}.pdf"),
            on=TODAY,
        )
    for gate in GATES:
        actions.review_gate(actor=Actor.person(worker), application=application, gate=gate, met=True, note="", on=TODAY)


@pytest.fixture
def certified(
    started: QhpApplication, insurer: User, worker: User, machine: Path, send: Callable[..., None]
) -> QhpApplication:
    """A filing that went all the way; not published yet."""
    return certify(started, insurer, worker, filings.whole(machine / "filing"), send)


def certify(
    application: QhpApplication, insurer: User, worker: User, paths: list[Path], send: Callable[..., None]
) -> QhpApplication:
    send(application, paths)
    actions.submit_application(actor=Actor.person(insurer), application=application, on=TODAY)
    open_gates(application, insurer, worker)
    return actions.certify(actor=Actor.person(worker), application=application, on=TODAY)
