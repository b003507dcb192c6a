"""Check the keys and values of a case file, one table at a time.

Each check adds a mistake and goes on with a harmless value, so that one run shows everything there is to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from staving.dossier.text import Entry, Problems

E = TypeVar("E", bound=StrEnum)

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DECEMBER = 12


def suggest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `name`, or None when none does.

    >>> suggest("video_recordin", ["audio_recording", "video_recording"])
    'video_recording'
    """
    by_folded = {item.casefold(): item for item in known}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def list_choices(name: str, known: Iterable[str], *, at_most: int = 12) -> str:
    """Return a remedy for a name that is not known: the nearest one, or the list of what there is."""
    names = list(known)
    if near := suggest(name, names):
        return f"did you mean {near}?"
    if not names:
        return "there is none yet; add it, or take this out"
    more = f" and {len(names) - at_most} more" if len(names) > at_most else ""
    return f"choose one of {', '.join(names[:at_most])}{more}"


def name_type(value: Any) -> str:
    """Return what a value is, in words."""
    if value is None:
        return "is empty"
    if isinstance(value, bool):
        return "is a truth value"
    if isinstance(value, int | float):
        return "is a number"
    if isinstance(value, str):
        return "is text"
    return "is a list" if isinstance(value, tuple) else "is a table of keys"


def span_date(text: str) -> tuple[str, str] | None:
    """Return first and last day of a date written as YYYY, YYYY-MM or YYYY-MM-DD; None for anything else.

    >>> span_date("2016-02")
    ('2016-02-01', '2016-02-29')
    """
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        if day:
            last = first
        elif month is None or month == _DECEMBER:
            last = date(first.year, _DECEMBER, 31)
        else:
            last = date.fromordinal(date(first.year, month + 1, 1).toordinal() - 1)
    except ValueError:
        return None
    return first.isoformat(), last.isoformat()


class Table:
    """One table of keys, with its place in the file."""

    def __init__(self, entry: Entry, key: str, problems: Problems, known: Iterable[str] | None) -> None:
        """Check the names of the keys.

        Args:
            entry: What should be a table; anything else is added as a mistake and read as an empty one.
            key: Path of the table in the file, "" for the file itself.
            problems: Where mistakes go.
            known: Keys that may stand in it; None for any.
        """
        self.key, self.line, self.problems = key, entry.line, problems
        self.fields: dict[str, Entry] = {}
        if not isinstance(entry.value, dict):
            remedy = f"write keys below it ({', '.join(known)})" if known is not None else "write keys below it"
            problems.add(entry.line, key, f"{name_type(entry.value)}, not a table of keys", remedy)
            return
        self.fields = entry.value
        if known is None:
            return
        names_known = tuple(known)
        for name, value in self.fields.items():
            if name not in names_known:
                problems.add(value.line, self.path(name), "is no key of this table", list_choices(name, names_known))

    def path(self, name: str) -> str:
        """Return the path of one of its keys."""
        return f"{self.key}.{name}" if self.key else name

    def add(self, name: str, message: str, remedy: str, *, is_warning: bool = False) -> None:
        """Add a mistake about one of its keys."""
        line = self.fields[name].line if name in self.fields else self.line
        self.problems.add(line, self.path(name), message, remedy, is_warning=is_warning)

    def has(self, name: str) -> bool:
        """Return whether the key is there with a value."""
        return name in self.fields and self.fields[name].value is not None

    def text(self, name: str, *, required: bool = False, also_number: bool = False) -> str | None:
        """Return a text.

        Args:
            name: The key.
            required: Whether a missing or empty text is a mistake.
            also_number: Whether a bare number is taken as the text it was written as (ids, years).
        """
        entry = self.fields.get(name)
        if entry is None or entry.value is None:
            if required:
                self.add(name, "is missing" if entry is None else "is empty", f"add {name} with a text")
            return None
        if also_number and isinstance(entry.value, int | float) and not isinstance(entry.value, bool):
            return entry.raw
        if not isinstance(entry.value, str):
            remedy = "put it in double quotes" if isinstance(entry.value, int | float | bool) else "write one text here"
            self.add(name, f"{name_type(entry.value)}, not text", remedy)
            return None
        value = " ".join(entry.value.split())
        if not value and required:
            self.add(name, "is empty", "write a text here")
        return value or None

    def texts(self, name: str, *, also_one: bool = True) -> tuple[str, ...]:
        """Return a list of texts; `also_one` takes a single text as a list of one."""
        entry = self.fields.get(name)
        if entry is None or entry.value is None:
            return ()
        if isinstance(entry.value, str) and also_one:
            return (" ".join(entry.value.split()),) if entry.value.strip() else ()
        if not isinstance(entry.value, tuple):
            self.add(name, f"{name_type(entry.value)}, not a list", "write a list of texts in [ ]")
            return ()
        found = []
        for number, item in enumerate(entry.value, start=1):
            if not isinstance(item.value, str) or not item.value.strip():
                what = "is empty" if isinstance(item.value, str) else f"{name_type(item.value)}, not text"
                self.problems.add(item.line, f"{self.path(name)}[{number}]", what, "write a text in double quotes here")
                continue
            found.append(" ".join(item.value.split()))
        return tuple(found)

    def choice(self, name: str, values: type[E], default: E | None = None) -> E | None:
        """Return one of the values of an enumeration; without a default the key has to be there."""
        entry = self.fields.get(name)
        if entry is None or entry.value is None:
            if default is None:
                self.add(name, "is missing", f"add it: {', '.join(values)}")
            return default
        if isinstance(entry.value, str) and entry.value in set(values):
            return values(entry.value)
        shown = entry.raw if isinstance(entry.value, str | int | float) else name_type(entry.value)
        near = suggest(entry.value, values) if isinstance(entry.value, str) else None
        hint = f"did you mean {near}? It is" if near else "it is"
        self.add(name, f"cannot be {shown!r}", f"{hint} one of {', '.join(values)}")
        return default

    def number(self, name: str, low: float, high: float) -> float | None:
        """Return a number from `low` up to and including `high`."""
        entry = self.fields.get(name)
        if entry is None or entry.value is None:
            return None
        if isinstance(entry.value, bool) or not isinstance(entry.value, int | float):
            self.add(name, f"{name_type(entry.value)}, not a number", f"write a number from {low:g} to {high:g}")
            return None
        if not low <= entry.value <= high:
            self.add(name, f"is {entry.raw}", f"write a number from {low:g} to {high:g}")
            return None
        return float(entry.value)

    def day(self, name: str, *, last: bool = False) -> str | None:
        """Return a date in full (ISO); of a bare year or month the first day, or the last one."""
        text = self.text(name, also_number=True)
        if text is None:
            return None
        span = span_date(text)
        if span is None:
            self.add(name, f"is no date ({text})", "write it as 2021-11-19, 2021-11 or 2021")
            return None
        return span[1] if last else span[0]

    def addresses(self, name: str) -> tuple[str, ...]:
        """Return a list of web addresses."""
        found = self.texts(name)
        for address in found:
            if not is_address(address):
                self.add(name, f"holds no web address ({address})", "write it in full, as in https://www.example.org/")
        return tuple(item for item in found if is_address(item))

    def table(self, name: str, known: Iterable[str] | None) -> Table | None:
        """Return a table in this one, or None where it is not there."""
        if not self.has(name):
            return None
        return Table(self.fields[name], self.path(name), self.problems, known)

    def items(self, name: str) -> tuple[Entry, ...]:
        """Return the entries of a list."""
        entry = self.fields.get(name)
        if entry is None or entry.value is None:
            return ()
        if not isinstance(entry.value, tuple):
            self.add(name, f"{name_type(entry.value)}, not a list", "begin each item of the list with a dash")
            return ()
        return entry.value


def is_address(text: str) -> bool:
    """Return whether a text is an http or https address with a host."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and not re.search(r"\s", text)
    except ValueError:
        return False
