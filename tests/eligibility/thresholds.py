"""Who must file, as the tests need it: IRS Publication 501, Table 2, for 2014 and for 2024."""

from datetime import date

from coverport.law.parameters import FilingThreshold


def thresholds(year: int, unearned: int, earned: int, added: int, unmarried: int, married: int) -> FilingThreshold:
    """Of a dependent and for the aged; the others decide nothing here."""
    return FilingThreshold(
        start=date(year, 1, 1),
        citation="26 USC 6012(a)(1)(C)",
        single=1,
        head_of_household=1,
        married_jointly=1,
        married_separately=1,
        surviving_spouse=1,
        aged_unmarried=unmarried,
        aged_married=married,
        dependent_unearned=unearned,
        dependent_earned=earned,
        dependent_added=added,
    )


OF_2014 = thresholds(2014, 1_000, 6_200, 350, 1_550, 1_200)
OF_2024 = thresholds(2024, 1_300, 14_600, 450, 1_950, 1_550)
