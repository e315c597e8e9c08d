"""Determinations of three-person households on one core, with all reasons, beside reading and writing the same JSON without deciding."""

import os
import random
import time
from typing import Any

import msgspec

from bench.table import median, note, report

SEED = 2014
HOUSEHOLDS = 5000
ROUNDS = 5
STATES = ("NH", "VT", "MA", "TX", "NY", "CA", "FL", "OH")


def measure() -> None:
    """One by one and in a batch. Published engines on such a machine: 80 to 425 households a second in batches, 1 to 2.7 s for one
    (PolicyEngine); 270 applications a second (MITC).
    """
    from coverport.eligibility import document
    from coverport.eligibility.answer import as_json
    from coverport.eligibility.engine import determine
    from coverport.law.resolved import resolve

    texts = [msgspec.json.encode(each) for each in households()]
    read = [document.read(text) for text in texts]
    laws = [resolve(on=one.decided_on, state=one.state, year=one.coverage_year) for one in read]
    for one, law in zip(read[:500], laws[:500], strict=True):
        determine(one, law=law)

    took = []
    spent = time.process_time()
    for one, law in zip(read, laws, strict=True):
        began = time.perf_counter()
        determine(one, law=law)
        took.append(time.perf_counter() - began)
    spent = time.process_time() - spent

    def batch() -> float:
        # Seconds of this core, so that what else the machine does stays out.
        began = time.process_time()
        for text in texts:
            one = document.read(text)
            law = resolve(on=one.decided_on, state=one.state, year=one.coverage_year)
            as_json(one, determine(one, law=law), words=False)
        return HOUSEHOLDS / (time.process_time() - began)

    answer = as_json(read[-1], determine(read[-1], law=laws[-1]), words=False)
    rates = sorted(batch() for _ in range(ROUNDS))
    bare = _bare_json_a_second(texts, answer)
    note(
        f"{HOUSEHOLDS} three-person households of {len(STATES)} states, every one another; load {os.getloadavg()[0]:.1f}"
    )
    note(
        f"one at a time: median {median(took) * 1e6:.0f} microseconds, {HOUSEHOLDS / spent:,.0f} households/s of one core"
    )
    report(
        f"determinations in a batch, JSON in, reasons, JSON out (middle of {ROUNDS}, best {rates[-1]:,.0f})",
        f"{median(rates):,.0f} households/s",
        "reading and writing that JSON alone",
        f"{bare:,.0f} /s",
        median(rates) / bare,
    )


def _bare_json_a_second(texts: list[bytes], answer: bytes) -> float:
    told = msgspec.json.decode(answer)
    began = time.process_time()
    for text in texts:
        msgspec.json.decode(text)
        msgspec.json.encode(told)
    return len(texts) / (time.process_time() - began)


def households() -> list[dict[str, Any]]:
    """Two adults and a child, or one adult and two; wages by month or fortnight; incomes around every threshold."""
    drawn = random.Random(SEED)
    return [_household(drawn) for _ in range(HOUSEHOLDS)]


def _household(drawn: random.Random) -> dict[str, Any]:
    married = drawn.random() < 0.6
    year = drawn.choice((2024, 2025, 2026))
    people = [
        _person("1", drawn.randint(21, 62), drawn.randint(0, 6000), "month"),
        _person("2", drawn.randint(21, 62), drawn.randint(0, 1500), "two_weeks")
        if married
        else _person("2", drawn.randint(0, 18)),
        _person("3", drawn.randint(0, 18)),
    ]
    return {
        "state": drawn.choice(STATES),
        "coverage_year": year,
        "decided_on": f"{year - 1}-11-15",
        "people": people,
        "relationships": [
            {"person": "2", "is": "spouse" if married else "child", "of": "1"},
            {"person": "3", "is": "child", "of": "1"},
        ],
        "tax_households": [
            {
                "id": "1",
                "filers": ["1", "2"] if married else ["1"],
                "dependents": ["3"] if married else ["2", "3"],
                "benchmark_month": drawn.randint(400, 1800),
            }
        ],
    }


def _person(person_id: str, age: int, amount: int = 0, period: str = "month") -> dict[str, Any]:
    income = [{"kind": "wages", "amount": amount, "period": period}] if amount else []
    return {"id": person_id, "age": age, "citizen": True, "other_coverage": False, "income": income}
