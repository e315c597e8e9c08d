"""Which people can stand together."""

from datetime import date

import msgspec
import pytest

from coverport.applications.rules.people import people_problems
from coverport.applications.words import sentence
from tests.applications.households import ANA, LUIS, MIA, TOM, person

DAY = date(2013, 12, 10)


def codes(*people):
    return [problem.code for problem in people_problems(people, on=DAY)]


def test_a_family_of_four_has_no_problems():
    assert codes(ANA, LUIS, MIA, TOM) == []


def test_an_empty_household_is_refused():
    assert codes() == ["empty_household"]


def test_somebody_must_want_coverage():
    nobody = msgspec.structs.replace(ANA, applies=False)
    assert codes(nobody) == ["nobody_applies"]
    assert codes(nobody, LUIS) == []


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(2013, 12, 9), []),
        (date(2013, 12, 10), []),
        (date(2013, 12, 11), ["born_in_future"]),
        (date(1892, 12, 11), []),  # 120 years old, 121 tomorrow
        (date(1892, 12, 10), ["born_too_long_ago"]),
    ],
)
def test_a_birth_date_is_neither_in_the_future_nor_over_120_years_ago(born, code):
    assert codes(person("Kim", born)) == code


def test_one_spouse_at_most():
    assert codes(ANA, LUIS, person("Kim", date(1980, 1, 1), "spouse")) == ["one_spouse"]


@pytest.mark.parametrize(
    ("born", "code"),
    [
        (date(1973, 4, 29), []),
        (date(1973, 4, 28), ["child_older_than_you"]),
        (date(1960, 1, 1), ["child_older_than_you"]),
    ],
)
def test_a_child_is_younger_than_you(born, code):
    assert codes(ANA, person("Kim", born, "child")) == code


def test_exactly_one_person_is_you():
    assert codes(LUIS) == ["one_person_is_you"]
    assert codes(ANA, person("Kim", date(1980, 1, 1))) == ["one_person_is_you"]


def test_the_same_name_and_birth_date_twice_is_asked_about():
    assert codes(ANA, MIA, msgspec.structs.replace(MIA, first_name="mia")) == ["person_twice"]


@pytest.mark.parametrize("name", ["Nguyễn", "O’Brien-Smith", "毛", "李 明", "de la Cruz", "Łęski"])
def test_names_of_any_script_are_names(name):
    assert codes(person("", date(1980, 1, 1), last_name=name)) == []


@pytest.mark.parametrize("name", ["", "  ", "123", "---"])
def test_a_name_has_a_letter(name):
    assert codes(person("Kim", date(1980, 1, 1), last_name=name)) == ["name_missing"]


@pytest.mark.parametrize(
    ("ssn", "code"),
    [
        ("900000001", []),
        (None, []),
        ("90000000", ["ssn_shape"]),
        ("9000000011", ["ssn_shape"]),
        ("90000000a", ["ssn_shape"]),
    ],
)
def test_a_social_security_number_is_optional_and_has_nine_digits(ssn, code):
    assert codes(person("Kim", date(1980, 1, 1), ssn=ssn)) == code


def test_two_people_have_two_social_security_numbers():
    people = [msgspec.structs.replace(one, ssn="900000001") for one in (ANA, LUIS)]
    assert codes(*people) == ["ssn_twice"]


def test_twenty_people_are_enough():
    children = [person(f"Child {chr(97 + number)}", date(2000, 1, 1), "child") for number in range(19)]
    assert codes(ANA, *children) == []
    assert codes(ANA, LUIS, *children) == ["too_many_people"]


def test_every_problem_has_words():
    import re
    from pathlib import Path

    from coverport.applications import rules, words

    folder = Path(rules.__file__).parent
    sources = [path.read_text() for path in (*folder.glob("*.py"), folder.parent / "actions.py")]
    named = {code for text in sources for code in re.findall(r'Problem\(\s*"(\w+)"', text)}
    named |= {"born_in_future", "born_too_long_ago", "ssn_shape"}
    checks = (folder / "checks.py").read_text()
    named |= set(re.findall(r'"(\w+_(?:missing|range|future|file))"', checks)) | {"income_absurd", "deduction_negative"}
    assert len(named) > 15
    assert named <= set(words._SENTENCES)
    for problem in people_problems([person("Kim", date(2014, 1, 1))], on=DAY):
        assert sentence(problem)


def test_only_who_wants_coverage_says_their_sex():
    assert codes(msgspec.structs.replace(ANA, sex="")) == ["sex_missing"]
    assert codes(ANA, msgspec.structs.replace(LUIS, sex="", applies=False)) == []
