"""Python's collector of cycles: it went through the whole heap again and again, and took half of a renewal's time.

What is loaded at the start, the law, the models, the catalogs, lives as long as the process: it is set aside once and not looked at
again. A batch makes hundreds of thousands of objects of which nearly none is in a cycle: it is swept afterwards, not in between.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

# New objects until the youngest are looked at. The default of 700 fits small programs: one page of ours makes thousands.
YOUNGEST = 20_000
# After how many batches also what outlived the ones before is looked at, which is mostly what is remembered on purpose.
OLDEST = 32


def settle() -> None:
    """Called once by a process that serves, when everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, 10, 10)


@contextmanager
def uninterrupted() -> Iterator[Callable[[], object]]:
    """No collection within; gives what is to be called after each batch, so that memory stays flat. It looks at what that batch made.

    What is there before is set aside until the end, also what nobody needs any more: to look for it would take as long as a batch. A
    process that has settled has set nearly all of it aside already, for good, and nothing is added to that.
    """
    was_on, settled = gc.isenabled(), gc.get_freeze_count() > 0
    if not settled:
        gc.freeze()
    gc.disable()
    batches = count(1)
    try:
        yield lambda: gc.collect(0 if next(batches) % OLDEST else 2)
    finally:
        if not settled:
            gc.unfreeze()
        if was_on:
            gc.enable()
