"""Read since when and until when, as precise as the text says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, name in enumerate(
        "januari februari maart april mei juni juli augustus september oktober november december".split(), start=1
    )
}
_MONTH = "|".join(MONTHS)
DATE = rf"(?:(?P<day>\d{{1,2}})(?:e|ste|de)? )?(?:(?P<month>{_MONTH}) )?(?:het )?(?:jaar )?(?P<year>(?:19|20)\d\d)\b"
_FILLER = (
    r"(?:(?:al|ergens|begin|eind|medio|half|najaar|voorjaar|zomer|winter|herfst|de|het|zijn|haar|hun|opheffing|fusie|"
    r"herindeling|invoering|sluiting|verhuizing|in|op|van|aan|en met|rond|omstreeks) )*"
)
SINCE = re.compile(rf"\b(?:sinds|vanaf|per|sedert|van) {_FILLER}{DATE}", re.IGNORECASE)
UNTIL = re.compile(rf"\b(?:tot(?: en met)?|t/m|tot aan) {_FILLER}{DATE}", re.IGNORECASE)
AT = re.compile(rf"\b(?:in|op|per|sinds|vanaf|medio|eind|begin) {_FILLER}{DATE}", re.IGNORECASE)
RANGE = re.compile(r"\btussen (?P<first>(?:19|20)\d\d) en (?P<last>(?:19|20)\d\d)\b", re.IGNORECASE)


YEARLESS = re.compile(
    rf"\b(?:sinds|vanaf|per|op|in|begin|eind|medio|tot) "
    rf"(?:(?P<day>\d{{1,2}}) )?(?P<month>{_MONTH})\b(?! (?:19|20)\d\d)",
    re.IGNORECASE,
)
LAST_YEAR = re.compile(r"\b(?:in )?(?:het )?(?:vorige?|afgelopen) jaar\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Begin and end as the text states them."""

    since: str | None = None
    until: str | None = None


def read_times(text: str, status: str, date: str | None = None) -> Span:
    """Return begin and end that a clause states.

    A point in time is the end of what has stopped and the begin of what has begun; a period in the past is both.

    Args:
        text: The clause, or the sentence around it.
        status: Status of the assertion.
        date: Date of the text (ISO), which "vorig jaar" and a month without a year are counted from.

    >>> read_times("De dienst filmt al sinds maart 2017", "in_use")
    Span(since='2017-03', until=None)
    >>> read_times("Op 3 mei 2020 gingen de camera's uit", "stopped")
    Span(since=None, until='2020-05-03')
    """
    text = _complete(text, date) if date else text
    between = RANGE.search(text)
    if between:
        return Span(between["first"], between["last"])
    since, until, at = SINCE.search(text), UNTIL.search(text), AT.search(text)
    begin = _iso(since) if since else None
    end = _iso(until) if until else None
    if status == "stopped":
        if re.search(r"\b(?:gedurende|tijdens)\b", text, re.IGNORECASE) and at:
            return Span(_iso(at), _iso(at))
        if end:
            return Span(begin, end)
        point = at or since
        if point and re.search(r"\bniet (?:meer|langer)\b|\bgeen\b.*\bmeer\b", text):
            return Span(None, _iso(point))
        starts = since is not None and not since[0].casefold().startswith("per ")
        return Span(begin if starts and point is not since else None, _iso(point) if point else None)
    if (
        begin is None
        and at
        and re.search(r"\b(?:begon|begonnen|gestart|ingevoerd|startte|sinds|voerde|invoering)\b", text)
    ):
        begin = _iso(at)
    return Span(begin, end)


def _iso(match: re.Match[str]) -> str:
    parts = [match["year"]]
    if match["month"]:
        parts.append(f"{MONTHS[match['month'].lower()]:02}")
        if match["day"]:
            parts.append(f"{int(match['day']):02}")
    return "-".join(parts)


def _complete(text: str, date: str) -> str:
    """Return a text with the year put in where it counts from the date of the text."""
    year = int(date[:4])

    def put_year(match: re.Match[str]) -> str:
        stated = f"{MONTHS[match['month'].lower()]:02}" + (f"-{int(match['day']):02}" if match["day"] else "")
        return f"{match[0]} {year if stated <= date[5 : 5 + len(stated)] else year - 1}"

    return YEARLESS.sub(put_year, LAST_YEAR.sub(f"in {year - 1}", text))
