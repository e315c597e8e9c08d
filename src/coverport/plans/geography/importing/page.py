"""CMS's page of a state's rating areas: a table of area, county, and the first three digits of ZIP codes where those decide."""

import re
from html.parser import HTMLParser

from coverport.plans.geography.counties import County, state_name, states
from coverport.plans.geography.importing.source import Source, UnreadableGeography
from coverport.plans.geography.lookup import rated_by_zip

WORDS = "a state's page of rating areas"
_AREA = re.compile(r"Rating Area \d+")


def is_page(text: str) -> bool:
    """Whether this is HTML."""
    start = text[:1000].lstrip().lower()
    return start.startswith(("<!doctype html", "<html"))


class _Cells(HTMLParser):
    """Rows of cells with the line on which each row begins; the words of the title and of headings."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[tuple[int, list[str]]] = []
        self.titles: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append((self.getpos()[0], []))
        elif tag in ("td", "th") and self.rows:
            self._begin(self.rows[-1][1])
        elif tag in ("title", "h1", "h2"):
            self._begin(self.titles)

    def _begin(self, texts: list[str]) -> None:
        texts.append("")
        self._into = texts

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "title", "h1", "h2", "tr", "table"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def read_page(source: Source, text: str) -> str:
    """Take the rating areas of the page's state; what it holds, in words. Raises UnreadableGeography."""
    page = _Cells()
    page.feed(text)
    page.close()
    state = _state_of(source, [" ".join(title.split()) for title in page.titles])
    for line, cells in page.rows:
        words = [" ".join(cell.split()) for cell in cells]
        if words and _AREA.fullmatch(words[0]):
            source.read += 1
            _take(source, line, state, [*words, "", ""])
    return f"{WORDS} ({state})"


def _state_of(source: Source, titles: list[str]) -> str:
    for title in titles:
        for state in states():
            if title.startswith(f"{state_name(state)} Geographic Rating Areas"):
                return state
    raise UnreadableGeography(
        f'{source.path.name} cannot be read: found no heading such as "Texas Geographic Rating Areas"; '
        f"expected CMS's page of a state's rating areas. Nothing was imported."
    )


def _take(source: Source, line: int, state: str, words: list[str]) -> None:
    area = source.area(line, "Rating Area ID", words[0])
    if area is None:
        return
    if words[2]:
        prefix = source.prefix(line, "3-Digit ZIP Code", words[2])
        if prefix and _by_zip(source, line, state):
            source.add_prefix_area(line, "Rating Area ID", state, prefix, area)
    elif found := source.county_named(line, "County", state, words[1]):
        _add_county(source, line, found, area)


def _by_zip(source: Source, line: int, state: str) -> bool:
    if rated_by_zip(state, source.from_year()):
        return True
    source.wrong(line, "3-Digit ZIP Code", "digits", f"a county; the areas of {state} do not follow ZIP codes")
    return False


def _add_county(source: Source, line: int, found: County, area: int) -> None:
    if int(found.fips) in rated_by_zip(found.state, source.from_year()):
        source.wrong(line, "County", found.name, "three digits; there the areas follow ZIP codes")
    else:
        source.add_county_area(line, "Rating Area ID", found.fips, area)
