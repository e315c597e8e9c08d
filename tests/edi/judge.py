"""pyx12 as the judge of our files."""

import io
import logging
from functools import cache

import pyx12.map_if
import pyx12.params
import pyx12.x12n_document

# It would read its map of the guide and all lists of codes again for each file, which takes longer than to judge one. A map is only read:
# what is counted along the way stands apart from it, in the walker of each file.
pyx12.map_if.load_map_file = cache(pyx12.map_if.load_map_file)
PARAMETERS = pyx12.params.ParamsBase()


def complaints(content: bytes) -> str:
    """Empty where pyx12 accepts a file; else what it says."""
    logging.disable(logging.CRITICAL)
    try:
        said = io.StringIO()
        accepted = pyx12.x12n_document.x12n_document(
            PARAMETERS, io.StringIO(content.decode("ascii")), io.StringIO(), None, None, fd_json=said
        )
    finally:
        logging.disable(logging.NOTSET)
    return "" if accepted else said.getvalue() or "refused"
