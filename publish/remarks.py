"""Remarks of the earlier stages in words for a reader: why a passage was linked, whose word it is, how a fetch went.

Those stages write for the record: `status stopped past bij de bewering`, `user-supplied file letter.md`. What has no
words for a reader here is shown as it is (a reason) or left out (a note on a fetch).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from publish.wording import STATUSES
from staving.schema import Flag

ORIGIN_MARK = "herkomst: "
"""Begin of the reason that says whose word a passage is."""

_STATED = re.compile(r"stelt vast: (?P<town>GM\d{4}) (?P<practice>\w+) (?P<status>\w+)")
_FITS = re.compile(r"status (?P<status>\w+) (?P<verb>past bij|spreekt) de bewering(?P<rest> tegen)?")
_OPEN = re.compile(r"geen vaststelling: (?P<status>\w+)")

FLAGS = {
    Flag.PAYWALL: "achter een betaalmuur",
    Flag.CONSENT_WALL: "achter een toestemmingsscherm",
    Flag.RESERVED: "de uitgever behoudt zich verwerking voor",
    Flag.ROBOTS: "de site vraagt om dit niet op te halen",
    Flag.BLOCKED: "de site weigerde",
    Flag.GONE: "niet meer te vinden",
    Flag.ERROR: "ophalen of lezen mislukte",
    Flag.TIMEOUT: "de site antwoordde niet op tijd",
    Flag.TOO_LARGE: "te groot",
    Flag.REDIRECT_LOOP: "doorverwijzingen zonder einde",
    Flag.EMPTY: "zonder tekst",
    Flag.TRUNCATED: "niet volledig",
    Flag.ENCODING: "tekens niet te lezen",
    Flag.ENCRYPTED: "met een wachtwoord beveiligd",
    Flag.NEEDS_OCR: "een scan zonder tekstlaag",
    Flag.UNSUPPORTED: "een soort bestand dat niet wordt gelezen",
}
"""What became of a fetch, where that is not simply well."""

_NOTES = (
    (re.compile(r"user-supplied file (?P<what>.+)", re.DOTALL), "aangeleverd als bestand {what}"),
    (re.compile(r"(?P<what>\d+) documents in one file"), "{what} documenten in één bestand"),
    (re.compile(r"metadata of a search result.*"), "gegevens van een zoekresultaat; de tekst staat op het adres"),
    (re.compile(r"the ruling has metadata only"), "van deze uitspraak zijn alleen de gegevens openbaar"),
    (re.compile(r"the site answered (?P<what>\d{3})"), "de site antwoordde met code {what}"),
    (re.compile(r"leads to another site: (?P<what>.+)"), "het adres leidt naar een andere site: {what}"),
)  # fmt: skip
"""Notes on a fetch that tell a reader something; all others are for the log."""


def explain_note(note: str | None) -> str | None:
    """Return a note on a fetch in words, or None when it says nothing to a reader.

    >>> explain_note("user-supplied file letter.md"), explain_note("line 1:13 mismatched input 'c.product-area'")
    ('aangeleverd als bestand letter.md', None)
    """
    for pattern, words in _NOTES:
        match = pattern.fullmatch(note or "")
        if match:
            return words.format(**match.groupdict())
    return None


def explain_flag(flag: str) -> str | None:
    """Return what is the matter with a fetch or document, or None when nothing is."""
    return FLAGS.get(Flag(flag))


def split_reasons(reasons: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Return the reasons of a link, and apart from them why it is somebody's word.

    >>> split_reasons(("woorden: camera", "herkomst: eigen bericht van De Bode"))
    (('woorden: camera',), 'eigen bericht van De Bode')
    """
    origin = next((item.removeprefix(ORIGIN_MARK) for item in reasons if item.startswith(ORIGIN_MARK)), None)
    return tuple(item for item in reasons if not item.startswith(ORIGIN_MARK)), origin


def explain_reason(reason: str, towns: Mapping[str, str], practices: Mapping[str, str]) -> str:
    """Return a reason of a link in words.

    Args:
        reason: The reason as the link has it.
        towns: Name of each municipality by its CBS code.
        practices: Label of each practice by its id.

    >>> explain_reason("status stopped past bij de bewering", {}, {})
    'de status ‘gestopt’ past bij de stelling'
    """
    if match := _STATED.fullmatch(reason):
        town = towns.get(match["town"], match["town"])
        return f"de tekst zegt: {town}, {practices.get(match['practice'], match['practice'])}, {_name(match['status'])}"
    if match := _FITS.fullmatch(reason):
        return f"de status ‘{_name(match['status'])}’ {match['verb']} de stelling{match['rest'] or ''}"
    if match := _OPEN.fullmatch(reason):
        return f"de tekst stelt niets vast: {_name(match['status'])}"
    return reason


def _name(status: str) -> str:
    return STATUSES[status].label if status in STATUSES else status
