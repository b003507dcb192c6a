"""Read the dateline: the place a report was written from, as it stands before its first words."""

from __future__ import annotations

import re

from crawler.pages.bylines import load_bylines

_WORD = r"(?:(?:'s|’s|'t|’t|St\.?|Sint)[ -])?[A-ZÀ-ÖØ-Þ][\w'’.]*"
_LINK = r"(?:(?:aan|op|bij|en|de|den|der|am|an|sur)[ -](?:(?:de|den|der|het)[ -])?)?"
_DATELINE = re.compile(
    rf"\A(?P<place>{_WORD}(?:[ /-]{_LINK}{_WORD}){{0,3}})(?:,? \d{{1,2}} [a-z]{{3,9}}\.?(?: \d{{4}})?)?"
    r"(?P<agency> ?\((?P<name>[^()]{2,40})\))?\s*(?P<dash>[-–—])\s+(?=[\w'‘“„\"«])"
)
_LABELS = frozenset(
    "update video live liveblog opinie opinion column exclusief exclusive kijk luister podcast analyse interview "
    "reportage breaking recensie review achtergrond commentaar foto foto's fotos quiz premium plus "
    "nieuws news let ook nee ja".split()
)


def read_place(text: str) -> str | None:
    """Return the place in the dateline of a text, as written, or None. The text is left as it is.

    A place in capitals needs no more than a dash behind it; one in small letters is believed with an agency in
    brackets, or when a dash with spaces and a capital follow.

    >>> read_place("DRONTEN - De gemeente stopt."), read_place("Den Haag (ANP) – Het kabinet wil uitleg.")
    ('DRONTEN', 'Den Haag')
    """
    first = text.split("\n", 1)[0] if "\n" in text[:2000] else text[:2000]
    match = _DATELINE.match(first)
    if match is None or match["place"].casefold() in _LABELS or len(match["place"]) > 40:
        return None
    if match["agency"]:
        names = re.split(r"\s*[/,]\s*|\s+en\s+", match["name"].casefold())
        return match["place"] if any(name in load_bylines().agencies for name in names) else None
    follows = first[match.end() : match.end() + 1]
    if match["place"].isupper() and len(match["place"]) > 2:
        return match["place"]
    return match["place"] if len(match["place"].split()) <= 2 and follows.isupper() else None
