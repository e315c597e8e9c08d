"""`make bench`: every figure beside something measured in the same run.

With ../shared (or $COVERPORT_SHARED) the federal landscape of 2014 is imported; without it, only the packaged sample exchanges are
measured, and that is said.
"""

import os
import sys
from pathlib import Path

from bench import (
    api,
    applications,
    commands,
    determinations,
    edi,
    enrolling,
    geography,
    imports,
    keying,
    letters,
    nothing_lost,
    pages,
    quotes,
    renewals,
)
from bench.installation import Installation
from bench.table import note

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("COVERPORT_SHARED", ROOT.parent / "shared"))
LANDSCAPE = SHARED / "data" / "landscape" / "2014_ffm_individual_medical.csv.gz"


def main() -> int:
    """Measure all; 0 when everything could be measured."""
    print(f"Coverport benchmarks on {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    installation = Installation()
    try:
        installation.set_up()
        for exchange in ("federal", "vt"):  # the pages that are measured are those of plan year 2014
            installation.run("date_of_record", exchange, "2013-12-10")
        landscape = LANDSCAPE if LANDSCAPE.is_file() else None
        if landscape:
            imports.measure(installation, landscape)
            geography.measure(installation, SHARED / "data")
        else:
            note(
                "The 2014 federal landscape is not here (../shared): imports and geography are left out, quotes use the samples."
            )
        commands.measure(installation)
        determinations.measure()
        applications.measure(installation)
        enrolling.measure(installation)
        edi.measure()
        letters.measure()
        keying.measure(installation)
        quotes.measure(installation, landscape)
        pages.measure(installation, landscape)
        api.measure(installation)
        renewals.measure(installation)
    finally:
        installation.remove()
    nothing_lost.measure()  # the longest, and on an installation of its own
    return 0


sys.exit(main())
