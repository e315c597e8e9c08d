"""What the page of a plan says all year of who is too old for it by the next one: a child, or on a catastrophic plan anybody.

By the rules by which plans are renewed. Nobody leaves a plan by age while its year runs. Of Medicare see to_know.py.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from coverport.core.dates import long_date
from coverport.enrollment.models import Enrollment, EnrollmentMember, Renewal
from coverport.enrollment.renewal.rules.people import Ages, OnPlan, ways
from coverport.enrollment.to_know import Note
from coverport.law.lookups import new_year, typed
from coverport.law.parameters import UnderAge
from coverport.plans.plan import Plan


def too_old_next_year(enrollment: Enrollment, members: Iterable[EnrollmentMember], plan: Plan) -> Iterator[Note]:
    """Of who is on it to the end of the year; until the letter of its renewal says what takes over."""
    first, last = new_year(enrollment.year + 1), date(enrollment.year, 12, 31)
    there = [each for each in members if each.active and each.coverage.upper == first and each.person.died_on is None]
    ages = Ages(_under("plans.dependent_age", first), _under("plans.pediatric_age", first), plan.dependents_max_age)
    people = [
        OnPlan(each.person.reference, each.person.birth_date, each.relationship, may_buy=True, heads=each.subscriber)
        for each in there
    ]
    own = {each.person for each in ways(people, first, ages, children_only=False) if each.goes == "own_policy"}
    found = [(each, _child_until(ages), _own_policy()) for each in there if each.person.reference in own]
    if plan.metal_level == "catastrophic":
        young = _under("catastrophic.age", first)
        old = (each for each in there if each.person.reference not in own and _age_from(each, young) <= first)
        found += [(each, young, _not_catastrophic()) for each in old if not _exempt(enrollment, each)]
    if not found or enrollment.end != last or Renewal.objects.filter(before=enrollment.pk).exists():
        return
    for member, age, then in found:
        facts = {
            "name": member.person.short_name, "age": age, "day": long_date(_age_from(member, age)), "last": long_date(last),
            "first": long_date(first), "year": first.year,
        }  # fmt: skip
        yield Note(
            (_("%(name)s is %(age)s from %(day)s on, and stays on this plan until %(last)s.") % facts, then % facts),
            _("See when another plan can be chosen"),
            reverse("enrollment:when", args=[enrollment.application.reference]),
            waits=False,
        )


def _own_policy() -> str:
    return _(
        "From %(first)s on %(name)s is too old to be on it as a child, and needs a policy of their own. Before that we write to you "
        "which one it can be and what it costs. While everybody can choose a plan, %(name)s can choose another."
    )


def _not_catastrophic() -> str:
    return _(
        "In %(year)s %(name)s can have a catastrophic plan only with an exemption for hardship. Before that we write to you which plan "
        "can take over and what it costs. While everybody can choose a plan, you can choose another."
    )


def _under(name: str, first: date) -> int:
    return typed(UnderAge, name, on=first).under


def _child_until(ages: Ages) -> int:
    """The first age at which a child is too old."""
    return next(age for age in range(ages.dependent, 200) if ages.too_old_as_child(age))


def _age_from(member: EnrollmentMember, age: int) -> date:
    """The first day of an age; of who was born on a February 29 March 1 in other years, as age_on has it."""
    born = member.person.birth_date
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def _exempt(enrollment: Enrollment, member: EnrollmentMember) -> bool:
    found = enrollment.application.applicants.filter(person=member.person_id).first()
    return found is not None and "exemption" in found.answers.get("circumstances", ())
