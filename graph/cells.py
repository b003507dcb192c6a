"""Cells of CSV files that a spreadsheet may open."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""First characters that make a spreadsheet read a cell as a formula (OWASP, CSV Injection)."""


def disarm(text: str, *more: str) -> str:
    """Return a cell with an apostrophe before it where a spreadsheet would take it for a formula.

    Args:
        text: The cell.
        more: Other first characters that get one too.

    >>> disarm("=1+1"), disarm("een"), disarm("'s-Gravenhage", "'")
    ("'=1+1", 'een', "''s-Gravenhage")
    """
    return f"'{text}" if text.startswith((*FORMULA, *more)) else text
