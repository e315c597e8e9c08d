"""Words for the nearest thresholds; who it is about stands before or behind, as the page has it."""

from coverport.eligibility.translation import gettext_noop

SENTENCES: dict[str, tuple[str, ...]] = {
    "nearest_medicaid_less_gained": (gettext_noop("With %(change)s less income a year, Medicaid would be likely."),),
    "nearest_medicaid_more_lost": (gettext_noop("With %(change)s more income a year, Medicaid would end."),),
    "nearest_chip_less_gained": (gettext_noop("With %(change)s less income a year, CHIP would be likely."),),
    "nearest_chip_more_lost": (gettext_noop("With %(change)s more income a year, CHIP would end."),),
    "nearest_bhp_less_gained": (
        gettext_noop("With %(change)s less income a year, your state's Basic Health Program would be likely."),
    ),
    "nearest_bhp_more_lost": (
        gettext_noop("With %(change)s more income a year, your state's Basic Health Program would end."),
    ),
    "nearest_aptc_less_gained": (
        gettext_noop("With %(change)s less income a year, you could get help with premiums."),
    ),
    "nearest_aptc_more_gained": (
        gettext_noop("With %(change)s more income a year, you could get help with premiums."),
    ),
    "nearest_aptc_less_lost": (gettext_noop("With %(change)s less income a year, help with premiums would end."),),
    "nearest_aptc_more_lost": (gettext_noop("With %(change)s more income a year, help with premiums would end."),),
    "nearest_csr_less_gained": (
        gettext_noop("With %(change)s less income a year, silver plans would pay more of your costs of care."),
    ),
    "nearest_csr_more_gained": (
        gettext_noop("With %(change)s more income a year, silver plans would pay less of your costs of care."),
    ),
    "nearest_csr_more_lost": (
        gettext_noop("With %(change)s more income a year, the extra savings on silver plans would end."),
    ),
    "benchmark_not_given": (
        gettext_noop("We need the price of the silver plan that we compare with to work out your help."),
    ),
}
