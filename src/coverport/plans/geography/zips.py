"""ZIP codes: the counties that each reaches into, and the state of each by its first three digits."""

from functools import lru_cache

from coverport.core.errors import Refusal
from coverport.plans.geography.counties import County, county, packaged, state_fips, state_name
from coverport.plans.geography.lookup import dated, in_force, zips_reaching
from coverport.plans.geography.table import UNDATED


class UnknownZip(Refusal):
    """No counties are known for this ZIP code; `state` is set when its first digits tell the state."""

    def __init__(self, message: str, *, code: str, state: str | None = None) -> None:
        super().__init__(message, code=code, field="zip")
        self.state = state


def is_zip(text: str) -> bool:
    """Five digits, nothing else."""
    return len(text) == 5 and text.isascii() and text.isdigit()


def counties_of_zip(zip_code: str, year: int = 2014) -> tuple[County, ...]:
    """The counties that a ZIP code reaches into in a plan year, several when it crosses a line. Raises UnknownZip.

    Of tables of several years, the newest that is not after the plan year has the word; before the first, the first has it.
    Tables without a year add what lies in other states, for a national table may give each ZIP code to one state alone.
    """
    if not is_zip(zip_code):
        raise UnknownZip("A ZIP code has five digits.", code="zip_shape")
    rows = dated("zip_counties", int(zip_code))
    if not rows:
        raise _unknown(zip_code)
    codes = in_force(rows, year) or next((rows[begins] for begins in sorted(rows) if begins), ())
    if beyond := rows.get(UNDATED):
        codes = _with_other_states(codes, beyond)
    return tuple(county(f"{code:05d}") for code in codes)


def zips_by_county(state: str, year: int) -> dict[str, tuple[str, ...]]:
    """The ZIP codes that reach into each county of a state in a plan year, by county code. Raises UnknownCounty."""
    found: dict[str, list[str]] = {}
    for code in zips_reaching(state_fips(state)):
        for one in counties_of_zip(f"{code:05d}", year):
            if one.state == state:
                found.setdefault(one.fips, []).append(f"{code:05d}")
    return {fips: tuple(codes) for fips, codes in found.items()}


def _with_other_states(codes: tuple[int, ...], beyond: tuple[int, ...]) -> tuple[int, ...]:
    known = {code // 1000 for code in codes}
    return tuple(sorted([*codes, *(code for code in beyond if code // 1000 not in known)]))


def _unknown(zip_code: str) -> UnknownZip:
    state = state_of_zip(zip_code)
    if state is None:
        return UnknownZip(f"We do not know the ZIP code {zip_code}.", code="unknown_zip")
    return UnknownZip(
        f"We do not know the counties of ZIP code {zip_code} ({state_name(state)}).", code="unknown_zip", state=state
    )


@lru_cache(maxsize=1)
def _prefixes() -> tuple[dict[str, str], dict[str, str]]:
    """(three digits -> state, single ZIP code -> state)."""
    by_prefix: dict[str, str] = {}
    single: dict[str, str] = {}
    for line in packaged("zip_prefixes.txt").splitlines():
        if line.startswith("#"):
            continue
        ranges, _, exceptions = line[3:].partition(" | ")
        for part in ranges.split():
            first, _, last = part.partition("-")
            by_prefix.update((f"{n:03d}", line[:2]) for n in range(int(first), int(last or first) + 1))
        single.update((zip_code, line[:2]) for zip_code in exceptions.split())
    return by_prefix, single


def state_of_zip(zip_code: str) -> str | None:
    """The state of a ZIP code by its first three digits; None when they are not in use or the shape is wrong."""
    if not is_zip(zip_code):
        return None
    by_prefix, single = _prefixes()
    return single.get(zip_code) or by_prefix.get(zip_code[:3])


def state_of_prefix(prefix: str) -> str | None:
    """The state whose ZIP codes begin with these three digits."""
    return _prefixes()[0].get(prefix)
