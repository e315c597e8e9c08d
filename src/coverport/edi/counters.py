"""Control numbers: taken within the transaction that uses them, so that none is given out twice and none is lost.

An interchange's number is taken before those of what is in it: whoever has it is the only one who takes any, so that two never wait for
each other.
"""

from django.db import connection

from coverport.edi.models import Counter

# One statement: the row stays locked until the transaction ends; a counter's first use makes it.
TAKE = """
    INSERT INTO edi_counter AS c (exchange, kind, last) VALUES (%s, %s, %s)
    ON CONFLICT (exchange, kind) DO UPDATE SET last = c.last + excluded.last RETURNING last
"""


def take(exchange: str, kind: Counter.Kind, how_many: int = 1) -> range:
    """The next control numbers of an exchange. Must be inside the transaction that stores what they number."""
    if not connection.in_atomic_block:
        raise RuntimeError("control numbers are taken inside the transaction that uses them")
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [exchange, kind.value, how_many])
        (last,) = cursor.fetchone()
    return range(last - how_many + 1, last + 1)
