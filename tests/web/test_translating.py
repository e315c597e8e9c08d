"""Texts of templates that are said once for each language, and names of files that are asked once."""

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.template import Context, Template
from django.utils.safestring import mark_safe
from django.utils.translation import override

from coverport.web.storage import Hashed
from coverport.web.translating import MOST_CATALOGS, Said, SaidOfSomething


def nodes(template, kind):
    return template.nodelist.get_nodes_by_type(kind)


def said(template, language="en", **values):
    with override(language):
        return template.render(Context(values, autoescape=values.pop("autoescape", True)))


def test_each_language_has_its_words_whoever_asked_before():
    page = Template("{% load i18n %}{% translate 'Plan chosen' %}|{% trans 'Help' context 'menu' %}")
    assert len(nodes(page, Said)) == 2
    spanish = "Plan elegido|Ayuda"
    assert [said(page, language) for language in ("en", "es", "en", "es")] == ["Plan chosen|Help", spanish] * 2


def test_a_text_is_escaped_where_the_page_says_so():
    page = Template("{% load i18n %}{% translate 'R & D, 5%' %}")
    assert [said(page), said(page, autoescape=False), said(page)] == ["R & D, 5%"] * 3


def test_what_a_value_says_is_looked_up_each_time():
    page = Template(
        "{% load i18n %}{% translate words %}|{% translate 'plan' as one %}{{ one }}|{% translate 'plan'|upper %}"
        "|{% translate 'plan' context where %}"
    )
    assert nodes(page, Said) == []
    assert said(page, words="<b>", where="x") == "&lt;b&gt;|plan|PLAN|plan"
    assert said(page, words=mark_safe("<b>"), where="x") == "<b>|plan|PLAN|plan"


def test_who_speaks_no_language_leaves_nothing_behind():
    page = Template("{% load i18n %}{% translate 'Plan chosen' %}")
    for _ in range(3 * MOST_CATALOGS):
        assert said(page, None) == "Plan chosen"
    [node] = nodes(page, Said)
    assert len(node.known) <= MOST_CATALOGS


@pytest.mark.parametrize(("count", "words"), [(1, "One plan of Ana"), (2, "2 plans of Ana"), (0, "0 plans of Ana")])
def test_a_sentence_has_its_values_and_its_number_each_time(count, words):
    page = Template(
        "{% load i18n %}{% blocktranslate trimmed count n=count with who=name %}\n One plan\n of {{ who }}"
        "{% plural %}{{ n }} plans of {{ who }}{% endblocktranslate %}"
    )
    [node] = nodes(page, SaidOfSomething)
    for _ in range(3):
        assert said(page, count=count, name="Ana") == words
        assert [names for _, names in node.known.values()] == [["who"], ["n", "who"]]
    assert said(page, count=count, name="<Luis>") == words.replace("Ana", "&lt;Luis&gt;")


def test_under_which_name_a_file_stands_is_asked_once(monkeypatch):
    asked = []

    def url(self, name, force=False):
        asked.append(name)
        if name == "missing.css":
            raise ValueError(name)
        return f"/static/hashed-{name}"

    monkeypatch.setattr(ManifestStaticFilesStorage, "url", url)
    storage = Hashed()
    assert [storage.url(name) for name in ("a.css", "b.css", "a.css")] == [f"/static/hashed-{n}.css" for n in "aba"]
    for _ in range(2):
        with pytest.raises(ValueError, match="missing"):
            storage.url("missing.css")
    assert asked == ["a.css", "b.css", "missing.css", "missing.css"]
