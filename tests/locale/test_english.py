"""English comes as Django would give it, without being looked up."""

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.test import override_settings
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext, trans_real

from coverport.locale.english import AsWritten, speak_as_written
from coverport.locale.refresh import read


@pytest.fixture
def as_at_the_start():
    """English as before and after the tests."""
    before = trans_real._translations.copy()
    yield
    trans_real._translations = before


def test_every_text_is_that_of_django(as_at_the_start):
    ours, djangos = AsWritten("en"), trans_real.DjangoTranslation("en")
    assert isinstance(trans_real.translation("en"), AsWritten)
    texts = [message for message in read("es") if message.id]
    assert len(texts) > 1000
    for message in texts:
        one, many = message.id if isinstance(message.id, tuple) else (message.id, message.id)
        assert ours.gettext(one) == djangos.gettext(one) == one
        for count in (0, 1, 2):
            assert ours.ngettext(one, many, count) == djangos.ngettext(one, many, count)
    assert (ours.to_language(), ours.info()) == (djangos.to_language(), djangos.info())


def test_contexts_numbers_and_other_languages_are_as_ever(as_at_the_start):
    with override("en"):
        assert (gettext("Sign in"), pgettext("menu", "Help")) == ("Sign in", "Help")
        assert [npgettext("x", "%d plan", "%d plans", n) for n in (0, 1, 2)] == ["%d plans", "%d plan", "%d plans"]
        assert ngettext("one", "many", 1) == "one"
    with override("es"):
        assert gettext("Plan chosen") != "Plan chosen"
        assert gettext("No catalog has this") == "No catalog has this"


def test_an_english_catalog_with_words_stays_in_use(as_at_the_start, tmp_path):
    (folder := tmp_path / "en" / "LC_MESSAGES").mkdir(parents=True)
    words = Catalog(locale="en")
    words.add("Sign in", "Log on")
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, words)
    with override_settings(LOCALE_PATHS=[tmp_path]):
        trans_real._translations = {}
        assert not speak_as_written()
        with override("en"):
            assert gettext("Sign in") == "Log on"
