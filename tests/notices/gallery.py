"""The gallery in docs: `python -m tests.notices.gallery` sets a sample of every kind and writes docs/reference/letters-gallery.md.

The pictures need pdftoppm (poppler-utils) and, for all taglines, the fonts named in docs/reference/letters.md.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/letters-gallery.md"
PICTURES = ROOT / "docs/pictures/letters"
HEAD = """# Gallery of letters

A sample of every kind that the post office keeps itself, and of renewal, in English or Spanish, and what its regulation wants it to
contain. Each requirement is a predicate beside the words: a letter that lacks it is not made, and a test blanks each one out to see that
it is missed. The kinds of a choice, of proof, of changes and of the hand-off stand in those rooms' `notices.py`. Written by
`python -m tests.notices.gallery`.
"""


def text() -> str:
    """The whole page, but for the pictures."""
    from coverport.notices import kinds
    from tests.notices.cases import SAMPLES

    parts = [HEAD]
    for name in dict.fromkeys(sample.kind for sample in SAMPLES):
        kind = kinds.registered()[name]
        parts.append(f"## `{name}`\n\n{(kind.builder.__doc__ or '').strip()}\n")
        parts.append("\n".join(f"- {must.name} ({must.citation})" for must in kind.must) + "\n")
        shown = [sample for sample in SAMPLES if sample.kind == name]
        parts.append(
            "\n".join(f"![{sample.name}](../pictures/letters/{_file(sample.name)}.png)" for sample in shown) + "\n"
        )
    return "\n".join(parts)


def _file(name: str) -> str:
    return name.lower().replace(",", "").replace(" ", "-")


def draw() -> None:
    """The first page of every sample, small and gray; languages take turns, as in the tests."""
    from PIL import Image

    from coverport.exchanges.models import Exchange
    from coverport.notices import kinds, typeset
    from tests.notices.cases import SAMPLES

    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, sample in enumerate(SAMPLES):
            language = ("en", "es")[number % 2]
            letter = kinds.build(sample.kind, sample.of(Exchange(slug="vt"), language), language=language)
            path = Path(folder) / "letter.pdf"
            path.write_bytes(typeset.pdf(letter))
            into = PICTURES / _file(sample.name)
            subprocess.run(["pdftoppm", "-r", "60", "-gray", "-png", "-singlefile", str(path), str(into)], check=True)
            picture = into.with_suffix(".png")
            Image.open(picture).quantize(8).save(picture, optimize=True)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coverport.config.settings")
    os.environ.setdefault("COVERPORT_COLLECTING", "1")
    import django

    django.setup()
    PAGE.write_text(text())
    draw()
    return 0


if __name__ == "__main__":
    sys.exit(main())
