"""Read web pages that a browser saved: MHTML (RFC 2557), and the address and day that saved pages carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime

from crawler.addresses import is_web_address
from crawler.decode import Decoded, decode
from crawler.pages.lines import UnreadableError
from crawler.pages.mail import iterate_parts, parse_message, read_header, read_param, read_payload, read_sent
from staving.schema import Flag

MEDIA_TYPE = "multipart/related"

LOOKED_AT = 20_000
"""Bytes from the beginning in which saved pages say where they come from."""

_DATA_ADDRESS = re.compile(rb"data:[\w.+/-]{0,80}(?:;[\w=.+-]{1,60}){0,4},[A-Za-z0-9+/=%_.~!*-]{256,}")
_SINGLE_FILE = re.compile(
    rb"<!--\s*Page saved with SingleFile\s*?\n\s*url:\s*(?P<url>\S{1,4000})\s*?\n"
    rb"(?:\s*saved date:\s*(?P<date>[^\n]{1,120}))?"
)
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\((?P<length>\d{1,5})\)(?P<url>\S{1,4000})\s*-->")
_DATE_IN_SCRIPT = re.compile(
    r"\w{3} (?P<month>\w{3}) (?P<day>\d{1,2}) (?P<year>\d{4}) (?P<clock>\d\d:\d\d:\d\d) (?:GMT|UTC)(?P<zone>[+-]\d{4})?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A web page as it was saved."""

    page: Decoded
    """The page."""
    url: str = ""
    """Address it was saved from, where it says so."""
    saved_at: str | None = None
    """When it was saved, with zone."""
    subject: str = ""
    """Title that the browser noted."""


def is_saved_page(message: Message) -> bool:
    """Tell a saved page from a mail: browsers note where it came from, mail servers how it travelled."""
    if message.get_content_type() not in {"multipart/related", "text/html"}:
        return False
    if message.get("Snapshot-Content-Location") is not None:
        return True
    sender = read_header(message, "From").casefold()
    if "saved by" in sender or "opgeslagen door" in sender:
        return True
    is_mail = any(message.get(name) is not None for name in ("Received", "To", "Message-ID", "Return-Path"))
    return not is_mail and any(part.get("Content-Location") is not None for part in iterate_parts(message))


def read_mhtml(content: bytes) -> Saved:
    """Return the page of an MHTML file.

    Raises:
        UnreadableError: Where there is no page in it.
    """
    message = parse_message(content)
    parts = [
        part for part in iterate_parts(message) if part.get_content_type() in {"text/html", "application/xhtml+xml"}
    ]
    if not parts:
        raise UnreadableError(Flag.EMPTY, "no page in the saved file; save it again")
    start = read_param(message, "start")
    address = read_header(message, "Snapshot-Content-Location")
    root = next(
        (part for part in parts if start and read_header(part, "Content-ID") == start),
        next((part for part in parts if address and read_header(part, "Content-Location") == address), parts[0]),
    )
    for place in (address, read_header(root, "Content-Location")):
        if is_web_address(place):
            address = place
            break
    else:
        address = ""
    return Saved(
        page=decode(drop_data(read_payload(root)), header=f"text/html; charset={read_param(root, 'charset')}"),
        url=address,
        saved_at=read_sent(message),
        subject=read_header(message, "Subject"),
    )


def drop_data(content: bytes) -> bytes:
    """Return a page without the pictures and fonts written into it; they are megabytes and no text."""
    return _DATA_ADDRESS.sub(b"data:,", content) if b"data:" in content else content


def find_saved(content: bytes) -> tuple[str, str | None]:
    """Return address and moment that a saved page carries in a comment: SingleFile's, or that of a browser.

    >>> find_saved(b"<!-- saved from url=(0022)https://bode.example/1 -->")
    ('https://bode.example/1', None)
    """
    head = content[:LOOKED_AT]
    if match := _SINGLE_FILE.search(head):
        saved_at = (match["date"] or b"").decode("utf-8", "replace").removesuffix("-->").strip()
    elif match := _SAVED_FROM.search(head):
        saved_at = ""
    else:
        return "", None
    url = match["url"].decode("utf-8", "replace").replace("&amp;", "&")
    return (url if is_web_address(url) else "", read_saved_date(saved_at))


def read_saved_date(value: str) -> str | None:
    """Return the date as scripts in a browser write it, in ISO form.

    >>> read_saved_date("Thu Nov 18 2021 10:05:00 GMT+0100 (Midden-Europese standaardtijd)")
    '2021-11-18T10:05+01:00'
    """
    match = _DATE_IN_SCRIPT.match(value)
    if match is None:
        return None
    try:
        moment = parsedate_to_datetime(
            f"{match['day']} {match['month']} {match['year']} {match['clock']} {match['zone'] or '+0000'}"
        )
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.isoformat(timespec="minutes")
