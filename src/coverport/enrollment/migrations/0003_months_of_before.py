"""Enrollments of before get their last day, what their credit rests on, and their months, from what they keep: no price is asked again."""

from datetime import date

from django.db import migrations

from coverport.core.dates import first_of_month
from coverport.enrollment.household_year import basis_values
from coverport.enrollment.rules.credit import Basis
from coverport.enrollment.rules.months import Part
from coverport.enrollment.rules.policies import Policy, Span
from coverport.enrollment.rules.year import year
from coverport.shopping.pricing.credit import spread

ACTIVE = ("selected", "effectuated")


def add_months(apps, schema_editor):
    Enrollment = apps.get_model("enrollment", "Enrollment")
    for enrollment in Enrollment.objects.select_related("application", "determination").order_by("pk").iterator():
        enrollment.end = date(enrollment.year, 12, 31)
        if enrollment.credit_cents != enrollment.most_credit_cents:
            enrollment.elected_cents = enrollment.credit_cents
        enrollment.save(update_fields=["end", "elected_cents"])
        if enrollment.status in ACTIVE:
            _of(apps, enrollment)


def _of(apps, enrollment):
    CreditBasis, PersonMonth = apps.get_model("enrollment", "CreditBasis"), apps.get_model("enrollment", "PersonMonth")
    members = list(enrollment.members.select_related("person").order_by("-subscriber", "position"))
    people = {member.person.reference: member.person_id for member in members}
    values = basis_values(enrollment.determination, first_of_month(enrollment.start))
    CreditBasis.objects.bulk_create(
        CreditBasis(
            household_id=enrollment.application.household_id, determination=enrollment.determination, year=enrollment.year,
            **each,
        )
        for each in values
    )  # fmt: skip
    policy = Policy(
        enrollment.reference, enrollment.kind, enrollment.status, (), enrollment.start, enrollment.end,
        tuple(Span(key, enrollment.start, enrollment.end) for key in people), enrollment.elected_cents,
    )  # fmt: skip
    parts = _parts(enrollment, [(member.person.reference, member.premium_cents) for member in members])
    rows = year(
        [policy], {policy.reference: lambda _: parts}, [_basis(each) for each in values], (),
        since=first_of_month(enrollment.start), method="days",
    )  # fmt: skip
    PersonMonth.objects.bulk_create(
        PersonMonth(
            enrollment=enrollment, person_id=people[row.person], month=row.month, number=1, first=row.first, last=row.last,
            premium_cents=row.premium, ehb_cents=row.creditable, tax_household=row.household, benchmark_cents=row.benchmark,
            credit_cents=row.credit, on=enrollment.selected_on,
        )
        for row in rows
    )  # fmt: skip


def _parts(enrollment, told):
    """A tier's price stood with the subscriber alone."""
    tiered = len(told) > 1 and [cents for _, cents in told[1:]] == [0] * (len(told) - 1)
    shares = _equal(enrollment.premium_cents, len(told)) if tiered else [each for _, each in told]
    can = spread(_creditable(enrollment), shares)
    return tuple(Part(person, share, most) for (person, _), share, most in zip(told, shares, can, strict=True))


def _creditable(enrollment):
    """Where no credit could be taken, as on a catastrophic plan, none can be."""
    return enrollment.ehb_cents if enrollment.most_credit_cents else 0


def _equal(amount, number):
    return spread(amount, [amount] * number)


def _basis(values):
    return Basis(
        values["tax_household"], values["since"], tuple(values["people"]), tuple(values["family"]),
        values["benchmark_cents"], values["contribution_cents"], values["arrangement_cents"],
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0002_life")]
    operations = [migrations.RunPython(add_months, migrations.RunPython.noop)]
