"""Every kind of letter can be made from real decisions in every language that has a catalog, and lacks nothing it must say."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from django.conf import settings

from coverport.core.access import Actor
from coverport.enrollment.actions import effectuate, report_change
from coverport.enrollment.changes import notices as change_notices
from coverport.enrollment.changes.facts import Facts, names_of
from coverport.enrollment.changes.previewing import preview
from coverport.enrollment.notices import Context
from coverport.enrollment.queries import told
from coverport.enrollment.recipients import recipient
from coverport.notices import kinds
from coverport.notices.blocks import Heading, Letter, Paragraph, all_blocks, texts
from coverport.notices.kinds import Incomplete, Must, build
from coverport.notices.models import Notice
from coverport.notices.typeset import pdf
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, TOM, decided
from tests.enrollment.choices import choose
from tests.notices import reader, samples

SHAPED = re.compile("[\u0600-\u097f\ufb50-\ufeff]")
LANGUAGES = [code for code, _ in settings.LANGUAGES]
# How a test comes to the context of each kind. A new kind needs an entry here.
CONTEXTS = {
    "plan_selected": "enrollment",
    "covered": "enrollment",
    "coverage_changed": "change",
    "coverage_reinstated": "change",
    "change_settled": "change",
}
# Those of proof are made in tests/applications/verification/test_letters.py.
PROOF = {name for name in kinds.registered() if name.startswith("proof_")}

# Those of the post office's own modules are made in test_office_kinds.py, and those of renewal.
RENEWAL = {"renewal", "renewed"}
OFFICE = RENEWAL | {
    name for name, kind in kinds.registered().items() if kind.builder.__module__.startswith(kinds.__name__)
}


# That of paper applications is made in tests/paper/test_keying.py.
ON_PAPER = {name for name, kind in kinds.registered().items() if kind.builder.__module__ == "coverport.paper.notices"}


# Those of coverage meanwhile are made in tests/fallback/test_bridge_letters.py.
MEANWHILE = {name for name in kinds.registered() if name.startswith("bridge_")}


# Made in tests/handoff/test_letters.py and tests/enrollment/test_ending_policies.py.
HANDOFF = {
    name for name, kind in kinds.registered().items() if kind.builder.__module__.startswith("coverport.handoff.")
}
BEFORE = {"policy_ends"}
# Made in tests/enrollment/test_proof_of_event.py.
EVENT = {"event_proof"}
# Those of coverage that is taken back are made in tests/enrollment/test_rescinding.py.
RESCISSION = {"rescission_notice", "rescission_dropped"}


def test_every_kind_that_a_room_registers_is_made_by_a_test_here():
    elsewhere = PROOF | HANDOFF | ON_PAPER | BEFORE | MEANWHILE | EVENT | RESCISSION
    assert set(kinds.registered()) - OFFICE == set(CONTEXTS) | elsewhere


def needs_catalog(language: str) -> None:
    if language == settings.LANGUAGE_CODE.partition("-")[0]:
        return
    files = [Path(home) / language / "LC_MESSAGES" / "django.mo" for home in settings.LOCALE_PATHS]
    if not any(file.is_file() for file in files):
        pytest.skip(f"the catalog of {language!r} is not compiled (make setup)")


def letters_of(enrollment) -> dict[tuple[str, str], Letter]:
    """Every kind in every language, of one enrollment: chosen first, then about to end."""
    day, story = date(2013, 12, 10), told(enrollment)
    to = {language: msgspec.structs.replace(recipient(enrollment), language=language) for language in LANGUAGES}
    contexts = {
        ("enrollment", each): Context(exchange=enrollment.exchange, to=to[each], told=story, on=day)
        for each in LANGUAGES
    }
    facts, shown = about_to_end(enrollment, day)
    for each in LANGUAGES:
        contexts["change", each] = change_notices.Context(
            exchange=enrollment.exchange, to=to[each], on=day, reference=enrollment.reference, facts=facts, preview=shown,
            answer={"en": "Nothing changes.", "es": "Nada cambia."}[each], start=enrollment.start,
        )  # fmt: skip
    return {
        (kind, each): build(kind, contexts[CONTEXTS[kind], each], language=each)
        for kind in CONTEXTS
        for each in LANGUAGES
    }


def about_to_end(enrollment, day):
    """Coverage that is to end on January 31, as the person would see it before they agree."""
    owner = Actor.person(enrollment.application.household.owner)
    effectuate(actor=Actor.system("test"), enrollment=enrollment, on=day)
    change = report_change(actor=owner, enrollment=enrollment, kind="end", happened_on=date(2014, 1, 31), on=day)
    shown = preview(change, actor=owner, by="enrollee", on=day)
    return Facts(names_of(change), "Silver Plan", "Insurer"), shown


@pytest.fixture(params=["one adult", "a family of four", "nothing to pay"])
def enrollment(request, ana, federal, vermont, on_sale):
    if request.param == "a family of four":
        application, _ = decided(ana, vermont, (ANA, LUIS, MIA, TOM), income=80_000_00, contact=BURLINGTON)
        return choose(application)
    free = request.param == "nothing to pay"
    application, _ = decided(ana, federal, income=17_500_00 if free else 30_000_00)
    return choose(application, level="bronze" if free else "silver")


@pytest.mark.django_db
def test_each_kind_is_whole_in_each_language_translated_and_can_be_set(enrollment):
    for language in LANGUAGES:
        needs_catalog(language)
    letters = letters_of(enrollment)
    for (kind, language), letter in letters.items():
        assert letter.language == language
        levels = [1, *(block.level for block in all_blocks(letter) if isinstance(block, Heading))]
        assert 1 not in levels[1:], kind
        assert all(below - above <= 1 for above, below in pairwise(levels)), kind
        # Each in one size: large print where words are longest, but of the family, whose letters are.
        check_sheet(letter, language, large=(language == "es") != (enrollment.members.count() > 1))
    for kind in CONTEXTS:
        english, spanish = letters[kind, "en"], letters[kind, "es"]
        same = set(texts(english)) & set(texts(spanish)) - {tagline.text for tagline in english.stationery.taglines}
        # Amounts are written alike; a sentence that is alike was not translated.
        assert {text for text in same if " " in text} == set(), kind
    check_posted(enrollment)


def check_posted(enrollment) -> None:
    """The letters that the enrollment itself sent."""
    posted = Notice.objects.exclude(kind__in={*PROOF, "eligibility"})
    for notice in posted:
        assert notice.about == enrollment.reference
        assert pdf(notice.content).startswith(b"%PDF")
    assert {notice.kind for notice in posted} == {"plan_selected", "covered"}


def check_sheet(letter: Letter, language: str, *, large: bool) -> None:
    made = pdf(letter, large=large)
    pages = reader.pages(made)
    said = reader.squeezed(pages[0] + "".join(page.partition("2013")[2] for page in pages[1:]))
    assert reader.squeezed(letter.title) in said
    assert str(reader.opened(made).Root.Lang) == language
    assert reader.tags(made).count("H1") == 1
    lines = [line.rstrip() for page in pages for line in page.splitlines() if f" of {len(pages)}" not in line]
    # Letters of scripts that are shaped come out of a PDF in another number than they were written in.
    assert max(len(line) for line in lines if not SHAPED.search(line)) <= 75


def test_a_letter_that_lacks_what_its_kind_must_say_is_not_made(monkeypatch):
    must = (Must("the amount", "45 CFR 155.310(g)", lambda context: [context]),)
    whole = kinds.Kind("a_test", lambda context: samples.letter(), must)
    monkeypatch.setitem(kinds._kinds, "a_test", whole)
    assert build("a_test", "$214.37", language="en") == samples.letter()
    with pytest.raises(Incomplete, match="the amount"):
        build("a_test", "$999.99", language="en")


def test_what_all_must_say_is_looked_for_on_each_stationery_and_nowhere_else(monkeypatch):
    must = (Must("that one can complain", "45 CFR 155.230", lambda context: ["You can complain."], printed=True),)
    monkeypatch.setitem(kinds._kinds, "a_test", kinds.Kind("a_test", lambda letter: letter, must))
    there, own = samples.letter(), Paragraph("You can complain.")
    assert [build("a_test", there, language="en"), build("a_test", there, language="en")] == [there, there]
    with pytest.raises(Incomplete, match="that one can complain"):
        build("a_test", samples.letter(own, statement=()), language="en")


def test_a_kind_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        kinds.kind("plan_selected")(lambda context: samples.letter())
