"""Read what a PDF says of itself: title, authors, moment of making."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

from crawler.pages.bylines import read_bylines

_MOMENT = re.compile(
    r"(?:D:)?\s*(?P<year>(?:19|20)\d\d)(?P<month>\d\d)?(?P<day>\d\d)?(?P<hour>\d\d)?(?P<minute>\d\d)?(?P<second>\d\d)?"
    r"(?P<zone>[Zz]|[+-])?(?P<ahead>\d\d)?'?(?P<minutes>\d\d)?"
)
_NO_TITLE = re.compile(
    r"\.(?:docx?|dotx?|rtf|odt|pdf|indd|qxd|xlsx?|pptx?|tmp|html?|txt|tex|dvi|ps|eml|msg)\b\s*\Z"
    r"|\A(?:microsoft (?:word|powerpoint|excel|office)|untitled|anonymous|naamloos|zonder titel|document ?\d*"
    r"|presentatie ?\d*"
    r"|presentation ?\d*|powerpoint[- ]presentati\w+|scan\w*|template|sjabloon|title|titel|doc\d*|print(?:out)?"
    r"|new document|\(?unspecified\)?|none|null|leeg|dia \d+|slide \d+|layout \d+|\W*)\Z"
    r"|\A(?:microsoft word - |file:|https?:|[a-z]:\\|cid:|img[_-]?\d|scan[_ -]?\d)",
    re.IGNORECASE,
)
_BODY_WORDS = re.compile(
    r"\b(?:gemeente|provincie|ministerie|stichting|vereniging|b\.?v\.?|n\.?v\.?|bureau|universiteit|hogeschool|"
    r"afdeling|team|griffie|secretariaat|redactie|uitgever\w*|drukkerij|kantoor|dienst|rijk\w*|waterschap|rechtbank|"
    r"raad|college|groep|group|office|user|gebruiker|admin\w*|administrator|owner|eigenaar|test|scan\w*|printer|"
    r"copier|xerox|canon|ricoh|konica|minolta|windows|microsoft|adobe|acrobat|word|author|auteur|onbekend|unknown|"
    r"inc|ltd|gmbh|solutions?|advies|consult\w*|partners|nederland|holland|centrum|instituut|inspectie|politie)\b",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:(?:dr|mr|drs|ir|ing|prof|bc)\.? )*"
    r"(?:[A-ZÀ-Þ][\w'’-]+|(?:[A-ZÀ-Þ]\.)+)"
    r"(?: (?:[A-ZÀ-Þ][\w'’-]+|(?:[A-ZÀ-Þ]\.)+|van|von|de|den|der|ten|ter|te|het|'t|’t|el|al|la|le|du|in|op|aan|bij))*"
    r" [A-ZÀ-Þ][\w'’-]+"
)


def read_moment(value: object) -> str | None:
    """Return a date of a PDF (D:20211119101500+01'00') as ISO 8601 with its zone, as precise as it is given.

    A moment without zone stays without: the rule (ISO 32000-1, 7.9.4) calls it unknown.

    >>> read_moment("D:20211119101500+01'00'"), read_moment("D:2021"), read_moment("gisteren")
    ('2021-11-19T10:15:00+01:00', '2021', None)
    """
    match = _MOMENT.match(str(value or "").strip())
    if match is None:
        return None
    part = match.groupdict()
    try:
        if part["hour"] is None:
            given = [part[name] for name in ("year", "month", "day") if part[name] is not None]
            datetime.strptime("-".join(given + ["01"] * (3 - len(given))), "%Y-%m-%d").replace(tzinfo=UTC)
            return "-".join(given)
        numbers = [int(part[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
        zone = None
        if part["zone"] in {"Z", "z"}:
            zone = UTC
        elif part["zone"] and part["ahead"]:
            ahead = timedelta(hours=int(part["ahead"]), minutes=int(part["minutes"] or 0))
            zone = timezone(-ahead if part["zone"] == "-" else ahead)
        year, month, day, hour, minute, second = numbers
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).isoformat(timespec="seconds")
    except ValueError:
        return None


def read_title(info: Mapping[str, str]) -> str:
    """Return the title that a PDF gives itself, or nothing where that is the name of a file or a program.

    >>> read_title({"Title": "Microsoft Word - brief.docx"}), read_title({"Title": "Raadsbrief opnamen"})
    ('', 'Raadsbrief opnamen')
    """
    title = " ".join(str(info.get("Title") or "").replace("\0", "").split())
    letters = sum(letter.isalpha() for letter in title)
    is_code = " " not in title and bool(re.search(r"[\d_]", title))
    if letters < 4 or letters < 0.5 * len(title) or is_code or "\ufffd" in title or _NO_TITLE.search(title):
        return ""
    return title[:300]


def read_people(info: Mapping[str, str]) -> tuple[str, ...]:
    """Return the people that a PDF names as its authors; no accounts, bodies, machines or addresses.

    >>> read_people({"Author": "Bakker, Jan"}), read_people({"Author": "jbakker"})
    (('Jan Bakker',), ())
    """
    people: list[str] = []
    for part in re.split(r"\s*[;/|&]\s*|\s+(?:en|and)\s+", str(info.get("Author") or "").replace("\0", "")[:500]):
        if re.search(r"[@\d]|https?:|www\.", part):
            continue
        turned = re.fullmatch(r"\s*([^\s,][^,]*?),\s*([^,]+?)\s*", part)
        is_turned = turned is not None and not _PERSON.fullmatch(turned.group(1).strip())
        names = [f"{turned.group(2)} {turned.group(1)}"] if turned is not None and is_turned else part.split(",")
        for name in names:
            bare = " ".join(re.sub(r"\([^)]*\)", "", name).split())
            if _PERSON.fullmatch(bare) and not _BODY_WORDS.search(bare) and len(bare) <= 60:
                people.append(bare)
    return read_bylines(people)[0]
