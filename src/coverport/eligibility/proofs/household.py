"""Evidence for who counts with a person for Medicaid and CHIP."""

from coverport.eligibility.proofs.arithmetic import UNKNOWN, YES, Evidence, Facts, always, number


def _adds_up(facts: Facts) -> bool:
    """Whether the size is the people and the children expected who count, the person at least."""
    people, expected = number(facts, "people"), number(facts, "expected")
    return people >= 1 and expected >= 0 and number(facts, "size") == people + expected


def _of_a_child(facts: Facts) -> bool:
    return _adds_up(facts) and number(facts, "age") < number(facts, "under")


EVIDENCE: dict[str, Evidence] = {
    **dict.fromkeys(
        (
            "household_filer",
            "household_dependent",
            "household_claimed_by_other_relative",
            "household_non_filer",
        ),
        (YES, _adds_up),
    ),
    **dict.fromkeys(("household_parents_not_joint", "household_claimed_by_noncustodial_parent"), (YES, _of_a_child)),
    **dict.fromkeys(("household_unknown", "household_filing_missing"), (UNKNOWN, always)),
}
