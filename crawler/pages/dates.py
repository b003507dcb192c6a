"""Dates as pages write them, to ISO 8601 as precise as they are written.

A time without a zone is taken for Dutch time (Europe/Amsterdam) unless the caller knows the zone of the site: the
outlets are Dutch, and a bare time on a page is the time of its readers. An offset that is given is kept as it is.
Names of months, abbreviations of zones and zones of countries are data (`dates.json`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
"""Time of the outlets: a bare date of publication is a date there."""

_PARTIAL = re.compile(r"(?P<year>(?:1[89]|20)\d\d)(?:-(?P<month>0[1-9]|1[0-2]))?\Z")
_ISO = re.compile(
    r"(?<!\d)(?P<date>(?:1[6-9]|20)\d\d[-/](?:0[1-9]|1[0-2])[-/](?:0[1-9]|[12]\d|3[01]))"
    r"(?:(?:T|[ ,]+(?:om |at |à )?)(?P<hour>[01]?\d|2[0-4])[:.](?P<minute>[0-5]\d)(?:[:.]\d\d(?:[.,]\d+)?)?"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?)?\s*(?P<zone>[+-]\d\d(?::?\d\d)?(?!\d)|[A-Z]{1,5}\b)?)?",
    re.IGNORECASE,
)
_ISO_START = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d[-/]\d\d[-/]\d\d")
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:[T ]?(?P<clock>\d{4})(?:\d\d)?(?P<zone>Z?))?\Z"
)
_EPOCH = re.compile(r"(?P<seconds>1\d{9})(?:\d{3})?(?:\.\d+)?\Z")
_DAY_FIRST = re.compile(
    r"(?<![\d:.])(?P<day>\d{1,2})(?:e|ste|de|st|nd|rd|th|er|º|\.)?[\s-]+(?:de\s+)?(?P<month>[^\W\d_]{3,10})\.?,?[\s-]+(?:de\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"\b(?P<month>[^\W\d_]{3,10})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:.])(?P<between>,?\s+|\s.{1,25}?\s)(?P<year>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<![\d.:])(?P<day>\d{1,2})(?P<by>[-/.])\s?(?P<month>\d{1,2})(?P=by)\s?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_CLOCK = re.compile(
    r"(?<![\d.:/+-])(?P<hour>[01]?\d|2[0-3])\s?(?::|\.|h|u)\s?(?P<minute>[0-5]\d)(?::[0-5]\d)?(?![\d:/]|\.\d)(?:\s*(?P<half>[ap])\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
_ZONE = re.compile(r"(?:(?:UTC|GMT)\s?)?(?P<offset>[+-](?:0\d|1[0-4]):?[0-5]\d)(?!\d)|\b(?P<name>[A-Z]{1,5})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What words of dates mean."""

    months: Mapping[str, int]
    """Number of a month by its name in lower case."""
    zones: Mapping[str, str]
    """Offset or zone of an abbreviation."""
    countries: Mapping[str, str]
    """Zone of countries that have but one, by the last label of host names."""
    languages: Mapping[str, str]
    """Zone of languages that are spoken in one."""
    update: re.Pattern[str]
    """Words before the date of a change."""
    published: re.Pattern[str]
    """Words before the date of publication."""


@cache
def load_calendar() -> Calendar:
    """Return the words of `dates.json`."""
    rows = json.loads(files("crawler.pages").joinpath("dates.json").read_text(encoding="utf-8"))
    return Calendar(
        months=MappingProxyType({name: int(number) for number, names in rows["months"].items() for name in names}),
        zones=MappingProxyType(rows["zones"]),
        countries=MappingProxyType(rows["countries"]),
        languages=MappingProxyType(rows["languages"]),
        update=re.compile(rows["update"]["pattern"]),
        published=re.compile(rows["published"]["pattern"]),
    )


def find_zone(host: str, language: str | None) -> ZoneInfo | None:
    """Return the zone of a site by its country or, failing that, its language; None where neither tells.

    >>> str(find_zone("www.proefblad.nl", None)), str(find_zone("proefblad.example", "nl")), find_zone("a.com", "en")
    ('Europe/Amsterdam', 'Europe/Amsterdam', None)
    """
    calendar = load_calendar()
    name = calendar.countries.get(host.rsplit(".", 1)[-1].casefold()) or calendar.languages.get((language or "")[:2])
    return ZoneInfo(name) if name else None


def read_date(value: object, *, zone: tzinfo | None = AMSTERDAM) -> str | None:
    """Return a date in ISO form, with time and zone where they are given, or None.

    Day comes before month where both are numbers, as Dutch writes it. Years before 1600 and the first second of
    1970 are what programs write that know no date.

    Args:
        value: The date as written, or seconds or milliseconds since 1970.
        zone: Zone of a time that has none; None leaves such a time without zone.

    >>> read_date("2021-11-19T05:00:00.000Z"), read_date("19 november 2021, 05:00"), read_date("2021")
    ('2021-11-19T05:00+00:00', '2021-11-19T05:00+01:00', '2021')
    >>> read_date("Nov 19, 2021 06:30 PM EST"), read_date(1637301600)
    ('2021-11-19T18:30-05:00', '2021-11-19T06:00+00:00')
    """
    text = " ".join(str(value or "").split())
    if not text or len(text) > 160:
        return None
    if match := _PARTIAL.match(text):
        return match.group()
    try:
        for reader in (_read_iso, _read_compact, _read_words):
            if found := reader(text, zone):
                return None if found.startswith("1970-01-01T00:00") else found
    except (ValueError, OverflowError, OSError):
        return None
    return None


def split_update(text: str) -> tuple[str, str]:
    """Return what a line says before and after a word such as "Laatste update".

    >>> split_update("14 november 2021 | Laatste update: 15 november 2021")
    ('14 november 2021', '15 november 2021')
    """
    match = load_calendar().update.search(text)
    return (text[: match.start()].strip(" |·•"), text[match.end() :].strip(" :")) if match else (text, "")


def split_published(text: str) -> str:
    """Return what a line says after a word such as "Gepubliceerd"; empty where there is none.

    >>> split_published("UPDATED: 09:31, 20 March 2024 PUBLISHED: 18:02, 19 March 2024")
    '18:02, 19 March 2024'
    """
    match = load_calendar().published.search(text)
    return text[match.end() :].strip(" :") if match else ""


def is_same_day(one: str | None, other: str | None) -> bool:
    """Return whether two dates are no more than a day apart, as dates of one event in two zones are.

    >>> is_same_day("2021-11-19", "2021-11-18T23:30+00:00"), is_same_day("2021-11-19", "2021-11-21")
    (True, False)
    """
    if not one or not other or len(one) < 10 or len(other) < 10:
        return False
    return abs(date.fromisoformat(one[:10]) - date.fromisoformat(other[:10])) <= timedelta(days=1)


def cut_to_day(value: str | None) -> str | None:
    """Return a date without its time, as the day it was in the Netherlands.

    >>> cut_to_day("2021-11-18T23:30+00:00"), cut_to_day("2021-11")
    ('2021-11-19', '2021-11')
    """
    if value is None or "T" not in value:
        return value
    try:
        moment = datetime.fromisoformat(value)
        return value[:10] if moment.tzinfo is None else moment.astimezone(AMSTERDAM).date().isoformat()
    except OverflowError:  # the first and last day that a computer knows
        return value[:10]


def _read_iso(text: str, zone: tzinfo | None) -> str | None:
    match = _ISO.search(text)
    if match is None:
        if _ISO_START.search(text):
            raise ValueError(text)  # looks like a date and is none: 2021-02-31
        return None
    day = date.fromisoformat(match["date"].replace("/", "-"))
    if match["hour"] is None:
        return day.isoformat()
    hour, extra = (0, 1) if match["hour"] == "24" else (int(match["hour"]), 0)
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    moment = datetime(day.year, day.month, day.day, hour, int(match["minute"])) + timedelta(days=extra)  # noqa: DTZ001
    return _write(moment, _find_offset(match["zone"]) or zone)


def _read_compact(text: str, zone: tzinfo | None) -> str | None:
    if match := _COMPACT.match(text):
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        if match["clock"] is None:
            return day.isoformat()
        clock = match["clock"]
        moment = datetime(day.year, day.month, day.day, int(clock[:2]), int(clock[2:]))  # noqa: DTZ001
        return _write(moment, UTC if match["zone"] else zone)
    if match := _EPOCH.match(text):
        return datetime.fromtimestamp(int(match["seconds"]), UTC).isoformat(timespec="minutes")
    return None


def _read_words(text: str, zone: tzinfo | None) -> str | None:
    found = _find_day(text)
    if found is None:
        return None
    day, begin, end = found
    rest = f"{text[:begin]} \N{BULLET} {text[end:]}"
    clock = _CLOCK.search(rest)
    if clock is None:
        return day.isoformat()
    hour = int(clock["hour"])
    if clock["half"]:
        hour = hour % 12 + (12 if clock["half"] in "pP" else 0)
    given = None
    for match in _ZONE.finditer(rest, clock.end()):
        given = given or _find_offset(match["offset"] or match["name"])
    moment = datetime(day.year, day.month, day.day, hour, int(clock["minute"]))  # noqa: DTZ001
    return _write(moment, given or zone)


def _find_day(text: str) -> tuple[date, int, int] | None:
    """Return the first day that is written in words or numbers, and what of the text it takes."""
    months = load_calendar().months
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            if month := months.get(match["month"].casefold()):
                end = match.end("day") if match.groupdict().get("between", ",").strip(" ,") else match.end()
                return date(int(match["year"]), month, int(match["day"])), match.start(), end
    if numbers := _NUMBERS.search(text):
        one, two = int(numbers["day"]), int(numbers["month"])
        if two > 12 and numbers["by"] == "/":  # month before day, as Americans write it
            one, two = two, one
        return date(int(numbers["year"]), two, one), numbers.start(), numbers.end()
    return None


def _find_offset(name: str | None) -> tzinfo | None:
    """Return the zone that an offset or abbreviation names, or None."""
    if not name:
        return None
    known = name if name[0] in "+-" else load_calendar().zones.get(name.upper())
    if known is None:
        return None
    if known[0] not in "+-":
        return UTC if known == "UTC" else ZoneInfo(known)
    digits = known[1:].replace(":", "").ljust(4, "0")
    return datetime.strptime(f"{known[0]}{digits}", "%z").tzinfo


def _write(moment: datetime, zone: tzinfo | None) -> str:
    return (moment.replace(tzinfo=zone) if zone else moment).isoformat(timespec="minutes")
