"""The printed form: tagged, to be filled in on a screen, in both languages, with a code on each page that a scanner reads."""

import io

import pytest
from django.core.management import CommandError, call_command
from pdfua import validate
from pypdf import PdfReader

from coverport.applications.forms.people import PersonForm
from coverport.applications.rules.questions import circumstances_of
from coverport.paper import images, printed
from coverport.paper.questions import _asked, sections
from coverport.paper.rules.joining import Code, code_of
from tests.notices.test_accessible import NOT_RUN
from tests.paper.conftest import SERIALS, form_of, jpeg, picture

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_form_passes_pdfua_check_and_says_its_language(federal, tmp_path, language):
    path = tmp_path / "form.pdf"
    path.write_bytes(printed.form(federal, year=2014, language=language, serial=SERIALS[0]))
    report = validate(str(path))
    assert (report.exit_code, report.findings) == (0, ())
    assert {outcome.rule_id for outcome in report.skipped} <= NOT_RUN
    assert str(PdfReader(path).trailer["/Root"]["/Lang"]) == language


def test_every_question_has_a_field_with_its_words_for_a_screen_reader(federal):
    reader = PdfReader(io.BytesIO(form_of(federal)))
    fields = reader.get_fields()
    wanted = [item for section in sections(federal, year=2014) for item in section.items]
    names = [f"{item.name}:{value}".replace(".", "_") for item in wanted for value, _ in item.options] + [
        item.name.replace(".", "_") for item in wanted if not item.options
    ]
    assert set(fields) == set(names)
    assert len(names) == len(set(names))
    assert all(field.get("/TU") for field in fields.values())
    assert {field["/FT"] for field in fields.values()} == {"/Tx", "/Btn"}


def _elements(node, name):
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return sum(_elements(each, name) for each in node)
    if not isinstance(node, dict):
        return 0
    return (node.get("/S") == name) + (_elements(node["/K"], name) if "/K" in node else 0)


def test_every_field_stands_in_the_structure_as_a_form_and_no_link_is_left(federal):
    reader = PdfReader(io.BytesIO(form_of(federal)))
    root = reader.trailer["/Root"]["/StructTreeRoot"]
    assert _elements(root, "/Form") == len(reader.get_fields())
    assert _elements(root, "/Link") == 0


def test_what_is_filled_in_on_a_screen_is_there_when_it_is_opened_again(federal):
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(form_of(federal))))
    for page in writer.pages:
        writer.update_page_form_field_values(page, {"person1_first_name": "Zoe", "person1_sex:F": "/Yes"})
    kept = io.BytesIO()
    writer.write(kept)
    fields = PdfReader(kept).get_fields()
    assert (fields["person1_first_name"]["/V"], fields["person1_sex:F"]["/V"]) == ("Zoe", "/Yes")


def test_its_words_are_those_of_the_website(federal):
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(form_of(federal))).pages)
    text = " ".join(text.split())
    for name in ("first_name", "ssn", "tobacco", "applies"):
        assert str(PersonForm.base_fields[name].label) in text, name
    asked = _asked(federal, 2014)
    everything = {each for member in asked.people for each in circumstances_of(member, asked)}
    told = next(
        item
        for section in sections(federal, year=2014)
        for item in section.items
        if item.name == "person1.circumstances"
    )
    assert {value for value, _ in told.options} == everything
    assert everything >= {"pregnant", "disabled", "student", "american_indian"}


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_the_code_of_a_page_is_read_from_a_turned_scan_and_the_page_is_set_upright(federal, turned):
    from coverport.core.uploads import Upload

    form = form_of(federal)
    (page,) = images.pages_of(Upload("scan.jpg", jpeg(picture(form, 1, turned=turned))))
    assert [code_of(text) for text in page.codes] == [Code(SERIALS[0], 2, len(PdfReader(io.BytesIO(form)).pages))]
    from PIL import Image

    upright = Image.open(io.BytesIO(page.jpeg))
    assert upright.height > upright.width
    # The code stands at the top right again.
    corner = upright.crop((int(upright.width * 0.75), 0, upright.width, int(upright.height * 0.12)))
    assert corner.getextrema()[0] < 60


def test_every_download_has_a_number_of_its_own_and_needs_no_account(client, federal):
    first, second = client.get("/federal/paper/form.pdf"), client.get("/federal/paper/form.pdf")
    assert first.headers["Content-Type"] == "application/pdf"
    assert first.content != second.content
    assert client.get("/federal/paper/").status_code == 302


def test_blank_forms_to_lay_out_have_a_number_each(federal, tmp_path, capsys):
    call_command("paper_forms", "federal", "--count", "2", "--folder", str(tmp_path))
    found = sorted(path.name for path in tmp_path.glob("application-*.pdf"))
    assert len(found) == 2
    assert "2 forms" in capsys.readouterr().out
    for wrong in (["nowhere", "--count", "1"], ["federal", "--count", "0"]):
        with pytest.raises(CommandError):
            call_command("paper_forms", *wrong, "--folder", str(tmp_path))
