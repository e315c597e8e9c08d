"""What exchanges ask of one member of an 834: CMS X12 834 Companion Guide v7.2 (August 30, 2024)."""

from collections.abc import Iterator

from coverport.edi.x12.breach import Breach
from coverport.edi.x12.maintenance import meaning
from coverport.edi.x12.walker import Collected, Values

Literals = dict[str, tuple[str, str]]
_NUMBERS = [str(n) for n in range(1, 100)]
_EVERYONE = frozenset({"PRE AMT 1", "SOURCE EXCHANGE ID", "REQUEST SUBMIT TIMESTAMP", "APPLICATION ID AND ORIGIN"})
_SUBSCRIBER = _EVERYONE | {"PRE AMT TOT", "APTC AMT", "TOT RES AMT", "RATING AREA"}
# Messages that say all of a member: a new enrollment, a renewal, the full file.
_FULL = {("021", "EC"), ("021", "41"), ("030", "XN")}


def member_breaches(
    values: Values, collected: Collected, categories: list[tuple[str, ...]], known: Literals
) -> Iterator[Breach]:
    """categories: (LX number, literal, qualifier, value, effective date) each."""
    subscriber, kind, code = (
        values.get("subscriber") == "Y",
        values.get("maintenance") or "",
        values.get("reason") or "",
    )
    if subscriber != (values.get("relationship") == "18"):
        yield Breach(
            "relationship_differs", "the subscriber, and nobody else, has the relationship 18", "2000", ("INS",), 2
        )
    if not values.get("member_id"):
        yield Breach("member_id_missing", "REF*17, the exchange's number of the member, is missing", "2000", ("INS",))
    yield from _dates(values, kind)
    if (kind, code) in _FULL and not values.get("birth_date"):
        yield Breach(
            "birth_date_missing",
            "DMG is missing: a member who is new to the insurer has a birth date",
            "2100A",
            ("NM1",),
        )
    yield from _coverage(values, collected.get("2300", []), subscriber, kind)
    said = {row[1]: row for row in categories}
    yield from _legal(subscriber, kind, code, said)
    if categories or (kind, code) in _FULL:
        yield from _categories(categories, said, known)
        if (kind, code) in _FULL:
            for literal in sorted((_SUBSCRIBER if subscriber else _EVERYONE) - said.keys()):
                yield Breach("category_missing", f"the reporting category {literal} is missing", "2750", ("LS",))


def _dates(values: Values, kind: str) -> Iterator[Breach]:
    if kind in {"021", "025"} and not values.get("eligibility_begin"):
        yield Breach("begin_missing", "DTP*356, when eligibility begins, is missing", "2000", ("INS",))
    if kind == "024" and not values.get("eligibility_end"):
        yield Breach("end_missing", "DTP*357, when eligibility ends, is missing", "2000", ("INS",))


def _coverage(values: Values, coverages: list[tuple[str, ...]], subscriber: bool, kind: str) -> Iterator[Breach]:
    """Loop 2300: maintenance, line, description, begin, end, maintenance date, paid through, plan, policy, …"""
    if subscriber and kind == "024":
        if coverages:
            yield Breach("coverage_on_end", "the end of a whole policy has no loop 2300", "2300", ("HD",))
        if not values.get("policy_id"):
            yield Breach(
                "policy_missing", "the end of a whole policy names it by REF*1L of the subscriber", "2000", ("INS",)
            )
        return
    if values.get("policy_id"):
        yield Breach(
            "policy_misplaced",
            "REF*1L stands with the subscriber only where a whole policy ends",
            "2000",
            ("REF", "1L"),
        )
    if not coverages:
        if kind in {"021", "024", "030"}:
            yield Breach("coverage_missing", "loop 2300 (HD) is missing", "2300", ("INS",))
        return
    if len(coverages) > 1:
        yield Breach(
            "coverage_again", "a transaction has one policy, so a member has one loop 2300", "2300", ("HD",), nth=1
        )
    maintenance, _, _, begin, end, _, _, plan, policy, *_ = coverages[0]
    if maintenance != kind:
        yield Breach(
            "maintenance_differs", "HD01 is not the maintenance type of the member (INS03)", "2300", ("HD",), 1
        )
    if not begin:
        yield Breach("coverage_begin_missing", "DTP*348, when benefits begin, is missing", "2300", ("HD",))
    if kind == "024" and not end:
        yield Breach(
            "coverage_end_missing", "DTP*349, when benefits end, is missing for a member who leaves", "2300", ("HD",)
        )
    if not (len(plan) == 16 and plan[:5].isdigit() and plan[5:7].isalpha() and plan[7:].isdigit()):
        yield Breach(
            "plan_id", "REF*CE is not a plan of 14 characters and its variant of two digits", "2300", ("REF", "CE"), 2
        )
    if not policy:
        yield Breach("policy_missing", "REF*1L, the exchange's number of the policy, is missing", "2300", ("HD",))


def _legal(subscriber: bool, kind: str, code: str, said: dict[str, tuple[str, ...]]) -> Iterator[Breach]:
    reason = said["ADDL MAINT REASON"][3] if "ADDL MAINT REASON" in said else ""
    found = meaning(kind, code, reason)
    if found is None:
        message = "maintenance type, maintenance reason and ADDL MAINT REASON do not go together"
        yield Breach("maintenance_combination", message, "2000", ("INS",), 4 if code else 3)
    elif found.event in {"effectuate", "reinstate"} and kind == "025" and not subscriber:
        yield Breach("reinstatement_member", "a reinstatement is told with the subscriber alone", "2000", ("INS",), 3)


def _categories(rows: list[tuple[str, ...]], said: dict[str, tuple[str, ...]], known: Literals) -> Iterator[Breach]:
    if [row[0] for row in rows] != _NUMBERS[: len(rows)]:
        yield Breach("category_number", "LX does not count 1, 2, 3 …", "2700", ("LX",), 1)
    again = len(said) < len(rows)
    for nth, (_, literal, qualifier, value, effective) in enumerate(rows):
        if literal not in known:
            yield Breach(
                "category_unknown", "N102 is no reporting category that exchanges know", "2750", ("N1", "75"), 2, nth
            )
            continue
        wanted, kind = known[literal]
        if qualifier != wanted:
            if not qualifier:
                yield Breach("category_value_missing", f"{literal} has no REF", "2750", ("N1", "75"), 0, nth)
            else:
                yield Breach(
                    "category_qualifier",
                    f"the REF of {literal} has the qualifier {wanted}",
                    "2750",
                    ("LX", str(nth + 1)),
                    0,
                )
        if (kind == "timestamp") == bool(effective):
            word = "no date" if kind == "timestamp" else "its DTP*007"
            yield Breach("category_date", f"{literal} stands with {word}", "2750", ("LX", str(nth + 1)), 0)
        if kind == "amount" and not _amount(value):
            yield Breach(
                "category_amount",
                f"{literal} is no amount with a decimal point and two digits",
                "2750",
                ("LX", str(nth + 1)),
                0,
            )
    if again:
        once = [row[1] for row in rows if known.get(row[1], ("", ""))[1] != "monthly"]
        for literal in sorted({name for name in once if once.count(name) > 1}):
            yield Breach(
                "category_again", f"the reporting category {literal} stands twice", "2750", ("N1", "75", literal), 2, 1
            )


def _amount(text: str) -> bool:
    return len(text) > 3 and text[-3] == "." and text[-2:].isdigit() and text[:-3].removeprefix("-").isdigit()
