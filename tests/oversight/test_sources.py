"""Every amount on the public pages opens what it is the sum of: a crawl that finds them all and adds them up again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from coverport.oversight.actions import money, watch
from coverport.oversight.actions.ledger import Because
from coverport.oversight.models import Contract, ContractValue, Deliverable, Funding, RateCardLine
from coverport.oversight.rules.amounts import Amount
from coverport.oversight.rules.ledger import Place
from tests.oversight.people import People, site
from tests.oversight.test_money import accept, bill

AMOUNT = re.compile(r"(−?)\$([\d,]+)(?:\.(\d\d))?")
SINGLE = {"meta", "link", "input", "br", "img", "hr"}
WHY = Because("the export fails")


@dataclass
class Shown:
    """An amount in a page's main part: cents; the link around it; the elements around it; the id next above; its table row."""

    cents: int
    href: str
    around: tuple[str, ...]
    ids: tuple[str, ...]
    row: int


@dataclass
class Read(HTMLParser):
    """A page's amounts, its links, and the words of each table row. Charts and what people wrote are left out."""

    shown: list[Shown] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    rows: dict[int, str] = field(default_factory=dict)
    stack: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    row: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.row += tag == "tr"
        if tag not in SINGLE:
            self.stack.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "a" and self.inside("main"):
            self.links.append(self.stack[-1][1].get("href", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A line of a chart holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert any(each == tag for each, _ in self.stack), tag
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def inside(self, tag: str) -> bool:
        return any(each == tag for each, _ in self.stack)

    def handle_data(self, data: str) -> None:
        written = any(tag == "span" and "lang" in given for tag, given in self.stack)
        if not self.inside("main") or self.inside("svg") or written:
            return
        row = self.row if self.inside("tr") else 0
        self.rows[row] = self.rows.get(row, "") + data
        href = next((given["href"] for tag, given in self.stack if tag == "a"), "")
        for sign, whole, rest in AMOUNT.findall(data):
            cents = int(whole.replace(",", "")) * 100 + int(rest or 0)
            ids = tuple(given["id"] for _, given in self.stack if "id" in given)
            self.shown.append(Shown(-cents if sign else cents, href, tuple(tag for tag, _ in self.stack), ids, row))

    def within(self, tag: str) -> list[int]:
        return [each.cents for each in self.shown if tag in each.around]


class Crawl:
    """Pages by their address, each asked for once."""

    def __init__(self, client: Client) -> None:
        self.client, self.pages = client, dict[str, Read]()

    def page(self, address: str) -> Read:
        address = address.partition("#")[0]
        if address not in self.pages:
            answer = self.client.get(address)
            assert answer.status_code == 200, address
            self.pages[address] = Read()
            self.pages[address].feed(answer.content.decode())
        return self.pages[address]

    def onward(self, address: str) -> Iterator[str]:
        """Where its amounts lead; from an overview or a bill, where everything public leads."""
        page = self.page(address)
        hrefs = [each.href for each in page.shown if each.href]
        if kind_of(address) in ("contracts", "contract", "invoices"):
            hrefs += page.links
        for href in hrefs:
            found = urljoin(address, href).partition("#")[0]
            if "/oversight/" in found and "/desk/" not in found and ".json" not in found and "://" not in found:
                yield found


def kind_of(address: str) -> str:
    parts = urlsplit(address).path.strip("/").split("/")[2:]
    return "contracts" if not parts else "contract" if len(parts) == 1 else parts[1]


def lowest_and_highest(amounts: list[int]) -> tuple[int, int]:
    assert len(amounts) in (1, 2), amounts
    return amounts[0], amounts[-1]


def opens(crawl: Crawl, address: str, cents: tuple[int, int], href: str) -> None:
    """The page behind a link has the amount, and its rows come to it."""
    target = urljoin(address, href)
    page, kind = crawl.page(target), kind_of(target)
    if kind == "amounts":
        assert lowest_and_highest(page.within("h1")) in (cents, (-cents[0], -cents[1])), (address, target)
    elif kind == "entries":
        assert tuple(map(abs, cents)) == lowest_and_highest(page.within("h1")), (address, target)
    else:
        assert kind == "terms", (address, target)
        named = urlsplit(target).fragment
        assert set(cents) <= {each.cents for each in page.shown if named in each.ids}, (address, target)


def adds_up(address: str, page: Read) -> None:
    """The rows of a sum come to its headline; damages are what the clause and the days make of them."""
    rows = [each for each in page.shown if "tbody" in each.around and "td" in each.around]
    by_row = {each.row: [one.cents for one in rows if one.row == each.row] for each in rows}
    whole = lowest_and_highest(page.within("h1"))
    if "/damages/" in address:
        for row, amounts in by_row.items():
            days = int(re.search(r"(\d+) days? late", page.rows[row].replace("one day", "1 day"))[1])  # type: ignore[index]
            rate, cap, due = amounts
            assert due == min(days * rate, cap), (address, amounts)
            by_row[row] = [due]
    ends = [lowest_and_highest(amounts) for amounts in by_row.values()]
    lows, highs = [low for low, _ in ends], [high for _, high in ends]
    if "/value/" in address:
        assert whole == (min(lows), max(highs)), address
    else:
        assert whole == (sum(lows), sum(highs)), address
        assert not ends or lowest_and_highest(page.within("tfoot")) == whole, address


def may_stand_alone(address: str, each: Shown) -> bool:
    """Where an amount is the source itself, or the sum of the rows above it on the same page."""
    kind = kind_of(address)
    if kind == "amounts":
        return "h1" in each.around or "tfoot" in each.around or "/damages/" in address
    return kind == "terms" or (kind == "entries" and "h1" in each.around)


def crawled(client: Client, *starts: str) -> tuple[Crawl, list[tuple[str, Shown]]]:
    """Every page from some starts on, and every amount with its page."""
    crawl, waiting, seen, found = Crawl(client), list(starts), set[str](), []
    while waiting:
        address = waiting.pop()
        if address not in seen:
            seen.add(address)
            waiting += crawl.onward(address)
            found += [(address, each) for each in crawl.page(address).shown]
    return crawl, found


@pytest.fixture
def whole(people: People, made: Contract, vermont: Any) -> Contract:
    """Money is in every place, one bill is by the hour, one known as a bound only; sources differ on the value, the milestone is late."""
    for cents in (110_000_00, 112_500_00):
        ContractValue.objects.create(
            contract=made, since=date(2026, 2, 1), cents=cents, amendment="Reports twice a year"
        )
    Funding.objects.create(contract=made, name="Federal grant", cents=90_000_00)
    accept(people, site(made), on=date(2026, 3, 20))
    day = date(2026, 3, 21)
    line = bill(people, made, 50_000_01, on=day)
    hourly = money.BilledLine(
        deliverable=Deliverable.objects.get(contract=made, title="Reports"), text="March", amount=Amount(150_00 * 10),
        rate=RateCardLine.objects.get(contract=made), quantity=Decimal(10),
    )  # fmt: skip
    money.record_invoice(actor=people.vendor, contract=made, number="2", dated=day, on=day, lines=[hourly])
    more = bill(people, made, 1_000_00, on=day, number="3", at_least=True)
    money.dispute(actor=people.officer, line=more, amount=Amount(1_000_00, True), on=day, because=WHY)
    notice = watch.serve_notice(
        actor=people.officer,
        contract=made,
        kind="cure",
        subject="Late",
        on=day,
        milestones=tuple(made.milestones.all()),
    )
    later, officer = date(2026, 4, 20), {"actor": people.officer, "line": line, "on": date(2026, 4, 20)}
    money.approve(amount=Amount(40_000_01), **officer)  # type: ignore[arg-type]
    money.dispute(amount=Amount(6_000_00), because=WHY, **officer)  # type: ignore[arg-type]
    money.reject_amount(amount=Amount(3_000_00), because=WHY, **officer)  # type: ignore[arg-type]
    money.withhold(amount=Amount(2_000_00), because=WHY, **officer)  # type: ignore[arg-type]
    money.release(place=Place.WITHHELD, amount=Amount(500_00), because=WHY, **officer)  # type: ignore[arg-type]
    money.set_off_damages(
        milestone=made.milestones.get(),
        amount=Amount(700_00),
        because=Because("late", notice=notice),
        **officer,  # type: ignore[arg-type]
    )
    money.pay(actor=people.payer, line=line, amount=Amount(20_000_00), on=later)
    money.record_recovery(actor=people.payer, line=line, amount=Amount(400_00), on=later, because=WHY)
    vermont.date_of_record = date(2026, 5, 2)
    vermont.save()
    return made


def test_every_amount_on_every_public_page_opens_the_rows_that_come_to_it(client: Client, whole: Contract) -> None:
    crawl, found = crawled(client, "/vt/oversight/")
    for address, page in crawl.pages.items():
        if kind_of(address) == "amounts":
            adds_up(address, page)
    alone = [(address, each) for address, each in found if not each.href and not may_stand_alone(address, each)]
    assert alone == []
    together: dict[tuple[str, str, int], list[int]] = {}
    for place, (address, each) in enumerate(found):
        if each.href:
            # A range is one link with two amounts.
            key = (address, each.href, place if not _same_link(found, place) else place - 1)
            together.setdefault(key, []).append(each.cents)
    for (address, href, _place), amounts in together.items():
        if not ("/amounts/damages/" in address and "#late-" in href):
            opens(crawl, address, lowest_and_highest(amounts), href)
    kinds = {kind_of(address) for address in crawl.pages}
    assert kinds >= {"contracts", "contract", "amounts", "entries", "terms", "invoices"}
    figures = {
        urlsplit(address).path.rstrip("/").rpartition("/")[2]
        for address in crawl.pages
        if kind_of(address) == "amounts"
    }
    assert figures == {
        "paid", "unpaid", "withheld", "disputed", "retained", "deducted", "recovered", "rejected", "pending", "invoiced", "planned",
        "accepted", "priced", "damages", "value", "left",
    }  # fmt: skip
    assert len(together) > 100


def _same_link(found: list[tuple[str, Shown]], place: int) -> bool:
    """Whether an amount is the second one of the link before it."""
    if not place:
        return False
    (address, before), (here, each) = found[place - 1], found[place]
    return address == here and before.href == each.href and before.row == each.row and before.around == each.around


@pytest.mark.parametrize(
    "path",
    ["amounts/nothing/", "amounts/planned/?invoice=2222-2222", "amounts/paid/?invoice=2222-2222", "amounts/paid/?milestone=2222-2222",
     "entries/2222-2222/"],
)  # fmt: skip
def test_what_is_not_of_the_contract_is_not_there(client: Client, made: Contract, path: str) -> None:
    assert client.get(f"/vt/oversight/{made.slug}/{path}").status_code == 404


def test_an_entry_is_public_once_the_stated_lag_is_over(
    client: Client, people: People, made: Contract, vermont: Any
) -> None:
    entry = bill(people, made, 5_000_00, on=date(2026, 3, 20)).ledger.get()
    path = f"/vt/oversight/{made.slug}/entries/{entry.reference}/"
    for today, status in ((date(2026, 3, 20), 404), (date(2026, 3, 21), 200)):
        vermont.date_of_record = today
        vermont.save()
        assert client.get(path).status_code == status
