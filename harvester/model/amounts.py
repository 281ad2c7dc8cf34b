"""How sums of money are written: the same wherever they stand."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def money(amount: Decimal, currency: str = "") -> str:
    """“4,800.00 EUR”: two decimals, a comma between thousands, in every locale."""
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,} {currency}".strip()
