"""The scripted people. Their numbers and addresses belong to nobody."""

import msgspec


class SimulatedPerson(msgspec.Struct, frozen=True):
    """level: "1" for a provider that only knows the address, "2" for one that has proven the person (NIST SP 800-63A)."""

    sub: str
    email: str
    first_name: str
    last_name: str
    level: str


PEOPLE = (
    SimulatedPerson("sim-0001", "ana.proven@example.org", "Ana", "Rivera", "2"),
    SimulatedPerson("sim-0002", "ben.known@example.org", "Ben", "Okafor", "1"),
)
# Last names whose bearers no bureau knows: young people, people new to the country, people who never borrowed.
UNKNOWN_NAMES = ("Nobody", "Newcomer")
