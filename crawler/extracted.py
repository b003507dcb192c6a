"""What reading a page or file gives: the record between the readers and the store."""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass, field
from typing import Any

from staving.schema import DocumentKind, Flag

MAX_DEPTH = 50
"""How deep the fields of a structured source may be nested; SQLite reads JSON up to 1000 levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """A text with what the page says about itself."""

    flag: Flag = Flag.OK
    """ok, or why the text is missing or not whole."""
    note: str | None = None
    """One line on what was noticed."""
    title: str = ""
    """Title without the name of the site."""
    authors: tuple[str, ...] = ()
    """People named as authors."""
    agencies: tuple[str, ...] = ()
    """Press agencies named as origin."""
    desks: tuple[str, ...] = ()
    """Desks named instead of a person: redactie, Onze verslaggever, Stadsredactie …"""
    section: str | None = None
    """Section of the outlet, as the page says."""
    place: str | None = None
    """Place in the dateline (DRONTEN - …), as written."""
    published: str | None = None
    """Publication as precisely as the page says: YYYY, YYYY-MM, YYYY-MM-DD or a time with its zone."""
    modified: str | None = None
    """Last change, in the same form."""
    outlet: str | None = None
    """Name of the outlet or body, as the page says."""
    language: str | None = None
    """Language of the text (ISO 639-1); None where it cannot be told."""
    text: str = ""
    """The text: one line for each paragraph, heading or list item."""
    kind: DocumentKind = DocumentKind.WEB_PAGE
    """What sort of text it is."""
    identifier: str | None = None
    """Public identifier: ECLI, gmb-2020-116862, CVDR640174_1, register number."""
    municipality: str | None = None
    """Name of the municipality whose document it is, as the source writes it."""
    canonical_url: str | None = None
    """Address that the page gives for itself."""
    is_free: bool | None = None
    """Whether the publisher says that anybody may read it whole; None where nothing is said."""
    is_reserved: bool = False
    """Whether the page reserves text and data mining."""
    based_on_url: str | None = None
    """Address of the work that the text summarises (schema.org isBasedOn)."""
    based_on_publisher: str | None = None
    """Publisher of that work."""
    based_on_date: str | None = None
    """Date of that work."""
    media_type: str | None = None
    """Media type as recognised."""
    fields: dict[str, Any] = field(default_factory=dict)
    """Fields of a structured source, under their own names."""

    @property
    def has_text(self) -> bool:
        """Whether there is a text that can be evidence: whole, or wanting in a way that the flag says."""
        return bool(self.text.strip()) and self.flag in {Flag.OK, Flag.TRUNCATED, Flag.ENCODING, Flag.NEEDS_OCR}

    def mend(self) -> Extracted:
        """Return the record with only what a database and JSON can hold.

        Halves of characters (lone surrogates) become U+FFFD, so that offsets stay the same; numbers that are none
        (NaN, Infinity) become text; what is nested deeper than `MAX_DEPTH` is left out with a word that says so.
        """
        values = {item.name: getattr(self, item.name) for item in dataclasses.fields(self)}
        mended = {name: _mend(value, 0) for name, value in values.items() if isinstance(value, str | tuple | dict)}
        changed = {name: value for name, value in mended.items() if value != values[name]}
        return dataclasses.replace(self, **changed) if changed else self


def _mend(value: Any, depth: int) -> Any:
    if type(value) is str:  # values of an enum are strings too, and stay what they are
        return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict | list | tuple) and depth > MAX_DEPTH:
        return "nested too deeply"
    if isinstance(value, dict):
        return {_mend(key, depth): _mend(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_mend(item, depth + 1) for item in value)
    return value
