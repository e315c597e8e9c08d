"""English, the language that our words are written in, is looked up nowhere: seven libraries bring catalogs of it without a word."""

from typing import Any

from django.utils.translation import trans_real

ENGLISH = "en"


class AsWritten(trans_real.DjangoTranslation):
    """Django's own where no catalog says anything in other words."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: float) -> str:
        return msgid1 if n == 1 else msgid2


def speak_as_written() -> bool:
    """Have English answered at once, from now on in this process. False where an English catalog has words, which stay in use."""
    django: Any = trans_real
    if any(django.translation(ENGLISH)._catalog.keys()):  # beside the empty one, under which a catalog tells of itself
        return False
    django._translations[ENGLISH] = AsWritten(ENGLISH)
    return True
