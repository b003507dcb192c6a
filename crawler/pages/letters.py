"""Tell letters from reports, and read their date and subject."""

from __future__ import annotations

import re

from crawler.pages.dates import read_date
from staving.schema import DocumentKind

_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^(?:geachte?|edelachtbare|beste)\b.{0,60},$",
        r"\b(?:hoogachtend|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?),?$",
        r"^(?:betreft|onderwerp|ons kenmerk|uw kenmerk)\s*:",
    )
)
_SUBJECT = re.compile(r"^(?:betreft|onderwerp)\s*:\s*(.+)$", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(r"^\s*(?:datum:?\s*|[A-Z][a-z]+, )?(\d{1,2} [a-z]+ (?:19|20)\d\d)\s*$", re.IGNORECASE | re.MULTILINE)


def tell_kind(text: str) -> DocumentKind:
    r"""Return letter where two signs of one are there (salutation, closing, subject line), else report.

    >>> tell_kind("Geachte raad,\nHet college stopt.\nHoogachtend,").value
    'letter'
    """
    return DocumentKind.LETTER if sum(bool(sign.search(text)) for sign in _SIGNS) >= 2 else DocumentKind.REPORT


def find_subject(text: str) -> str:
    """Return what a letter says it is about; empty where it says nothing."""
    match = _SUBJECT.search(text[:3000])
    return match[1].strip() if match else ""


def find_letter_date(text: str) -> str | None:
    """Return the date that stands on a line of its own in the head of a text."""
    match = _DATE.search(text[:3000])
    return read_date(match[1]) if match else None
