"""Whose word a stored passage is: documents, sources and quotations of the store read as items of `graph.origin`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from graph.attribution import load_outlets, simplify_outlet
from graph.link import Readable
from graph.origin import Attribution, Item, attribute
from staving.schema import Document, DocumentKind, Flag, Municipality, Origin, Passage, Quotation, Source, derive_id
from staving.store import Store

COMPLAINANT = "complainant"
"""Kind of source of the complainant's own texts."""

DEFAULT_RELIABILITY = 0.8
"""Reliability of an origin for which the case file gives none."""


class Case(Readable, Protocol):
    """What the reason stage needs of a case file."""

    @property
    def complainant(self) -> str:
        """Who complains."""
        ...

    @property
    def reliability(self) -> dict[str, float]:
        """Probability that an origin is right, by kind or name."""
        ...


@dataclass(frozen=True, slots=True)
class Library:
    """The documents that can be evidence, with their sources."""

    documents: dict[str, Document]
    """Newest whole version of each document, by id."""
    sources: dict[str, Source]
    """Sources by id."""
    left_out: dict[str, str]
    """Documents that are no evidence, by id, with the reason."""


def open_library(store: Store) -> Library:
    """Return the documents that can be evidence: not replaced by a later version, and whole."""
    sources = {source.id: source for source in store.iterate(Source)}
    everything = {document.id: document for document in store.iterate(Document)}
    replaced = {document.supersedes for document in everything.values() if document.supersedes}
    left_out = {}
    for name, document in everything.items():
        if name in replaced:
            left_out[name] = "vervangen door een latere versie"
        elif document.flag not in (Flag.OK, Flag.TRUNCATED):
            left_out[name] = f"niet volledig: {document.flag}"
    documents = {name: document for name, document in everything.items() if name not in left_out}
    return Library(documents, sources, left_out)


def is_complainants(document: Document, source: Source | None) -> bool:
    """Return whether a document is the complainant's own: its letter, or a text of its own site."""
    own_source = source is not None and source.kind == COMPLAINANT
    return own_source or (document.kind == DocumentKind.LETTER and document.user_supplied)


def describe_passage(
    passage: Passage, document: Document, source: Source | None, quotations: Sequence[Quotation], dossier: Case
) -> Item:
    """Return a stored passage as an item whose origin can be told.

    Args:
        passage: The passage.
        document: Its document.
        source: Source of the document.
        quotations: Quotations in the passage; the longest with a speaker decides whose word it is.
        dossier: The case.
    """
    own = is_complainants(document, source)
    speaker = None
    if not own:
        spoken = [item for item in quotations if item.speaker_name or item.speaker_role or item.speaker_organisation]
        if spoken:
            longest = max(spoken, key=lambda item: (item.end - item.start, -item.start))
            speaker = name_speaker(longest)
    outlet = document.based_on_publisher or (source.name if source else document.source_id)
    publisher = (source.publisher if source else "") or outlet
    if document.based_on_publisher:
        known = load_outlets()[0].get(outlet.casefold()) or load_outlets()[0].get(simplify_outlet(outlet))
        publisher = known.publisher if known else outlet
    return Item(
        id=passage.id,
        text=passage.text,
        outlet=dossier.complainant if own else outlet,
        publisher=dossier.complainant if own else publisher,
        date=document.based_on_date or document.published or "",
        speaker=speaker,
        url=document.based_on_url or document.canonical_url,
        is_official=bool(source and source.official and not document.based_on_publisher),
        is_law=document.kind == DocumentKind.STATUTE,
    )


def name_speaker(quotation: Quotation) -> str | None:
    """Return the words that name a speaker: name, role and organisation."""
    parts = (quotation.speaker_name, quotation.speaker_role, quotation.speaker_organisation)
    found = ", ".join(dict.fromkeys(part.strip() for part in parts if part and part.strip()))
    return found or None


def attribute_passages(
    store: Store, library: Library, passages: Iterable[Passage], dossier: Case
) -> dict[str, Attribution]:
    """Return the origin of each of some passages, by id of the passage."""
    items = []
    for passage in passages:
        document = library.documents[passage.document_id]
        quotations = list(store.iterate(Quotation, "passage_id = ?", (passage.id,)))
        items.append(describe_passage(passage, document, library.sources.get(document.source_id), quotations, dossier))
    subject = store.get(Municipality, dossier.subject)
    names = (dossier.complainant, *dossier.complainant_names)
    return attribute(items, complainants=names, municipality=subject.name if subject else None)


PUBLICATION = (
    'CASE WHEN "document"."based_on_url" IS NULL AND "document"."based_on_publisher" IS NULL '
    'THEN "document"."published" ELSE "document"."based_on_date" END'
)
"""The same as `find_publication`, in SQL."""


def find_publication(document: Document) -> str | None:
    """Return when a text was published; for a summary, when the work that it summarises was (or None, if unknown)."""
    is_summary = bool(document.based_on_publisher or document.based_on_url)
    return document.based_on_date if is_summary else document.published


def make_origin(found: Attribution, reliability: Mapping[str, float]) -> Origin:
    """Return the record of an origin.

    Args:
        found: Where a passage comes from.
        reliability: Probabilities of the case file, by name or kind of the origin.
    """
    key = found.party.key
    by_name = {name.casefold(): value for name, value in reliability.items()}
    default = by_name.get("default", DEFAULT_RELIABILITY)
    value = 1.0 if found.party.kind == "law" else by_name.get(key.casefold(), by_name.get(found.party.kind, default))
    return Origin(
        id=derive_id(key.casefold()),
        key=key,
        kind=found.party.kind,
        publisher=found.publisher,
        counts=found.counts,
        reliability=value,
    )
