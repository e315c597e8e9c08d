"""Every text has its words in every language that is offered, and no text of today is missing from a catalog."""

import re

import pytest
from django.conf import settings

from coverport.locale.refresh import catalog_file, current, languages, open_entries, read, refreshed

HOLE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|</?\w[^>]*>")


def test_every_language_that_is_offered_has_a_catalog_and_no_other():
    written_in = settings.LANGUAGE_CODE.partition("-")[0]
    assert {written_in, *languages()} == {code for code, _ in settings.LANGUAGES}


@pytest.fixture(scope="module")
def today():
    """Every text of today, found once."""
    return current()


@pytest.mark.parametrize("language", languages())
def test_no_text_wants_a_translator(language, today):
    assert [message.id for message in open_entries(refreshed(language, today))] == []


@pytest.mark.parametrize("language", languages())
def test_the_file_holds_the_texts_of_today_and_none_that_is_gone(language, today):
    kept = {(message.context, message.id) for message in read(language) if message.id}
    assert kept == {(message.context, message.id) for message in today if message.id}
    assert "#~" not in catalog_file(language).read_text()


@pytest.mark.parametrize("language", languages())
def test_a_translation_has_the_holes_and_marks_of_its_text(language):
    for message in read(language):
        texts, told = ((part,) if isinstance(part, str) else part for part in (message.id, message.string))
        if message.id:
            # Of two forms the last counts things, so that it has all holes.
            assert sorted(HOLE.findall(told[-1])) == sorted(HOLE.findall(texts[-1])), message.id
