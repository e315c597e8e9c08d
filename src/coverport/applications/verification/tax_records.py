"""Tax data: kept in a table of their own and read here alone, by who may, with every reading written down.

26 USC 6103(p)(4), 45 CFR 155.260. To keep or to drop them is no reading.
"""

from collections.abc import Sequence
from datetime import date

import msgspec
from django.db import transaction

from coverport.applications.models import Application
from coverport.applications.verification.models import Inconsistency, SourceRequest, TaxRecord, TaxRecordRead
from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.applications.verification.rules.sources import Answers, Source, SourceAnswer
from coverport.core.access import Actor, Permission

# Reasons that tell what a return shows, or that there is none.
TELLING = frozenset({"income_below_tax_data", "sources_show_less_than_poverty", "no_tax_data"})


def keep_answers(answered: Sequence[tuple[SourceRequest, SourceAnswer]]) -> None:
    """Keep what the tax service said to these questions. In the caller's transaction."""
    TaxRecord.objects.bulk_create(TaxRecord(request=one, content=_text(answer)) for one, answer in answered)


def keep_instead(row: Inconsistency, instead: Instead) -> None:
    """Keep what is held against yearly income; the newest word stands. In the caller's transaction."""
    if instead == Instead():
        TaxRecord.objects.filter(inconsistency=row).delete()
        return
    TaxRecord.objects.bulk_create(
        [TaxRecord(inconsistency=row, content=_text(instead))],
        update_conflicts=True, unique_fields=["inconsistency"], update_fields=["content"],
    )  # fmt: skip


@transaction.atomic
def answers(application: Application, *, actor: Actor, why: str, on: date) -> Answers:
    """What the tax service has said about an application so far. Raises NotAllowed."""
    actor.require(Permission.SEE_TAX_DATA, application)
    rows = TaxRecord.objects.filter(request__application=application).select_related("request")
    found: Answers = {(Source.TAX, each.request.subject): _answer(each.content) for each in rows if each.request}
    if found:
        _write_down(application, actor=actor, why=why, on=on)
    return found


@transaction.atomic
def instead_of(row: Inconsistency, *, actor: Actor, why: str, on: date) -> Instead:
    """What the sources say of a fact. Of yearly income these are tax data: raises NotAllowed."""
    if row.kind != Kind.INCOME:
        return row.instead
    actor.require(Permission.SEE_TAX_DATA, row.application)
    found = TaxRecord.objects.filter(inconsistency=row).first()
    if found is None:
        return Instead()
    _write_down(row.application, actor=actor, why=why, on=on, inconsistency=row.reference)
    return msgspec.json.decode(found.content, type=Instead)


def _write_down(application: Application, *, actor: Actor, why: str, on: date, inconsistency: str = "") -> None:
    TaxRecordRead.objects.create(
        actor=actor.label, exchange=application.exchange.slug, application=application.reference,
        inconsistency=inconsistency, why=why, on=on,
    )  # fmt: skip


def _text(said: SourceAnswer | Instead) -> str:
    return msgspec.json.encode(said).decode()


def _answer(content: str) -> SourceAnswer:
    return msgspec.json.decode(content, type=SourceAnswer)
