"""Marks the words of a rule for translation. They are put into the reader's language where the refusal is raised."""


def _noop(words: str) -> str:
    """The words themselves."""
    return words
