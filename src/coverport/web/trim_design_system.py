"""Keep of the design system what the pages use: `python -m coverport.web.trim_design_system`, after every change of a template.

The whole has 1,900 rules, and a thousand variables that it sets on every element's ::before and ::after as well: a slow phone
reckons them anew for each row of a list. Nothing is asked of the network.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from coverport.web.fetch_design_system import HOME, STYLE_SHEETS

USED = "css/used.css"
PACKAGE = Path(__file__).parent.parent
_PARTS = re.compile(r"""\s*(?:"[^"]*"|'[^']*'|[^"'{};])*""")
# A name that ends with a hyphen is put together from parts: everything that begins so is kept.
_NAMED = re.compile(r"\bds-[\w-]+")
_CLASS = re.compile(r"\.(ds-[\w-]+)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
_DECLARATION = re.compile(r"(--[\w-]+)\s*:\s*([^;]*)")
_BRACKETS = r"\((?:[^()]|\([^()]*\))*\)"
_NOT = re.compile(f":not{_BRACKETS}")
_SELECTOR = re.compile(f"(?:[^,()]|{_BRACKETS})+")


def trim(home: Path = HOME, package: Path = PACKAGE) -> bool:
    """Write the sheet that pages load; False when it stands there already."""
    sheet, theme = ((home / name).read_text() for name in STYLE_SHEETS)
    wanted = trimmed(sheet, theme, classes_in(package), own_styles(package))
    target = home / USED
    if target.is_file() and target.read_text() == wanted:
        return False
    target.write_text(wanted)
    return True


def classes_in(package: Path) -> frozenset[str]:
    """The classes that templates and code name."""
    pages = (path for kind in ("*.html", "*.py", "*.js") for path in package.rglob(kind) if "vendor" not in path.parts)
    return frozenset(name for path in pages for name in _NAMED.findall(path.read_text()))


def own_styles(package: Path) -> str:
    """Our own style sheets together: they use the theme's variables, too."""
    return "".join(path.read_text() for path in sorted(package.rglob("*.css")) if "vendor" not in path.parts)


def trimmed(sheet: str, theme: str, classes: frozenset[str], own: str) -> str:
    """The rules of these classes and of plain elements, and what they or our own styles name: variables, faces, movements."""
    rules = "".join(_kept(sheet, classes))
    variables = _variables(theme, rules + own)
    said = variables + rules + own
    named = [
        f"{prelude}{{{body}}}" for prelude, body in blocks(sheet)
        if prelude.startswith(("@font-face", "@keyframes")) and _name(prelude, body) in said
    ]  # fmt: skip
    return f"{''.join(named)}:root{{{variables}}}{rules}"


def _name(prelude: str, body: str) -> str:
    """What a face or a movement is called by."""
    found = re.search(r"font-family:\s*[\"']?([^;\"']+)", body)
    return found[1] if found else prelude.split()[-1]


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """(what stands before the brace, what stands within) of each rule, the inner ones of a condition left together."""
    css, at, depth, begin, prelude = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL), 0, 0, 0, ""
    while at < len(css):
        end = _PARTS.match(css, at).end()  # type: ignore[union-attr]
        sign, at = css[end : end + 1], end + 1
        if sign == "{":
            depth += 1
            if depth == 1:
                prelude, begin = css[begin:end].strip(), at
        elif sign == "}":
            depth -= 1
            if not depth:
                yield prelude, css[begin:end].strip()
                begin = at
        elif not depth:  # a statement, such as @charset
            begin = at


def _kept(sheet: str, classes: frozenset[str]) -> Iterator[str]:
    for prelude, body in blocks(sheet):
        if prelude.startswith(("@media", "@supports")):
            if inner := "".join(_kept(body, classes)):
                yield f"{prelude}{{{inner}}}"
        elif prelude.startswith("@"):
            continue  # faces and movements are looked at by name; @container asks for the design system's own debugger
        elif selectors := [each for each in _SELECTOR.findall(prelude) if _applies(each, classes)]:
            yield f"{','.join(selectors)}{{{body}}}"


def _applies(selector: str, classes: frozenset[str]) -> bool:
    """Whether some element of ours can match: what it must not be does not matter."""
    return all(_is_used(name, classes) for name in _CLASS.findall(_NOT.sub("", selector)))


def _is_used(name: str, classes: frozenset[str]) -> bool:
    return name in classes or any(each.endswith("-") and name.startswith(each) for each in classes)


def _variables(theme: str, users: str) -> str:
    """Declarations of the theme that somebody uses, or that another one of these does, in the theme's order."""
    declared = dict(_DECLARATION.findall(next(body for _, body in blocks(theme))))
    wanted, new = set[str](), set(_VARIABLE.findall(users))
    while new:
        wanted |= new
        new = _used_by(declared[name] for name in new if name in declared) - wanted
    return "".join(f"{name}:{value};" for name, value in declared.items() if name in wanted)


def _used_by(values: Iterable[str]) -> set[str]:
    return {name for value in values for name in _VARIABLE.findall(value)}


def main() -> int:
    """Trim and say so."""
    done = trim()
    print(f"{USED}: {'written' if done else 'is current'}, {(HOME / USED).stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
