"""The form on paper, made from the very questions of the website: their labels, hints and choices, in the same order.

The website asks only what matters for somebody; paper must ask everybody, so what depends on an answer stands with "if".
"""

from collections.abc import Iterable, Iterator

import msgspec
from django.utils.translation import gettext as _

from coverport.applications.asking import asking_law
from coverport.applications.forms import asking
from coverport.applications.forms.citizenship import CITIZENSHIP
from coverport.applications.forms.contact import ContactForm
from coverport.applications.forms.income import KINDS, PERIODS
from coverport.applications.forms.people import RELATIONSHIPS, PersonForm
from coverport.applications.forms.signature import HELP, SignatureForm
from coverport.applications.forms.taxes import OUTSIDE
from coverport.applications.rules import steps
from coverport.applications.rules.household import Asked, Member, Question
from coverport.applications.rules.questions import circumstances_of, questions
from coverport.applications.rules.told import Told
from coverport.exchanges.models import Exchange
from coverport.law.resolved import resolve

PEOPLE, LINES = 4, 2
# One of each age and way to live here for which the list of circumstances differs.
AGES = (10, 17, 18, 20, 25, 45)


class Item(msgspec.Struct, frozen=True):
    """One question. kind: text, date, money, one (of the options), several, or sign; short: half a line is enough."""

    name: str
    kind: str
    label: str
    hint: str = ""
    options: tuple[tuple[str, str], ...] = ()
    short: bool = False


class Section(msgspec.Struct, frozen=True):
    """Questions under a heading. own_page: it begins a page, so that a person's answers can be found and copied."""

    title: str
    items: tuple[Item, ...]
    lead: str = ""
    own_page: bool = False


def sections(exchange: Exchange, *, year: int) -> tuple[Section, ...]:
    """The whole form in the active language."""
    asked = _asked(exchange, year)
    people = (_person(number, asked) for number in range(1, PEOPLE + 1))
    return (_home(), *people, _taxes(year), _signature())


def _asked(exchange: Exchange, year: int) -> Asked:
    """A household of everybody who could be asked anything, so that the rules themselves say what there is to ask."""
    on, state = exchange.today(), exchange.profile.states[0]
    law = asking_law(resolve(on=on, state=state, year=year))
    people = tuple(
        Member(
            key=f"{n}", name=_("this person"), age=age, sex="F", citizenship="immigrant", other_coverage=True,
            relationship="self" if n == 1 else "other_relative", told=Told(ended=True),
        )
        for n, age in enumerate(reversed(AGES), 1)
    )  # fmt: skip
    return Asked(people=people, law=law, state=state, year=year, on=on, files_taxes=True)


def _fields(form: type, names: Iterable[str], prefix: str = "") -> Iterator[Item]:
    """Fields of a form of the website as items, by what their answers are."""
    for name in names:
        field = form.base_fields[name]  # type: ignore[attr-defined]
        yield Item(
            f"{prefix}{name}", _KINDS.get(type(field).__name__, "text"), str(field.label), str(field.help_text),
            tuple((str(value), str(words)) for value, words in getattr(field, "choices", ()) if value != ""),
            short=name in {"zip", "county", "phone", "unit", "ssn", "middle_name", "first_name", "last_name", "city"},
        )  # fmt: skip


_KINDS = {
    "BirthDateField": "date", "DatePartsField": "date", "YesNoField": "one", "ChoiceField": "one", "TypedChoiceField": "one",
    "SeveralField": "several", "BooleanField": "several", "MoneyField": "money",
}  # fmt: skip


def _home() -> Section:
    wanted = ("street", "unit", "city", "zip", "phone")
    items = list(_fields(ContactForm, wanted))
    items.append(Item("county", "text", str(ContactForm.base_fields["county"].label), short=True))
    lead = _(
        "Fill in what you know and sign the last page. Your application counts also if an answer is missing: we ask for it by letter."
    )
    return Section(_("Where do you live?"), tuple(items), lead)


def _person(number: int, asked: Asked) -> Section:
    you, prefix = number == 1, f"person{number}."
    items = list(_fields(PersonForm, ("first_name", "middle_name", "last_name", "birth_date", "ssn"), prefix))
    if not you:
        related = tuple((value, str(words)) for value, words in RELATIONSHIPS if value)
        items.append(Item(f"{prefix}relationship", "one", _("Who is this person to you?"), options=related))
        items.append(_yes_no(f"{prefix}here", _("Does this person live with you?")))
    items += _fields(PersonForm, ("sex", "applies"), prefix)
    items.append(_tick(f"{prefix}tobacco", str(PersonForm.base_fields["tobacco"].label)))
    items.append(
        Item(f"{prefix}citizenship", "one", _("If this person wants coverage: they are"), options=_plain(CITIZENSHIP))
    )
    items += _by_rules(prefix, asked)
    items += [item for row in range(1, LINES + 1) for item in _income(f"{prefix}income{row}", asked.year, row)]
    title = _("You (person 1)") if you else _("Person %(number)s") % {"number": number}
    lead = "" if you else _("Your husband or wife, and everyone on your tax return, also those who want no coverage.")
    return Section(title, tuple(items), lead, own_page=True)


def _by_rules(prefix: str, asked: Asked) -> Iterator[Item]:
    """Questions that the rules choose on the website, in the same words, with all that could be chosen."""
    wanted = {question.name: question for question in questions(asked) if question.key == "1"}
    for name, kind in (("status", "text"), ("alien_number", "text")):
        question = wanted[name]
        yield Item(
            f"{prefix}{name}",
            kind,
            asking.label(question, asked),
            asking.hint(question, asked),
            short=name == "alien_number",
        )
    found = dict.fromkeys(each for member in asked.people for each in circumstances_of(member, asked))
    yield _several(prefix, Question(steps.CIRCUMSTANCES, "circumstances", "1", tuple(found)), asked)
    kinds = tuple(each for each in wanted["kinds"].options if not each.startswith("job:"))
    yield _yes_no(f"{prefix}job", _("Is there coverage through a job of anybody on this form?"))
    yield _several(prefix, Question(steps.KINDS, "kinds", "1", kinds), asked)


def _several(prefix: str, question: Question, asked: Asked) -> Item:
    options = tuple((each, asking.option(each, question, asked)) for each in question.options)
    return Item(
        f"{prefix}{question.name}", "several", asking.label(question, asked), asking.hint(question, asked), options
    )


def _income(prefix: str, year: int, row: int) -> Iterator[Item]:
    kinds = ", ".join(str(words) for _value, words in KINDS)
    label = _("Income in %(year)s (%(row)s): what kind?") % {"year": year, "row": row}
    yield Item(f"{prefix}.kind", "text", label, kinds if row == 1 else "")
    yield Item(f"{prefix}.amount", "money", _("Amount before taxes"), short=True)
    yield Item(f"{prefix}.period", "one", _("How often"), options=_plain(PERIODS))


def _taxes(year: int) -> Section:
    for_year = {"year": year}
    claimed = (("no", _("No")), *_plain(OUTSIDE))
    items = (
        _yes_no("files_taxes", _("Will you file a federal tax return for %(year)s?") % for_year),
        _yes_no("files_jointly", _("Will you and your spouse file one return together?")),
        Item("dependents", "text", _("Who will you claim as a dependent?")),
        Item(
            "claimed_by",
            "one",
            _("Will somebody else claim you as a dependent for %(year)s?") % for_year,
            options=claimed,
        ),
    )
    return Section(_("Your tax return"), items, own_page=True)


def _signature() -> Section:
    fields = SignatureForm.base_fields
    items = (
        Item("help", "several", str(fields["help"].label), options=_plain(HELP)),
        _yes_no("votes", str(fields["votes"].label), str(fields["votes"].help_text)),
        Item(
            "consent_years", "one", str(fields["consent_years"].label), str(fields["consent_years"].help_text),
            tuple((f"{n}", f"{n}") for n in range(5, -1, -1)),
        ),
        _tick("true", str(fields["true"].label)),
        Item("signature", "sign", _("Signature")),
        Item("signed_on", "date", _("Date")),
    )  # fmt: skip
    return Section(_("Sign"), items)


def _yes_no(name: str, label: str, hint: str = "") -> Item:
    return Item(name, "one", label, hint, (("yes", _("Yes")), ("no", _("No"))))


def _tick(name: str, label: str) -> Item:
    return Item(name, "several", label, options=(("yes", _("Yes")),))


def _plain(choices: Iterable[tuple[object, object]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(words)) for value, words in choices)
