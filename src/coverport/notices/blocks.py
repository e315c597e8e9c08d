"""What a letter is made of: five kinds of block, plain values without any format. Screen, email and paper are made from these.

Words come in as text: a plain string, or a tuple of strings and Strong where a date or an amount must stand out.
`words(_("Pay %(amount)s by %(day)s."), amount="$234.92", day=Strong("January 15, 2014"))` fills a translated sentence.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property, lru_cache
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
    result: its last row is the outcome of those above it, and every column but the first has figures."""

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


class Stationery(msgspec.Struct, frozen=True, dict=True):
    """What many letters carry in the same words, as if it stood on their paper beforehand: who writes, and how they all end. No household
    stands in it. It is kept once for all of them, by its hash.

    closing: follows a letter's own blocks; statement: begins on a new page if it does not fit whole; taglines: after it, one paragraph
    in each of fifteen languages, by the same rule.
    """

    sender: Sender
    closing: tuple[Block, ...] = ()
    statement: tuple[Block, ...] = ()
    taglines: tuple[Paragraph, ...] = ()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that follows a letter's own, in reading order."""
        return (*self.closing, *self.statement, *self.taglines)

    @cached_property
    def content(self) -> str:
        """As it is kept: the same stationery is the same text."""
        return msgspec.json.encode(self, order="deterministic").decode()

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content.encode()).hexdigest()

    @cached_property
    def said(self) -> str:
        """All of its texts."""
        return "\n".join(_texts(self.blocks))

    @cached_property
    def found(self) -> set[object]:
        """What a kind of letter must say and was found on it; see `notices.kinds`."""
        return set()


class Letter(msgspec.Struct, frozen=True):
    """One decision, told to one person. title is the decision as a sentence; blocks are its own; reference is set when it is posted."""

    language: str
    title: str
    name: str
    address: tuple[str, ...]
    date: date
    blocks: tuple[Block, ...]
    stationery: Stationery
    reference: str = ""

    @property
    def sender(self) -> Sender:
        return self.stationery.sender


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
    """Words beside words become one text."""
    joined: list[str | Strong] = []
    said = ""
    for part in parts:
        if isinstance(part, str):
            said += part
        else:
            joined += (said, part) if said else (part,)
            said = ""
    if not joined:
        return said
    return (*joined, said) if said else tuple(joined)


def plain(text: Text) -> str:
    """The words alone."""
    if isinstance(text, str):
        return text
    return "".join([part if isinstance(part, str) else part.strong for part in text])


def all_blocks(letter: Letter) -> tuple[Block, ...]:
    """Everything under the title, in reading order."""
    return (*letter.blocks, *letter.stationery.blocks)


def texts(letter: Letter) -> Iterator[str]:
    """Every text of a letter's title and blocks, in reading order."""
    yield from own_texts(letter)
    yield from _texts(letter.stationery.blocks)


def own_texts(letter: Letter) -> list[str]:
    """Those that do not stand on its stationery."""
    return [letter.title, *_texts(letter.blocks)]


def _texts(blocks: Iterable[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Table):
            cells = [cell if isinstance(cell, str) else plain(cell) for row in block.rows for cell in row]
            found += (block.caption, *block.head, *cells)
        elif isinstance(block, Bullets):
            found += map(plain, block.items)
        else:
            text = block.text
            found.append(text if isinstance(text, str) else plain(text))
    return found
