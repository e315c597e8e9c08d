"""Amounts as files have them."""


def cents(text: str) -> int | None:
    """Of an amount with at most two decimals; None for anything else. Quick: it is asked of every member."""
    if text[-3:-2] == "." and text[:-3].isdigit() and text[-2:].isdigit():
        return int(text[:-3] + text[-2:])
    whole, _, rest = text.partition(".")
    if not (whole or rest) or len(rest) > 2 or not (whole.lstrip("-") + rest).isdigit():
        return None
    sign = -1 if whole.startswith("-") else 1
    return sign * (int(whole.lstrip("-") or 0) * 100 + int(rest.ljust(2, "0") or 0))
