"""When what a probe finds switches a function: not at the first failure, and not back at the first success."""

FAILURES, SUCCESSES = 3, 5
OFF, ON = "off", "on"


def switch(*, failures: int, successes: int, off: bool, by_health: bool) -> str:
    """ "off", "on", or empty for as it is. by_health: whether a probe switched it off; what staff switched, staff switch back."""
    if not off and failures >= FAILURES:
        return OFF
    if off and by_health and successes >= SUCCESSES:
        return ON
    return ""
