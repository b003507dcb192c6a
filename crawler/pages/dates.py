"""Dates as pages write them, to ISO 8601 as precise as they are written."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""Time of the outlets: a bare date of publication is a date there."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb february", "maart mrt mar march", "april apr", "mei may",
            "juni jun june", "juli jul july", "augustus aug august", "september sep sept", "oktober okt oct october",
            "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_PARTIAL = re.compile(r"(?P<year>(?:1[89]|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?\Z")
_TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<clock>\d\d:\d\d)(?::\d\d(?:[.,]\d+)?)?\s*"
    r"(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:\d{4,6})?\Z")
_WORDS = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:e|ste|de|st|nd|rd|th)?[\s-]+(?P<month>[a-z]{3,9})\.?,?[\s-]+(?P<year>(?:19|20)\d\d)"
    r"(?:\D{1,12}?(?P<clock>\d{1,2}[:.]\d\d)(?!\d))?",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"(?<!\d)(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>(?:19|20)\d\d)(?!\d)")


def read_date(value: object) -> str | None:
    """Return a date in ISO form, with time and zone where they are given, or None.

    Day comes before month where both are numbers, as Dutch writes it. A time without zone is Dutch time.

    >>> read_date("2021-11-19T05:00:00.000Z"), read_date("19 november 2021, 05:00"), read_date("2021")
    ('2021-11-19T05:00+00:00', '2021-11-19T05:00+01:00', '2021')
    """
    text = str(value or "").strip()
    if not text or len(text) > 120:
        return None
    if match := _PARTIAL.match(text):
        return match.group()
    try:
        for reader in (_read_time, _read_plain_date, _read_words, _read_numbers):
            if found := reader(text):
                return found
    except ValueError:
        return None
    return None


def cut_to_day(value: str | None) -> str | None:
    """Return a date without its time, as the day it was in the Netherlands.

    >>> cut_to_day("2021-11-18T23:30+00:00"), cut_to_day("2021-11")
    ('2021-11-19', '2021-11')
    """
    if value is None or "T" not in value:
        return value
    try:
        return datetime.fromisoformat(value).astimezone(AMSTERDAM).date().isoformat()
    except OverflowError:  # the first and last day that a computer knows
        return value[:10]


def _read_time(text: str) -> str | None:
    match = _TIME.search(text)
    if match is None:
        return None
    zone = (match["zone"] or "").upper()
    if zone in {"Z", "UTC", "GMT"}:
        zone = "+00:00"
    moment = datetime.fromisoformat(f"{match['date']}T{match['clock']}{zone}")
    if not zone:
        moment = moment.replace(tzinfo=AMSTERDAM)
    return moment.isoformat(timespec="minutes")


def _read_plain_date(text: str) -> str | None:
    if match := _DATE.search(text):
        return date.fromisoformat(match.group()).isoformat()
    if match := _COMPACT.match(text):
        return _build(match, int(match["month"]))
    return None


def _read_words(text: str) -> str | None:
    match = _WORDS.search(text)
    month = _MONTHS.get(match["month"].casefold()) if match else None
    return _build(match, month, match["clock"]) if match and month else None


def _read_numbers(text: str) -> str | None:
    match = _NUMBERS.search(text)
    return _build(match, int(match["month"])) if match else None


def _build(match: re.Match[str], month: int, clock: str | None = None) -> str:
    day = date(int(match["year"]), month, int(match["day"]))
    if clock is None:
        return day.isoformat()
    hour, minute = (int(part) for part in re.split(r"[:.]", clock))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM).isoformat(timespec="minutes")
