"""Which outlet or body a document comes from: a known publisher, a public body, or the user's own file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from crawler.addresses import split_address
from crawler.extracted import Extracted
from crawler.pages.dates import cut_to_day
from crawler.publishers import Policy, Publisher, find_publisher
from staving.gazetteer import find_municipality
from staving.schema import DocumentKind, Source

USER_SOURCE = Source(
    id="user",
    name="Eigen bestand",
    publisher="Eigen bestand",
    kind="user",
    note="Handed in by the user; who wrote it is not recorded.",
)
"""Source of files of which nothing is known."""

_REGISTER = Source(
    id="algoritmeregister",
    name="Algoritmeregister",
    publisher="Ministerie van Binnenlandse Zaken en Koninkrijksrelaties",
    kind="register",
    site="https://algoritmes.overheid.nl/",
    licence="CC0 1.0",
    quote_chars=5000,
    full_text="public",
    official=True,
    note="Each entry is the word of the organisation that registered it.",
)

_BODY_KINDS = {
    DocumentKind.RULING: "court",
    DocumentKind.PARLIAMENTARY_PAPER: "parliament",
    DocumentKind.STATUTE: "authority",
    DocumentKind.OFFICIAL_PUBLICATION: "authority",
    DocumentKind.LOCAL_REGULATION: "authority",
}


_NOT_MUNICIPAL = frozenset({DocumentKind.RULING, DocumentKind.STATUTE, DocumentKind.PARLIAMENTARY_PAPER})
"""Texts that are never of a municipality, also where one is named as the party or the subject."""


def is_of_body(extracted: Extracted) -> bool:
    """Tell whether a text is that of a public body, whoever hands it on: its source is the body, not the site."""
    is_paper = extracted.kind is DocumentKind.COUNCIL_PAPER and bool(extracted.municipality)
    return is_paper or extracted.kind is DocumentKind.REGISTER_ENTRY or extracted.kind in _BODY_KINDS


def make_slug(name: str) -> str:
    """Return a name in small letters, digits and hyphens.

    >>> make_slug("Súdwest-Fryslân Courant")
    'sudwest-fryslan-courant'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii").casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "onbekend"


def find_source(extracted: Extracted, url: str, publishers: Mapping[str, Publisher], *, is_file: bool) -> Source:
    """Return the source of a document.

    Args:
        extracted: What the document says.
        url: Its address; empty where there is none.
        publishers: Known outlets by id.
        is_file: Whether a user handed the document in.

    Returns:
        For texts of public bodies the body; the publisher of the address or of the outlet's name; for a page of an
        unknown site that site; else the user.
    """
    if extracted.kind is DocumentKind.REGISTER_ENTRY:
        return _REGISTER
    if is_of_body(extracted):
        return _make_body(extracted)
    named = make_slug(extracted.outlet) if extracted.outlet else ""
    known = find_publisher(publishers.values(), url) if url else None
    if known is None and named:
        known = next((item for item in publishers.values() if named in {item.id, make_slug(item.name)}), None)
    if known is not None:
        return known.as_source()
    host = (split_address(url).hostname or "").removeprefix("www.")
    if not host and (not extracted.outlet or not is_file):
        return USER_SOURCE
    name = extracted.outlet or host
    return Source(
        id=named or make_slug(host),
        name=name,
        publisher=name,
        kind="web" if host else "user",
        site=f"{split_address(url).scheme}://{split_address(url).netloc}/" if host else None,
        note="No publisher record: nothing is known of its policy, so only short quotations are shown.",
    )


def make_unknown(url: str) -> Publisher:
    """Return a cautious publisher record for a site that has none."""
    parts = split_address(url)
    host = (parts.hostname or "").removeprefix("www.")
    return Publisher(
        id=make_slug(host),
        name=host,
        owner=host,
        kind="web",
        site=f"{parts.scheme}://{parts.netloc}/",
        hosts=(host,),
        policy=Policy(archive=True),
        delay_s=2.0,
        note="No publisher record: nothing is known of its policy, so only short quotations are shown.",
    )


def _make_body(extracted: Extracted) -> Source:
    if extracted.municipality and extracted.kind not in _NOT_MUNICIPAL:
        place = find_municipality(extracted.municipality, cut_to_day(extracted.published))
        called = place.name if place else extracted.municipality
        name, kind = f"Gemeente {re.sub(r'(?i)^gemeente ', '', called)}", "municipality"
    else:
        body = extracted.fields.get("creator") if extracted.kind is DocumentKind.PARLIAMENTARY_PAPER else None
        name, kind = str(body or extracted.outlet or "Overheid"), _BODY_KINDS[extracted.kind]
    return Source(
        id=make_slug(name),
        name=name,
        publisher=name,
        kind=kind,
        licence="Overheidstekst (art. 11 en 15b Auteurswet)",
        quote_chars=5000,
        full_text="public",
        official=True,
    )
