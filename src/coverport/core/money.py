"""Money is integer cents or Decimal, never a float."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

Cents = int

LONGEST_AMOUNT = 15  # digits; more than any sum of money here

# An answer writes dozens of amounts: putting two digits down is most of the work.
_CENTS = tuple(f".{number:02d}" for number in range(100))


def cents(text: str | Decimal) -> Cents:
    """Cents of a dollar amount such as "1,234.5", "$12.34" or Decimal("12.34").

    ValueError on a third decimal, or where it is no number.
    """
    try:
        amount = text if isinstance(text, Decimal) else Decimal(text.replace(",", "").replace("$", "").strip())
    except InvalidOperation as error:
        raise ValueError(f"{text!r} is not an amount of dollars, such as 1234.50") from error
    # An exponent is refused before it is multiplied out: "1e400000" would cost seconds.
    if not amount.is_finite() or abs(amount.adjusted()) > LONGEST_AMOUNT or amount * 100 % 1:
        raise ValueError(f"{text!r} is not an amount of dollars and cents, such as 1234.50")
    return int(amount * 100)


def half_up(amount: Decimal) -> int:
    """The nearest whole number, halves away from zero: how federal forms round."""
    return int(amount.to_integral_value(rounding=ROUND_HALF_UP))


def dollars(amount: Cents) -> str:
    """Plain text with two decimals, for machines: 123456 -> "1234.56"."""
    if amount < 0:
        return f"-{dollars(-amount)}"
    return f"{amount // 100}{_CENTS[amount % 100]}"


def display(amount: Cents) -> str:
    """For people who pay or receive it: 123456 -> "$1,234.56"."""
    if amount < 0:
        return f"\N{MINUS SIGN}{display(-amount)}"
    return f"${amount // 100:,}{_CENTS[amount % 100]}"


def display_whole(amount: Cents) -> str:
    """For incomes and estimates: 4500049 -> "$45,000"."""
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}${half_up(Decimal(abs(amount)) / 100):,}"
