"""A JSON list of any length, one entry at a time."""

import json
from collections.abc import Iterator
from typing import Any

from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.source import Source

LONGEST_ENTRY = 32 << 20  # characters
_BLANK = " \t\r\n"
_decoder = json.JSONDecoder()


def entries(source: Source) -> Iterator[tuple[int, Any]]:
    """(line, entry) of each entry of a list. Raises UnreadableFile where it is no list, ends early or has an endless entry."""
    reader = _Reader(source)
    if reader.next_sign() != "[":
        raise reader.refuse("something else than a list", "a list: [ ... ]")
    reader.skip()
    if reader.next_sign() == "]":
        reader.skip()
    else:
        while True:
            reader.next_sign()
            line = reader.line
            yield line, reader.entry()
            sign = reader.next_sign()
            reader.skip()
            if sign == "]":
                break
            if sign != ",":
                raise reader.refuse(repr(sign) if sign else "the end of the file", "a comma or the end of the list")
    if sign := reader.next_sign():
        raise reader.refuse(repr(sign), "nothing after the end of the list")


class _Reader:
    """A window on the text. line: of the next character."""

    def __init__(self, source: Source) -> None:
        self.source, self.pieces = source, source.pieces()
        self.text, self.at, self.line, self.rest, self.over = "", 0, 1, b"", False

    def refuse(self, found: str, expected: str) -> UnreadableFile:
        return UnreadableFile(self.source.shown, [Problem(self.line, None, found, expected)])

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        piece = next(self.pieces, None)
        if piece is None:
            self.over = True
            if self.rest:
                raise self.refuse("bytes that are no UTF-8", "text in UTF-8")
            return False
        self.text = self.text[self.at :] + self._decoded(piece)
        self.at = 0
        return True

    def _decoded(self, piece: bytes) -> str:
        """The text of a piece; a character that is cut off waits for the next one."""
        data = self.rest + piece
        try:
            self.rest = b""
            return data.decode()
        except UnicodeDecodeError as error:
            if len(data) - error.start > 3:
                raise self.refuse("bytes that are no UTF-8", "text in UTF-8") from error
            self.rest = data[error.start :]
            return data[: error.start].decode()

    def next_sign(self) -> str:
        """The next character that is not blank, not taken yet; "" at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BLANK + "\ufeff":
                self.skip()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self.more():
                return ""

    def skip(self) -> None:
        self.line += self.text[self.at] == "\n"
        self.at += 1

    def entry(self) -> Any:
        """The entry that begins here."""
        while True:
            try:
                found, end = _decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > LONGEST_ENTRY:
                    raise self.refuse("an entry without end", "a list of entries") from error
                if self.over or not self.more():
                    self.line += self.text.count("\n", self.at, self.at + error.pos)
                    raise self.refuse(f"text that is no JSON ({error.msg})", "a whole file") from error
                continue
            except RecursionError as error:
                raise self.refuse("lists inside lists without end", "a list of entries") from error
            if end < len(self.text) or isinstance(found, dict | list | str) or not self.more():
                self.line += self.text.count("\n", self.at, end)
                self.at = end
                return found
