"""Bring the word catalogs up to date: `python -m coverport.locale.refresh`. What is new comes in empty, what changed comes in marked fuzzy.

Babel and Django's own reading of templates are enough, so no gettext has to be installed. The files name their sources
without line numbers, which would change with every edit elsewhere.
"""

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from coverport.exchanges import profiles

HERE = Path(__file__).parent
PACKAGE = HERE.parent
# The functions that mark words, by every name under which a module of ours imports them.
_ONE = ("_", "gettext", "gettext_lazy", "gettext_noop", "lazy", "_noop")
KEYWORDS = {
    **dict.fromkeys(_ONE, None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def languages() -> tuple[str, ...]:
    """The languages that have a catalog."""
    return tuple(sorted(path.parent.parent.name for path in HERE.glob("*/LC_MESSAGES/django.po")))


def catalog_file(language: str) -> Path:
    return HERE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    """A catalog as it stands in its file."""
    with catalog_file(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def current() -> Catalog:
    """Every text that the product marks for translation, with the files in which it stands."""
    template = Catalog(domain="django", charset="utf-8")
    for path in sorted(_sources(), key=lambda path: path.relative_to(PACKAGE).as_posix()):
        where = path.relative_to(PACKAGE).as_posix()
        for _line, text, comments, context in extract("python", BytesIO(_as_python(path)), KEYWORDS, ["Translators"]):
            template.add(text, locations=[(where, 0)], auto_comments=comments, context=context)
    for slug in profiles.slugs():
        template.add(profiles.load(slug).hours, locations=[(f"exchanges/{slug}/profile.yaml", 0)])
    return template


def _sources() -> Iterator[Path]:
    apart = {"locale", "vendor", "static", "__pycache__"}
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in PACKAGE.rglob(pattern):
            parts = path.relative_to(PACKAGE).parts
            if not apart.intersection(parts) and (pattern == "*.py" or "templates" in parts):
                yield path


def _as_python(path: Path) -> bytes:
    """A module as it is; of a template, only its marked words, as calls that a reader of Python finds."""
    if path.suffix == ".py":
        return path.read_bytes()
    # Outside its calls templatize() leaves shapes that are no Python; indentation is the part a tokenizer minds.
    lines = templatize(path.read_text(), origin=str(path)).splitlines()
    return "\n".join(line.strip() for line in lines).encode()


def refreshed(language: str, texts: Catalog) -> Catalog:
    """The catalog of a language with every text of today, and none that is gone."""
    catalog = read(language)
    catalog.update(texts, no_fuzzy_matching=False)
    catalog.obsolete.clear()
    return catalog


def open_entries(catalog: Catalog) -> list[Message]:
    """Texts that still want a translator: none yet, a plural form missing, or one that was guessed."""

    def is_open(message: Message) -> bool:
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        return message.fuzzy or not all(forms)

    return [message for message in catalog if message.id and is_open(message)]


def write(language: str, catalog: Catalog) -> None:
    """The catalog into its file, and compiled beside it."""
    catalog.fuzzy = False
    text = BytesIO()
    write_po(text, catalog, width=0, include_lineno=False, include_previous=True)
    # Days and tools in the head would change with every run.
    kept = [line for line in text.getvalue().decode().splitlines() if not line.startswith(_CHANGING)]
    catalog_file(language).write_text("\n".join(kept).rstrip() + "\n")
    with catalog_file(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


_CHANGING = ('"POT-Creation-Date', '"PO-Revision-Date', '"Generated-By', '"Last-Translator', '"Report-Msgid-Bugs-To')


def main() -> int:
    """Refresh every catalog and say what is left to translate; not zero when something is."""
    left, texts = 0, current()
    for language in languages():
        catalog = refreshed(language, texts)
        write(language, catalog)
        wanting = open_entries(catalog)
        left += len(wanting)
        print(f"{language}: {len(catalog)} texts, {len(wanting)} to translate")
        for message in wanting:
            print(f"  {', '.join(sorted({where for where, _ in message.locations}))}: {message.id!r}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
