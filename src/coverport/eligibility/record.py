"""A determination as it is kept: inputs, law, result, each with its hash; and its replay, which computes the result again."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from coverport.core.errors import Refusal
from coverport.eligibility.engine import FamilyMember, determine
from coverport.eligibility.facts import Application, TaxHousehold
from coverport.eligibility.results import RULES_VERSION, Benchmark, Determination
from coverport.eligibility.withheld import Apart, Reference, with_incomes, without_figures
from coverport.law.loader import MissingLaw
from coverport.law.resolved import Law, resolve

PARTS = ("inputs", "law", "result")
T = TypeVar("T")
_AT = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)


class Inputs(msgspec.Struct, frozen=True):
    """What a determination was made from beside the law. benchmarks: by tax household, None where there was none.

    asked: whether a catalog stood behind them; catalog: which one; apart: where it rests on incomes that are kept elsewhere.
    """

    application: Application
    benchmarks: dict[str, Benchmark | None]
    asked: bool = True
    catalog: dict[str, str | int] | None = None
    apart: Reference | msgspec.UnsetType = msgspec.UNSET


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as it was. part: inputs, law, result, rules or hash; path: where; then and now: as text."""

    part: str
    path: str
    then: str
    now: str


class Replay(msgspec.Struct, frozen=True):
    """What a replay found. differences: what speaks against the record; since: what has changed in law and rules since then."""

    differences: tuple[Difference, ...]
    since: tuple[Difference, ...]

    @property
    def holds(self) -> bool:
        """Whether the record is untouched and computes to the same result."""
        return not self.differences


def kept(inputs: Inputs, law: Law, result: Determination) -> dict[str, Any]:
    """The parts in plain values that JSON can carry, with their hashes and the hash of those."""
    law_part, law_digest = kept_law(law)
    parts = {"inputs": plain(inputs), "law": law_part, "result": plain(result)}
    return {**parts, **_signed(digest(parts["inputs"]), law_digest, digest(parts["result"]), result.rules_version)}


def encoded(inputs: Inputs, law: Law, result: Determination) -> dict[str, Any]:
    """The same for who writes thousands: inputs and result as the bytes of their JSON, made once; the law is kept by itself."""
    made, said = _canonical(inputs), _canonical(result)
    digests = _sha256(made), kept_law(law)[1], _sha256(said)
    return {"inputs": msgspec.Raw(made), "result": msgspec.Raw(said), **_signed(*digests, result.rules_version)}


def _signed(inputs: str, law: str, result: str, rules_version: str) -> dict[str, Any]:
    """The hashes of the parts, and the hash of those."""
    digests = {"inputs": inputs, "law": law, "result": result}
    sha256 = digest({**digests, "rules_version": rules_version})
    return {"digests": digests, "rules_version": rules_version, "sha256": sha256}


def kept_law(law: Law) -> tuple[Any, str]:
    """Its plain values, which nobody changes, and their hash: worked out once for each law."""
    return _kept_law(_One(law))


class _One:
    """A law by which object it is: a batch decides thousands of times by the same one."""

    def __init__(self, law: Law) -> None:
        self.law = law

    def __hash__(self) -> int:
        return id(self.law)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _One) and other.law is self.law


@lru_cache(maxsize=64)
def _kept_law(one: _One) -> tuple[Any, str]:
    part = plain(one.law)
    return part, digest(part)


def reference(apart: Apart) -> Reference:
    """What stands in the inputs for what is kept apart."""
    return Reference(people=tuple(sorted(apart.incomes.year)), sha256=digest(plain(apart)))


def plain(value: Any) -> Any:
    """Values that JSON can carry: decimals and dates as text."""
    return msgspec.json.decode(msgspec.json.encode(value, order="deterministic"))


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON."""
    return _sha256(msgspec.json.encode(value, order="deterministic"))


def _canonical(value: Any) -> bytes:
    """The canonical JSON of a struct: as of its plain values, whose names stand in order."""
    return msgspec.json.encode(value, order="sorted")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def replay(stored: Mapping[str, Any], apart: Apart | None = None) -> Replay:
    """Compute a kept determination again under the law that it used. stored: what `kept` gave, as it is kept now.

    apart: what is kept elsewhere of one that rests on withheld incomes. The stored result is looked at only after the new one is there.
    """
    again, unreadable = _again(stored, apart)
    differences = [*_hashes(stored), *unreadable]
    if again is not None:
        differences += _results(stored, again, apart)
    return Replay(tuple(differences), tuple(_since(stored)))


def _results(stored: Mapping[str, Any], again: Determination, apart: Apart | None) -> Iterator[Difference]:
    """What is kept beside what is computed: all of it, and, where incomes are withheld, what is left without them."""
    if apart is None:
        yield from _differences("result", stored.get("result"), plain(again), "")
        return
    yield from _differences("apart", plain(apart.result), plain(again), "result")
    shown = without_figures(again, apart.incomes.year)
    yield from _differences("result", stored.get("result"), plain(shown), "")


def _again(stored: Mapping[str, Any], apart: Apart | None) -> tuple[Determination | None, list[Difference]]:
    inputs, law = _read("inputs", stored, Inputs), _read("law", stored, Law)
    if isinstance(inputs, Difference) or isinstance(law, Difference):
        return None, [each for each in (inputs, law) if isinstance(each, Difference)]
    if wrong := list(_kept_apart(inputs, apart)):
        return None, wrong
    given = with_incomes(inputs.application, apart.incomes) if apart else inputs.application

    def benchmark(household: TaxHousehold, family: tuple[FamilyMember, ...]) -> Benchmark | None:
        return inputs.benchmarks.get(household.id)

    try:
        return determine(given, law=law, benchmark=benchmark if inputs.asked else None), []
    except Refusal as refused:
        return None, [Difference("inputs", f"application.{refused.field}", "", refused.message)]
    except (ValueError, LookupError, ArithmeticError, AttributeError, TypeError) as error:
        return None, [Difference("inputs", "", "", f"cannot be computed: {error}")]


def _kept_apart(inputs: Inputs, apart: Apart | None) -> Iterator[Difference]:
    """Whether what is kept elsewhere is what the inputs refer to."""
    then = inputs.apart.sha256 if isinstance(inputs.apart, Reference) else ""
    now = digest(plain(apart)) if apart else ""
    if then != now:
        yield Difference("apart", "", then, now)


def _read(part: str, stored: Mapping[str, Any], kind: type[T]) -> T | Difference:
    """A part in its shape; or what cannot be read of it, with its path."""
    try:
        return msgspec.convert(stored.get(part), kind)
    except msgspec.ValidationError as error:
        at = _AT.search(str(error))
        words = str(error)[: at.start()] if at else str(error)
        return Difference(part, at[1] if at else "", "", f"cannot be read: {words.replace('`', '')}")


def _hashes(stored: Mapping[str, Any]) -> Iterator[Difference]:
    """Each part beside the hash that was taken of it, and the hashes beside the one of them all."""
    digests = stored.get("digests") or {}
    for name in PARTS:
        found = digest(stored.get(name))
        if found != digests.get(name):
            yield Difference(name, "", str(digests.get(name)), found)
    whole = digest({**digests, "rules_version": stored.get("rules_version")})
    if whole != stored.get("sha256"):
        yield Difference("hash", "", str(stored.get("sha256")), whole)


def _since(stored: Mapping[str, Any]) -> Iterator[Difference]:
    """What the law says of the same day now, and the rules, beside what they were."""
    if stored.get("rules_version") != RULES_VERSION:
        yield Difference("rules", "", str(stored.get("rules_version")), RULES_VERSION)
    law = stored.get("law") or {}
    try:
        now = resolve(on=date.fromisoformat(law["on"]), state=law["state"], year=law["year"])
    except (MissingLaw, KeyError, TypeError, ValueError) as error:
        yield Difference("law", "", "", str(error))
        return
    yield from _differences("law", law, plain(now), "")


def _differences(part: str, then: Any, now: Any, path: str) -> Iterator[Difference]:
    """Leaf by leaf."""
    if isinstance(then, dict) and isinstance(now, dict):
        for name in sorted({*then, *now}):
            yield from _differences(part, then.get(name), now.get(name), f"{path}.{name}" if path else name)
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from _differences(part, one, other, f"{path}[{place}]")
    elif then != now:
        yield Difference(part, path, str(then), str(now))
