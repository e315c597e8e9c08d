"""The letters' own fonts, so that the same letter has the same bytes on every machine: `python -m coverport.notices.fonts`.

Open Sans, the pages' own family, from one npm package whose hash is checked: the design system's woff2 files lack the minus and
section signs and most letters beyond English and Spanish. A second run finds the marker and does nothing.
"""

import hashlib
import os
import tarfile
from contextlib import suppress
from functools import cache
from pathlib import Path

from coverport.core import npm
from coverport.core.paths import fonts_dir

PACKAGE = npm.Package(
    "@expo-google-fonts/open-sans@0.4.2",
    "sha512-gvhPqLXYnltWgll3iBwRGUwf5yN2HCh4mgQmFoQ8oU66LTs23oX4N7T3t0BDsKfP/1Z8F8+4c7wSkA11Nnk4kA==",
)
FILES = (
    "400Regular/OpenSans_400Regular.ttf",
    "600SemiBold/OpenSans_600SemiBold.ttf",
    "700Bold/OpenSans_700Bold.ttf",
    "LICENSE_FONT",
)
# Signs that Open Sans lacks, from the system's packages: family -> the file's names, the first that is there. fonts-noto-core (Arabic,
# Devanagari), and for Chinese, Japanese and Korean fonts-droid-fallback (7 MB) or fonts-noto-cjk (90 MB).
SCRIPTS = {
    "Noto Sans Arabic": ("NotoSansArabic-Regular.ttf",),
    "Noto Sans Devanagari": ("NotoSansDevanagari-Regular.ttf",),
    "Droid Sans Fallback": ("DroidSansFallback.ttf",),  # not "…Full", which lacks Korean
    "Noto Sans CJK SC": ("NotoSansCJK-Regular.ttc",),
}
# Which of these families sets a language; one of them is enough. Every other language of ours is set in Open Sans.
SET_IN = {
    **dict.fromkeys(("ar", "fa"), ("Noto Sans Arabic",)),
    "ne": ("Noto Sans Devanagari",),
    **dict.fromkeys(("zh-Hant", "ja", "ko"), ("Noto Sans CJK SC", "Droid Sans Fallback")),
}
# Where packages put fonts; $COVERPORT_FONTS names one more folder.
SYSTEM = (Path("/usr/share/fonts"), Path("/usr/share/fonts-droid-fallback"), Path("/usr/local/share/fonts"))
HOME = Path(__file__).parent / "vendor" / "fonts"


def are_there(home: Path = HOME) -> bool:
    """Whether these very fonts have been fetched."""
    return PACKAGE.is_in(home)


@cache
def scripts() -> dict[str, Path]:
    """Family -> file, of those that this machine has."""
    folders = [*filter(None, [os.environ.get("COVERPORT_FONTS")]), *map(str, SYSTEM)]
    found = {file.name: file for folder in reversed(folders) for file in Path(folder).rglob("*.tt[fc]")}
    named = {family: next((found[name] for name in names if name in found), None) for family, names in SCRIPTS.items()}
    return {family: file for family, file in named.items() if file}


def can_set(language: str) -> bool:
    """Whether this machine has a font for a language."""
    return language not in SET_IN or any(family in scripts() for family in SET_IN[language])


def missing() -> tuple[str, ...]:
    """The languages of the taglines that this machine cannot set."""
    return tuple(language for language in SET_IN if not can_set(language))


@cache
def folder_of_scripts() -> Path:
    """A folder of links to these files and no other, for the compiler, which takes whole folders and opens a file when it first needs it.

    Named by what it holds: processes share it, and one that is killed leaves nothing behind.
    """
    files = sorted(scripts().values())
    folder = fonts_dir() / hashlib.sha256("\n".join(map(str, files)).encode()).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        with suppress(FileExistsError):
            (folder / file.name).symlink_to(file)
    return folder


def fetch(home: Path = HOME) -> bool:
    """Put the fonts into their folder; False when they are there already. Raises CannotFetch."""
    return PACKAGE.fetch(home, _unpack)


def _unpack(packed: tarfile.TarFile, folder: Path) -> None:
    for name in FILES:
        (folder / Path(name).name).write_bytes(PACKAGE.read(packed, name))


def main() -> int:
    """Fetch and say so."""
    return npm.main(PACKAGE, fetch, what="The fonts of the letters")


if __name__ == "__main__":
    raise SystemExit(main())
