"""What differs by exchange and insurer, as data: who is named how, which literals, which codes, when."""

from datetime import time

import msgspec

from coverport.edi.rules.records import Maintenance
from coverport.edi.rules.transport import Sftp


class Literal(msgspec.Struct, frozen=True):
    """How a partner spells a reporting category: N102 and the qualifier of its REF."""

    name: str
    qualifier: str


class Batch(msgspec.Struct, frozen=True):
    """When files are written: at times of day in the exchange's time zone; a sample exchange does it every few seconds."""

    times: tuple[time, ...]
    sample_every_seconds: int = 5


class Delimiters(msgspec.Struct, frozen=True):
    element: str = "*"
    repetition: str = "^"
    component: str = ":"
    segment: str = "~"


class PartnerProfile(msgspec.Struct, frozen=True):
    """One insurer as a partner of one exchange.

    interchange_sender, interchange_receiver: ISA06, ISA08. usage: T test or P production. tin_is_sample: the number is invented.
    file_name: with {sender} {receiver} {stamp} {usage}. languages: ours -> the partner's; language_qualifier: LD (NISO) or LE (ISO).
    source_exchange, group_sender: with {state}. cost_sharing_amount: whether the partner wants CSR AMT.
    """

    issuer_id: str
    issuer_name: str
    interchange_sender: str
    interchange_receiver: str
    group_sender: str
    source_exchange: str
    tin: str
    tin_is_sample: bool
    usage: str
    file_name: str
    batch: Batch
    literals: dict[str, Literal]
    languages: dict[str, str]
    rating_area: str = "R-{state}{area:03d}"
    language_qualifier: str = "LD"
    time_zone_code: str = "ET"
    cost_sharing_amount: bool = False
    largest_file: int = 2000
    # How long an acknowledgment may take before staff hear of it.
    answer_within_hours: int = 24
    line_end: str = ""
    delimiters: Delimiters = Delimiters()
    sender_qualifier: str = "ZZ"
    receiver_qualifier: str = "ZZ"
    # Event of an enrollment's life -> how it is told: `maintenance.yaml`, and what the partner has otherwise.
    maintenance: dict[str, Maintenance] = {}
    # Who pays, where the exchange collects premiums: its name, and its number of ten characters as banks know it (BPR10).
    payer_name: str = ""
    payer_id: str = ""
    # On this day of a month the insurer is sent our view of it.
    view_day: int = 15
    # None: folders of the outbox and the inbox, which somebody else serves.
    sftp: Sftp | None = None

    @property
    def has_payer(self) -> bool:
        """Whether a payment can say whom it is from."""
        return bool(self.payer_name) and len(self.payer_id) == 10
