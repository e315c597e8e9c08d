"""Reading CMS's QHP landscape: what a good file becomes, and the words with which a bad one is refused."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coverport.plans.catalog import Catalog
from coverport.plans.importers.filing import Filing, contents_of
from coverport.plans.importers.landscape import read_landscape, web_address
from coverport.plans.importers.landscape_columns import COLUMNS_2014
from coverport.plans.importers.problems import UnreadableFile
from coverport.plans.rules.members import Member
from coverport.plans.rules.premium import premium_of
from tests.plans.landscapes import HEADER, Row, row, write
from tests.plans.toys import catalog

ADULT_ONLY, CHILD_ONLY = "Allows Adult-Only", "Allows Child-Only"


def read(path: Path) -> Filing:
    return read_landscape(path, exchange="federal", year=2014, states=["NH", "VA"])


def sold(tmp_path: Path, rows: list[Row], header: list[str] | None = None) -> Catalog:
    return catalog(tmp_path, contents_of(read(write(tmp_path / "plans.csv.gz", rows, header))))


def cents(made: Catalog, plan: int, *ages: int) -> int | None:
    first, *rest = ages
    members = [Member("1", first), *(Member(str(n), age, "child") for n, age in enumerate(rest, 2))]
    premium = premium_of(made, made.row_of(made.place("33013"), f"99999NH{plan:07d}"), members)
    return None if premium is None else premium.total


def test_a_file_becomes_plans_rates_and_counties(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1), row(1, "BELKNAP"), row(2), row(3, offering=CHILD_ONLY), row(4, offering=ADULT_ONLY)])
    assert made.counties() == ("33001", "33013")
    assert len(made.rates) == 4
    assert len(made.place("33001").rows) == 1
    plan = made.plan("99999NH0000001")
    assert (plan.issuer_id, plan.metal_level, plan.plan_type) == ("99999", "silver", "HMO")
    assert plan.name == "Granite 1, the good one"
    assert plan.urls.network == "http://www.example.org/doctors"
    assert plan.urls.sbc == "https://example.org/sbc.pdf"
    assert plan.cost_sharing == {
        "01": {"medical_deductible_individual": "$2,000"},
        "06": {"primary_care_physician": "$5"},
    }
    assert (plan.child_dental, made.plan("99999NH0000002").child_dental, plan.adult_dental) == (True, False, None)
    assert (plan.adult_only, plan.child_only) == (False, False)


def test_printed_ages_are_the_files_own_cents_and_the_others_follow_the_curve(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1)])
    assert made.rates[0, [0, 20, 21, 27, 30, 40, 50, 60]].tolist() == [
        12700, 12700, 20000, 20960, 22700, 25560, 35720, 54280,
    ]  # fmt: skip
    assert not made.derived[0, [0, 20, 21, 27, 30, 40, 50, 60]].any()
    assert made.rates[0, [25, 45, 64]].tolist() == [20080, 28880, 60000]
    assert made.derived[0, [25, 45, 64]].all()


def test_an_adult_only_plan_prices_children_as_its_family_columns_do(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1, offering=ADULT_ONLY)])
    assert cents(made, 1, 40, 9) == 25560 + 12700
    assert cents(made, 1, 9) is None


def test_a_child_only_plan_has_no_adult_price(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1, offering=CHILD_ONLY)])
    assert cents(made, 1, 9) == 12700
    assert cents(made, 1, 21) is None
    assert (made.rates[0, 21:] == -1).all()


@pytest.mark.parametrize("counted", [1, 2, 3])
def test_the_family_columns_tell_how_many_children_count(tmp_path: Path, counted: int) -> None:
    made = sold(tmp_path, [row(1, counted=counted)])
    assert made.children_rated_max.tolist() == [counted]
    assert cents(made, 1, 30, 9, 8, 7, 6) == 22700 + counted * 12700


def without(*parts: str) -> list[str]:
    return [name for name in HEADER if not any(part in name for part in parts)]


def test_ages_that_a_file_leaves_out_follow_the_curve_and_say_so(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1)], without("age_30", "age_40", "age_50", "couple_30", "couple_40", "couple_50"))
    assert made.rates[0, [30, 40, 50]].tolist() == [22700, 25560, 35720]
    assert made.derived[0, [30, 40, 50]].all()
    assert not made.derived[0, [21, 27, 60]].any()


def test_a_file_without_family_columns_counts_three_children(tmp_path: Path) -> None:
    names = set(COLUMNS_2014.families.values())
    header = [name for name in HEADER if name not in names]
    made = sold(tmp_path, [row(1, counted=1), row(2, offering=ADULT_ONLY)], header)
    assert made.children_rated_max.tolist() == [3, 3]
    assert made.rates[1, 9] == 12700  # from the curve: nothing else tells an adult-only plan's price of a child
    assert made.derived[1, 9]


def test_plan_ids_keep_their_spelling_and_are_found_in_any(tmp_path: Path) -> None:
    made = sold(tmp_path, [row(1) | {"plan_id_standard_component": "99999nh0000001"}])
    assert made.plan("99999NH0000001").plan_id == "99999nh0000001"


def test_the_same_bytes_give_the_same_filing_and_others_do_not(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.csv", [row(1)]), write(tmp_path / "b.csv.gz", [row(1)])
    assert read(first).sha256 == read(second).sha256
    assert read(write(tmp_path / "c.csv", [row(1), row(2)])).sha256 != read(first).sha256


def test_rows_that_repeat_a_plan_become_what_rows_that_do_not_would(tmp_path: Path) -> None:
    """A file whose rows of a plan differ in nothing but the county is checked by the first of them, any other row by row."""
    rows = [row(1), row(1, "BELKNAP"), row(2), row(2, "BELKNAP")]
    price = COLUMNS_2014.adults[27]
    spelled = [one | {price: one[price] + "0"} if number == 1 else one for number, one in enumerate(rows)]
    first, second = read(write(tmp_path / "a.csv", rows)), read(write(tmp_path / "b.csv", spelled))
    assert spelled[1][price] == "209.60"
    for name in ("plans", "row_area", "pair_county"):
        assert getattr(first, name) == getattr(second, name)
    for name in ("rates", "derived", "row_plan", "pair_row", "children_rated_max"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_a_mistake_that_every_county_repeats_is_told_with_every_line(tmp_path: Path) -> None:
    wrong = {COLUMNS_2014.adults[27]: "free"}
    rows = [row(1) | wrong, row(2), row(1, "BELKNAP") | wrong]
    with pytest.raises(UnreadableFile) as refused:
        read(write(tmp_path / "a.csv", rows))
    assert refused.value.count == 2
    assert [(one.line, one.column, one.found) for one in refused.value.problems] == [
        (2, COLUMNS_2014.adults[27], "'free'"), (4, COLUMNS_2014.adults[27], "'free'"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.org/b", "https://a.org/b"),
        ("www.a.org/b:c", "http://www.a.org/b:c"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("not an address", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_become_links(text: str | None, address: str | None) -> None:
    assert web_address(text) == address


def change(**values: str) -> Callable[[list[Row]], None]:
    """Change the second row (line 3 of the file)."""
    return lambda rows: rows[1].update(values)


def same_plan(**values: str) -> Callable[[list[Row]], None]:
    """The second row is the first plan in another county, with some values changed."""
    return lambda rows: rows[1].update(row(1, "BELKNAP") | values)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (
            lambda rows: rows.append(rows[0]),
            "line 4, column plan_id_standard_component: found '99999NH0000001'; "
            "expected a plan once in a county; line 2 has it already",
        ),
        (
            change(plan_id_standard_component="99999nh0000001"),
            "line 3, column plan_id_standard_component: found '99999nh0000001'; expected a plan once in a county; line 2",
        ),
        (
            change(county="MERIMACK"),
            "line 3, column county: found 'MERIMACK'; expected a county of the state. NH has no",
        ),
        (change(county=""), "line 3, column county: found nothing; expected a county of the state."),
        (change(state="ZZ"), "line 3, column state: found 'ZZ'; expected a state of this exchange: NH, VA"),
        (change(state="ME"), "line 3, column state: found 'ME'; expected a state of this exchange: NH, VA"),
        (
            change(metal_level="Tin"),
            "line 3, column metal_level: found 'Tin'; expected one of catastrophic, bronze, silver",
        ),
        (
            change(plan_id_standard_component="9999NH0000002"),
            "line 3, column plan_id_standard_component: found '9999NH0000002'; expected 14 characters",
        ),
        (
            change(plan_id_standard_component="99999VA0000002"),
            "line 3, column plan_id_standard_component: found '99999VA0000002'; expected the row's own state",
        ),
        (
            change(rating_area="3"),
            "line 3, column rating_area: found '3'; expected a rating area such as Rating Area 3",
        ),
        (
            change(child_only_offering="Yes"),
            "line 3, column child_only_offering: found 'Yes'; expected Allows Adult and",
        ),
        (change(issuer_name=" "), "line 3, column issuer_name: found nothing; expected some text"),
        (change(plan_marketing_name="x" * 301), "line 3, column plan_marketing_name: found 'xxx"),
        (
            change(premium_child="-127"),
            "line 3, column premium_child: found '-127'; expected dollars from 1.00 to 20000.00",
        ),
        (change(premium_child="0"), "line 3, column premium_child: found '0'; expected dollars from 1.00 to 20000.00"),
        (change(premium_child="127.005"), "line 3, column premium_child: found '127.005'; expected dollars from"),
        (change(premium_child=""), "line 3, column premium_child: found nothing; expected dollars from"),
        (change(premium_child="1e2"), "line 3, column premium_child: found '1e2'; expected dollars from"),
        (change(premium_child="NaN"), "line 3, column premium_child: found 'NaN'; expected dollars from"),
        (
            change(premium_adult_individual_age_40="25560"),
            "line 3, column premium_adult_individual_age_40: found '25560'; expected dollars from 1.00 to 20000.00",
        ),
        (
            change(premium_adult_individual_age_40=""),
            "line 3, column premium_adult_individual_age_40: found nothing; expected dollars from",
        ),
        (
            change(premium_couple_40="511.25"),
            "line 3, column premium_couple_40: found '511.25'; expected 511.20, twice",
        ),
        (
            change(premium_couple_40="511.204"),
            "line 3, column premium_couple_40: found '511.204'; expected dollars and cents",
        ),
        (change(premium_couple_40="inf"), "line 3, column premium_couple_40: found 'inf'; expected dollars and cents"),
        (
            change(couple_2_children_age_30="707"),
            "line 3, column couple_2_children_age_30: found '707'; expected 708.00, the adults of age 30 and the children",
        ),
        (
            same_plan(premium_adult_individual_age_60="542.9", premium_couple_60="1085.8"),
            "line 3, column premium_adult_individual_age_60: found '542.9'; "
            "expected '542.8', the price of line 2 for the same plan and area",
        ),
        (
            same_plan(metal_level="Gold"),
            "line 3, column metal_level: found 'Gold'; expected 'Silver', the text of line 2 for the same plan",
        ),
        (
            same_plan(medical_deductible_individual_standard="$1"),
            "line 3, column medical_deductible_individual_standard: found '$1'; expected '$2,000', the text of line 2",
        ),
        (
            change(rating_area="Rating Area 2"),
            "line 3, column rating_area: found 'Rating Area 2'; expected 'Rating Area 1', the rating area of line 2",
        ),
    ],
)
def test_a_bad_row_is_refused_by_file_line_and_column(
    tmp_path: Path, spoil: Callable[[list[Row]], None], message: str
) -> None:
    rows = [row(1), row(2)]
    spoil(rows)
    path = write(tmp_path / "plans.csv", rows)
    with pytest.raises(UnreadableFile) as refused:
        read(path)
    assert refused.value.message.startswith("plans.csv has ")
    assert message in refused.value.message


def spoiled(tmp_path: Path, data: bytes, name: str = "plans.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as refused:
        read(path)
    return refused.value.message


def test_a_gzip_file_that_ends_early_is_refused(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.csv.gz", [row(n) for n in range(1, 40)]).read_bytes()
    for length in (len(whole) - 1, len(whole) - 9, len(whole) // 2, 12):
        message = spoiled(tmp_path, whole[:length], "plans.csv.gz")
        assert "the file: found data that end early or are damaged" in message
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    assert "end early or are damaged" in spoiled(tmp_path, bytes(damaged), "plans.csv.gz")


def test_a_short_last_line_is_a_file_cut_off(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.csv", [row(1), row(2)]).read_bytes()
    cut = whole[: whole.rindex(b"127")]
    message = spoiled(tmp_path, cut)
    assert "line 3: found" in message
    assert f"fields; expected {len(HEADER)} as in the header" in message


def test_lines_are_counted_as_an_editor_does_even_inside_quotation_marks(tmp_path: Path) -> None:
    rows = [row(1) | {"plan_marketing_name": 'Granite\n"One", by\nthe lake'}, row(2) | {"metal_level": "Tin"}]
    message = spoiled(tmp_path, write(tmp_path / "a.csv", rows).read_bytes())
    assert "line 5, column metal_level: found 'Tin'" in message


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    data = write(tmp_path / "a.csv", [row(1), row(2), row(3)]).read_bytes()
    broken = data.replace(b'"Granite 2, the good one"', b'"Granite 2, the good one')
    assert "line 3: found a quotation mark that is never closed" in spoiled(tmp_path, broken)


def test_more_bad_shapes_are_refused(tmp_path: Path) -> None:
    good = write(tmp_path / "a.csv", [row(1)]).read_bytes()
    assert "the file: found nothing in it" in spoiled(tmp_path, b"")
    assert "the file: found a header alone" in spoiled(tmp_path, good[: good.index(b"\n") + 1])
    assert "line 1, column state: found no such column; expected the header of the 2014" in spoiled(
        tmp_path, b"a,b\n1,2\n"
    )
    assert "line 1, column state: found the column twice" in spoiled(
        tmp_path, good.replace(b"county,", b"county,state,", 1).replace(b"MERRIMACK,", b"MERRIMACK,NH,")
    )
    assert "line 2: found bytes that are no UTF-8" in spoiled(tmp_path, good.replace(b"Granite Health", b"Gran\xefte"))
    with pytest.raises(UnreadableFile, match="no such file"):
        read(tmp_path / "none.csv")


def test_the_first_twenty_mistakes_are_reported_and_the_rest_counted(tmp_path: Path) -> None:
    rows = [row(n) | {"metal_level": "Tin", "premium_child": ""} for n in range(1, 31)]
    with pytest.raises(UnreadableFile) as refused:
        read(write(tmp_path / "plans.csv", rows))
    assert (refused.value.count, len(refused.value.problems)) == (30, 20)
    assert refused.value.message.endswith("and 10 more")


def test_a_byte_order_mark_carriage_returns_and_blanks_in_the_header_do_no_harm(tmp_path: Path) -> None:
    text = write(tmp_path / "a.csv", [row(1)]).read_text()
    path = tmp_path / "b.csv"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("premium_child,", "premium_child ,").replace("\n", "\r\n").encode())
    assert read(path).rates[0, 21] == 20000
    packed = tmp_path / "c.anything"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(packed).rates[0, 21] == 20000


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 40), st.binary(max_size=8), st.booleans())
def test_whatever_happens_to_the_bytes_a_file_is_read_or_refused_in_words(
    tmp_path: Path, where: int, removed: int, put: bytes, packed: bool
) -> None:
    data = write(tmp_path / "good.csv", [row(1), row(1, "BELKNAP"), row(2, offering=ADULT_ONLY)]).read_bytes()
    data = gzip.compress(data) if packed else data
    place = where % len(data)
    path = tmp_path / "bad.csv"
    path.write_bytes(data[:place] + put + data[place + removed :])
    found = outcome(path)
    if isinstance(found, UnreadableFile):
        assert found.problems
        assert found.message.startswith("bad.csv has ")
    else:
        assert ((found.rates == -1) | (found.rates >= 63)).all()  # the least price of 1.00 times a child's factor


def outcome(path: Path) -> Filing | UnreadableFile:
    try:
        return read(path)
    except UnreadableFile as refused:
        return refused
