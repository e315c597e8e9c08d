"""A letter's blocks as the pieces that a template shows: the same groups as on paper, a person with what follows it."""

from collections.abc import Iterator
from typing import Any

from coverport.notices.blocks import (
    Block,
    Bullets,
    Callout,
    Heading,
    Letter,
    Paragraph,
    Strong,
    Table,
    Text,
    all_blocks,
)
from coverport.notices.taglines import direction


def pieces(letter: Letter) -> list[dict[str, Any]]:
    """Every block with its kind as `type`; texts as lists of {words, strong}."""
    return [_piece(block) for block in all_blocks(letter)]


def fragment(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The same for some blocks shown within another page."""
    return [_piece(block) for block in blocks]


def _piece(block: Block) -> dict[str, Any]:
    piece: dict[str, Any] = {"type": block.__struct_config__.tag}
    match block:
        case Heading():
            return {**piece, "level": block.level, "text": block.text}
        case Paragraph():
            return {
                **piece,
                "text": _parts(block.text),
                "language": block.language,
                "direction": direction(block.language),
            }
        case Callout():
            return {**piece, "text": _parts(block.text), "tone": block.tone}
        case Bullets():
            return {**piece, "items": [_parts(item) for item in block.items]}
        case Table():
            return {**piece, "table": block, "rows": list(_rows(block))}


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    last = len(table.rows) - 1
    for position, cells in enumerate(table.rows):
        yield {
            "first": _parts(cells[0]),
            "others": [_parts(cell) for cell in cells[1:]],
            "result": table.result and position == last,
        }


def _parts(text: Text) -> list[dict[str, Any]]:
    parts = (text,) if isinstance(text, str) else text
    return [{"words": part.strong, "strong": True} if isinstance(part, Strong) else {"words": part} for part in parts]
