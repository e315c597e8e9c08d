"""What is wrong with a file: one place, one rule, in plain words, with the standard's own code for the acknowledgment."""

from typing import Literal

import msgspec

Level = Literal["interchange", "group", "transaction", "segment", "element", "guide"]

# rule -> (level, code). Interchange: TA105. Group: AK905. Transaction: IK502. Segment: IK304. Element: IK403.
# guide: what the exchanges' companion guide asks beyond the standard; an insurer's front door answers it as a business error.
RULES: dict[str, tuple[Level, str]] = {
    "interchange_unreadable": ("interchange", "022"),
    "interchange_truncated": ("interchange", "023"),
    "interchange_content": ("interchange", "024"),
    "interchange_delimiters": ("interchange", "026"),
    "interchange_element": ("interchange", "022"),
    "interchange_sender": ("interchange", "006"),
    "interchange_receiver": ("interchange", "008"),
    "interchange_sender_qualifier": ("interchange", "005"),
    "interchange_receiver_qualifier": ("interchange", "007"),
    "interchange_version": ("interchange", "017"),
    "interchange_date": ("interchange", "014"),
    "interchange_time": ("interchange", "015"),
    "interchange_control": ("interchange", "018"),
    "interchange_control_differs": ("interchange", "001"),
    "interchange_control_again": ("interchange", "025"),
    "interchange_groups": ("interchange", "021"),
    "group_element": ("group", "6"),
    "group_version": ("group", "2"),
    "group_kind": ("group", "1"),
    "group_no_trailer": ("group", "3"),
    "group_control_differs": ("group", "4"),
    "group_transactions": ("group", "5"),
    "group_control_again": ("group", "19"),
    "transaction_set": ("transaction", "6"),
    "transaction_guide": ("transaction", "I6"),
    "transaction_no_trailer": ("transaction", "2"),
    "transaction_control_differs": ("transaction", "3"),
    "transaction_segments": ("transaction", "4"),
    "transaction_control_again": ("transaction", "23"),
    "segment_unknown": ("segment", "1"),
    "segment_unexpected": ("segment", "2"),
    "segment_missing": ("segment", "3"),
    "segment_order": ("segment", "7"),
    "segment_again": ("segment", "5"),
    "loop_again": ("segment", "4"),
    "loop_missing": ("segment", "I7"),
    "element_missing": ("element", "1"),
    "element_conditional": ("element", "2"),
    "element_excluded": ("element", "10"),
    "element_not_used": ("element", "I10"),
    "element_too_many": ("element", "3"),
    "element_too_short": ("element", "4"),
    "element_too_long": ("element", "5"),
    "element_character": ("element", "6"),
    "element_code": ("element", "7"),
    "element_date": ("element", "8"),
    "element_time": ("element", "9"),
    "element_repeated": ("element", "12"),
    "element_components": ("element", "13"),
    "element_trailing": ("element", "3"),
}


class Fault(msgspec.Struct, frozen=True):
    """segment: its place in the file, 1 for the first ISA; within: its place in its transaction, 1 for ST, 0 outside of one.

    loop: as the guide names it, such as 2100A; id: the segment's; element: its position, 0 for the segment as a whole.
    """

    segment: int
    loop: str
    id: str
    rule: str
    message: str
    within: int = 0
    element: int = 0
    component: int = 0

    @property
    def level(self) -> Level:
        return RULES[self.rule][0] if self.rule in RULES else "guide"

    @property
    def code(self) -> str:
        """The standard's own, empty for a rule of the companion guide."""
        return RULES[self.rule][1] if self.rule in RULES else ""

    @property
    def place(self) -> str:
        """Such as `NM103`, or `NM1` as a whole."""
        return f"{self.id}{self.element:02d}" if self.element else self.id
