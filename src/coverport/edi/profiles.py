"""The partners of an exchange: `exchanges/<slug>/partners.yaml`. What it says of all insurers, and what one insurer has otherwise."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from coverport.edi.rules.characters import stands_in_names
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.x12.maintenance import meaning
from coverport.exchanges.profiles import folder_of, read_yaml

MAINTENANCE = Path(__file__).with_name("maintenance.yaml")
# Filled in with the insurer's own number.
WITH_ISSUER = ("interchange_sender", "interchange_receiver", "tin", "file_name")


class BadPartner(Exception):
    """partners.yaml says something that no file could be written from."""


@cache
def load(exchange: str, issuer_id: str) -> PartnerProfile:
    """The profile of an insurer: its own row over the exchange's defaults. Raises BadPartner."""
    said = read_yaml(folder_of(exchange) / "partners.yaml")
    row: dict[str, Any] = {"issuer_name": "", **said["defaults"], **(said.get("issuers") or {}).get(issuer_id, {})}
    row["issuer_id"] = issuer_id
    row["maintenance"] = {**read_yaml(MAINTENANCE), **row.get("maintenance", {})}
    for key in WITH_ISSUER:
        row[key] = row[key].replace("{issuer}", issuer_id)
    try:
        profile = msgspec.convert(row, PartnerProfile)
    except msgspec.ValidationError as error:
        raise BadPartner(f"{exchange}/partners.yaml, insurer {issuer_id}: {error}") from error
    for fault in _faults(profile):
        raise BadPartner(f"{exchange}/partners.yaml, insurer {issuer_id}: {fault}")
    return profile


def _faults(profile: PartnerProfile) -> list[str]:
    marks = list(msgspec.structs.astuple(profile.delimiters))
    rules = {
        "sender and receiver have at most 15 characters": max(
            map(len, (profile.interchange_sender, profile.interchange_receiver))
        )
        <= 15,
        "usage is T or P": profile.usage in {"T", "P"},
        "delimiters are four different signs that stand in no name": len(set(marks)) == 4
        and not any(map(stands_in_names, marks)),
        "there is a time at which files are written": bool(profile.batch.times)
        and profile.batch.sample_every_seconds > 0,
        "every maintenance reason is one that exchanges or insurers may give": all(
            meaning(each.type, each.reason, each.additional) for each in profile.maintenance.values()
        ),
        "the day of our view is one that every month has, from 1 to 28": 1 <= profile.view_day <= 28,
        "the tax number has nine digits": len(profile.tin) == 9 and profile.tin.isdigit(),
    }
    return [rule for rule, holds in rules.items() if not holds]
