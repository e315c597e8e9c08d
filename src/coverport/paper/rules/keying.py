"""Two keyings of the fields that decide most, and how long a keying takes."""

from collections.abc import Mapping

# What a clerk is reckoned to do: words of five signs a minute, and the time to find the next answer on the page.
WORDS_A_MINUTE, SIGNS_A_WORD, SECONDS_A_FIELD = 40, 5, 1


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> tuple[str, ...]:
    """The fields that two people did not key alike; one that only one of them has, differs."""
    return tuple(key for key in {**first, **second} if first.get(key) != second.get(key))


def seconds_to_key(values: Mapping[str, str]) -> int:
    """How long somebody takes to key these answers, by field."""
    signs = sum(map(len, values.values()))
    return len(values) * SECONDS_A_FIELD + -(-signs * 60 // (WORDS_A_MINUTE * SIGNS_A_WORD))
