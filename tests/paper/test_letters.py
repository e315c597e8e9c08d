"""The letter about a missing answer: what the regulation wants of it, in both languages, and its PDF can be read out."""

from datetime import date

import pytest
from pdfua import validate

from coverport.notices import kinds
from coverport.notices.blocks import texts
from coverport.notices.letters import Recipient
from coverport.notices.typeset import pdf
from coverport.paper.notices import MISSING, Lacking
from tests.notices.test_accessible import NOT_RUN
from tests.notices.test_kinds import needs_catalog

pytestmark = pytest.mark.django_db


def lacking(exchange, language, **more):
    to = Recipient(user_id=1, name="Ana Rivera", address=("12 Main Street", "Concord NH 03301"), language=language)
    given = {
        "steps": ("income", "taxes"),
        "note": "What Ana earns.",
        "by": date(2014, 3, 10),
        "counts_from": date(2013, 12, 10),
    }
    return Lacking(exchange=exchange, to=to, on=date(2013, 12, 10), number="K7QP-2M4X", **{**given, **more})


@pytest.mark.parametrize(
    ("language", "day", "part"),
    [("en", "March 10, 2014", "Your tax return"), ("es", "10 de marzo de 2014", "impuestos")],
)
def test_it_says_what_is_missing_until_when_and_that_the_day_stays(federal, tmp_path, language, day, part):
    needs_catalog(language)
    letter = kinds.build(MISSING, lacking(federal, language), language=language)
    said = "\n".join(texts(letter))
    assert all(
        words in said
        for words in (day, part, "K7QP-2M4X", "What Ana earns.", "45 CFR 155.310(k)", federal.profile.phone)
    ), said
    path = tmp_path / "letter.pdf"
    path.write_bytes(pdf(letter))
    report = validate(str(path))
    assert (report.exit_code, report.findings) == (0, ())
    assert {outcome.rule_id for outcome in report.skipped} <= NOT_RUN


def test_every_requirement_of_it_cites_who_wants_it():
    musts = kinds.registered()[MISSING].must
    assert {must.citation for must in musts} >= {"45 CFR 155.310(k)(1)", "45 CFR 155.310(k)(2)"}
