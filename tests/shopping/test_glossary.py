"""The words and what they mean: one list, a page in both languages, and the folded meaning on other pages."""

import re
from pathlib import Path

import pytest
from django.utils.translation import override

import coverport
from coverport.shopping.compare import table
from coverport.shopping.glossary.terms import OF_NETWORK, TERMS, term, terms
from tests.shopping.market import COUPLE, quoted, text_of

TEMPLATES = Path(coverport.__file__).parent / "shopping/templates/shopping"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_lists_every_term_in_the_reader_s_alphabet(shopper, language):
    with override(language):
        page = text_of(shopper.get("/federal/glossary/", headers={"accept-language": language}))
        names = [each.name for each in terms()]
        for each in terms():
            assert f"{each.name} {each.meaning}" in page
    assert names == sorted(names, key=str.casefold)
    assert len(names) == len(TERMS)


def test_every_term_has_its_words_in_spanish():
    for slug in TERMS:
        english = term(slug)
        with override("es"):
            spanish = term(slug)
        assert english.meaning != spanish.meaning, slug


def test_every_term_that_a_page_names_is_in_the_list():
    named = {slug for path in TEMPLATES.glob("*.html") for slug in re.findall(r'{% term "([\w-]+)"', path.read_text())}
    in_code = set(re.findall(r'term="([\w-]+)"', Path(table.__file__).read_text()))
    assert len(named) > 5
    assert (named | in_code | set(OF_NETWORK.values())) - set(TERMS) == set()


def test_the_meaning_is_folded_behind_the_word_without_a_script(shopper):
    plan_id = quoted([40, 38], 60_000_00).plans[0].plan.plan_id
    for page in (f"plans/{plan_id}?{COUPLE}", f"compare?{COUPLE}&plan={plan_id}"):
        html = shopper.get(f"/federal/{page}").content.decode()
        assert "<details" in html
        assert "What you pay for care in a year before the plan begins to pay." in html
        assert "<script" not in html
