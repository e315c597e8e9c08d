"""The practice processor: one key is one payment, pages close, refunds are never more than was paid; and what an earlier database had."""

import pytest

from coverport.billing.paysim.books import OPEN_SECONDS, Asked, AskedBack, Books, Refused

ASKED = Asked("K1", 10_00, "http://127.0.0.1/back")


def test_one_key_is_one_page_and_is_paid_once():
    books = Books()
    page = books.open(ASKED)
    assert books.open(ASKED) is page
    first = books.pay(page.token, "card").confirmation
    assert books.pay(page.token, "bank").confirmation == first
    assert (page.status, page.method) == ("paid", "card")
    with pytest.raises(Refused, match="another amount"):
        books.open(Asked("K1", 11_00, ASKED.back))


@pytest.mark.parametrize(("waited", "status"), [(OPEN_SECONDS, "open"), (OPEN_SECONDS + 1, "declined")])
def test_a_page_closes_after_half_an_hour_and_another_one_opens(waited, status):
    now = [0.0]
    books = Books(clock=lambda: now[0])
    page = books.open(ASKED)
    now[0] = waited
    assert books.by_key("K1").status == status
    assert (books.open(ASKED) is page) is (status == "open")


@pytest.mark.parametrize("asked", [Asked("", 1, "http://x/"), Asked("K", 0, "http://x/"), Asked("K", 1, "ftp://x/")])
def test_what_is_no_payment_is_refused(asked):
    with pytest.raises(Refused):
        Books().open(asked)


def test_a_refund_is_once_and_never_more_than_is_left():
    books = Books()
    number = books.pay(books.open(ASKED).token, "card").confirmation
    assert books.refund(AskedBack("R1", number, 6_00)) == books.refund(AskedBack("R1", number, 6_00))
    with pytest.raises(Refused, match="left"):
        books.refund(AskedBack("R2", number, 4_01))
    assert books.refund(AskedBack("R2", number, 4_00))
    with pytest.raises(Refused, match="something else"):
        books.refund(AskedBack("R2", number, 3_00))
    with pytest.raises(Refused, match="no such"):
        books.refund(AskedBack("R3", "", 1))
