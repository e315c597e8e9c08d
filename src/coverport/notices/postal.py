"""What the post needs of an address: a last line of city, state and ZIP, no more lines than the window has. No Django, no database."""

import re

import msgspec

# Publication 28 of the U.S. Postal Service, appendix B.
STATES = frozenset(
    "AL AK AS AZ AR CA CO CT DE DC FM FL GA GU HI ID IL IN IA KS KY LA ME MH MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND MP OH OK OR "
    "PW PA PR RI SC SD TN TX UT VT VI VA WA WV WI WY AA AE AP".split()
)
LAST_LINE = re.compile(r"(?P<city>.*[^\s,]),? +(?P<state>[A-Z]{2}) +(?P<zip>\d{5})(?:-(?P<plus4>\d{4}))?")
LOWEST_ZIP = "00501"


class Address(msgspec.Struct, frozen=True):
    """Where a letter goes. lines: all under the name, the last one included; plus4: "" where it is not known."""

    lines: tuple[str, ...]
    city: str
    state: str
    zip: str
    plus4: str

    @property
    def routing(self) -> str:
        """The routing code of an Intelligent Mail barcode: five or nine digits."""
        return self.zip + self.plus4

    @property
    def order(self) -> tuple[str, str, str]:
        """The order in which the post sorts: ZIP, its last four digits, then the street, so that one carrier's letters are together."""
        return (self.zip, self.plus4, self.lines[0].casefold())


def is_last_line(text: str) -> bool:
    """Whether a line is a city, a state and a ZIP code, as the last one of an address is."""
    found = LAST_LINE.fullmatch(text.strip())
    return found is not None and found["state"] in STATES and found["zip"] >= LOWEST_ZIP


class Undeliverable(Exception):
    """No carrier could deliver this. The message says what is wrong, in plain words, without the address itself."""


def read(name: str, lines: tuple[str, ...]) -> Address:
    """An address from its lines. Raises Undeliverable."""
    lines = tuple(line.strip() for line in lines if line.strip())
    if not name.strip():
        raise Undeliverable("there is no name")
    if len(lines) < 2:
        raise Undeliverable("there is no street, or no line of city, state and ZIP code")
    found = LAST_LINE.fullmatch(lines[-1])
    if found is None:
        raise Undeliverable("the last line is not a city, a state of two letters and a ZIP code of five or nine digits")
    if found["state"] not in STATES:
        raise Undeliverable(f"{found['state']} is no state of the Postal Service")
    if found["zip"] < LOWEST_ZIP:
        raise Undeliverable(f"{found['zip']} is no ZIP code")
    return Address(lines=lines, city=found["city"], state=found["state"], zip=found["zip"], plus4=found["plus4"] or "")
