"""What the reader finds in files that we wrote by hand, and each fault by its name; pyx12 judges the same mutations."""

import io
import json
import random
import re
import tracemalloc
from pathlib import Path

import pytest

from coverport.edi.x12.events import AcknowledgmentRead, EndRead, RecordRead, TransactionRead
from coverport.edi.x12.fault import Fault
from coverport.edi.x12.reader import faults, read
from tests.edi.judge import complaints
from tests.shared import shared

FILES = Path(__file__).with_name("files")


def text(name: str) -> str:
    return (FILES / f"{name}.edi").read_text()


def rules(content: str | bytes, **more: bool) -> list[str]:
    raw = content if isinstance(content, bytes) else content.encode("latin-1")
    return [fault.rule for fault in faults(io.BytesIO(raw), **more)]


def records(content: str) -> list[RecordRead]:
    return [each for each in read(io.BytesIO(content.encode())) if isinstance(each, RecordRead)]


@pytest.mark.parametrize("name", ["initial", "cancel", "acknowledged", "premiums", "hix"])
def test_files_that_are_in_order_have_no_fault(name):
    assert rules(text(name)) == []
    if name != "hix":  # pyx12 has no map of it
        assert complaints(text(name).encode()) == ""


def test_a_member_is_read_with_all_that_is_said():
    ana, luis, mia = records(text("initial"))
    said = ana.values
    assert (said["first"], said["middle"], said["last"], said["birth_date"], said["sex"]) == (
        "Ana",
        "M",
        "Rivera",
        "19730428",
        "F",
    )
    assert (said["member_id"], said["subscriber_id"], said["eligibility_begin"]) == (
        "AB12-CD34",
        "AB12-CD34",
        "20140101",
    )
    assert (said["street"], said["unit"], said["mailing_street"], said["county"]) == (
        "12 Main Street",
        "Apt 4",
        "PO Box 7",
        "33013",
    )
    assert (said["contact_kind_2"], said["contact_2"], said["tobacco"]) == ("EM", "ana@example.org", "N")
    assert ana.collected["2300"][0][:4] == ("021", "HLT", "", "20140101")
    assert ana.collected["2750"][2] == ("3", "APTC AMT", "9V", "250.00", "20140101")
    assert (ana.segment, luis.segment, mia.segment) == (10, 62, 92)
    assert luis.values["mailing_street"] is None


def test_payments_of_both_guides_are_read():
    ana, _bo = records(text("premiums"))
    assert ana.collected["2300B"] == [
        ("AZ", "P7QR-8ST9", "450.25", "", "20140101-20140131"), ("AZ", "P7QR-8ST9", "-50.00", "", "20131201-20131231"),
    ]  # fmt: skip
    hix, program = records(text("hix"))
    assert (hix.values["member_id"], hix.values["plan_id"]) == ("AB12-CD34", "96751NH015000604")
    assert hix.collected["2300"][0] == ("APTC", "250.00", "", "", "20140101-20140131")
    assert program.collected["2300"][0] == ("ADM", "-14.49", "ADMRPT", "1", "20140101-20140131")


def test_an_acknowledgment_is_read_with_its_errors():
    events = list(read(io.BytesIO(text("acknowledged").encode())))
    (ta1,) = (each for each in events if isinstance(each, AcknowledgmentRead))
    assert (ta1.values["control"], ta1.values["answer"], ta1.values["note"]) == ("000000041", "A", "000")
    good, bad = (each for each in events if isinstance(each, RecordRead))
    assert (good.values["control"], good.values["answer"], good.collected) == ("000000011", "A", {})
    assert (bad.values["control"], bad.values["answer"], bad.values["answer_error"]) == ("000000012", "R", "I5")
    assert [row[:2] for row in bad.collected["2100"]] == [("NM1", "14"), ("DMG", "18")]
    end = next(each for each in events if isinstance(each, EndRead) and each.of == "transaction")
    assert (end.values["group_answer"], end.values["accepted"]) == ("P", "1")


def swap(content: str, old: str, new: str, nth: int = 0) -> str:
    """Put new in place of the nth old, which must be there."""
    parts = content.split(old)
    assert len(parts) > nth + 1, old
    return old.join(parts[: nth + 1]) + new + old.join(parts[nth + 1 :])


def drop(content: str, line: str, nth: int = 0) -> str:
    """Without a line; SE counts the fewer segments."""
    return counted(swap(content, f"{line}~\n", "", nth))


def counted(content: str) -> str:
    inside = content[content.index("ST*") : content.index("SE*")].count("~") + 1
    return re.sub(r"SE\*\d+", f"SE*{inside}", content)


INITIAL = (FILES / "initial.edi").read_text()
CANCEL = (FILES / "cancel.edi").read_text()
MIA = "REF*17*JK90-LM12"

# What pyx12 sees, too.
SEEN_BY_PYX12 = {
    "ST and SE differ": (swap(INITIAL, "SE*119*000000011", "SE*119*000000012"), "transaction_control_differs"),
    "SE count": (swap(INITIAL, "SE*119", "SE*118"), "transaction_segments"),
    "GE count": (swap(INITIAL, "GE*1*7", "GE*2*7"), "group_transactions"),
    "GE control": (swap(INITIAL, "GE*1*7", "GE*1*8"), "group_control_differs"),
    "IEA control": (swap(INITIAL, "IEA*1*000000041", "IEA*1*000000042"), "interchange_control_differs"),
    "IEA count": (swap(INITIAL, "IEA*1*", "IEA*2*"), "interchange_groups"),
    "no BGN": (drop(INITIAL, "BGN*00*000000011*20131210*173005*ET***2"), "segment_missing"),
    "no sponsor": (drop(INITIAL, "N1*P5*Ana Rivera*94*AB12-CD34"), "loop_missing"),
    "no insurer": (drop(INITIAL, "N1*IN*Granite Mutual*FI*009675100"), "loop_missing"),
    "no REF*0F": (drop(INITIAL, "REF*0F*AB12-CD34", 1), "segment_missing"),
    "no name": (drop(INITIAL, "NM1*IL*1*Rivera*Luis"), "loop_missing"),
    "no HD": (drop(INITIAL, "HD*021**HLT", 1), "segment_unexpected"),
    "INS01": (swap(INITIAL, "INS*N*01", "INS*X*01"), "element_code"),
    "INS03": (swap(INITIAL, "INS*N*01*021", "INS*N*01*022"), "element_code"),
    "INS04": (swap(INITIAL, "INS*N*01*021*EC", "INS*N*01*021*QQ"), "element_code"),
    "HD03": (swap(INITIAL, "HD*021**HLT", "HD*021**XYZ"), "element_code"),
    "February 30": (swap(INITIAL, "19750612", "19750230"), "element_date"),
    "a leap day that was none": (swap(INITIAL, "20080229", "20090229"), "element_date"),
    "qualifier of a category": (swap(INITIAL, "REF*9V*250.00", "REF*QQ*250.00"), "element_code"),
    "N101 of a category": (swap(INITIAL, "N1*75*APTC AMT", "N1*77*APTC AMT"), "element_code"),
    "no LS": (drop(INITIAL, "LS*2700", 1), "segment_unexpected"),
    "LX no number": (swap(INITIAL, "LX*3", "LX*C"), "element_character"),
    "state": (swap(INITIAL, "N4*Concord*NH*03301", "N4*Concord*QX*03301", 1), "element_code"),
    "SSN without its qualifier": (swap(INITIAL, "NM1*IL*1*Rivera*Luis", "NM1*IL*1*Rivera*Luis*****900123456"), "element_conditional"),
    "language without its qualifier": (swap(INITIAL, "LUI*LD*SPA**6", "LUI**SPA**6"), "element_conditional"),
    "too long": (swap(INITIAL, "Rivera*Luis", "Rivera*" + "L" * 36), "element_too_long"),
    "empty at the end": (swap(INITIAL, "NM1*IL*1*Rivera*Luis", "NM1*IL*1*Rivera*Luis**"), "element_trailing"),
    "order": (swap(INITIAL, "N3*12 Main Street*Apt 4~\nN4*Concord*NH*03301**CY*33013~\nDMG*D8*19750612*M~\n",
              "DMG*D8*19750612*M~\nN3*12 Main Street*Apt 4~\nN4*Concord*NH*03301**CY*33013~\n"), "segment_order"),
    "accent": (swap(INITIAL, "Rivera*Mia", "Rivera*M\u00eda"), "element_character"),
}  # fmt: skip
# What pyx12 lets through.
SEEN_BY_US = {
    "QTY wrong": (swap(INITIAL, "QTY*TO*3", "QTY*TO*4"), "total_differs"),
    "QTY missing": (drop(INITIAL, "QTY*TO*3"), "total_missing"),
    "dependents wrong": (swap(INITIAL, "QTY*DT*2", "QTY*DT*1"), "dependents_differ"),
    "dependents missing": (drop(INITIAL, "QTY*DT*2"), "dependents_differ"),
    "no REF*17": (drop(INITIAL, MIA), "member_id_missing"),
    "no 356": (drop(INITIAL, "DTP*356*D8*20140101", 1), "begin_missing"),
    "no 357": (drop(CANCEL, "DTP*357*D8*20140101"), "end_missing"),
    "no DMG": (drop(INITIAL, "DMG*D8*19750612*M"), "birth_date_missing"),
    "INS01 Y and INS02 not 18": (swap(INITIAL, "INS*Y*18", "INS*Y*19"), "relationship_differs"),
    "18 of a dependent": (swap(INITIAL, "INS*N*01", "INS*N*18"), "relationship_differs"),
    "two subscribers": (swap(INITIAL, "INS*N*01", "INS*Y*18"), "subscriber_again"),
    "no subscriber": (swap(INITIAL, "INS*Y*18", "INS*N*01"), "subscriber_missing"),
    "no REF of a category": (drop(INITIAL, "REF*9V*250.00"), "category_value_missing"),
    "no LE": (drop(INITIAL, "LE*2700", 1), "segment_missing"),
    "LX not in order": (swap(INITIAL, "LX*3", "LX*5"), "category_number"),
    "unknown literal": (swap(INITIAL, "N1*75*APTC AMT", "N1*75*APTC AMOUNT"), "category_unknown"),
    "category twice": (swap(INITIAL, "N1*75*TOT RES AMT", "N1*75*APTC AMT"), "category_again"),
    "category missing": (swap(INITIAL, "N1*75*RATING AREA", "N1*75*SEP REASON"), "category_missing"),
    "REF*1L twice": (counted(swap(INITIAL, "REF*1L*P7QR-8ST9~\n", "REF*1L*P7QR-8ST9~\nREF*1L*P7QR-8ST9~\n")), "segment_again"),
    "no INS04": (swap(INITIAL, "INS*N*01*021*EC*A", "INS*N*01*021**A"), "maintenance_combination"),
    "AMRC that does not go with it": (swap(CANCEL, "REF*17*CANCEL~", "REF*17*TERM-NLE~"), "maintenance_combination"),
    "HD on a cancellation": (counted(swap(CANCEL, "LS*2700~\n", "HD*024**HLT~\nDTP*348*D8*20140101~\nLS*2700~\n")), "coverage_on_end"),
    "premiums": (swap(INITIAL, "REF*9X*290.00", "REF*9X*290.01"), "premiums_differ"),
    "responsibility": (swap(INITIAL, "REF*9V*450.25", "REF*9V*450.24"), "responsibility_differs"),
    "a member twice": (swap(INITIAL, MIA, "REF*17*EF56-GH78"), "member_again"),
    "another subscriber": (swap(INITIAL, "REF*0F*AB12-CD34", "REF*0F*ZZ99-ZZ99", 2), "subscriber_differs"),
    "plan": (swap(INITIAL, "REF*CE*96751NH015000604", "REF*CE*96751NH0150006"), "plan_id"),
    "timestamp with a date": (counted(swap(INITIAL, "REF*17*2013121012000512~\n", "REF*17*2013121012000512~\nDTP*007*D8*20140101~\n")),
                              "category_date"),
    "amount without decimals": (swap(INITIAL, "REF*9V*250.00", "REF*9V*250"), "category_amount"),
    "a transaction number twice": (swap(INITIAL, "GE*1*7", INITIAL[INITIAL.index("ST*") : INITIAL.index("GE*")] + "GE*2*7"),
                                   "transaction_control_again"),
    "payment that does not add up": (swap((FILES / "hix.edi").read_text(), "224.65", "224.66"), "payment_differs"),
    "premiums that do not add up": (swap((FILES / "premiums.edi").read_text(), "845.50", "845.51"), "payment_differs"),
    "TA1 behind a group": (swap((FILES / "acknowledged.edi").read_text(), "TA1*000000041*131210*1730*A*000~\n", "")
                           .replace("IEA*", "TA1*000000041*131210*1730*A*000~\nIEA*"), "interchange_content"),
}  # fmt: skip


@pytest.mark.parametrize("name", SEEN_BY_PYX12)
def test_faults_that_pyx12_sees_are_named(name):
    content, rule = SEEN_BY_PYX12[name]
    assert rule in rules(content)
    assert complaints_or_crash(content)


@pytest.mark.parametrize("name", SEEN_BY_US)
def test_faults_that_pyx12_does_not_see_are_named(name):
    content, rule = SEEN_BY_US[name]
    assert rule in rules(content)


def test_a_fault_says_segment_loop_and_element():
    (fault,) = faults(io.BytesIO(swap(INITIAL, "19750612", "19750230").encode()))
    assert (fault.segment, fault.within, fault.loop, fault.place) == (69, 67, "2100A", "DMG02")
    assert "19750230" not in fault.message  # it may be personal data


@pytest.mark.parametrize("ends", ["", "\n", "\r\n", "mixed"])
def test_line_ends_do_not_matter(ends):
    lines = INITIAL.split("\n")
    odd = ["\n", "", "\r\n"]
    content = "".join(line + (odd[n % 3] if ends == "mixed" else ends) for n, line in enumerate(lines))
    assert rules(content) == []


@pytest.mark.parametrize("marks", ["|^:~", "*>:~", "\x1d^:\x1c", "*^:\n", "*^:\r", "*+<'"])
def test_any_delimiters_of_isa_are_followed(marks):
    table = str.maketrans("*^:~", marks)
    content = INITIAL.replace("~\n", "~").translate(table)
    assert rules(content) == []
    assert len(records(content)) == 3


def test_interchanges_with_other_delimiters_follow_each_other():
    other = CANCEL.replace("~\n", "~").translate(str.maketrans("*^:~", "|>;\n"))
    assert rules(INITIAL + other + CANCEL.replace("000000042", "000000043")) == []


@pytest.mark.parametrize(("content", "rule"), [
    ("", "interchange_unreadable"),
    ("UNA:+.? '", "interchange_unreadable"),
    ("ISA*00*", "interchange_truncated"),
    (INITIAL.replace("ISA*00*          *00", "ISA*00*         *00"), "interchange_unreadable"),
    (INITIAL.replace("*^*00501", "***00501"), "interchange_unreadable"),
    (INITIAL.replace("*T*:~", "*T*~~"), "interchange_delimiters"),
    ("ISA" + INITIAL[3:].replace("~", "|").replace("|", "~", 1), "interchange_truncated"),
    (INITIAL[: INITIAL.index("GE*")], "group_no_trailer"),
    (INITIAL[: INITIAL.index("SE*")], "transaction_no_trailer"),
    (INITIAL[: INITIAL.index("IEA*")], "interchange_truncated"),
    (INITIAL[:-8], "interchange_truncated"),
    (INITIAL + INITIAL, "interchange_control_again"),
    (INITIAL.replace("005010X220A1", "005010X999A1"), "group_version"),
    (INITIAL.replace("GS*BE", "GS*HC"), "group_kind"),
    (INITIAL.replace("GS*BE", "XX*1~\nGS*BE"), "interchange_content"),
])  # fmt: skip
def test_what_is_no_interchange_is_said(content, rule):
    assert rule in rules(content)


def complaints_or_crash(content: str) -> str:
    """pyx12 ends with an exception on some bad files: that is no acceptance either."""
    try:
        return complaints(content.encode())
    except Exception as error:
        return f"crash: {error}"


def mutated(seed: int) -> str:
    """One thing made wrong at random, or perhaps right still."""
    chance = random.Random(seed)
    lines = chance.choice([INITIAL, CANCEL]).split("\n")[:-1]
    at = chance.randrange(3, len(lines) - 4)
    kind = chance.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    else:
        parts = lines[at][:-1].split("*")
        where = chance.randrange(len(parts))
        parts[where] = chance.choice(
            ["", "X", "99", "ZZZZ", "20140231", "A" * 70, "-1.5", parts[where] + "1", parts[where][:-1], "N\u00f1"]
        )
        lines[at] = "*".join(parts) + "~"
    return counted("\n".join(lines) + "\n")


def test_the_pattern_and_the_walk_say_the_same_of_anything():
    """A file read by patterns and read step by step: the same values, the same faults."""
    for seed in range(500):
        raw = mutated(seed).encode("latin-1")
        quick, slow = (list(read(io.BytesIO(raw), detail=detail)) for detail in (False, True))
        assert said(quick) == said(slow), seed


def said(events: list) -> list:
    """Values without those that are not there, in the order of the file."""
    found = []
    for each in events:
        if isinstance(each, RecordRead | TransactionRead):
            collected = getattr(each, "collected", {})
            found.append(({name: value for name, value in each.values.items() if value}, collected))
        elif isinstance(each, Fault):
            found.append(each)
    return found


def test_what_pyx12_refuses_is_refused():
    missed = [seed for seed in range(60) if not rules(mutated(seed)) and complaints_or_crash(mutated(seed))]
    assert missed == []


def big(megabytes: int) -> io.RawIOBase:
    """A stream of many policies that is made while it is read."""
    start, end = INITIAL.index("ST*"), INITIAL.index("GE*")
    policy = INITIAL[start:end].replace("\n", "")

    def parts():
        yield INITIAL[:start].replace("\n", "")
        count = megabytes * 1_000_000 // len(policy)
        for n in range(count):
            yield policy.replace("000000011", f"{n:09d}")
        yield f"GE*{count}*7~IEA*1*000000041~"

    return Stream(parts())


class Stream(io.RawIOBase):
    def __init__(self, parts) -> None:
        self.parts, self.rest = parts, b""

    def read(self, size: int = -1) -> bytes:
        while len(self.rest) < size:
            more = next(self.parts, None)
            if more is None:
                break
            self.rest += more.encode()
        block, self.rest = self.rest[:size], self.rest[size:]
        return block


def test_memory_does_not_grow_with_the_file():
    """Control numbers are remembered, so that none comes twice: some 120 bytes a policy; nothing else is."""
    peaks = []
    for megabytes in (1, 3):
        tracemalloc.start()
        assert list(faults(big(megabytes))) == []
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 1_000_000


def test_published_samples_are_read_and_their_mistakes_named():
    folder = shared("data/edi")
    found = {path.name: rules(path.read_bytes()) for path in sorted(folder.glob("*/*"))}
    assert len(found) == 29
    wrong = {name: sorted(set(each)) for name, each in found.items() if each}
    # A code CI for C1, a sum that is ten dollars off, a year 3024; the 834s of a Medicaid agency, which are no exchange's.
    assert wrong.pop("X306-different-types-of-payment-made-by-the-hix.edi") == ["element_code"]
    assert wrong.pop("X306-initial-hix-820-optional-outstanding-debt-owed-by-payee.edi") == ["payment_differs"]
    assert wrong.pop("X307-shop-enrollment-in-qualified-health-plan-through-health-insurance-exchange.edi") == [
        "element_date"
    ]
    assert set(wrong) == {f"sample_834_0{n}.txt" for n in range(1, 7)}
    for n in range(2, 7):  # a word in place of a birth date is all that the standard itself minds
        assert set(rules((folder / f"hccinfhir/sample_834_0{n}.txt").read_bytes(), exchange=False)) == {"element_date"}


def test_the_commands_need_no_django_and_start_at_once(tmp_path):
    import subprocess
    import sys

    (tmp_path / "bad.edi").write_text(swap(INITIAL, "QTY*TO*3", "QTY*TO*4"))
    probe = (
        "import sys; from coverport.command import main; code = main(['edi', *sys.argv[1:]]); "
        "assert 'django' not in sys.modules and 'psycopg' not in sys.modules; sys.exit(code)"
    )

    def run(*arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([sys.executable, "-c", probe, *arguments], capture_output=True, text=True, check=False)

    answer = run("check", str(FILES / "initial.edi"))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    answer = run("check", str(tmp_path / "bad.edi"))
    assert answer.returncode == 1
    assert answer.stdout == "segment 5, QTY02: total_differs: QTY*TO says 4, there are 3 members\n"
    answer = run("read", str(FILES / "initial.edi"), "--json")
    (interchange,) = json.loads(answer.stdout)["interchanges"]
    (transaction,) = interchange["groups"][0]["transactions"]
    assert (transaction["set"], transaction["segment"], len(transaction["members"])) == ("834", 3, 3)
    assert transaction["members"][0]["segments"][0] == {
        "segment": 10, "loop": "2000", "elements": ["INS", "Y", "18", "021", "EC", "A", "", "", "AC"],
    }  # fmt: skip
    answer = run("read", str(FILES / "acknowledged.edi"), "--json")
    (interchange,) = json.loads(answer.stdout)["interchanges"]
    assert interchange["acknowledgments"][0]["answer"] == "A"
    assert interchange["groups"][0]["transactions"][0]["group_answer"]["answer"] == "P"
    answer = run("check", str(tmp_path / "none.edi"))
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "cannot be read" in answer.stderr
