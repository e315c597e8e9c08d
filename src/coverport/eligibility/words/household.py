"""Words for who counts with a person for Medicaid and CHIP."""

from coverport.eligibility.translation import gettext_noop

SENTENCES: dict[str, tuple[str, ...]] = {
    "household_filer": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop("They are you, everyone on your tax return, and your husband or wife if you live together."),
    ),
    "household_dependent": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop(
            "You are claimed as a dependent, so they are the people who count with the person who claims you, "
            "and your husband or wife if you live together."
        ),
    ),
    "household_claimed_by_other_relative": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop(
            "Someone claims you as a dependent who is neither your parent nor your husband or wife. "
            "So we count only you and the close family who live with you."
        ),
    ),
    "household_parents_not_joint": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop(
            "You are under %(under)s and live with two parents who do not file a tax return together. "
            "So we count you and the close family who live with you."
        ),
    ),
    "household_claimed_by_noncustodial_parent": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop(
            "You are under %(under)s and a parent who does not live with you claims you as a dependent. "
            "So we count you and the close family who live with you."
        ),
    ),
    "household_non_filer": (
        gettext_noop("For Medicaid, we count %(size)s, with any children expected."),
        gettext_noop("You are on no tax return, so we count you and the close family who live with you."),
    ),
    "household_unknown": (
        gettext_noop(
            "A parent who is not on this application claims you, or the person who claims you, as a dependent."
        ),
        gettext_noop("To know who counts with you for Medicaid, we need the people on that parent's tax return."),
    ),
    "household_filing_missing": (
        gettext_noop(
            "Tell us who will file a federal tax return for the year. "
            "It decides who counts with you for Medicaid, and so what you can get."
        ),
    ),
}
