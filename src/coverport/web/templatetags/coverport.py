"""What every page needs: amounts, dates, and form fields in the design system's look. `{% load coverport %}`."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, HiddenInput, RadioSelect, Select
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from coverport.core import dates
from coverport.core import money as amounts
from coverport.web.forms import About, DatePartsField, DatePartsInput, MoneyInput

register = template.Library()
# Django's own widget templates, wherever the settings look for ours.
WIDGETS = DjangoTemplates()


@register.filter
def money(cents: int | None) -> str:
    """123456 -> "$1,234.56"; empty for nothing."""
    return "" if cents is None else amounts.display(cents)


@register.filter
def money_whole(cents: int | None) -> str:
    """4500049 -> "$45,000"; empty for nothing."""
    return "" if cents is None else amounts.display_whole(cents)


@register.filter
def thousands(count: int) -> str:
    """A large number as amounts of money are written: 72,000."""
    return f"{count:,}"


@register.filter
def long_date(day: date | None) -> str:
    """ "January 1, 2014" in the reader's language; empty for nothing."""
    return "" if day is None else dates.long_date(day)


@register.filter
def phone_link(number: str) -> SafeString:
    """A telephone number of the United States that can be tapped: "1-800-555-0142". Other texts stay text."""
    digits = "".join(sign for sign in number if sign.isdigit())
    if len(digits) == 10:
        digits = f"1{digits}"
    if len(digits) != 11 or any(sign.isalpha() for sign in number):
        return format_html("{}", number)
    return format_html('<a href="tel:+{}">{}</a>', digits, number)


@register.filter
def tap_numbers(text: str) -> SafeString:
    """A text whose telephone numbers can be tapped, and do not break at the end of a line."""
    parts = re.split(r"(\b1-\d{3}-\d{3}-\d{4}\b)", text)
    return format_html_join("", "{}", ((phone_link(part) if n % 2 else part,) for n, part in enumerate(parts)))


@register.simple_tag
def other_languages() -> list[tuple[str, str]]:
    """The languages that the page can be switched to. A language is offered once its catalog is there."""
    return [(code, name) for code, name in settings.LANGUAGES if code != get_language() and has_catalog(code)]


@cache
def has_catalog(code: str) -> bool:
    """Whether our own words are there in a language; English is what they are written in."""
    catalogs = (Path(folder) / code / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS)
    return code == settings.LANGUAGE_CODE or any(catalog.exists() for catalog in catalogs)


@register.simple_tag
def field(bound: BoundField, *, label: str = "", hint: str | None = None, classes: str = "") -> SafeString:
    """A question: label, hint, what is wrong with the answer, and the input that keeps whatever was typed.

    hint: instead of the field's own; an empty one leaves it out. classes: more classes of the input, such as
    ds-c-field--small. The template is chosen by the widget.
    """
    widget = bound.field.widget
    if isinstance(widget, HiddenInput):
        return bound.as_widget()
    errors = error_words(bound)
    hint = str(bound.help_text) if hint is None else hint
    described = " ".join(
        part for part, there in ((f"{bound.auto_id}_hint", hint), (f"{bound.auto_id}_error", errors)) if there
    )
    context = {
        "bound": bound, "label": label or bound.label, "hint": hint, "errors": errors, "whose": _about(bound).whose, "id": bound.auto_id,
        "described": described,
        "optional": not bound.field.required, "widget": _widget_context(bound, described, classes), "beside": _beside(widget),
    }  # fmt: skip
    return SafeString(render_to_string(f"web/_field_{_kind(widget)}.html", context))


@register.inclusion_tag("web/_error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What has to be mended, each with a link to its field. Takes, in the order of the page, forms, lists of forms (formsets)
    and things with `problems`, pairs of an input's id and words."""
    problems = [problem for form in forms for problem in _problems(form)]
    return {"problems": problems}


def error_words(bound: BoundField) -> str:
    """What is wrong with an answer, as one text."""
    return " ".join(str(error) for error in bound.errors)


def first_input(bound: BoundField) -> str:
    """The id of a field's first input, which a link in the summary leads to."""
    widget = bound.field.widget
    if isinstance(widget, DatePartsInput):
        return f"{bound.auto_id}_0"
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return str(bound.auto_id)


def _problems(form: Any) -> Iterator[tuple[str | None, str]]:
    if hasattr(form, "problems"):
        yield from form.problems
    elif isinstance(form, BaseForm):
        yield from ((None, str(error)) for error in form.non_field_errors())
        yield from ((first_input(bound), _about(bound).line(str(error))) for bound in form for error in bound.errors)
    else:
        for each in form or ():
            yield from _problems(each)


def _about(bound: BoundField) -> About:
    """Whose answer it is; nobody's where the form does not say. Of several dates that a form asks for, which one it is."""
    found: About | None = getattr(bound.form, "about", {}).get(bound.name)
    if found is not None:
        return found
    return About("", str(bound.label)) if bound in _dates(bound.form) and len(_dates(bound.form)) > 1 else About("")


def _dates(form: BaseForm) -> list[BoundField]:
    return [one for one in form if isinstance(one.field, DatePartsField)]


def _beside(widget: Any) -> bool:
    """Whether the choices are short enough to stand beside each other."""
    return all(len(str(label)) <= 20 for _value, label in getattr(widget, "choices", ()))


def _kind(widget: Any) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, DatePartsInput):
        return "date"
    return "money" if isinstance(widget, MoneyInput) else "input"


def _widget_context(bound: BoundField, described: str, classes: str) -> dict[str, Any]:
    """What the widget itself would render from, with our classes; `html` is the finished input of the simple kinds."""
    widget = bound.field.widget
    base = "ds-c-choice" if _kind(widget) in {"choices", "checkbox"} else "ds-c-field"
    parts = (base, widget.attrs.get("class", ""), classes, f"{base}--error" if bound.errors else "")
    # A placeholder vanishes when one types; the label says it already.
    attributes: dict[str, Any] = {
        "id": bound.auto_id,
        "class": " ".join(part for part in parts if part),
        "placeholder": False,
    }
    if described and _kind(widget) not in {"choices", "date"}:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    context: dict[str, Any] = widget.get_context(bound.html_name, bound.value(), {**widget.attrs, **attributes})[
        "widget"
    ]
    if isinstance(widget, Select) or _kind(widget) in {"input", "money", "checkbox"}:
        context["html"] = widget.render(bound.html_name, bound.value(), attributes, WIDGETS)
    return context
