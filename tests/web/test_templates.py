"""Rules that every template keeps: no inline style or script, and every word that a person reads can be translated."""

import re
from pathlib import Path

import pytest

import coverport

PACKAGE = Path(coverport.__file__).parent
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html"))
INLINE = re.compile(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
# Names that stay as they are in every language, and what reads like a word and is none.
NAMES = {"Coverport", "TTY", "a", "J", "K"}
TRANSLATED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
COMMENT = re.compile(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", re.DOTALL)
SHOWN_ATTRIBUTE = re.compile(r"\s(?:aria-label|alt|title|placeholder)=\"([^\"]*)\"")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_has_an_inline_style_or_script(template):
    assert not INLINE.search(template.read_text()), "the content security policy forbids inline styles and scripts"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_word_of_a_template_can_be_translated(template):
    assert bare_words(template.read_text()) == []


def bare_words(source: str) -> list[str]:
    """Words outside tags, variables and translated blocks, and in attributes that are read out."""
    source = TRANSLATED.sub(" ", COMMENT.sub(" ", source))
    code_free = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    attributes = " ".join(SHOWN_ATTRIBUTE.findall(code_free))
    text = re.sub(r"&[a-z]+;", " ", re.sub(r"<[^>]*>", " ", code_free, flags=re.DOTALL))
    return [word for word in re.findall(r"[A-Za-z]{1,}", f"{text} {attributes}") if word not in NAMES]


def test_bare_words_are_found():
    assert bare_words('<p title="{% translate "yes" %}">{{ name }} pays</p>') == ["pays"]
    assert bare_words('<nav aria-label="Main">{% blocktranslate trimmed %}all good{% endblocktranslate %}</nav>') == [
        "Main"
    ]
