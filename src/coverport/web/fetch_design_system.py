"""Fetch the CMS Design System's style sheets and fonts: `python -m coverport.web.fetch_design_system`.

One file from the npm registry, its hash checked against the constant below; only what the style sheets use is unpacked.
A second run finds the marker and does nothing.
"""

import re
import tarfile
from pathlib import Path

from coverport.core import npm

PACKAGE = npm.Package(
    "@cmsgov/design-system@18.1.0",
    "sha512-1Ts8UsF3wPHUCWZm87W0GZ+ex+x2axHmCNFOlLBBtvZP5iWAx8v1QlEY33tz9sKTqW6xfl/n8LyXnFGQ56b2HA==",
)
# The product's pages speak the theme's sans serif alone; Bitter, the second family, is declared in the sheet but never used.
STYLE_SHEETS = ("css/index.css", "css/core-theme.css")
HOME = Path(__file__).parent / "static" / "vendor" / "ds"


def fetch(home: Path = HOME) -> bool:
    """Put the design system into its folder; False when it is there already. Raises CannotFetch."""
    return PACKAGE.fetch(home, unpack)


def unpack(packed: tarfile.TarFile, folder: Path) -> None:
    """Unpack the style sheets and the woff2 fonts and images that they name. Raises CannotFetch."""
    for name in STYLE_SHEETS:
        sheet = PACKAGE.read(packed, f"dist/{name}")
        _write(folder / name, sheet)
        for used in sorted(
            set(re.findall(r"url\(\.\./((?:fonts|images)/[\w.-]+\.(?:woff2|svg|png))\)", sheet.decode()))
        ):
            _write(folder / used, PACKAGE.read(packed, f"dist/{used}"))


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)


def main() -> int:
    """Fetch and say so."""
    return npm.main(PACKAGE, fetch, what="The design system")


if __name__ == "__main__":
    raise SystemExit(main())
