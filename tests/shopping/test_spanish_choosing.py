"""On the pages that help to choose, a reader of Spanish meets no text of ours in English."""

import re

import pytest

from coverport.locale.refresh import read
from tests.shopping.market import COUPLE, quoted, text_of
from tests.shopping.test_kept import save

# What an insurer or a public file says is not ours to translate; it is marked as English.
FOREIGN = re.compile(r'<(\w+)[^>]*\slang="en"[^>]*>.*?</\1>', re.DOTALL)


def english_texts() -> list[str]:
    """Every text of the catalog that is long enough to be no word of Spanish, and has another wording there."""
    pairs = [(one.id, one.string) for one in read("es") if isinstance(one.id, str) and one.id]
    return [
        text for text, spanish in pairs if len(text) > 11 and text not in spanish and not re.search(r"%\(|[{<\n]", text)
    ]


@pytest.fixture
def reader(shopper):
    """Somebody who reads Spanish and has saved a plan, a doctor and a drug."""
    price = quoted([40, 38], 60_000_00).plans[0]
    save(shopper, price.plan.plan_id)
    shopper.post("/federal/care/change", {"add": "drug:6809"})
    shopper.cookies["django_language"] = "es"
    return shopper


def pages() -> list[str]:
    plans = [price.plan.plan_id for price in quoted([40, 38], 60_000_00).plans]
    return [
        f"plans/{plans[0]}?{COUPLE}", f"plans/99999NH0000001?{COUPLE}", f"compare?{COUPLE}",
        f"compare?{COUPLE}&plan={plans[0]}&plan={plans[1]}&plan=99999NH0000001", f"compare?{COUPLE}&last=99999NH0000001",
        f"dental?{COUPLE}&plan={plans[0]}", f"care/?{COUPLE}&q=metf", f"care/?{COUPLE}&q=x&said=full", "saved/?said=stopped",
        "shared/nothing/", "glossary/",
    ]  # fmt: skip


def test_no_english_text_of_ours_stands_on_a_spanish_page(reader):
    texts = english_texts()
    assert len(texts) > 500
    for page in pages():
        answer = reader.get(f"/federal/{page}")
        html = answer.content.decode()
        assert '<html lang="es"' in html, page
        answer.content = FOREIGN.sub(" ", html).encode()
        said = text_of(answer)
        assert [text for text in texts if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", said)] == [], page


def test_benefits_are_named_in_spanish(reader):
    page = text_of(reader.get(f"/federal/{pages()[0]}"))
    assert "Visita de atención primaria por una lesión o enfermedad" in page
    assert "Primary Care Visit" not in page
