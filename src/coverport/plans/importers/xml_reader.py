"""XML piece by piece: the records of a template as small trees, one at a time. No DTD, no entities, bounded depth and size."""

import contextlib
from collections.abc import Iterator
from xml.parsers import expat

import msgspec

from coverport.plans.importers.problems import Problem, UnreadableFile
from coverport.plans.importers.source import Source

MOST_DEPTH = 64
MOST_TEXT = 1 << 20  # characters in one value
MOST_NODES = 400_000  # in one record


class Node(msgspec.Struct):
    """An element, without namespaces. cell: where the value stands in the sender's template. line: in the XML file."""

    tag: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = []

    @property
    def cell(self) -> str:
        return self.attributes.get("cellLocation", "")

    @property
    def reference(self) -> str:
        """A row's number or a cell's name, in a workbook."""
        return self.attributes.get("r", "")

    @property
    def kind(self) -> str:
        """The type of a workbook's cell."""
        return self.attributes.get("t", "")

    def all(self, tag: str) -> list["Node"]:
        """The children of a name."""
        return [child for child in self.children if child.tag == tag]

    def first(self, *path: str) -> "Node | None":
        """The first descendant along a path of names."""
        node: Node | None = self
        for tag in path:
            node = next((child for child in node.children if child.tag == tag), None) if node else None
        return node

    def value(self, *path: str) -> str:
        """The text of a cell: `cellValue` inside the element, or the element's own; "" where there is none."""
        node = self.first(*path)
        if node is None:
            return ""
        inner = node.first("cellValue")
        return (inner.text if inner is not None else node.text).strip()

    def place(self, *path: str) -> str:
        """The cell of a descendant, for messages; the nearest one known."""
        node = self.first(*path)
        return node.cell if node is not None and node.cell else self.cell


class _Reader:
    def __init__(self, source: Source, wanted: frozenset[str]) -> None:
        self.source, self.wanted = source, wanted
        self.stack: list[Node] = []
        self.found: list[Node] = []
        self.kept = self.depth = self.nodes = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.EntityDeclHandler = self.doctype

    def refuse(self, found: str, expected: str) -> UnreadableFile:
        return UnreadableFile(self.source.shown, [Problem(self.parser.CurrentLineNumber, None, found, expected)])

    def doctype(self, *_: object) -> None:
        raise self.refuse(
            "a document type or entities of its own", "XML without them, as the template's own export writes it"
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise self.refuse(f"elements inside elements, more than {MOST_DEPTH} deep", "a template")
        if not self.stack and tag not in self.wanted:
            return
        self.nodes = self.nodes + 1 if self.stack else 0
        if self.nodes > MOST_NODES:
            raise self.refuse("one record without end", "a template")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        node = Node(tag, self.parser.CurrentLineNumber, plain, "", [])
        if self.stack:
            self.stack[-1].children.append(node)
        self.stack.append(node)

    def end(self, name: str) -> None:
        self.depth -= 1
        if self.stack:
            node = self.stack.pop()
            if not self.stack:
                self.found.append(node)

    def text(self, data: str) -> None:
        if self.stack:
            node = self.stack[-1]
            if len(node.text) + len(data) > MOST_TEXT:
                raise self.refuse("one value without end", "a template")
            node.text += data


def records(source: Source, *wanted: str) -> Iterator[Node]:
    """The elements of these names as trees, in the order of the file; nothing else is kept. Raises UnreadableFile."""
    reader = _Reader(source, frozenset(wanted))
    for piece in source.pieces():
        _feed(reader, piece, last=False)
        yield from reader.found
        reader.found.clear()
    _feed(reader, b"", last=True)
    yield from reader.found


def _feed(reader: _Reader, piece: bytes, *, last: bool) -> None:
    try:
        reader.parser.Parse(piece, last)
    except expat.ExpatError as error:
        raise reader.refuse(f"text that is no XML ({expat.ErrorString(error.code)})", "a whole XML file") from error


def root_of(head: bytes) -> str | None:
    """The name of the outermost element of a file's first bytes; None where it is no XML."""
    parser, names = expat.ParserCreate(namespace_separator=" "), []
    parser.StartElementHandler = lambda name, _: names.append(name.rpartition(" ")[2])
    with contextlib.suppress(expat.ExpatError):  # the first bytes end inside an element
        parser.Parse(head, False)
    return names[0] if names else None
