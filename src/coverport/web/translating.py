"""Django's `i18n` tags, with what is the same on every page of a language worked out once. Settings put them in the place of Django's."""

from typing import Any, TypeVar

from django.template import Library
from django.template.base import FilterExpression, Node, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation.trans_real import catalog

register = Library()
register.tags.update(i18n.register.tags)
register.filters.update(i18n.register.filters)

N = TypeVar("N", bound=Node)
# Languages, escaped or not. Who speaks none for a while has a catalog of their own each time.
MOST_CATALOGS = 16


class Said(i18n.TranslateNode):
    """A text that stands in the template is said once for each language."""

    def render(self, context: Context) -> str:
        key = catalog(), context.autoescape
        known: dict[Any, str] = self.__dict__.setdefault("known", {})
        if (said := known.get(key)) is None:
            if len(known) >= MOST_CATALOGS:
                known.clear()
            said = known[key] = super().render(context)
        return said


class SaidOfSomething(i18n.BlockTranslateNode):
    """The sentence around its values is put together once, as catalogs know it."""

    def render_token_list(self, tokens: list[Token]) -> tuple[str, list[str]]:
        known: dict[int, tuple[str, list[str]]] = self.__dict__.setdefault("known", {})
        if id(tokens) not in known:
            known[id(tokens)] = super().render_token_list(tokens)
        sentence, names = known[id(tokens)]
        return sentence, [*names]  # Django adds to them


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    node = i18n.do_translate(parser, token)
    always = _is_text(node.filter_expression) and (node.message_context is None or not node.message_context.is_var)
    return _made(Said, node) if always and not node.asvar else node


@register.tag("blocktranslate")
@register.tag("blocktrans")
def block_translate(parser: Parser, token: Token) -> Node:
    return _made(SaidOfSomething, i18n.do_block_translate(parser, token))


def _is_text(given: FilterExpression) -> bool:
    """Whether it is written out in the template: no name of a value, and nothing is done to it."""
    return getattr(given.var, "literal", None) is not None and not given.filters


def _made(kind: type[N], node: Node) -> N:
    """The same tag, as Django read it, of a kind of ours."""
    made = kind.__new__(kind)
    vars(made).update(vars(node))
    return made
