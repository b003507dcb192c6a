"""Numbers of paragraphs as Word shows them: "1.", "2.3", "b)"; letters refer to each other's points by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from crawler.pages.package import attribute, child, local

_MAX_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered."""

    form: str = "bullet"
    """Kind of number, as of ST_NumberFormat (ECMA-376 part 1, 17.18.59): decimal, lowerLetter, bullet …"""
    template: str = ""
    """What is shown, with %1 for the number of the first level."""
    start: int = 1
    """First number."""


@dataclass(slots=True)
class Numbering:
    """Lists of a Word document and how far each has been counted."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict)
    """Levels by number of the list."""
    counted: dict[str, dict[int, int]] = field(default_factory=dict)
    """Last number given, by list and level."""
    shared: dict[str, str] = field(default_factory=dict)
    """Lists that count on together, by number of the list."""

    def label(self, number: str, depth: int) -> str:
        """Return the label of the next item of a list, with a space behind it, and count it."""
        levels = self.levels.get(number)
        level = (levels or {}).get(depth)
        if level is None or level.form == "bullet":
            return "- "
        if level.form == "none":
            return ""
        counts = self.counted.setdefault(self.shared.get(number, number), {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]

        def show(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = (levels or {}).get(place, Level("decimal"))
            return write_number(counts.get(place, other.start), other.form)

        return f"{re.sub(r'%([1-9])', show, level.template).strip()} "


def read_numbering(root: Any | None) -> Numbering:
    """Return the lists that `numbering.xml` defines."""
    numbering = Numbering()
    if root is None:
        return numbering
    abstract: dict[str, dict[int, Level]] = {}
    for item in root:
        name = local(item)
        if name == "abstractNum":
            abstract[attribute(item, "abstractNumId") or ""] = _read_levels(item)
        elif name == "num":
            key = attribute(item, "numId") or ""
            base = child(item, "abstractNumId")
            base_id = (attribute(base, "val") if base is not None else None) or ""
            own = {depth: level for part in item if local(part) == "lvlOverride" for depth, level in _override(part)}
            numbering.levels[key] = {**abstract.get(base_id, {}), **own}
            has_start = any(child(part, "startOverride") is not None for part in item if local(part) == "lvlOverride")
            numbering.shared[key] = key if has_start else f"abstract {base_id}"
    return numbering


def write_number(value: int, form: str) -> str:
    """Return a number in one of the forms of Word; unknown forms become figures.

    >>> [write_number(4, form) for form in ("decimal", "lowerLetter", "upperRoman", "decimalZero")]
    ['4', 'd', 'IV', '04']
    """
    if form in {"lowerLetter", "upperLetter"} and value > 0:
        letters = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 % 20 + 1)
        return letters if form == "lowerLetter" else letters.upper()
    if form in {"lowerRoman", "upperRoman"} and 0 < value < 4000:
        roman = write_roman(value)
        return roman if form == "lowerRoman" else roman.upper()
    return f"{value:02d}" if form == "decimalZero" else str(value)


def write_roman(value: int) -> str:
    """Return a number from 1 to 3999 in small Roman numerals."""
    parts = []
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        parts.append(letters * (value // worth))
        value %= worth
    return "".join(parts)


def read_whole(text: str | None, default: int, highest: int) -> int:
    """Return a whole number from 0 to the highest, or the default where there is none."""
    if text is None or not re.fullmatch(r"[0-9]{1,9}", text):
        return default
    return min(int(text), highest)


def _read_levels(item: Any) -> dict[int, Level]:
    return {
        read_whole(attribute(part, "ilvl"), 0, _MAX_LEVEL): _read_level(part) for part in item if local(part) == "lvl"
    }


def _read_level(part: Any) -> Level:
    values = {local(item): attribute(item, "val") or "" for item in part}
    return Level(
        values.get("numFmt", "decimal"), values.get("lvlText", "")[:40], read_whole(values.get("start"), 1, 100_000)
    )


def _override(part: Any) -> list[tuple[int, Level]]:
    return [
        (read_whole(attribute(part, "ilvl"), 0, _MAX_LEVEL), _read_level(item)) for item in part if local(item) == "lvl"
    ]
