"""One person of an application. Answers are True, False, or None while they are not known."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from coverport.eligibility.facts.income import Deduction, IncomeLine
from coverport.eligibility.facts.wire import Fips, HoursMonth, Money, told

ImmigrationStatus = Literal[
    "lawful_permanent_resident",
    "refugee",
    "asylee",
    "withholding_of_removal",
    "cuban_haitian_entrant",
    "amerasian",
    "trafficking_victim",
    "battered",
    "conditional_entrant",
    "parolee_one_year",
    "parolee",
    "compact_of_free_association",
    "special_immigrant_afghan_iraqi",
    "american_indian_born_abroad",
    "temporary_protected_status",
    "deferred_enforced_departure",
    "deferred_action",
    "daca",
    "nonimmigrant",
    "asylum_applicant",
    "adjustment_applicant",
    "special_immigrant_juvenile",
    "other_lawfully_present",
    "none",
]

Answer = bool | None


class Immigration(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The immigration status of a person who is neither citizen nor national."""

    status: Annotated[
        ImmigrationStatus, told("The status today; none: not lawfully present.", "lawful_permanent_resident")
    ]
    since: Annotated[
        date | None,
        told(
            "Day on which a qualified status was first granted: the five-year bar counts from it.",
            "2019-05-14",
            unit="date",
        ),
    ] = None
    before: Annotated[
        ImmigrationStatus | None,
        told(
            "The status held before this one, such as refugee before lawful_permanent_resident: who had one without a bar keeps that.",
            "refugee",
        ),
    ] = None
    entered_before_1996_08_22: Annotated[
        bool, told("Entered the United States before August 22, 1996 and has lived there since.", False)
    ] = False
    military: Annotated[
        bool, told("Veteran or on active duty, or the spouse or unmarried dependent child of one.", False)
    ] = False


class Person(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A person of the application, whether or not they want coverage."""

    id: Annotated[str, told("Names the person within the application.", "ana", min_length=1, max_length=64)]
    birth_date: Annotated[date | None, told("Birth date. This or age is needed.", "1985-02-28", unit="date")] = None
    age: Annotated[
        int | None, told("Age when coverage begins, where the birth date is not given.", 41, unit="completed years")
    ] = None
    applies: Annotated[bool, told("Asks for coverage.", True)] = True
    home: Annotated[str, told("People with the same home live together.", "1", max_length=64)] = "1"
    county_fips: Annotated[
        Fips | None, told("County of residence, where it differs from the application's.", "33013")
    ] = None
    lives_in_state: Annotated[
        Answer, told("Lives in the state and means to stay, 42 CFR 435.403, 45 CFR 155.305(a)(3).", True)
    ] = True
    incarcerated: Annotated[Answer, told("In jail or prison, other than awaiting disposition of charges.", False)] = (
        False
    )
    citizen: Annotated[Answer, told("Citizen or national of the United States.", True)] = None
    lawfully_present: Annotated[Answer, told("Lawfully present, where the status itself is not known.", True)] = None
    immigration: Annotated[
        Immigration | None, told("Status of a person who is neither citizen nor national.", {"status": "refugee"})
    ] = None
    pregnant: Annotated[bool, told("Pregnant.", False)] = False
    expected_children: Annotated[int, told("Children expected by a pregnant person.", 1, unit="children")] = 1
    pregnancy_ended: Annotated[
        date | None,
        told("Day on which a pregnancy ended during which the person had Medicaid or CHIP.", "2026-01-15", unit="date"),
    ] = None
    tobacco: Annotated[bool, told("Uses tobacco four or more times a week. Changes premiums, never help.", False)] = (
        False
    )
    student: Annotated[bool, told("Full-time student.", False)] = False
    disabled: Annotated[bool, told("Blind, or disabled as Social Security defines it.", False)] = False
    medically_frail: Annotated[
        bool, told("Medically frail or with special medical needs, 42 CFR 440.315(f).", False)
    ] = False
    long_term_care: Annotated[bool, told("Needs long-term care, at home or in a facility.", False)] = False
    medicare: Annotated[
        bool, told("Entitled to Medicare Part A without a premium, or enrolled in Part A or B.", False)
    ] = False
    foster_care: Annotated[
        bool,
        told(
            "Was in foster care and on Medicaid at 18 or on aging out, in the state (in any state where the law says so).",
            False,
        ),
    ] = False
    foster_care_other_state: Annotated[bool, told("That foster care was another state's.", False)] = False
    american_indian: Annotated[
        bool,
        told(
            "Member of a federally recognized tribe, or shareholder of an Alaska Native corporation, 45 CFR 155.300.",
            False,
        ),
    ] = False
    emergency: Annotated[bool, told("Needs treatment of an emergency medical condition, 42 CFR 440.255.", False)] = (
        False
    )
    other_coverage: Annotated[
        Answer,
        told(
            "Has, or could have, minimum essential coverage beside Medicaid, CHIP, Medicare and offers of an employer: TRICARE, veterans' "
            "coverage, Peace Corps, a student plan that one is in. A policy bought on the individual market does not count.",
            False,
        ),
    ] = None
    public_coverage: Annotated[bool, told("Has Medicaid or CHIP today.", False)] = False
    coverage_ended: Annotated[
        date | None,
        told("Last day of group coverage that a child had, for CHIP's waiting period.", "2026-02-28", unit="date"),
    ] = None
    coverage_ended_for_cause: Annotated[
        bool, told("It ended for a reason that lifts the waiting period, 42 CFR 457.805(b)(3).", False)
    ] = False
    public_employee_coverage: Annotated[
        bool,
        told(
            "Could have coverage of a public agency of the state through a family member, 42 CFR 457.310(c)(1).", False
        ),
    ] = False
    medicaid_denied: Annotated[
        bool, told("The Medicaid agency has found the person ineligible for other reasons than income.", False)
    ] = False
    exemption: Annotated[
        bool, told("Holds an exemption for hardship or affordability: it opens catastrophic plans.", False)
    ] = False
    work_hours_month: Annotated[
        HoursMonth | None,
        told(
            "Hours of work, community service, training or school that count a month.",
            80,
            unit="hours a month",
        ),
    ] = None
    work_exempt: Annotated[
        bool | None,
        told(
            "Exempt from the Medicaid work requirement for another reason than those asked here, 42 USC 1396a(xx)(3).",
            False,
        ),
    ] = None
    income_sep: Annotated[bool, told("Enrolls through a special period that rests on income alone.", False)] = False
    income: Annotated[
        tuple[IncomeLine, ...] | None,
        told("Lines of income; an empty list: none; null: not known.", [{"kind": "wages", "amount": "31200.00"}]),
    ] = ()
    deductions: Annotated[tuple[Deduction, ...], told("Adjustments to income.", [])] = ()
    income_year: Annotated[
        Money | None,
        told(
            "What the person expects for the coverage year in all, where that differs from the lines. "
            "Without any line it stands for current income, too.",
            "28000.00",
            unit="dollars a year",
        ),
    ] = None
    income_month: Annotated[
        Money | None,
        told(
            "Current income a month in all, where that differs from the lines. "
            "Without any line it stands for the year, too.",
            "2100.00",
            unit="dollars a month",
        ),
    ] = None
    must_file: Annotated[
        Answer,
        told(
            "Must file a federal return of their own, 26 USC 6012; null: worked out from income, where the law's figures are known.",
            False,
        ),
    ] = None
    claimed_by_outsider: Annotated[
        Literal["parent", "other"] | None,
        told("Somebody who is not on this application claims the person as a dependent.", "parent"),
    ] = None
