"""What a letter is made of: five kinds of block, plain values without any format. Screen, email and paper are made from these.

Words come in as text: a plain string, or a tuple of strings and Strong where a date or an amount must stand out.
`words(_("Pay %(amount)s by %(day)s."), amount="$234.92", day=Strong("January 15, 2014"))` fills a translated sentence.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import TypeAlias

import msgspec


class Strong(msgspec.Struct, frozen=True):
    """Words that stand out. Never the only bearer of a meaning."""

    strong: str


Text: TypeAlias = str | tuple[str | Strong, ...]


class Heading(msgspec.Struct, frozen=True, tag="heading"):
    """level 2 opens a section, level 3 a person; level 1 is the letter's own title."""

    level: int
    text: str


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph"):
    """language: only where it differs from the letter's."""

    text: Text
    language: str = ""


class Bullets(msgspec.Struct, frozen=True, tag="list"):
    items: tuple[Text, ...]


class Table(msgspec.Struct, frozen=True, tag="table"):
    """caption says what the table shows. figures: the last column is a column of figures that never breaks across pages;
    result: its last row is the outcome of those above it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    figures: bool = False
    result: bool = False


class Callout(msgspec.Struct, frozen=True, tag="callout"):
    """What to do, by when, where; or that nothing is to be done. tone: "" or "wait" (something is still missing)."""

    text: Text
    tone: str = ""


Block: TypeAlias = Heading | Paragraph | Bullets | Table | Callout


class Sender(msgspec.Struct, frozen=True):
    """Who writes. address: the return address under the name; color: of the rule at the top and the callout's bar."""

    name: str
    address: tuple[str, ...]
    color: str


class Letter(msgspec.Struct, frozen=True):
    """One decision, told to one person. title is the decision as a sentence; reference is set when it is posted.

    statement: what every letter ends with; it begins on a new page if it does not fit whole. taglines: after it, one paragraph in each
    of fifteen languages, by the same rule.
    """

    language: str
    title: str
    sender: Sender
    name: str
    address: tuple[str, ...]
    date: date
    blocks: tuple[Block, ...]
    statement: tuple[Block, ...] = ()
    reference: str = ""
    taglines: tuple[Paragraph, ...] = ()


def sums(caption: str, head: tuple[str, str], rows: tuple[tuple[Text, str], ...], *, result: bool = True) -> Table:
    """A short column of figures with a rule above the result."""
    return Table(caption=caption, head=head, rows=rows, figures=True, result=result)


_PLACEHOLDER = re.compile(r"%\((\w+)\)s|(%%)")


def words(sentence: str, **values: str | Strong) -> Text:
    """A translated sentence with its %(name)s filled. KeyError for a placeholder without a value."""
    # Lazily translated words may come in, plain ones go into the letter.
    return _joined([text if name is None else values[name] for text, name in _pieces(str(sentence))])


@lru_cache(maxsize=2048)
def _pieces(sentence: str) -> tuple[tuple[str, str | None], ...]:
    """A sentence cut at its placeholders: (words, None) or ("", name). Every letter of a kind has the same sentences."""
    pieces: list[tuple[str, str | None]] = []
    end = 0
    for found in _PLACEHOLDER.finditer(sentence):
        pieces += [(sentence[end : found.start()], None), ("%", None) if found[2] else ("", found[1])]
        end = found.end()
    return (*pieces, (sentence[end:], None))


def _joined(parts: list[str | Strong]) -> Text:
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    joined: list[str | Strong] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part:
            joined.append(part)
    return tuple(joined)


def plain(text: Text) -> str:
    """The words alone."""
    if isinstance(text, str):
        return text
    return "".join(part if isinstance(part, str) else part.strong for part in text)


def all_blocks(letter: Letter) -> tuple[Block, ...]:
    """Everything under the title, in reading order."""
    return (*letter.blocks, *letter.statement, *letter.taglines)


def texts(letter: Letter) -> Iterator[str]:
    """Every text of a letter's title and blocks, in reading order."""
    yield letter.title
    for block in all_blocks(letter):
        match block:
            case Heading() | Paragraph() | Callout():
                yield plain(block.text)
            case Bullets():
                yield from map(plain, block.items)
            case Table():
                yield block.caption
                yield from block.head
                yield from (plain(cell) for row in block.rows for cell in row)


def canonical(letter: Letter) -> bytes:
    """The letter as it is stored and hashed: the same letter has the same bytes."""
    return msgspec.json.encode(letter, order="deterministic")


def read(stored: bytes | str) -> Letter:
    """A stored letter."""
    return msgspec.json.decode(stored, type=Letter)


def digest(letter: Letter) -> str:
    """SHA-256 of the canonical letter, hex."""
    return hashlib.sha256(canonical(letter)).hexdigest()
