"""How an account is reached and recognized: the one form of an email address and of a phone number."""

import re
import unicodedata

# ITU-T E.164: a plus sign, a country code that does not begin with 0, fifteen digits at most.
E164 = r"^\+[1-9][0-9]{7,14}$"
_HOME = "1"  # numbers without a country code are of the North American plan
_HOME_DIGITS = 10


def email_key(email: str) -> str:
    """The form under which an address is unique: NFKC, then case-folded, so that look-alike spellings are one account."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email.strip()).casefold())


def phone_number(typed: str) -> str | None:
    """A phone number as E.164 has it, "+18025550123"; None for what cannot be one. Without a country code it is a number of the US."""
    text = unicodedata.normalize("NFKC", typed).strip()
    digits = re.sub(r"[\s().\-/]", "", text)
    if digits.startswith("+"):
        return digits if re.fullmatch(E164, digits) else None
    if not (digits.isascii() and digits.isdigit()):
        return None
    if len(digits) == _HOME_DIGITS + 1 and digits.startswith(_HOME):
        digits = digits[1:]
    # Area codes and exchanges of the North American plan begin with 2 to 9.
    return f"+{_HOME}{digits}" if re.fullmatch(r"[2-9][0-9]{2}[2-9][0-9]{6}", digits) else None
