"""Dates as Dutch readers write them, as precise as they are known and no more."""

from __future__ import annotations

import re
from datetime import date

MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip

_ISO = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:[T ].*)?)?)?")


def split_date(value: str | None) -> tuple[int, int | None, int | None] | None:
    """Return year, month and day of an ISO date; what is not stated, or cannot exist, is None.

    >>> split_date("2021-11"), split_date("2021-02-30"), split_date("gisteren")
    ((2021, 11, None), (2021, 2, None), None)
    """
    match = _ISO.fullmatch(value.strip()) if value else None
    if match is None:
        return None
    year, month = int(match["year"]), int(match["month"] or 0)
    if not 1 <= month <= 12:
        return year, None, None
    try:
        return year, month, date(year, month, int(match["day"] or 0)).day
    except ValueError:
        return year, month, None


def write_date(value: str | None) -> str | None:
    """Return a date in words, or None when there is none.

    >>> write_date("2025-03-14"), write_date("2021-11"), write_date("2021"), write_date(None)
    ('14 maart 2025', 'november 2021', '2021', None)
    """
    parts = split_date(value)
    if parts is None:
        return None
    year, month, day = parts
    words = [str(day) if day else "", MONTHS[month - 1] if month else "", f"{year:04d}"]
    return " ".join(word for word in words if word)


def is_exact(value: str | None) -> bool:
    """Return whether a date is known to the day."""
    parts = split_date(value)
    return parts is not None and parts[2] is not None


def write_period(since: str | None, until: str | None) -> str | None:
    """Return a period in words, or None when neither end is known.

    >>> write_period("2014", "2021-11"), write_period("2014", None), write_period(None, "2021-11-16")
    ('2014 tot november 2021', 'sinds 2014', 'tot 16 november 2021')
    """
    begin, end = write_date(since), write_date(until)
    if begin and end:
        return begin if begin == end else f"{begin} tot {end}"
    if begin:
        return f"sinds {begin}"
    return f"tot {end}" if end else None


def name_session(value: str | None) -> str | None:
    """Return the parliamentary year of a date: it begins on the third Tuesday of September (Grondwet art. 65).

    Args:
        value: ISO date, known to the day; September decides, so a month will do for the other months.

    >>> name_session("2018-03-05"), name_session("2021-09-20"), name_session("2021-09-21"), name_session("2021-09")
    ('2017/18', '2020/21', '2021/22', None)
    """
    parts = split_date(value)
    if parts is None or parts[1] is None:
        return None
    year, month, day = parts[0], parts[1], parts[2]
    if month == 9:
        if day is None:
            return None
        first = date(year, 9, 1).weekday()
        opening = 1 + (1 - first) % 7 + 14
        begins = year if day >= opening else year - 1
    else:
        begins = year - (month < 9)
    return f"{begins}/{(begins + 1) % 100:02d}"
