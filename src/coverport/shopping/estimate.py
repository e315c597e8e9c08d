"""What a household is likely to get, in words: the answer first, then the reasons and the sum."""

import re
from decimal import Decimal

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coverport.core.listing import listed
from coverport.core.money import Cents, display, display_whole
from coverport.eligibility.engine import FamilyMember, family_members
from coverport.eligibility.facts import Application
from coverport.eligibility.findings import Outcome
from coverport.eligibility.results import Determination, PersonResult
from coverport.eligibility.words import sentence
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import UnderAge
from coverport.shopping.quote import Quote

ADULT = 19  # words only: whom the page calls a child
STANDARD = "01"
# Between a full stop and a capital letter.
_SENTENCES = re.compile(r"(?<=\.)\s+(?=[A-ZÁÉÍÓÚÑ¿¡])")


class Why(msgspec.Struct, frozen=True):
    """One reason in words, with its authority."""

    text: str
    citation: str


class PersonWhy(msgspec.Struct, frozen=True):
    """What people are likely to get, and why: several where it is the same for them."""

    who: str
    gets: str
    reasons: tuple[Why, ...]


class Estimate(msgspec.Struct, frozen=True):
    """The callout above the plans. strong: the answer; text: the rest of it; others: about single people.

    medicare: what an estimate leaves open that counts somebody who is old enough for Medicare; empty where nobody is.
    reckoning: (what, amount) of the credit, the last line its sum; asked_income: whether an income was given.
    """

    strong: str
    text: str
    others: tuple[str, ...]
    medicare: str
    reckoning: tuple[tuple[str, str], ...]
    people: tuple[PersonWhy, ...]
    notes: tuple[str, ...]


def estimate(quote: Quote, application: Application) -> Estimate:
    """What to say about a quote."""
    found = quote.determination
    strong, text = _answer(found)
    return Estimate(
        strong=strong,
        text=text,
        others=_others(quote, application),
        medicare=_medicare(quote, application),
        reckoning=_reckoning(found),
        people=_reasons(application, found),
        notes=_notes(quote),
    )


def _answer(found: Determination) -> tuple[str, str]:
    taxes = found.tax_households[0]
    if taxes.percent_of_poverty is None:
        return _("Tell us your income, and we can say what help you are likely to get."), _("These are full prices.")
    if found.aptc:
        off = _("You are likely to get %(amount)s a month off.") % {"amount": display(found.aptc)}
        return off, _("You are also likely to get extra savings on Silver plans.") if _extra_savings(found) else ""
    if not found.coverage_family:
        return _("Nobody here is likely to need a tax credit."), ""
    why = sentence(taxes.credit.reasons[0]) if taxes.credit.reasons else ""
    if found.aptc is None:
        return _("We cannot say yet how much help you can get."), why
    return _("You are not likely to get a tax credit. These are full prices."), why


def _extra_savings(found: Determination) -> bool:
    return any(found.person(each).csr_variant != STANDARD for each in found.coverage_family)


def _others(quote: Quote, application: Application) -> tuple[str, ...]:
    """About people who are likely to have Medicaid or CHIP, and whether a plan's price counts them."""
    found, priced = quote.determination, set(quote.priced_for)
    return tuple(
        _likely(person, _program(found.person(person.id)), priced=person.id in priced)
        for person in family_members(application)
        if person.id in found.likely_medicaid_chip
    )


def _likely(person: FamilyMember, program: str, *, priced: bool) -> str:
    if person.id == "1":
        words = (
            _("You are likely to get %(program)s. The prices below are what a plan would cost instead.")
            if priced
            else _("You are likely to get %(program)s and are not in these prices.")
        )
    else:
        words = (
            _("%(who)s is likely to get %(program)s. The prices below are what a plan would cost instead.")
            if priced
            else _("%(who)s is likely to get %(program)s and is not in these prices.")
        )
    return words % {"who": _subject(person), "program": program}


def _medicare(quote: Quote, application: Application) -> str:
    """Here nobody is asked whether they have Medicare: who is old enough is told that the estimate takes it that they cannot."""
    under = typed(UnderAge, "renewal.medicare_age", on=new_year(quote.catalog.year)).under
    old = [person.id for person in family_members(application) if person.applies and person.age >= under]
    if not old:
        return ""
    words = (
        _(
            "Most people of %(age)d and older can have Medicare, with Part A free of charge. People who can have it get no tax "
            "credit here, so this estimate counts only if you cannot."
        )
        if old == ["1"]
        else _(
            "Most people of %(age)d and older can have Medicare, with Part A free of charge. People who can have it get no tax "
            "credit here, so this estimate counts only if they cannot."
        )
    )
    ask = _("To learn whether you can, call Medicare: 1-800-633-4227 (TTY 1-877-486-2048).")
    return f"{words % {'age': under}} {ask}"


def _program(result: PersonResult) -> str:
    return _("Medicaid") if result.medicaid.outcome is Outcome.YES else _("CHIP")


def _subject(person: FamilyMember) -> str:
    """A person as the page can name them: nothing is known but ages."""
    if person.id == "1":
        return _("You")
    if person.age < ADULT:
        return _("Your child of %(age)d") % {"age": person.age}
    return _("The person of %(age)d") % {"age": person.age}


def _reckoning(found: Determination) -> tuple[tuple[str, str], ...]:
    taxes = found.tax_households[0]
    if not found.aptc or taxes.benchmark is None:
        return ()
    share = _("Your share: %(percent)s%% of %(income)s, by month") % {
        "percent": (Decimal(taxes.applicable_percentage or 0) * 100).normalize().to_eng_string(),
        "income": display_whole(taxes.magi or 0),
    }
    return (
        (_("Second-lowest-cost Silver plan for the people in these prices"), display(taxes.benchmark.premium)),
        (share, display(found.aptc - taxes.benchmark.premium)),
        (_("Your credit each month"), display(found.aptc)),
    )


def _reasons(application: Application, found: Determination) -> tuple[PersonWhy, ...]:
    """What and why, person by person; people with the same of both stand together, so that nothing is read twice."""
    together: dict[tuple[str, tuple[Why, ...]], list[str]] = {}
    for person in family_members(application):
        if person.applies:
            together.setdefault((_gets(person.id, found), _whys(person.id, found)), []).append(_named(person))
    return tuple(PersonWhy(listed(who), gets, reasons) for (gets, reasons), who in together.items())


def _gets(person: str, found: Determination) -> str:
    """The outcome in a few words."""
    result = found.person(person)
    if person in found.likely_medicaid_chip:
        return _("likely %(program)s") % {"program": _program(result)}
    if result.bhp.outcome is Outcome.YES:
        return _("likely the Basic Health Program")
    if result.medicaid.outcome is Outcome.UNKNOWN and result.aptc.outcome is not Outcome.YES:
        return _("perhaps Medicaid; it depends on answers that the application asks")
    if result.aptc.outcome is Outcome.UNKNOWN or _credit_of(person, found) is None:
        return _("help not known yet")
    if not _credit_of(person, found) or result.aptc.outcome is Outcome.NO:
        return _("likely no help with the price")
    extra = result.csr_variant != STANDARD
    return _("likely a tax credit and extra savings on Silver plans") if extra else _("likely a tax credit")


def _credit_of(person: str, found: Determination) -> Cents | None:
    """Cents a month of the person's tax household."""
    taxes = found.tax_household_of(person)
    return taxes.aptc if taxes else 0


def _whys(person: str, found: Determination) -> tuple[Why, ...]:
    """What decided: the program when one is likely; else the credit and extra savings, and why not Medicaid."""
    result = found.person(person)
    if person in found.likely_medicaid_chip:
        findings = [each for each in (result.medicaid, result.chip) if each.outcome is Outcome.YES]
    else:
        findings = [result.aptc, result.csr, result.medicaid]
    said: set[str] = set()
    reasons = [reason for finding in findings for reason in finding.reasons]
    return tuple(why for reason in reasons if (why := Why(fresh(sentence(reason), said), reason.citation)).text)


def _named(person: FamilyMember) -> str:
    return _("%(who)s (%(age)d)") % {"who": _label(person), "age": person.age}


def _label(person: FamilyMember) -> str:
    return _("You") if person.id == "1" else _("Person %(number)s") % {"number": person.id}


def fresh(text: str, said: set[str]) -> str:
    """A text without the sentences that stood before, such as the one about the income. What is left counts as said."""
    parts = [part for part in _SENTENCES.split(text) if part not in said]
    said.update(parts)
    return " ".join(parts)


def _notes(quote: Quote) -> tuple[str, ...]:
    """What the estimate rests on that is not certain."""
    notes = []
    if quote.determination.assumed:
        notes.append(
            _(
                "A state's limit that is used here is taken from a later list, because the one of this day is not published."
            )
        )
    if quote.benchmark and quote.benchmark.ehb_assumed:
        notes.append(
            _(
                "We count the whole price of a plan as essential benefits, because the public file does not say how much is."
            )
        )
    if quote.benchmark and quote.benchmark.only_silver_plan:
        notes.append(_("Only one Silver plan is sold here, so the credit is measured by it."))
    return tuple(notes)


def people_words(quote: Quote, application: Application) -> str:
    """ "two adults and one child": whom the prices are for."""
    ages = [person.age for person in family_members(application) if person.id in quote.priced_for]
    grown = sum(age >= ADULT for age in ages)
    parts = []
    if grown:
        parts.append(ngettext("%(n)d adult", "%(n)d adults", grown) % {"n": grown})
    if young := len(ages) - grown:
        parts.append(ngettext("%(n)d child", "%(n)d children", young) % {"n": young})
    return listed(parts)
