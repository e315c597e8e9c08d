"""A word with its meaning folded behind it. `{% load glossary %}{% term "deductible" %}`"""

from typing import Any

from django import template

from coverport.shopping.glossary import terms

register = template.Library()


@register.inclusion_tag("shopping/_term.html")
def term(slug: str, words: str = "") -> dict[str, Any]:
    """The term as an unfolding word. words: what stands on the page instead of the term's own name."""
    found = terms.term(slug)
    return {"term": found, "words": words or found.name}
