"""What is not confirmed, why, and which papers prove it, in plain words."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from coverport.applications.verification.models import Inconsistency, SourceRequest
from coverport.applications.verification.rules.confirmed import Kind
from coverport.applications.verification.rules.sources import Source


def title(row: Inconsistency, *, to_staff: bool = False) -> str:
    """ "Ana’s citizenship"."""
    said = _TITLES_TO_STAFF.get(Kind(row.kind)) if to_staff else None
    return (said or _TITLES[Kind(row.kind)])() % {"name": row.person.short_name}


def reason(row: Inconsistency, *, to_staff: bool = False) -> str:
    """Why we ask."""
    said = _REASONS_TO_STAFF.get(row.reason) if to_staff else None
    return (said or _REASONS[row.reason])() % {"name": row.person.short_name}


def meanwhile(row: Inconsistency) -> str:
    """What holds until then."""
    if row.kind == Kind.MEDICAID_INCOME:
        return _("Medicaid cannot decide before this is proven.")
    return _("Until then the decision stands as it is.")


def otherwise(row: Inconsistency) -> str:
    """What happens when nothing comes."""
    return _OTHERWISE[Kind(row.kind)]() % {"name": row.person.short_name}


def proofs(row: Inconsistency) -> tuple[str, ...]:
    """Papers of which one is enough."""
    return tuple(each() for each in _PROOFS[Kind(row.kind)])


def source_name(source: Source) -> str:
    """Whom we asked."""
    return _SOURCES[source]()


def trouble(request: SourceRequest) -> str:
    """For staff: why a source has given no answer."""
    return _TROUBLES[request.trouble]()


_TITLES: Mapping[Kind, Callable[[], str]] = {
    Kind.NUMBER: lambda: _("%(name)s’s Social Security number"),
    Kind.CITIZENSHIP: lambda: _("%(name)s’s citizenship"),
    Kind.IMMIGRATION: lambda: _("%(name)s’s immigration status"),
    Kind.DEATH: lambda: _("A death record in %(name)s’s name"),
    Kind.INCARCERATION: lambda: _("Whether %(name)s is in jail or prison"),
    Kind.RESIDENCY: lambda: _("Where %(name)s lives"),
    Kind.PUBLIC_COVERAGE: lambda: _("%(name)s’s coverage by Medicare, Medicaid or another public program"),
    Kind.EMPLOYER_COVERAGE: lambda: _("%(name)s’s coverage through a job"),
    Kind.INCOME: lambda: _("Your household’s yearly income"),
    Kind.MEDICAID_INCOME: lambda: _("%(name)s’s current income, for Medicaid"),
}

_REASONS: Mapping[str, Callable[[], str]] = {
    "source_has_not_answered": lambda: _("The agency that could confirm it does not answer us."),
    "number_not_confirmed": lambda: _(
        "Social Security has another name or birth date for the number, or does not know it."
    ),
    "no_number_to_ask_by": lambda: _("Without a Social Security number we cannot ask the agencies."),
    "citizenship_not_confirmed": lambda: _("Social Security does not know %(name)s as a citizen."),
    "no_document_to_ask_by": lambda: _("Without an alien number we cannot ask the Department of Homeland Security."),
    "status_not_found": lambda: _("The Department of Homeland Security did not find %(name)s."),
    "status_not_lawful": lambda: _("The Department of Homeland Security knows of no status that counts."),
    "status_differs": lambda: _("The Department of Homeland Security has another status for %(name)s."),
    "deceased_by_social_security": lambda: _("Social Security has a record that %(name)s died. It may be a mistake."),
    "incarcerated_by_social_security": lambda: _("Social Security has a record that %(name)s is in jail or prison."),
    "lives_elsewhere_by_records": lambda: _("The state’s records have %(name)s living in another state."),
    "has_public_coverage": lambda: _("A public program has %(name)s as covered."),
    "has_employer_coverage": lambda: _("An employer reports that %(name)s is covered."),
    "no_consent_to_tax_data": lambda: _("You did not allow us to look at tax data, so we could not compare."),
    "no_tax_data": lambda: _("There is no tax return that we could compare with, and no wages that come near."),
    "income_below_tax_data": lambda: _("Your last tax return shows more than you told us."),
    "sources_show_less_than_poverty": lambda: _("The records show less than you told us."),
    "wages_not_found": lambda: _("Employers have not reported the wages that you told us."),
    "wages_above_limit": lambda: _("Employers report more than you told us."),
}

# Where the words for the person say "you".
_TITLES_TO_STAFF: Mapping[Kind, Callable[[], str]] = {Kind.INCOME: lambda: _("The household’s yearly income")}

_REASONS_TO_STAFF: Mapping[str, Callable[[], str]] = {
    "no_consent_to_tax_data": lambda: _("They did not allow us to look at tax data, so we could not compare."),
    "income_below_tax_data": lambda: _("The last tax return shows more than they told us."),
    "sources_show_less_than_poverty": lambda: _("The records show less than they told us."),
    "wages_not_found": lambda: _("Employers have not reported the wages that they told us."),
    "wages_above_limit": lambda: _("Employers report more than they told us."),
}

_OTHERWISE: Mapping[Kind, Callable[[], str]] = {
    Kind.NUMBER: lambda: _("If nothing comes, we cannot confirm other answers by it."),
    Kind.CITIZENSHIP: lambda: _("If nothing comes, %(name)s can no longer have a plan here."),
    Kind.IMMIGRATION: lambda: _("If nothing comes, we decide by what the Department of Homeland Security says."),
    Kind.DEATH: lambda: _("If nothing comes, %(name)s’s coverage ends."),
    Kind.INCARCERATION: lambda: _("If nothing comes, %(name)s can no longer have a plan here."),
    Kind.RESIDENCY: lambda: _("If nothing comes, %(name)s can no longer have a plan here."),
    Kind.PUBLIC_COVERAGE: lambda: _("If nothing comes, %(name)s can have no tax credit."),
    Kind.EMPLOYER_COVERAGE: lambda: _("If nothing comes, %(name)s can have no tax credit."),
    Kind.INCOME: lambda: _("If nothing comes, we decide by the records. Your tax credit may become smaller or end."),
    Kind.MEDICAID_INCOME: lambda: _("If nothing comes, we decide by what employers report."),
}

_INCOME = (
    lambda: _("Pay stubs of the last month"),
    lambda: _("A letter of the employer, with the pay and since when"),
    lambda: _("The newest federal tax return, or a record of what a business earns"),
    lambda: _("A letter about benefits, such as unemployment or Social Security"),
)
_PROOFS: Mapping[Kind, tuple[Callable[[], str], ...]] = {
    Kind.NUMBER: (
        lambda: _("The Social Security card"),
        lambda: _("A tax form W-2 or 1099 with the full number"),
        lambda: _("A letter of the Social Security Administration"),
    ),
    Kind.CITIZENSHIP: (
        lambda: _("A United States passport, also an expired one"),
        lambda: _("A certificate of naturalization or of citizenship"),
        lambda: _("A United States birth certificate, together with an identity card"),
    ),
    Kind.IMMIGRATION: (
        lambda: _("A green card (I-551)"),
        lambda: _("A work permit (I-766)"),
        lambda: _("An arrival record (I-94), also in a foreign passport"),
        lambda: _("A letter of the Department of Homeland Security about the status"),
    ),
    Kind.DEATH: (
        lambda: _("A letter of the Social Security Administration that the record is wrong"),
        lambda: _("An identity card, together with a letter by you that the record is wrong"),
    ),
    Kind.INCARCERATION: (
        lambda: _("A release paper"),
        lambda: _("A pay stub, a lease or a bill of this month"),
    ),
    Kind.RESIDENCY: (
        lambda: _("A lease, a mortgage bill or a utility bill"),
        lambda: _("A driver’s license or identity card of this state"),
        lambda: _("A letter from somebody you live with, or from a shelter"),
    ),
    Kind.PUBLIC_COVERAGE: (
        lambda: _("A letter of the program that says that the coverage ended or never was"),
        lambda: _("A letter of the program that says what it covers, where that is not full coverage"),
    ),
    Kind.EMPLOYER_COVERAGE: (
        lambda: _("A letter of the employer or its insurer that says that the coverage ended or is not offered"),
    ),
    Kind.INCOME: _INCOME,
    Kind.MEDICAID_INCOME: _INCOME,
}  # fmt: skip

_SOURCES: Mapping[Source, Callable[[], str]] = {
    Source.SSA: lambda: _("the Social Security Administration"),
    Source.IMMIGRATION: lambda: _("the Department of Homeland Security"),
    Source.TAX: lambda: _("the Internal Revenue Service"),
    Source.WAGES: lambda: _("the register of wages"),
    Source.EMPLOYER: lambda: _("the register of employers’ coverage"),
    Source.PUBLIC: lambda: _("Medicare, Medicaid and other public programs"),
    Source.RESIDENCY: lambda: _("the state’s register of residents"),
}

_TROUBLES: Mapping[str, Callable[[], str]] = {
    "": lambda: _("not asked yet"),
    "down": lambda: _("it does not answer"),
    "slow": lambda: _("it answers too slowly"),
    "wrong": lambda: _("it answers nonsense"),
    "resting": lambda: _("it failed several times and is left alone for a while"),
    "no_hub": lambda: _("no hub is set up here"),
}
