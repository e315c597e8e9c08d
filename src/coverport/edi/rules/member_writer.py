"""The members of an 834 as text: loops 2000 to 2750. One string a member, because a night has millions of segments."""

from collections.abc import Iterator

from coverport.core.money import dollars
from coverport.edi.rules.partner import PartnerProfile
from coverport.edi.rules.records import Address, Category, Contact, Coverage, EnrollmentGroup, Member, Name, Responsible
from coverport.edi.rules.text import Texts, d8


class MemberWriter:
    """Writes for one partner. Segments end with their terminator; empty elements at an end are left out, as the standard wants."""

    def __init__(self, partner: PartnerProfile) -> None:
        self.partner = partner
        self.texts = Texts(partner.delimiters)
        marks = partner.delimiters
        self.e, self.end = e, end = marks.element, marks.segment
        self.component, self.repetition = marks.component, marks.repetition
        # Reporting category -> what stands before its value.
        self._before = {
            meaning: f"N1{e}75{e}{literal.name}{end}REF{e}{literal.qualifier}{e}"
            for meaning, literal in partner.literals.items()
        }
        self._numbers = [f"LX{e}{n}{end}" for n in range(1, 200)]
        self._day = f"{end}DTP{e}007{e}D8{e}"

    def write(self, group: EnrollmentGroup) -> str:
        """All members of a group."""
        shared = self._shared(group)
        return "".join([self._member(group, member, shared) for member in group.members])

    def _member(self, group: EnrollmentGroup, member: Member, shared: list[str]) -> str:
        e, end, kept = self.e, self.end, member.maintenance
        said = f"INS{e}{'Y' if member.subscriber else 'N'}{e}{member.relationship}{e}{kept.type}{e}{kept.reason}{e}A"
        if member.subscriber:
            said += f"{e}{e}{e}{'TE' if kept.type == '024' else 'AC'}"
        said += f"{end}REF{e}0F{e}{member.subscriber_id}{end}"
        if member.subscriber and member.coverage is None:
            # A cancel or termination of the whole group has no loop 2300; the policy is named here instead.
            said += f"REF{e}1L{e}{group.policy_id}{end}"
        if member.member_id:
            said += f"REF{e}17{e}{member.member_id}{end}"
        for qualifier, value in (
            ("6O", member.payment_id), ("23", member.issuer_member_id), ("ZZ", member.issuer_subscriber_id),
        ):  # fmt: skip
            if value:
                said += f"REF{e}{qualifier}{e}{value}{end}"
        for qualifier, day in member.dates:
            said += f"DTP{e}{qualifier}{e}D8{e}{d8(day)}{end}"
        said += self._person(member)
        if member.coverage:
            said += self._coverage(member.coverage, group.policy_id)
        return said + self._reporting_categories(group, member, shared)

    def _person(self, member: Member) -> str:
        e, end = self.e, self.end
        said = self._name("IL", member.name, member.ssn) + self._contacts("IP", member.contacts)
        if member.address:
            said += self._address(member.address, member.address.county_fips)
        said += f"DMG{e}D8{e}{d8(member.birth_date)}{e}{member.sex}"
        marital = member.marital_status if member.subscriber else ""
        if member.ethnicity:
            codes = self.repetition.join(f"{self.component}RET{self.component}{code}" for code in member.ethnicity[:10])
            said += f"{e}{marital}{e}{codes}"
        elif marital:
            said += f"{e}{marital}"
        said += end
        if member.tobacco is not None:
            said += f"HLH{e}{'T' if member.tobacco else 'N'}{end}"
        for language, use in ((member.written_language, "6"), (member.spoken_language, "7")):
            if code := self.partner.languages.get(language):
                said += f"LUI{e}{self.partner.language_qualifier}{e}{code}{e}{e}{use}{end}"
        if member.mailing:
            said += f"NM1{e}31{e}1{end}{self._address(member.mailing)}"
        if member.custodian:
            said += self._answers("S3", "PQ", member.custodian)
        if member.responsible:
            said += self._answers("S1", "RP", member.responsible)
        return said

    def _answers(self, role: str, function: str, who: Responsible) -> str:
        return self._name(role, who.name) + self._contacts(function, who.contacts) + self._address(who.address)

    def _name(self, role: str, name: Name, ssn: str = "") -> str:
        e, write = self.e, self.texts.write
        said = f"NM1{e}{role}{e}1{e}{write(name.last, 'NM103')}{e}{write(name.first, 'NM104')}"
        if ssn:
            return f"{said}{e}{write(name.middle, 'NM105')}{e}{e}{write(name.suffix, 'NM107')}{e}34{e}{ssn}{self.end}"
        if name.suffix:
            return f"{said}{e}{write(name.middle, 'NM105')}{e}{e}{write(name.suffix, 'NM107')}{self.end}"
        if name.middle:
            return f"{said}{e}{write(name.middle, 'NM105')}{self.end}"
        return said.rstrip(e) + self.end

    def _contacts(self, role: str, contacts: tuple[Contact, ...]) -> str:
        if not contacts:
            return ""
        e = self.e
        reach = "".join(f"{e}{each.qualifier}{e}{self.texts.write(each.value, 'PER04')}" for each in contacts[:3])
        return f"PER{e}{role}{e}{reach}{self.end}"

    def _address(self, address: Address, county: str = "") -> str:
        """county: FIPS code; the guide has a place for it in the member's residence alone."""
        e, end, write = self.e, self.end, self.texts.write
        unit = write(address.unit, "N302") if address.unit else ""
        said = f"N3{e}{write(address.street, 'N301')}{f'{e}{unit}' if unit else ''}{end}"
        said += f"N4{e}{write(address.city, 'N401')}{e}{address.state}{e}{address.zip}"
        return f"{said}{e}{e}CY{e}{county}{end}" if county else said + end

    def _coverage(self, coverage: Coverage, policy_id: str) -> str:
        e, end = self.e, self.end
        said = f"HD{e}{coverage.maintenance}{e}{e}{coverage.line}{end}DTP{e}348{e}D8{e}{d8(coverage.begin)}{end}"
        for qualifier, day in (
            ("349", coverage.end), ("303", coverage.maintenance_effective), ("543", coverage.last_premium_paid),
        ):  # fmt: skip
            if day:
                said += f"DTP{e}{qualifier}{e}D8{e}{d8(day)}{end}"
        said += f"REF{e}CE{e}{coverage.plan_id}{end}REF{e}1L{e}{policy_id}{end}"
        if coverage.issuer_policy_id:
            said += f"REF{e}X9{e}{coverage.issuer_policy_id}{end}"
        if coverage.old_issuer_policy_id:
            said += f"REF{e}XM{e}{coverage.old_issuer_policy_id}{end}"
        return said

    def _reporting_categories(self, group: EnrollmentGroup, member: Member, shared: list[str]) -> str:
        e, end = self.e, self.end
        parts = [*self._parts(group, member), *shared]
        numbered = "".join([number + part for number, part in zip(self._numbers[: len(parts)], parts, strict=True)])
        return f"LS{e}2700{end}{numbered}LE{e}2700{end}"

    def _parts(self, group: EnrollmentGroup, member: Member) -> Iterator[str]:
        """Categories that are the member's own, or with a subscriber the group's."""
        day = self._day + d8(group.effective) + self.end
        before = self._before
        if member.amounts:
            yield before["premium"] + dollars(member.premium) + day
            if member.subscriber:
                yield from self._amounts(group, day)
        reason = member.maintenance.additional
        if reason:
            yield before["maintenance_reason"] + reason + day
        if group.special_enrollment and member.maintenance.type == "021":
            yield before["special_enrollment"] + group.special_enrollment + day
        for category in member.categories:
            yield self._category(category)

    def _amounts(self, group: EnrollmentGroup, day: str) -> Iterator[str]:
        before = self._before
        yield before["total_premium"] + dollars(group.total) + day
        yield before["tax_credit"] + dollars(group.credit) + day
        if group.state_subsidy:
            yield before["state_subsidy"] + dollars(group.state_subsidy) + day
        yield before["responsibility"] + dollars(group.responsibility) + day
        yield before["rating_area"] + group.rating_area + day
        if self.partner.cost_sharing_amount and group.cost_sharing is not None:
            yield before["cost_sharing"] + dollars(group.cost_sharing) + day

    def _shared(self, group: EnrollmentGroup) -> list[str]:
        at, day, before = group.submitted_at, self._day + d8(group.effective) + self.end, self._before
        stamp = f"{at:%Y%m%d%H%M%S}{at.microsecond // 10_000:02d}"
        return [
            f"{before['source_exchange']}{group.source_exchange}{day}",
            f"{before['submitted_at']}{stamp}{self.end}",
            f"{before['application']}{group.application_id}-{group.application_origin}{day}",
        ]

    def _category(self, category: Category) -> str:
        said = self._before[category.meaning] + self.texts.write(category.value, "REF02")
        return said + (self._day + d8(category.effective) if category.effective else "") + self.end
