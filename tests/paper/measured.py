"""A family of four keyed over the screens as they are: every stop of the Tab key and every sign that is typed, screen by screen."""

from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

import msgspec

from coverport.paper.rules.keying import seconds_to_key
from tests.paper.keyed import at

# Two earn; nothing is left out that a form of paper asks.
FAMILY = (
    ("Alejandra", "Maria", "Rivera-Martinez", ("12", "28", "1979"), "F", "self", "31200.50"),
    ("Alexander", "Jose", "Rivera-Martinez", ("11", "30", "1977"), "M", "spouse", "28750.25"),
    ("Gabriella", "Sofia", "Rivera-Martinez", ("10", "15", "2004"), "F", "child", "0"),
    ("Sebastian", "Luis", "Rivera-Martinez", ("09", "22", "2008"), "M", "child", "0"),
)
HOME = {
    "street": "4711 Massachusetts Avenue", "unit": "Apartment 12B", "city": "Concord", "zip": "03301",
    "phone": "603-555-0100",
}  # fmt: skip
UNSEEN = {"hidden", "submit", "button", "file"}


class Screen(msgspec.Struct, frozen=True):
    """One screen. typed: by tab stop what is typed there; empty where the key passes it."""

    step: str
    typed: dict[str, str]

    @property
    def seconds(self) -> int:
        """And a second to look for the button."""
        return seconds_to_key(self.typed) + 1


class _Stops(HTMLParser):
    """What the Tab key stops at in each form of a page: radio buttons of one name are one stop, what is folded away is its title."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.folded: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "details":
            self.folded.append("open" not in given)
        elif self.forms and tag == "summary":
            self.forms[-1][f"fold {len(self.forms[-1])}"] = "fold"
        elif self.forms and tag in {"input", "select", "textarea"} and not any(self.folded):
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "details":
            self.folded.pop()

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else {"textarea": "text"}.get(tag, tag)
        if kind not in UNSEEN and "name" in given:
            option = f"={given.get('value')}" if kind == "checkbox" else ""
            self.forms[-1][given["name"] + option] = kind


def stops(page: Any) -> dict[str, str]:
    """name -> kind of the form that is keyed: the one with the most fields."""
    parser = _Stops()
    parser.feed(page.content.decode())
    return max(parser.forms, key=len)


def screen(step: str, page: Any, given: Mapping[str, Any]) -> Screen:
    """What a clerk types at each stop: a key for a choice, all of it for words and numbers."""
    there = stops(page)
    left = {name for name in given if name not in {each.partition("=")[0] for each in there}} - {"rows", "seen"}
    assert not any(given[name] for name in left if not name.endswith("rows")), (step, left, there)
    typed = {}
    for stop, kind in there.items():
        name, _equals, option = stop.partition("=")
        value = given.get(name, "")
        chosen = option in value if isinstance(value, (list, tuple)) else value == option
        typed[stop] = (
            ("x" if chosen else "")
            if option
            else (str(value) if kind not in {"radio", "select"} else "x" * bool(value))
        )
    return Screen(step, typed)


def walk(web: Any, paper: Any) -> list[Screen]:
    """The first keying to its end."""
    where = web.get(at(paper.reference))["Location"]
    screens: list[Screen] = []
    for _ in range(20):
        step = where.rstrip("/").rpartition("/")[2]
        if step == "review":
            where = web.get(where)["Location"]
            break
        page = web.get(f"{where}?people={len(FAMILY)}" if step == "people" else where)
        given = answers(step, page)
        screens.append(screen(step, page, given))
        sent = web.post(where, {"seen": page.context["seen"], **given})
        assert sent.status_code == 302, (step, sent.content.decode()[-6000:])
        where = sent["Location"]
    assert where.endswith("/again/"), where
    return screens


def answers(step: str, page: Any) -> dict[str, Any]:
    """As most families answer."""
    if step == "people":
        rows: dict[str, Any] = {"rows": str(len(FAMILY))}
        for n, (first, middle, last, born, sex, relationship, _pay) in enumerate(FAMILY):
            part = {
                "first_name": first,
                "middle_name": middle,
                "last_name": last,
                "sex": sex,
                "applies": "yes",
                "ssn": f"900-12-471{n}",
            }
            part |= dict(zip(("birth_date_month", "birth_date_day", "birth_date_year"), born, strict=True))
            part |= {"relationship": relationship} if n else {}
            rows |= {f"p{n}-{name}": value for name, value in part.items()}
        return rows
    if step == "address":
        return HOME
    fields = page.context["form"].fields
    if step == "income":
        return _incomes(list(fields))
    return {name: value for name, field in fields.items() if (value := _usual(name, field)) not in ("", [])}


def _incomes(names: list[str]) -> dict[str, str]:
    keys = list(dict.fromkeys(name.rpartition("-0-")[0] for name in names if "-0-" in name))
    given = {}
    for key, one in zip(keys, FAMILY, strict=True):
        given |= {f"{key}-rows": "1", f"{key}-0-kind": "wages", f"{key}-0-amount": one[6], f"{key}-0-period": "year"}
    return given


def _usual(name: str, field: Any) -> Any:
    choices = [str(value) for value, _label in getattr(field, "choices", [])]
    for usual in ("citizen", "no"):
        if usual in choices and name not in {"files_taxes", "files_jointly"}:
            return usual
    if name in {"files_taxes", "files_jointly"} or name.endswith("expects"):
        return "yes"
    if name == "dependents":
        return choices[-2:]
    return ""


def second(web: Any, paper: Any) -> Screen:
    """What decides most, keyed once more."""
    page = web.get(at(paper.reference, "again/"))
    by_kind = {"zip": HOME["zip"]}
    given: dict[str, Any] = {}
    people = list(FAMILY)
    pays = [one[6] for one in FAMILY if one[6] != "0"]
    for name in page.context["form"].fields:
        kind = name.rpartition("-")[2]
        if kind == "born":
            given |= dict(zip((f"{name}_month", f"{name}_day", f"{name}_year"), people.pop(0)[3], strict=True))
        elif kind == "ssn":
            given[name] = f"90012471{len(FAMILY) - len(people) - 1}"
        else:
            given[name] = by_kind.get(kind) or pays.pop(0)
    found = screen("again", page, given)
    sent = web.post(at(paper.reference, "again/"), given)
    assert sent["Location"].endswith("/sign/"), sent["Location"]
    return found


def signature(web: Any, paper: Any) -> Screen:
    """The name as signed, and for how many years tax data may be looked at."""
    given = {"signature": "Alejandra Rivera-Martinez", "consent_years": "5"}
    return screen("sign", web.get(at(paper.reference, "sign/")), given)


def table(screens: list[Screen]) -> list[tuple[str, int, int, int]]:
    """(step, fields, signs, seconds) of each screen."""
    return [(each.step, len(each.typed), sum(map(len, each.typed.values())), each.seconds) for each in screens]
