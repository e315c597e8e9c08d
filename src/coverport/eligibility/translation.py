"""Words in the reader's language where Django runs, in English where it does not. Nothing here loads Django."""

import sys
from importlib import import_module


def gettext_noop(text: str) -> str:
    """Marks a text for the word catalogs; it is translated when it is shown."""
    return text


def django_runs() -> bool:
    """Whether this process makes pages or letters: Django is loaded already and has its settings."""
    conf = sys.modules.get("django.conf")
    return conf is not None and bool(conf.settings.configured)


def translated(text: str) -> str:
    """By the word catalogs; the English text where there are none."""
    return str(import_module("django.utils.translation").gettext(text)) if django_runs() else text
