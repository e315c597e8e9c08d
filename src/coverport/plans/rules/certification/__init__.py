"""May these plans be sold? Checks of what an insurer filed, as pure functions: 45 CFR 155.1000-155.1045, part 156."""

from coverport.plans.rules.certification.crosswalk import discontinued_plans
from coverport.plans.rules.certification.filed import CertificationLaw, Filed, Price
from coverport.plans.rules.certification.findings import Fault, Finding, Outcome
from coverport.plans.rules.certification.gates import GATES, Review, gates
from coverport.plans.rules.certification.limits import dental_limits, limits_in_families, yearly_limits
from coverport.plans.rules.certification.rates import areas_exist, rates_are_complete
from coverport.plans.rules.certification.tobacco import tobacco_rates
from coverport.plans.rules.certification.value import actuarial_values, dental_values, essential_shares, silver_gaps
from coverport.plans.rules.certification.variants import variants_are_complete

__all__ = ["GATES", "CertificationLaw", "Fault", "Filed", "Finding", "Outcome", "Price", "Review", "check", "gates"]


def check(filed: Filed, law: CertificationLaw) -> tuple[Finding, ...]:
    """Every check of the files themselves, in the order in which they are shown."""
    return (
        rates_are_complete(filed, law),
        tobacco_rates(filed, law),
        areas_exist(filed),
        actuarial_values(filed, law),
        variants_are_complete(filed, law),
        silver_gaps(filed, law),
        essential_shares(filed),
        yearly_limits(filed, law),
        limits_in_families(filed, law),
        dental_values(filed, law),
        dental_limits(filed, law),
        discontinued_plans(filed),
    )
