"""One line a figure: what, how fast, beside what."""

import statistics
import time
from collections.abc import Callable, Sequence


def report(what: str, figure: str, beside: str, other: str, ratio: float) -> None:
    """Print a measured figure, the thing measured beside it in the same run, and the first over the second."""
    print(f"{what:<52} {figure:>18}   {beside:<46} {other:>16}   ratio {ratio:.2f}", flush=True)


def note(text: str) -> None:
    print(f"  {text}", flush=True)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)
