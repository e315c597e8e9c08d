"""An insurer's files, put together by the test's own means from what the insurer was sent."""

from collections.abc import Sequence

from tests.edi.splitter import File, Policy

Segments = list[str]


def interchange(
    control: int,
    groups: Sequence[Segments],
    *,
    sender: str = "96751T",
    receiver: str = "COVERPORTFED",
    wants: str = "1",
) -> bytes:
    """groups: each from GS to GE."""
    isa = f"ISA*00*          *00*          *ZZ*{sender:<15}*ZZ*{receiver:<15}*131211*0900*^*00501*{control:09d}*{wants}*T*:"
    lines = [isa, *(segment for group in groups for segment in group), f"IEA*{len(groups)}*{control:09d}"]
    return "".join(f"{line}~" for line in lines).encode()


def messages(control: int, policies: Sequence[Segments], **more: str) -> bytes:
    """An interchange of 834s. policies: what stands between ST and SE of each."""
    group = ["GS*BE*96751NH0150006*NH0*20131211*090000*1*X*005010X220A1"]
    for number, inside in enumerate(policies, start=control * 100):
        group += [f"ST*834*{number:09d}*005010X220A1", *inside, f"SE*{len(inside) + 2}*{number:09d}"]
    return interchange(control, [[*group, f"GE*{len(policies)}*1"]], **more)


def confirmation(policy: Policy, *, paid: str = "20140131", begin: str = "", without: int = 0) -> Segments:
    """Everybody again, with the insurer's numbers. without: how many of the last members are left out."""
    people = policy.people[: len(policy.people) - without]
    said = [
        "BGN*00*000000001*20131211*090000*ET***2",
        f"QTY*TO*{len(people)}",
        *([f"QTY*DT*{len(people) - 1}"] if people[1:] else []),
    ]
    said += _parties(policy)
    for n, person in enumerate(people):
        start = begin or person.one("DTP", "356")[3]
        ins = f"INS*{person.ins[1]}*{person.ins[2]}*021*28*A" + ("***AC" if person.subscriber else "")
        said += [ins, *_numbers(policy, person), f"REF*23*G{n}", *(["REF*ZZ*G0"] if person.subscriber else [])]
        said += [f"DTP*356*D8*{start}", "*".join(person.one("NM1", "IL")), "*".join(person.one("DMG")), "HD*021**HLT"]
        said += [f"DTP*348*D8*{start}", *([f"DTP*543*D8*{paid}"] if person.subscriber and paid else [])]
        said += [f"REF*CE*{person.one('REF', 'CE')[2]}", f"REF*1L*{policy.number}", "REF*X9*GM-1"]
        said += ["LS*2700", "LX*1", "N1*75*ADDL MAINT REASON", "REF*17*CONFIRM", f"DTP*007*D8*{start}", "LE*2700"]
    return said


def ending(
    policy: Policy, *, kind: str = "024", reason: str = "59", additional: str = "CANCEL", end: str = "20140101"
) -> Segments:
    """A cancellation or termination: the subscriber alone."""
    person = policy.subscriber
    return [
        "BGN*00*000000001*20131211*090000*ET***2", "QTY*TO*1", *_parties(policy), f"INS*Y*18*{kind}*{reason}*A***TE",
        f"REF*0F*{person.one('REF', '0F')[2]}", f"REF*1L*{policy.number}", f"REF*17*{person.one('REF', '17')[2]}", f"DTP*357*D8*{end}",
        "*".join(person.one("NM1", "IL")), "LS*2700", "LX*1", "N1*75*ADDL MAINT REASON", f"REF*17*{additional}", f"DTP*007*D8*{end}",
        "LE*2700",
    ]  # fmt: skip


def reinstatement(policy: Policy) -> Segments:
    person = policy.subscriber
    return [
        "BGN*00*000000001*20131211*090000*ET***2", "QTY*TO*1", *_parties(policy), "INS*Y*18*025**A***AC", *_numbers(policy, person),
        "DTP*356*D8*20140101", "*".join(person.one("NM1", "IL")), "HD*025**HLT", "DTP*348*D8*20140101",
        f"REF*CE*{person.one('REF', 'CE')[2]}", f"REF*1L*{policy.number}", "LS*2700", "LX*1", "N1*75*ADDL MAINT REASON",
        "REF*17*ISSUER - REINSTATEMENT", "DTP*007*D8*20140101", "LE*2700",
    ]  # fmt: skip


def acknowledgment(
    control: int, file: File, *, refused: Sequence[str] = (), ta1: str = "A*000", group: str = ""
) -> bytes:
    """TA1 and a 999. refused: transaction numbers; group: another number than that of the file."""
    policies = file.policies
    inside = [f"AK1*BE*{group or file.groups[0].gs[6]}*005010X220A1"]
    for policy in policies:
        inside.append(f"AK2*834*{policy.control}*005010X220A1")
        if policy.control in refused:
            inside += ["IK3*N4*14*2100*8", "IK4*2*156*7", "IK5*R*I5"]
        else:
            inside.append("IK5*A")
    good = len(policies) - len(refused)
    inside.append(f"AK9*{'A' if not refused else 'P' if good else 'R'}*{len(policies)}*{len(policies)}*{good}")
    said = [
        "GS*FA*96751NH0150006*NH0*20131211*090000*1*X*005010X231A1", "ST*999*0001*005010X231A1", *inside, f"SE*{len(inside) + 2}*0001",
        "GE*1*1",
    ]  # fmt: skip
    return interchange(control, [[f"TA1*{file.control}*131210*1730*{ta1}"], said], wants="0").replace(
        b"IEA*2", b"IEA*1"
    )


def _parties(policy: Policy) -> Segments:
    return ["*".join(one) for one in policy.header if one[:2] in (["N1", "P5"], ["N1", "IN"])]


def _numbers(policy: Policy, person) -> Segments:
    return [f"REF*0F*{person.one('REF', '0F')[2]}", f"REF*17*{person.one('REF', '17')[2]}"]
