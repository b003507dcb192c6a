"""Notice addresses that a site makes without end: calendars, session ids, paths that repeat themselves.

A person who reads pages does not come there; a crawler that follows links never comes out. Pure: one address is
looked at, not how many of its kind there are, since many outlets tell articles apart by a number only.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, unquote

from crawler.addresses import split_address

MAX_LENGTH = 2000
"""Characters of the longest address that is asked."""

MAX_PARAMETERS = 16
"""Parameters in the query of an address."""

MAX_SEGMENTS = 24
"""Parts of a path."""

FIRST_YEAR = 1990
"""Before this year no calendar of a website has anything to tell."""

_SESSION = re.compile(
    r"(?:;\s*jsessionid=|/\([a-z]\([a-z0-9]{20,}\)\)/"
    r"|[?&;](?:phpsessid|jsessionid|sessionid|session_id|sessid|aspsessionid[a-z]*|oscsid|zenid|cftoken)=[^&;]{6,}"
    r"|[?&;](?:sid|s|session)=(?=[0-9a-z-]{16,}(?:[&;#]|\Z))(?=[a-z-]*\d)[0-9a-z-]+)",
    re.IGNORECASE,
)
_DAY_PATH = re.compile(r"/(\d{4})[/-](\d{1,2})(?:[/-](\d{1,2}))?(?P<more>/[^/]+)?/?\Z")
_DATE_NAMES = re.compile(
    r"(?:.*[-_])?(?:date|datum|day|dag|month|maand|year|jaar|week|cal|calendar|kalender|agenda|ical|dtstart|tribe-bar-date)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(\d{4})(?:(?=[-/.]?\d{2})|(?!\d))")


def find_trap(url: str, today: date | None = None) -> str | None:
    """Return why an address looks like one of endlessly many, or None.

    Args:
        url: The address.
        today: The day; today's where None.

    >>> find_trap("https://krant.example/agenda/2099/11/15/", date(2026, 1, 1))
    'a calendar: the year 2099'
    >>> find_trap("https://krant.example/2021/11/15/gemeente-stopt/") is None
    True
    """
    if len(url) > MAX_LENGTH:
        return f"an address of more than {MAX_LENGTH} characters"
    if _SESSION.search(url):
        return "a session id in the address"
    parts = split_address(url)
    try:
        pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
    except ValueError:
        return f"more than {MAX_PARAMETERS} parameters"
    segments = [segment for segment in unquote(parts.path).casefold().split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return f"a path of more than {MAX_SEGMENTS} parts"
    return _find_repetition(segments) or _find_calendar(parts.path, pairs, today or datetime.now(tz=UTC).date())


def _find_repetition(segments: list[str]) -> str | None:
    """Return the part of a path that repeats itself: one word three times in a row, several words twice."""
    for size in range(1, len(segments) // 2 + 1):
        times = 3 if size == 1 else 2
        for start in range(len(segments) - size * times + 1):
            block = segments[start : start + size]
            if any(part.isdigit() for part in block):
                continue
            if segments[start : start + size * times] == block * times:
                return f"a path that repeats itself: /{'/'.join(block)}/"
    return None


def _find_calendar(path: str, pairs: list[tuple[str, str]], today: date) -> str | None:
    """Return the year of a calendar page that lies too far off; an old article keeps its date in its address."""
    match = _DAY_PATH.search(path)
    if match is not None and 1 <= int(match[2]) <= 12:
        year, has_title = int(match[1]), bool(match["more"]) and not match["more"].strip("/").isdigit()
        if year > today.year + 1 or (year < FIRST_YEAR and not has_title):
            return f"a calendar: the year {year}"
    for name, value in pairs:
        if not _DATE_NAMES.fullmatch(name):
            continue
        for found in _YEAR.findall(value):
            if not FIRST_YEAR <= int(found) <= today.year + 1:
                return f"a calendar: the year {found}"
    return None
