"""A letter as plain text: for Braille displays and printers, and whoever asks for it. The same blocks in the same order."""

import textwrap
from collections.abc import Iterator

from coverport.core.dates import long_date
from coverport.notices.blocks import Block, Bullets, Callout, Heading, Letter, Paragraph, Table, all_blocks, plain

WIDTH = 72


def plain_text(letter: Letter) -> str:
    """The whole letter. Long lines are broken at spaces; nothing is left out."""
    head = (
        letter.sender.name,
        *letter.sender.address,
        "",
        letter.reference,
        "",
        letter.name,
        *letter.address,
        "",
        long_date(letter.date),
    )
    parts = ["\n".join(head), _underlined(letter.title, "=")]
    parts += ["\n".join(_lines(block)) for block in all_blocks(letter)]
    return "\n\n".join(parts) + "\n"


def _underlined(words: str, sign: str) -> str:
    lines = _wrapped(words)
    return "\n".join((*lines, sign * max(map(len, lines))))


def _wrapped(words: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(
        words, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False, break_long_words=False
    ) or [first]


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield _underlined(block.text, "-") if block.level == 2 else "\n".join(_wrapped(block.text))
        case Paragraph():
            yield from _wrapped(plain(block.text))
        case Callout():
            yield from _wrapped(plain(block.text), "> ", "> ")
        case Bullets():
            for item in block.items:
                yield from _wrapped(plain(item), "- ", "  ")
        case Table():
            yield from _table(block)


def _table(table: Table) -> Iterator[str]:
    """Row by row with the heads said again, as it is read out."""
    yield from _wrapped(f"{table.caption}:" if table.caption else "")
    for row in table.rows:
        if table.figures:
            yield from _wrapped(": ".join(map(plain, row)), "- ", "  ")
        else:
            cells = (f"{head}: {plain(cell)}" for head, cell in zip(table.head, row, strict=True))
            yield from _wrapped("; ".join(cells), "- ", "  ")
