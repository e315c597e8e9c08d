"""The letters about coverage meanwhile: whole in both languages, and their PDFs can be read out."""

from datetime import date

import pytest
from pdfua import validate

from coverport.fallback.bridge.notices import ENDS, KEPT, Meanwhile
from coverport.fallback.bridge.policy_notices import TAKEN_OVER, WAITS, TakenOver, Waits
from coverport.notices import kinds
from coverport.notices.blocks import texts
from coverport.notices.letters import Recipient
from coverport.notices.typeset import pdf
from tests.notices.test_accessible import NOT_RUN
from tests.notices.test_kinds import needs_catalog

pytestmark = pytest.mark.django_db
ON = date(2014, 2, 15)


def case_of(kind, exchange, language, **more):
    to = Recipient(user_id=1, name="Ana Rivera", address=("24 Beacon Street", "Boston MA 02133"), language=language)
    common = {"exchange": exchange, "to": to, "on": ON, "people": ("Ana", "Tom"), "authority": "42 USC 1315(a)"}
    if kind == TAKEN_OVER:
        return TakenOver(
            plan="Silver 2000", insurer="Granite Health", policy_number="P-1", start=date(2014, 1, 1),
            paid_through=date(2014, 3, 31), premium=350_00, credit=120_50, owed=361_50, **{**common, **more},
        )  # fmt: skip
    if kind == WAITS:
        return Waits(
            plan="Silver 2000", insurer="Granite Health", policy_number="P-1", start=date(2014, 1, 1), number="K7QP-2M4X",
            **{"until": date(2014, 12, 31), **common, **more},
        )  # fmt: skip
    return Meanwhile(
        title="Temporary MassHealth",
        first=date(2014, 1, 1),
        last=date(2014, 6, 30),
        number="K7QP-2M4X",
        **{**common, **more},
    )


SAID = {
    (KEPT, "en"): ("from January 1, 2014 to June 30, 2014", "You do not have to do anything.", "K7QP-2M4X"),
    (KEPT, "es"): ("del 1 de enero de 2014 al 30 de junio de 2014", "K7QP-2M4X"),
    (ENDS, "en"): ("ends on June 30, 2014", "We have not decided your application yet", "May 16, 2014"),
    (ENDS, "es"): ("termina el 30 de junio de 2014", "Todavía no hemos decidido", "16 de mayo de 2014"),
    (TAKEN_OVER, "en"): ("January 1, 2014", "March 31, 2014", "$350.00", "$120.50", "$361.50"),
    (TAKEN_OVER, "es"): ("1 de enero de 2014", "31 de marzo de 2014", "$120.50", "$361.50"),
    (WAITS, "en"): (
        "Granite Health",
        "P-1",
        "K7QP-2M4X",
        "until December 31, 2014",
        "Go on paying the insurer",
        "January 1, 2014",
    ),
    (WAITS, "es"): ("Granite Health", "K7QP-2M4X", "hasta el 31 de diciembre de 2014", "Siga pagando a la aseguradora"),
}


@pytest.mark.parametrize(("kind", "language"), SAID)
def test_each_says_whose_coverage_from_when_to_when_and_why(federal, tmp_path, kind, language):
    needs_catalog(language)
    letter = kinds.build(kind, case_of(kind, federal, language), language=language)
    said = " ".join("\n".join(texts(letter)).split())
    for words in (*SAID[kind, language], "42 USC 1315(a)", federal.profile.phone, "Ana"):
        assert words in said, (words, said)
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(letter))
    report = validate(str(path))
    assert (report.exit_code, report.findings) == (0, ())
    assert {outcome.rule_id for outcome in report.skipped} <= NOT_RUN


def test_who_is_decided_is_told_to_choose_a_plan(federal):
    letter = kinds.build(ENDS, case_of(ENDS, federal, "en", decided=True), language="en")
    assert "choose a plan and pay its first bill" in " ".join(texts(letter))


def test_where_the_rule_names_no_last_day_none_is_told(federal):
    letter = kinds.build(WAITS, case_of(WAITS, federal, "en", until=None), language="en")
    assert "Do not wait: call us now." in " ".join(texts(letter))
    assert "until" not in " ".join(texts(letter))
