"""Names of municipalities to their CBS codes, as registers and official publications write them."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache

from staving.resources import data_path
from staving.schema import Municipality


def find_municipality(name: str | None, date: str | None = None) -> Municipality | None:
    """Return the municipality with exactly this name, or None.

    Case, accents and hyphens do not matter, nor does "Gemeente" in front. Where the name was used more than once,
    the one that existed at the date wins, else the present one.

    Args:
        name: Name as a source writes it, or a CBS code.
        date: Date of the text (ISO, as precise as known).
    """
    if not name:
        return None
    found = _load().get(_squeeze(re.sub(r"(?i)^gemeente\s+", "", name.strip())), ())
    if date:
        found = tuple(item for item in found if _existed(item, date)) or found
    present = [item for item in found if item.valid_to is None]
    return next(iter(present or found), None)


def _existed(item: Municipality, date: str) -> bool:
    return (item.valid_from or "0") <= date + "-99" and date <= (item.valid_to or "9999")


def _squeeze(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).replace("’", "'")
    return "".join(letter for letter in plain if letter.isalnum() or letter == "'")


@cache
def _load() -> dict[str, tuple[Municipality, ...]]:
    path = data_path("gazetteer", "municipalities.csv")
    if not path.is_file():
        return {}
    found: dict[str, list[Municipality]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item = Municipality(
                id=row["code"],
                name=row["name"],
                province=row["province"],
                valid_from=row["valid_from"] or None,
                valid_to=row["valid_to"] or None,
                current=row["current"] or None,
                latitude=float(row["latitude"]) if row["latitude"] else None,
                longitude=float(row["longitude"]) if row["longitude"] else None,
            )
            for name in {_squeeze(part) for part in (row["code"], row["name"], *row["aliases"].split("|")) if part}:
                found.setdefault(name, []).append(item)
    return {name: tuple(items) for name, items in found.items()}
