"""Every letter of proof can be made in every language, lacks nothing that it must say, and can be set."""

from datetime import date
from itertools import pairwise

import msgspec
import pytest
from django.utils import translation

from coverport.applications import notices
from coverport.applications.models import Application
from coverport.applications.verification import turning
from coverport.applications.verification.models import Document, Inconsistency, Redetermination
from coverport.applications.verification.proof import send_document
from coverport.core.access import Actor
from coverport.core.uploads import Upload
from coverport.notices import kinds
from coverport.notices.blocks import Heading, all_blocks, texts
from coverport.notices.kinds import build
from coverport.notices.typeset import pdf
from tests.applications.households import DAY, decided
from tests.notices import reader
from tests.notices.test_kinds import LANGUAGES, PROOF, needs_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(ana, federal, on_sale) -> notices.Context:
    """Two facts of one person, one document that was refused, and the decision by the records."""
    application, _ = decided(ana, federal)
    row = application.inconsistencies.get(kind="income")
    document = send_document(actor=Actor.person(ana), inconsistency=row, upload=Upload("pay.pdf", b"%PDF-1.7"), on=DAY)
    Document.objects.update(status="refused", reviewed_on=DAY, note="2011")
    turning.turn_application(application.pk, on=date(2014, 3, 11))
    document.refresh_from_db()
    found = Application.objects.select_related("exchange", "household").get(pk=application.pk)
    Inconsistency.objects.update(words_refused_on=DAY, words_note="2012")
    rows = tuple(Inconsistency.objects.select_related("person").order_by("id"))
    made = Redetermination.objects.get()
    return notices.Context(federal, notices.recipient(found), date(2014, 3, 11), rows, found, document, made)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_whole_in_each_language_and_can_be_set(language, context):
    needs_catalog(language)
    context = msgspec.structs.replace(context, to=msgspec.structs.replace(context.to, language=language))
    assert len(PROOF) == 7
    for kind in PROOF:
        letter = build(kind, context, language=language)
        levels = [1, *(block.level for block in all_blocks(letter) if isinstance(block, Heading))]
        assert all(below - above <= 1 for above, below in pairwise(levels)), kind
        made = pdf(letter)
        assert reader.squeezed(letter.title) in reader.squeezed("".join(reader.pages(made))), kind
        assert str(reader.opened(made).Root.Lang) == language


def test_the_words_of_the_spanish_ones_are_not_the_english_ones(context):
    needs_catalog("es")
    spanish = msgspec.structs.replace(context, to=msgspec.structs.replace(context.to, language="es"))
    for kind in PROOF:
        english = build(kind, context, language="en")
        same = set(texts(english)) & set(texts(build(kind, spanish, language="es")))
        foreign = {
            tagline.text for tagline in english.stationery.taglines
        }  # each stands in its own language in every letter
        assert {text for text in same - foreign if " " in text} == set(), kind


def test_the_first_letter_says_what_why_by_when_and_which_papers(context):
    said = "\n".join(texts(build(notices.NEEDED, context, language="en")))
    assert "Ana’s citizenship" in said
    assert "Without a Social Security number we cannot ask the agencies." in said
    assert "each by its own day" in said
    assert "March 15, 2014" in said
    assert "A United States passport" in said
    assert "we can often take your word for it" in said


def test_the_reminder_names_no_last_day_where_each_paper_has_its_own(context):
    days = (date(2014, 3, 15), date(2014, 4, 2))
    rows = (*context.rows, *context.rows)[:2]
    for row, day in zip(rows, days, strict=True):
        row.due_on = day
    said = "\n".join(texts(build(notices.REMINDER, context, language="en")))
    assert "each by its own day. The first is March 15, 2014." in said.replace("\n", "")
    assert "The last day is" not in said
    for row in context.rows:
        row.due_on = days[0]
    assert "The last day is" in "\n".join(texts(build(notices.REMINDER, context, language="en")))


@pytest.mark.parametrize(("kind", "why"), [("proof_refused", "2011"), ("proof_words_refused", "2012")])
@pytest.mark.parametrize(
    ("on", "over"), [(date(2014, 3, 14), False), (date(2014, 3, 15), False), (date(2014, 3, 16), True)]
)
def test_a_refusal_says_until_when_more_counts_and_after_the_last_day_what_comes_next(context, kind, why, on, over):
    context = msgspec.structs.replace(context, on=on, rows=context.rows[:1])
    said = "\n".join(texts(build(kind, context, language="en")))
    assert why in said
    assert "March 15, 2014" in said
    assert ("The time to prove this is over. Next we decide by what the records say" in said) == over
    assert ("Send one of these by" in said) == (not over)
    assert "You can appeal that decision, too" in said


def test_the_letter_of_the_records_says_from_when_and_until_when_to_appeal(context):
    said = "\n".join(texts(build(notices.EXPIRED, context, language="en")))
    assert "It counts from April 1, 2014." in said
    assert "until June 9, 2014" in said
    assert "Ana can buy a plan" in said


def test_a_letter_goes_out_in_its_readers_language(ana, federal, on_sale):
    needs_catalog("es")
    ana.language = "es"
    ana.save()
    with translation.override("en"):
        decided(ana, federal)
    decision, papers = kinds_of(ana)
    assert (decision.kind, decision.language) == ("eligibility", "es")
    assert (papers.language, papers.title) == ("es", "Necesitamos documentos de usted")


def kinds_of(user):
    from coverport.notices.models import Notice

    return Notice.objects.filter(user=user, kind__in=set(kinds.registered())).order_by("id")
