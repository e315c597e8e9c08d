"""Which accounts are of the scripted journey: a household that walks as a person does, and of which nothing leaves the installation.

The room that walks says so; without one, every account is a person's.
"""

from collections.abc import Callable

Answer = Callable[[int], bool]
_keeper: list[Answer] = []


def keeps_the_rehearsals(answer: Answer) -> Answer:
    """Register who knows: (account's key) -> whether it is of the scripted journey. There is one keeper."""
    if _keeper:
        raise ValueError("the rehearsals are kept twice")
    _keeper.append(answer)
    return answer


def is_rehearsal(user_id: int) -> bool:
    """Whether an account is of the scripted journey: no insurer, no source and no letter carrier hears of it, and nothing is billed."""
    return any(answer(user_id) for answer in _keeper)
