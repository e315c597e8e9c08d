"""The kinds that the post office itself keeps: each says in both languages what its regulation wants, and can be read out."""

import re
from datetime import date
from itertools import pairwise

import msgspec
import pytest
from pdfua import validate

from coverport.applications.decision import cards_of
from coverport.applications.submission import result_of
from coverport.core.money import display
from coverport.notices import kinds
from coverport.notices.blocks import Heading, all_blocks, texts
from coverport.notices.kinds import checking, eligibility
from coverport.notices.letters import Recipient
from coverport.notices.typeset import pdf
from tests.applications.households import ANA, BURLINGTON, LUIS, MIA, decided
from tests.notices import cases, gallery, reader
from tests.notices.test_accessible import NOT_RUN
from tests.notices.test_kinds import OFFICE, needs_catalog

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("sample", cases.SAMPLES, ids=lambda sample: sample.name)
BOTH = pytest.mark.parametrize("language", ["en", "es"])
CITATION = re.compile(r"\d+ (CFR|USC) \d+")


def built(sample, exchange, language):
    needs_catalog(language)
    case = sample.of(exchange, language)
    return case, kinds.build(sample.kind, case, language=language)


def test_every_kind_of_the_post_office_has_a_sample_and_every_sample_a_kind():
    assert {sample.kind for sample in cases.SAMPLES} == OFFICE


def test_every_requirement_cites_who_wants_it():
    for name in OFFICE:
        assert kinds.registered()[name].must, name
        for must in kinds.registered()[name].must:
            assert CITATION.match(must.citation), f"{name}: {must.name}"


@EACH
@BOTH
def test_a_letter_has_levels_without_a_gap_and_words_in_its_own_language(sample, language, vermont):
    _, letter = built(sample, vermont, language)
    levels = [1, *(block.level for block in all_blocks(letter) if isinstance(block, Heading))]
    assert all(below - above <= 1 for above, below in pairwise(levels))
    _, other = built(sample, vermont, {"en": "es", "es": "en"}[language])
    foreign = {tagline.text for tagline in letter.stationery.taglines}
    same = {text for text in set(texts(letter)) & set(texts(other)) - foreign if " " in text}
    # What both languages write alike: names of plans, and dates' order apart, nothing else.
    assert same <= {"Connect Silver", "Ana Rivera"}


@EACH
def test_each_requirement_is_missed_when_its_words_are_not_there(sample, vermont):
    from django.utils import translation

    case, letter = built(sample, vermont, "en")
    kind = kinds.registered()[sample.kind]
    with translation.override("en"):
        assert kind.missing(letter, case) == ()
        for must in kind.must:
            if not (wanted := [words for words in must.words(case) if words]):
                continue
            for words in wanted:
                without = msgspec.json.decode(
                    msgspec.json.encode(letter).replace(msgspec.json.encode(words)[1:-1], b"~"), type=type(letter)
                )
                assert must.name in kind.missing(without, case), f"{must.name}: {words!r}"


@pytest.mark.parametrize(("number", "sample"), list(enumerate(cases.SAMPLES)), ids=[one.name for one in cases.SAMPLES])
def test_the_pdf_says_everything_and_passes_the_check(number, sample, vermont, tmp_path):
    language = ("en", "es")[number % 2]
    case, letter = built(sample, vermont, language)
    made = pdf(letter)
    pages = reader.pages(made)
    said = reader.squeezed(pages[0] + "".join(page.partition("\n")[2] for page in pages[1:]))
    assert reader.squeezed(letter.title) in said
    from django.utils import translation

    with translation.override(language):
        for must in kinds.registered()[sample.kind].must:
            for words in must.words(case):
                assert reader.squeezed(words) in said, must.name
    path = tmp_path / "letter.pdf"
    path.write_bytes(made)
    report = validate(str(path))
    assert (report.exit_code, report.findings) == (0, ())
    assert {outcome.rule_id for outcome in report.skipped} <= NOT_RUN


@pytest.mark.parametrize(
    ("on", "by", "words"),
    [
        (date(2013, 12, 9), date(2014, 3, 9), "March 9, 2014"),
        (date(2013, 12, 10), date(2014, 3, 10), "March 10, 2014"),
        (date(2013, 12, 31), date(2014, 3, 31), "March 31, 2014"),
        (date(2015, 12, 1), date(2016, 2, 29), "February 29, 2016"),
    ],
)
def test_an_appeal_can_be_asked_for_in_the_90_days_after_the_letters_date(on, by, words, vermont):
    case = msgspec.structs.replace(cases.BY_NAME["denied"].of(vermont, "en"), on=on)
    assert case.appeal_by == by
    assert words in "\n".join(texts(kinds.build("eligibility", case, language="en")))


def test_appeals_are_decided_in_90_days_and_go_to_hhs_in_30(vermont):
    assert cases.BY_NAME["appeal"].of(vermont, "en").decided_by == date(2014, 4, 2)
    assert cases.BY_NAME["appeal lost"].of(vermont, "en").to_hhs_by == date(2014, 1, 9)


@pytest.mark.parametrize(("net", "same_issuer", "says"), [
    (0, True, "There is nothing to pay"), (0, False, "There is nothing to pay"),
    (1, True, "go on paying your bills, $0.01 a month"), (1, False, "Pay the first bill of $0.01"),
])  # fmt: skip
def test_who_goes_on_with_nothing_to_pay_is_not_told_to_pay_a_bill_of_nothing(net, same_issuer, says, vermont):
    case = cases.BY_NAME["renewed"].of(vermont, "en")
    (offer,) = case.story.offers
    offer = msgspec.structs.replace(offer, credit=offer.premium - net, same_issuer=same_issuer)
    case = msgspec.structs.replace(case, story=msgspec.structs.replace(case.story, offers=(offer,)))
    said = "\n".join(texts(kinds.build("renewed", case, language="en")))
    assert [words for words in ("nothing to pay", "go on paying", "first bill") if words in said] == [
        words for words in ("nothing to pay", "go on paying", "first bill") if words in says
    ]
    assert says in said


@BOTH
def test_a_letter_about_a_missing_return_shows_no_tax_data(language, vermont):
    _, letter = built(cases.BY_NAME["reconcile"], vermont, language)
    assert not re.search(r"\b20(1[0-2]|1[6-9])\b|\$\d", "\n".join(texts(letter)))  # no tax year, no amount
    names = set(checking.Unreconciled.__struct_fields__)
    assert names == {"exchange", "to", "on", "name", "ends"}  # nothing of a return can come in


@pytest.mark.parametrize(
    ("people", "proofs", "title"),
    [
        ((cases.ANA,), (), "You can get help with your coverage."),
        ((cases.LUIS,), (), "You cannot get help with your coverage."),
        ((cases.ANA, cases.LUIS), (), "Some of you can get help with your coverage, and some cannot."),
        ((cases.ANA,), (cases.PROOF,), "You can get help with your coverage, but we still need papers from you."),
        ((cases.LUIS,), (cases.PROOF,), "You cannot get help with your coverage."),
    ],
    ids=["approved", "denied", "mixed", "conditional", "denied with proof"],
)
def test_the_title_is_the_decision(people, proofs, title, vermont):
    case = cases.Sample("", "", eligibility.Decided, {"reference": "K7QP-2M4X", "people": people, "proofs": proofs})
    assert kinds.build("eligibility", case.of(vermont, "en"), language="en").title == title


def test_a_bill_and_what_is_owed_add_up_to_the_cent(vermont):
    bill = cases.BY_NAME["bill, owed from before"].of(vermont, "en")
    assert bill.due == 449_29 - 214_37 + 234_92 == 469_84
    assert "$469.84" in "\n".join(texts(kinds.build("payment_due", bill, language="en")))
    grace = cases.BY_NAME["grace"].of(vermont, "en")
    assert grace.due == 234_92 + 200_00 + 34_92 == 469_84
    assert "$469.84" in "\n".join(texts(kinds.build("grace_period", grace, language="en")))


def test_a_bill_that_is_paid_ahead_asks_for_nothing_and_names_no_last_day(vermont):
    said = "\n".join(
        texts(kinds.build("payment_due", cases.BY_NAME["bill, paid ahead"].of(vermont, "en"), language="en"))
    )
    assert "You do not have to pay anything." in said
    assert "January 15" not in said


def test_the_letter_of_a_real_determination_says_what_was_stored(ana, vermont, on_sale):
    application, determination = decided(ana, vermont, (ANA, LUIS, MIA), income=52_000_00, contact=BURLINGTON)
    result, cards = result_of(determination), cards_of(application, determination)
    people = tuple(
        eligibility.Outcome(
            name=card.name, age=card.age, sentence=card.outcome, helped=True, credit=None,
            reasons=tuple(eligibility.Why(why.words, "; ".join(why.citations)) for why in card.why),
        )
        for card in cards
    )  # fmt: skip
    people = (msgspec.structs.replace(people[0], credit=result.aptc, start=date(2014, 1, 1)), *people[1:])
    to = Recipient(user_id=ana.pk, name="Ana Rivera", address=cases.ADDRESS)
    case = eligibility.Decided(
        exchange=vermont, to=to, on=determination.on, reference=application.reference, people=people
    )
    said = reader.squeezed("".join(reader.pages(pdf(kinds.build("eligibility", case, language="en")))))
    for card in cards:
        assert reader.squeezed(card.outcome) in said
        assert all(reader.squeezed(one) in said for why in card.why for one in why.citations)
    assert reader.squeezed(display(result.aptc)) in said
    assert "March10,2014" in said
    assert vermont.profile.phone in said


def test_the_gallery_shows_every_kind_with_what_it_must_contain():
    assert gallery.PAGE.read_text() == gallery.text(), "write it again: python -m tests.notices.gallery"
