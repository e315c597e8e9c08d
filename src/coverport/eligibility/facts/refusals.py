"""How facts that cannot be right are refused: by path, in plain words that say what would be right."""

from coverport.core.errors import Refusal
from coverport.eligibility.translation import translated


class InvalidFacts(Refusal):
    """A fact that cannot be right. `field` is its path, such as people[2].age."""

    code = "invalid_facts"


def refused(text: str, code: str, path: str, **named: object) -> InvalidFacts:
    """The refusal, with its words in the reader's language."""
    return InvalidFacts(translated(text) % named, code=code, field=path)
