"""Where a cited text can be read: the address that an identifier stands for. Nothing is fetched."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from urllib.parse import quote

from nlp.citation_laws import load_laws

_ADDRESSES = (
    (r"(3\d{4}[A-Z]\d{4}|12\d{3}[A-Z]/TXT)", "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:{}"),
    (r"(CVDR\d+)", "https://lokaleregelgeving.overheid.nl/{}"),
    (r"kst-(\d{5}(?:-(?:[IVX]+|R\d+))?)", "https://zoek.officielebekendmakingen.nl/dossier/{}"),
    (
        r"((?:kst|stb|stcrt|gmb|trb|prb|wsb|bgr|h-[te]k|ah-[te]k|kv-tk|blg)-\d[\dA-Z-]*)",
        "https://zoek.officielebekendmakingen.nl/{}.html",
    ),
)


def address_of(
    identifier: str | None, article: str | None = None, date: str | None = None, *, paragraph: str | None = None
) -> str | None:
    """Return the address where the text with an identifier can be read.

    An article of a Dutch law is addressed by jci 1.3 (Juriconnect), since an anchor in the page of a law
    holds the chapters above the article, which a citation does not name.

    Args:
        identifier: BWB, CELEX, ECLI or CVDR identifier, or the number in an official series.
        article: Number of the article.
        date: Date of the text that cites (ISO). The address of a Dutch law is that of its text in force on that day;
            for a day on which the law was not yet, or no longer, in force it is the first or the last text.
        paragraph: Number of the paragraph (lid).

    Returns:
        An address on wetten.overheid.nl, eur-lex.europa.eu, deeplink.rechtspraak.nl, hudoc.echr.coe.int,
        zoek.officielebekendmakingen.nl or lokaleregelgeving.overheid.nl; None where the identifier gives none.
        Whether the page exists is not known.

    >>> address_of("BWBR0015703", "17", "2016-05-01")
    'https://wetten.overheid.nl/jci1.3:c:BWBR0015703&artikel=17&z=2016-05-01&g=2016-05-01'
    >>> address_of("BWBR0011468", date="2021-03-01")
    'https://wetten.overheid.nl/BWBR0011468/2018-05-24'
    """
    identifier = identifier or ""
    if re.fullmatch(r"BWB[RV]\d{7}", identifier):
        return _address_law(identifier, article, paragraph, date)
    if identifier.startswith("ECLI:"):
        return _address_ruling(identifier)
    for expression, address in _ADDRESSES:
        match = re.fullmatch(expression, identifier)
        if match:
            return address.format(match[1])
    return None


@cache
def _days_in_force() -> dict[str, tuple[str, str]]:
    """Return the first and the last day of each Dutch law that began or ended at a day we know."""
    days: dict[str, tuple[str, str]] = {}
    for law in load_laws():
        for identifier in {law.identifier, *law.books.values()} - {None}:
            first, last = days.get(str(identifier), ("9999", "0000"))
            # The WWB and the Participatiewet are one law in the register: together they span its life.
            days[str(identifier)] = (min(first, law.since or "0000"), max(last, law.until or "9999"))
    return days


def _choose_day(identifier: str, date: str | None) -> str | None:
    if not date or not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return None
    first, until = _days_in_force().get(identifier, ("0000", "9999"))
    return max(first, date) if date < until else _day_before(until)


def _day_before(day: str) -> str:
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


def _address_law(identifier: str, article: str | None, paragraph: str | None, date: str | None) -> str:
    day = _choose_day(identifier, date)
    if not article or not re.match(r"\d", article):
        return f"https://wetten.overheid.nl/{identifier}" + (f"/{day}" if day else "")
    if identifier in _books():
        article = article.split(":", 1)[-1]
    letter = "v" if identifier.startswith("BWBV") else "c"
    link = f"https://wetten.overheid.nl/jci1.3:{letter}:{identifier}&artikel={quote(article, safe=':')}"
    if paragraph and paragraph.isdigit():
        link += f"&lid={paragraph}"
    return link + (f"&z={day}&g={day}" if day else "")


@cache
def _books() -> frozenset[str]:
    return frozenset(identifier for law in load_laws() for identifier in law.books.values())


def _address_ruling(ecli: str) -> str | None:
    country = ecli.split(":")[1]
    if country == "NL":
        return f"https://deeplink.rechtspraak.nl/uitspraak?id={ecli}"
    if country == "EU":
        return f"https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=ecli:{ecli}"
    if country == "CE":
        return "https://hudoc.echr.coe.int/eng#" + quote(f'{{"ecli":["{ecli}"]}}', safe=":,")
    return None
