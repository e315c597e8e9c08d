"""Tax data: kept in a table of their own and read here alone, by who may, with every reading and every refusal written down.

26 USC 6103(p)(4), 45 CFR 155.260. To keep or to drop them is no reading. A refusal is written down in no transaction of ours, so that it
stays when the caller is told no.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from django.db import transaction

from coverport.applications.models import Application, Determination
from coverport.applications.verification.models import Inconsistency, SourceRequest, TaxRecord, TaxRecordRead
from coverport.applications.verification.rules.confirmed import Instead, Kind
from coverport.applications.verification.rules.sources import Answers, Source, SourceAnswer
from coverport.core.access import Actor, Permission
from coverport.core.money import Cents
from coverport.core.sensitive import blind_index
from coverport.eligibility import results
from coverport.eligibility.withheld import Apart, Incomes

# Reasons that tell what a return shows, or that there is none.
TELLING = frozenset({"income_below_tax_data", "sources_show_less_than_poverty", "no_tax_data"})
SALT_PURPOSE = "tax_record.salt: no hash of incomes gives a figure away, 26 USC 6103(p)(4)"


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


def salted(application: Application, year: Mapping[str, Cents], *, beside: bool = False) -> Incomes | None:
    """Incomes that a decision will rest on; None where there are none. The same ones have the same salt."""
    if not year:
        return None
    told = msgspec.json.encode(dict(year), order="deterministic").decode()
    return Incomes(blind_index(f"{application.reference} {told}", purpose=SALT_PURPOSE), dict(year), beside)


def keep_apart(determination: Determination, apart: Apart) -> None:
    """Keep what of a decision rests on tax data. In the caller's transaction."""
    record(determination, apart).save()


def record(determination: Determination, apart: Apart) -> TaxRecord:
    """The row that keeps it, for who stores many at once."""
    return TaxRecord(determination_id=determination.pk, content=_text(apart))


def answers(application: Application, *, actor: Actor, why: str, on: date) -> Answers:
    """What the tax service has said about an application so far. Raises NotAllowed."""
    _require(application, actor=actor, why=why, on=on)
    with transaction.atomic():
        rows = TaxRecord.objects.filter(request__application=application).select_related("request")
        found: Answers = {(Source.TAX, each.request.subject): _answer(each.content) for each in rows if each.request}
        if found:
            _write_down(application, actor=actor, why=why, on=on)
    return found


def instead_of(row: Inconsistency, *, actor: Actor, why: str, on: date) -> Instead:
    """What the sources say of a fact. Of yearly income these are tax data: raises NotAllowed."""
    if row.kind != Kind.INCOME:
        return row.instead
    _require(row.application, actor=actor, why=why, on=on, inconsistency=row.reference)
    with transaction.atomic():
        found = TaxRecord.objects.filter(inconsistency=row).first()
        if found is None:
            return Instead()
        _write_down(row.application, actor=actor, why=why, on=on, inconsistency=row.reference)
    return msgspec.json.decode(found.content, type=Instead)


def rests_on_tax_data(determination: Determination) -> bool:
    """Whether figures of a decision are kept apart. That they are is no tax data."""
    return "apart" in determination.inputs


def apart_of(determination: Determination, *, actor: Actor, why: str, on: date) -> Apart | None:
    """What is kept apart of a decision; None where nothing is. Raises NotAllowed."""
    if not rests_on_tax_data(determination):
        return None
    application = determination.application
    _require(application, actor=actor, why=why, on=on, determination=determination.reference)
    with transaction.atomic():
        found = TaxRecord.objects.get(determination=determination)
        _write_down(application, actor=actor, why=why, on=on, determination=determination.reference)
    return msgspec.json.decode(found.content, type=Apart)


def whole(determination: Determination, *, actor: Actor, why: str, on: date) -> results.Determination:
    """A decision with all its figures. Raises NotAllowed where they are tax data."""
    apart = apart_of(determination, actor=actor, why=why, on=on)
    return apart.result if apart else msgspec.convert(determination.result, results.Determination)


def _require(application: Application, *, actor: Actor, why: str, on: date, **about: str) -> None:
    if not actor.may(Permission.SEE_TAX_DATA, application):
        _write_down(application, actor=actor, why=why, on=on, refused=True, **about)
    actor.require(Permission.SEE_TAX_DATA, application)


def _write_down(
    application: Application, *, actor: Actor, why: str, on: date, refused: bool = False, **about: str
) -> None:
    TaxRecordRead.objects.create(
        actor=actor.label, exchange=application.exchange.slug, application=application.reference, why=why, on=on,
        refused=refused, **about,
    )  # fmt: skip


def _text(said: SourceAnswer | Instead | Apart) -> str:
    return msgspec.json.encode(said).decode()


def _answer(content: str) -> SourceAnswer:
    return msgspec.json.decode(content, type=SourceAnswer)
