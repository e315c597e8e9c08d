"""Files for an insurer as rows: named, numbered, hashed. The row is the truth; the folder follows."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from coverport.edi.models import EdiFile
from coverport.edi.rules.partner import PartnerProfile

# How a file's name says what is in it, in place of I834.
FUNCTIONS = {"834": "I834", "999": "I999", "820": "I820", "REJ": "IREJ", "REC": "IREC", "DIS": "IDIS"}


def store(
    set_: str, content: bytes, *, exchange: str, partner: PartnerProfile, control: int, at: datetime, transactions: int, members: int,
    **more: Any,
) -> EdiFile:  # fmt: skip
    """A file that is to go out. Must be inside the transaction that took its control number."""
    return EdiFile.objects.create(
        set=set_, exchange=exchange, issuer_id=partner.issuer_id, sender=partner.interchange_sender, control=control,
        name=_free_name(set_, exchange, partner, at), content=content.decode(), sha256=hashlib.sha256(content).hexdigest(),
        length=len(content), transactions=transactions, members=members, written_at=at, **more,
    )  # fmt: skip


def _free_name(set_: str, exchange: str, partner: PartnerProfile, at: datetime) -> str:
    """The name of the moment, or of the next free millisecond. The counter's row is locked, so nobody takes it meanwhile."""
    used = EdiFile.objects.filter(exchange=exchange, issuer_id=partner.issuer_id)
    return next(name for name in _names(set_, partner, at) if not used.filter(name=name).exists())


def _names(set_: str, partner: PartnerProfile, at: datetime) -> Iterator[str]:
    pattern = partner.file_name.replace("I834", FUNCTIONS[set_])
    while True:
        yield pattern.format(
            sender=partner.interchange_sender.strip(), receiver=partner.interchange_receiver.strip(), usage=partner.usage,
            stamp=f"D{at:%y%m%d}.T{at:%H%M%S}{at.microsecond // 1000:03d}",
        )  # fmt: skip
        at += timedelta(milliseconds=1)
