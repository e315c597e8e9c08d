"""How a member is related to the subscriber, as X12 codes it: data element 1069, those that 005010X220A1 admits in INS02."""

from collections.abc import Mapping

SELF = "18"
# Other Relationship: where what two people are to the one who applies does not say what they are to each other.
OTHER = "G8"
RELATIVE = "G9"
# What the subscriber is to the person who applies -> what a member is to that person -> what the member is to the subscriber.
# 01 spouse, 03 father or mother, 04 grandparent, 05 grandchild, 06 uncle or aunt, 07 nephew or niece, 08 cousin, 11 son- or
# daughter-in-law, 12 brother- or sister-in-law, 13 father- or mother-in-law, 14 brother or sister, 15 ward, 19 child, 26 guardian,
# 53 life partner. A child placed for foster care (10) or adoption (09) or by a court is one answer of the application, told as ward.
CODES: Mapping[str, Mapping[str, str]] = {
    "self": {
        "spouse": "01", "child": "19", "ward": "15", "partner": "53", "parent": "03", "sibling": "14", "grandchild": "05",
        "niece_nephew": "07", "other_relative": RELATIVE,
    },
    "spouse": {
        "self": "01", "child": "19", "ward": "15", "parent": "13", "sibling": "12", "grandchild": RELATIVE, "niece_nephew": RELATIVE,
        "other_relative": RELATIVE,
    },
    "child": {
        "self": "03", "spouse": "03", "child": "14", "parent": "04", "sibling": "06", "grandchild": RELATIVE, "niece_nephew": "08",
        "other_relative": RELATIVE,
    },
    "ward": {"self": "26", "spouse": "26"},
    "partner": {"self": "53"},
    "parent": {
        "self": "19", "spouse": "11", "child": "05", "parent": OTHER, "sibling": "19", "grandchild": RELATIVE,
        "niece_nephew": RELATIVE, "other_relative": RELATIVE,
    },
    "sibling": {
        "self": "14", "spouse": "12", "child": "07", "parent": "03", "sibling": "14", "grandchild": RELATIVE,
        "niece_nephew": RELATIVE, "other_relative": RELATIVE,
    },
    "grandchild": {
        "self": "04", "spouse": RELATIVE, "child": RELATIVE, "parent": RELATIVE, "sibling": RELATIVE, "grandchild": RELATIVE,
        "niece_nephew": RELATIVE, "other_relative": RELATIVE,
    },
    "niece_nephew": {
        "self": "06", "spouse": RELATIVE, "child": "08", "parent": RELATIVE, "sibling": RELATIVE, "grandchild": RELATIVE,
        "niece_nephew": RELATIVE, "other_relative": RELATIVE,
    },
    "other_relative": dict.fromkeys(
        ("self", "spouse", "child", "parent", "sibling", "grandchild", "niece_nephew", "other_relative"), RELATIVE
    ),
}  # fmt: skip


def code_of(member: str, subscriber: str) -> str:
    """Both as the application has them, to the person who applies."""
    return CODES.get(subscriber, {}).get(member, OTHER)
