"""Every reason code has words, and every word of numbers stands on a fact of the reason."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import coverport.eligibility
from coverport.eligibility.findings import Reason
from coverport.eligibility.proofs import EVIDENCE, tax
from coverport.eligibility.translation import translated
from coverport.eligibility.words import SENTENCES, sentence
from tests.eligibility.cases import CASES, every_reason
from tests.eligibility.households import decide, household, parents_and_children, taxes

PACKAGE = Path(coverport.eligibility.__file__).parent
NAMED = re.compile(r"%\((\w+)\)s")


def codes_in_the_rules() -> set[str]:
    """Codes written out in the source; those made from a group's name are in the evidence table."""
    found: set[str] = set()
    for path in (*PACKAGE.glob("*.py"), *(PACKAGE / "rules").glob("*.py"), *(PACKAGE / "tax").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                is_finding = node.func.id in {"yes", "no", "unknown", "Reason"}
                for first in node.args[:1] if is_finding else ():
                    found |= {part.value for part in ast.walk(first) if isinstance(part, ast.Constant)}
    return {code for code in found if isinstance(code, str) and "_" in code and not code.startswith("_")}


def test_every_code_that_a_rule_can_give_has_words_and_evidence() -> None:
    assert codes_in_the_rules() - set(SENTENCES) == set()
    assert set(SENTENCES) == set(EVIDENCE)


def test_the_cases_reach_every_code() -> None:
    """Those of the federal return have tests of their own."""
    assert set(EVIDENCE) - set(tax.EVIDENCE) - {reason.code for reason in every_reason()} == set()


def test_every_number_that_a_sentence_names_is_a_fact_of_its_reason() -> None:
    for reason in every_reason():
        named = {name for text in SENTENCES[reason.code] for name in NAMED.findall(text)}
        assert named <= set(reason.facts), reason


def test_every_sentence_reads_as_one() -> None:
    for reason in every_reason():
        said = sentence(reason)
        assert said.endswith(".")
        assert "%(" not in said
        assert "None" not in said
        assert "_" not in said


def test_every_reason_names_its_authority() -> None:
    assert all(re.search(r"\d", reason.citation) for reason in every_reason())


@pytest.mark.parametrize("code", SENTENCES)
def test_sentences_are_short(code: str) -> None:
    for text in SENTENCES[code]:
        for part in re.split(r"[.;] ", text):
            assert len(part.split()) <= 28, part


def test_the_sentence_about_income_holds_the_numbers() -> None:
    found = decide(household(parents_and_children(9), 45_000)).person("1").aptc
    assert sentence(found.reasons[0]) == (
        "Your yearly income of $45,000 is 230% of the 2013 poverty guideline for three people ($19,530). "
        "Incomes from 100% to 400% can get help with premiums."
    )


def test_the_sentence_about_the_credit_adds_up() -> None:
    result = decide(household(parents_and_children(9), 45_000))
    assert sentence(taxes(result).credit.reasons[0]) == (
        "You can get $724.38 a month off your premium. "
        "The silver plan that we must compare with costs $1,000.00 a month; "
        "with a yearly income of $45,000, you are expected to pay $275.62 of it (7.35% of your income)."
    )


@pytest.mark.parametrize(
    ("facts", "told"), [({"size": 1}, "one person"), ({"size": 8}, "eight people"), ({"size": 9}, "9 people")]
)
def test_people_are_counted_in_words(facts: dict[str, int], told: str) -> None:
    numbers = {"income": 1, "guideline": 2, "guideline_year": 2013, "percent": 50, "floor": 100}
    assert told in sentence(Reason("income_below_credit_window", "1", {**numbers, **facts}))


def test_without_django_the_words_are_english_and_django_stays_unloaded() -> None:
    code = (
        "import sys; from coverport.eligibility.words import sentence; from coverport.eligibility.findings import Reason;"
        "print(sentence(Reason('medicaid_adult_group_none', 'x', {'state': 'NH', 'on': '2014-01-01'})));"
        "print([name for name in sys.modules if name.split('.')[0] in ('django', 'psycopg')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    first, second = run.stdout.splitlines()
    assert first.startswith("On January 1, 2014, Medicaid in New Hampshire has no group")
    assert second == "[]"


def test_there_are_cases_enough() -> None:
    assert len(CASES) > 40


def test_where_django_runs_the_words_follow_the_readers_language() -> None:
    from django.utils import translation

    assert translated("January") == "January"
    with translation.override("es"):
        assert translated("January") == "enero"
