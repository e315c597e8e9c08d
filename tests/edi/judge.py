"""pyx12 as the judge of our files."""

import io
import logging

import pyx12.params
import pyx12.x12n_document


def complaints(content: bytes) -> str:
    """Empty where pyx12 accepts a file; else what it says."""
    logging.disable(logging.CRITICAL)
    try:
        said = io.StringIO()
        accepted = pyx12.x12n_document.x12n_document(
            pyx12.params.ParamsBase(), io.StringIO(content.decode("ascii")), io.StringIO(), None, None, fd_json=said
        )
    finally:
        logging.disable(logging.NOTSET)
    return "" if accepted else said.getvalue() or "refused"
