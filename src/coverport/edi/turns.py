"""Whose turn it is. Everybody locks in one order: the insurer's turn, households, what is said of them, control numbers last.

So two never wait for each other, whatever files come at once.
"""

from django.db import connection

TURN = "SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))"
TAKEN_IN, PAID = "edi.taken_in", "edi.paid"


def wait_for_turn(exchange: str, issuer: str, to: str = TAKEN_IN) -> None:
    """Until nobody else does this with the insurer; kept until the transaction ends. What the other has done is seen then."""
    if not connection.in_atomic_block:
        raise RuntimeError("a turn is waited for inside the transaction that needs it")
    with connection.cursor() as cursor:
        cursor.execute(TURN, [to, f"{exchange} {issuer}"])
