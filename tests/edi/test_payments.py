"""820s of both guides: pyx12 accepts the premiums, the checker both, and what is read adds up to what was written."""

import io
from collections import Counter
from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coverport.core.money import dollars
from coverport.edi import profiles
from coverport.edi.rules.payment_writer import EXCHANGE, PREMIUM, write_payments
from coverport.edi.rules.payments import Bank, Item, NothingToPay, Party, Payment, Remittance, balanced, carried
from coverport.edi.rules.records import Name
from coverport.edi.x12.amounts import cents
from coverport.edi.x12.events import RecordRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.reader import read
from tests.edi.judge import complaints

AT = datetime(2014, 1, 10, 6, tzinfo=UTC)
JANUARY = (date(2014, 1, 1), date(2014, 1, 31))
PARTNER = profiles.load("vt", "13627")


def payment(amounts: list[list[int]], bank: Bank | None = None, codes: tuple[str, ...] = ("APTC",)) -> Payment:
    """One policy for each list of cents."""
    remittances = tuple(
        Remittance(
            tuple(Item(codes[at % len(codes)], amount, *JANUARY) for at, amount in enumerate(items)), Name("Núñez", "Ana"),
            member_id=f"M{n}", subscriber_id=f"M{n}", policy_id=f"P{n}", plan_id="13627VT034000104",
        )
        for n, items in enumerate(amounts)
    )  # fmt: skip
    return Payment(
        21, "VT20140110-1", Party("Green Mountain Health", "001362700"), Party("Vermont Health Connect", "1001111111"), date(2014, 1, 10),
        *JANUARY, remittances, bank,
    )  # fmt: skip


def written(payments: list[Payment], guide: str) -> bytes:
    return write_payments(
        payments, PARTNER, guide=guide, control=51, group=9, at=AT, sender="COVERPORTVT", receiver="13627T", group_sender="VT0",
        group_receiver="13627T",
    ).content  # fmt: skip


def read_sum(content: bytes) -> int:
    said = list(read(io.BytesIO(content)))
    assert [each for each in said if isinstance(each, Fault)] == []
    rows = [
        row for each in said if isinstance(each, RecordRead) for loop, rows in each.collected.items() for row in rows
    ]
    at = 2 if b"X218" in content else 1
    return sum(cents(row[at]) or 0 for row in rows)


amounts = st.lists(st.lists(st.integers(-50_000, 300_000), min_size=1, max_size=3), min_size=1, max_size=8)


@settings(max_examples=8, deadline=None)
@given(
    amounts=amounts.filter(lambda all_: sum(map(sum, all_)) >= 0),
    bank=st.sampled_from([None, Bank("011600033", "000123456")]),
)
def test_premiums_are_accepted_and_add_up(amounts, bank):
    content = written([payment(amounts, bank)], PREMIUM)
    assert complaints(content) == ""
    total = sum(map(sum, amounts))
    assert read_sum(content) == total
    bpr = content.decode().split("~")[3].split("*")
    assert (bpr[2], bpr[4]) == (dollars(total), "ACH" if bank and total else "NON")


@settings(max_examples=20, deadline=None)
@given(amounts=amounts)
def test_exchange_payments_are_balanced_and_add_up(amounts):
    made = balanced(payment(amounts, codes=("APTC", "UF", "APTCADJ")))
    total = sum(map(sum, amounts))
    content = written([made], EXCHANGE)
    assert read_sum(content) == max(0, total)
    lines = [segment for segment in content.decode().split("~") if segment.startswith("RMR*ZZ*BAL")]
    assert lines == ([f"RMR*ZZ*BAL**{dollars(-total)}"] if total < 0 else [])


def test_a_premium_payment_below_zero_is_refused_and_what_must_wait_is_named():
    made = payment([[-500_00], [100_00], [200_00]])
    with pytest.raises(NothingToPay):
        written([made], PREMIUM)
    paid, waiting = carried(made.remittances)
    assert [(each.policy_id, each.items[0].amount) for each in paid] == [
        ("P0", -300_00),
        ("P1", 100_00),
        ("P2", 200_00),
    ]
    assert [(each.policy_id, each.items[0].amount) for each in waiting] == [("P0", -200_00)]
    assert read_sum(written([msgspec.structs.replace(made, remittances=paid)], PREMIUM)) == 0


@pytest.mark.parametrize(("amounts", "told", "waits"), [
    ([[-200_00]], [], [[-200_00]]),
    ([[-200_00], [199_99]], [[-199_99], [199_99]], [[-1]]),
    ([[-200_00], [200_00]], [[-200_00], [200_00]], []),
    ([[-200_00], [200_01]], [[-200_00], [200_01]], []),
    # The earlier month is taken back first; a month that gives to another of the same policy stays beside it.
    ([[-100_00, -150_00], [120_00]], [[-100_00, -20_00], [120_00]], [[-130_00]]),
    ([[-50_00, 50_00], [-70_00]], [[-50_00, 50_00]], [[-70_00]]),
])  # fmt: skip
def test_as_much_is_taken_back_as_is_paid(amounts, told, waits):
    paid, waiting = carried(payment(amounts).remittances)
    assert [[item.amount for item in each.items] for each in paid] == told
    assert [[item.amount for item in each.items] for each in waiting] == waits


@given(amounts=amounts)
def test_what_is_paid_and_what_waits_is_all_and_never_below_zero(amounts):
    made = payment(amounts)
    paid, waiting = carried(made.remittances)
    sums = Counter()
    for each in (*paid, *waiting):
        sums[each.policy_id] += sum(item.amount for item in each.items)
    assert sums == Counter({f"P{n}": sum(items) for n, items in enumerate(amounts)})
    assert sum(item.amount for each in paid for item in each.items) == max(0, sum(map(sum, amounts)))
    assert all(item.amount < 0 for each in waiting for item in each.items)
