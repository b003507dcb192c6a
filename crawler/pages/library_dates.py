"""Dates as press databases write them: a line with the date, a weekday, sometimes a time and the edition."""

from __future__ import annotations

import re
from dataclasses import dataclass

from crawler.pages.dates import read_date

_DAYS = (
    "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
_MONTHS = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|"
    "january|february|march|may|june|july|august|october"
)
_LINE = re.compile(
    rf"(?:(?:{_DAYS}),?\s+)?"
    rf"(?:(?P<day>\d{{1,2}})\.?\s+(?P<month>{_MONTHS})|(?P<month_first>{_MONTHS})(?:\s+(?P<day_after>\d{{1,2}})\s*,)?)"
    rf",?\s+(?P<year>(?:19|20)\d\d)"
    rf"(?:,?\s+(?:{_DAYS})\b)?"
    r"(?:,?\s+(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.]\d\d)?(?:\s*(?P<half>[AP])\.?M\b\.?)?"
    r"(?:\s*(?P<zone>GMT|UTC|CEST|CET|MEZT|MEZ|[ECMP][SD]T)\b)?)?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_ZONES = {"gmt": 0, "utc": 0, "cet": 1, "cest": 2, "mez": 1, "mezt": 2, "est": -5, "edt": -4, "pst": -8, "pdt": -7}
_REST = re.compile(r"[\s,;|(\[-]*(?P<edition>[^.!?]{0,60}?)[)\]\s]*")
_NO_EDITION = re.compile(r"\b(?:was|is|werd|wordt|heeft|had|the|het college|zijn|were|has)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LibraryDate:
    """Date of publication, and what stands behind it on the line."""

    published: str
    """ISO date, with time and zone where the line gives a time."""
    edition: str = ""
    """Name of the edition, where it stands on the same line."""


def read_library_date(line: str) -> LibraryDate | None:
    """Return the date where a line is one, and nothing but one and the name of an edition.

    >>> read_library_date("15 november 2021 maandag 06:30 AM GMT").published
    '2021-11-15T06:30+00:00'
    >>> read_library_date("November 15, 2021 Monday").published
    '2021-11-15'
    >>> read_library_date("Op 15 november 2021 was er een vergadering.") is None
    True
    """
    text = line.strip()
    match = _LINE.fullmatch(text) if len(text) <= 120 else None
    if match is None:
        return None
    rest = _REST.fullmatch(match["rest"])
    if rest is None or _NO_EDITION.search(match["rest"]) or (match["rest"] and match["rest"][0].isalnum()):
        return None
    day, month = match["day"] or match["day_after"], match["month"] or match["month_first"]
    published = read_date(f"{day or 1} {month} {match['year']}")
    if published is None:
        return None
    if day is None:
        published = published[:7]
    elif match["hour"]:
        published = _add_time(published, match) or published
    return LibraryDate(published, rest["edition"].strip(" -,;"))


def _add_time(day: str, match: re.Match[str]) -> str | None:
    hour, half = int(match["hour"]), (match["half"] or "").upper()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "P" else 0)
    if hour > 23 or int(match["minute"]) > 59:
        return None
    zone = _ZONES.get((match["zone"] or "").casefold())
    written = "" if zone is None else f"{'-' if zone < 0 else '+'}{abs(zone):02d}:00"
    return read_date(f"{day}T{hour:02d}:{match['minute']}{written}")
