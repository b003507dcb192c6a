"""From what was read to rows: one capture, its documents, their passages, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from crawler.extracted import Extracted
from crawler.hiding import clean
from crawler.identity import identify
from crawler.pages.dates import cut_to_day
from crawler.publishers import Publisher
from crawler.sources import USER_SOURCE, find_source, is_of_body
from crawler.versions import describe_changes, find_neighbours, read_time
from staving.forgotten import Forgotten
from staving.gazetteer import find_municipality
from staving.passages import split_passages
from staving.schema import Capture, Document, Flag, Municipality, Source, derive_id, hash_text
from staving.store import Store

KEPT_FLAGS = frozenset({Flag.OK, Flag.TRUNCATED, Flag.ENCODING, Flag.PAYWALL, Flag.RESERVED})
"""Flags of captures that become a document: a text, or the metadata of one that we may not have."""

_NO_EVIDENCE = frozenset({Flag.PAYWALL, Flag.RESERVED})
"""Flags of documents that are metadata and a teaser only."""

PROBLEM_FLAGS = frozenset(Flag) - {Flag.OK, Flag.NOT_MODIFIED}
"""Flags that a user should know of."""


FORGOTTEN_NOTE = "a page that was forgotten (`staving forget --list`) was not taken in again"
"""Said of a page that is to be forgotten; without its address, which would be kept with the problems of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposited:
    """What one capture came to."""

    capture: Capture
    """The row of the capture."""
    new: int = 0
    """Documents not seen before."""
    changed: int = 0
    """New versions of documents."""
    known: int = 0
    """Documents whose text is the one we have."""
    forgotten: int = 0
    """Documents that were not stored, because they were to be forgotten."""
    problems: tuple[str, ...] = ()
    """What should be looked at, one line each."""


def deposit(
    store: Store,
    capture: Capture,
    found: Iterable[Extracted],
    *,
    publishers: Mapping[str, Publisher],
    is_file: bool,
    replace_known: bool = False,
    default_address: str | None = None,
    is_list: bool = False,
) -> Deposited:
    """Store a capture with all it yielded, in one transaction.

    A text that we have under the same address is not stored again; another text under the same address is a new
    version, which supersedes the one before. Of a page behind a paywall or with reserved rights only the metadata
    and the public teaser are kept, without passages: it cannot be evidence.

    What the workspace was told to forget is not stored: a page leaves nothing but a count, names are taken out of the
    texts of others.

    Args:
        store: The evidence database.
        capture: The capture; its source is filled in here where it is empty.
        found: What was read from it.
        publishers: Known outlets by id.
        is_file: Whether a user handed it in.
        replace_known: Whether metadata of known documents are to be written anew.
        default_address: Address for documents that have none of their own.
        is_list: Whether they stood in the answer of a search service: each has its own address then.
    """
    forgotten = Forgotten.read(store.folder)
    items = tuple(clean(item, forgotten) for item in found)
    counts = {"new": 0, "changed": 0, "known": 0, "forgotten": 0}
    if forgotten.has_page(capture.url, capture.final_url, default_address):
        return Deposited(capture=capture, forgotten=max(1, len(items)), problems=(FORGOTTEN_NOTE,))
    capture = replace(capture, note=forgotten.hide_in(capture.note))
    problems = [
        f"{capture.url}: {item.flag.value}: {item.note or ''}".rstrip(": ")
        for item in items
        if item.flag in PROBLEM_FLAGS
    ]
    with store.unit():
        sources: dict[str, Source] = {}
        address = _find_address(capture, default_address)
        first = find_source(items[0], address, publishers, is_file=is_file) if items else USER_SOURCE
        own = publishers[capture.source_id].as_source() if capture.source_id in publishers else first
        sources[own.id] = own
        capture = replace(capture, source_id=own.id)
        _put_sources(store, sources.values())
        store.put(capture)
        seen_municipalities: set[str] = set()
        for item in items:
            if item.flag not in KEPT_FLAGS or not (item.text.strip() or item.flag in _NO_EVIDENCE):
                continue
            is_part = is_list or (is_file and "#" in (item.canonical_url or ""))  # one of many documents in a file
            document, place = _make_document(
                item, capture, publishers, is_part=is_part, is_file=is_file, default_address=default_address
            )
            if forgotten.has_page(document.canonical_url, document.sha256):
                counts["forgotten"] += 1
                problems.append(FORGOTTEN_NOTE)
                continue
            source = (
                own
                if capture.source_id in publishers and not is_of_body(item)
                else find_source(item, _choose_address(item, address, default_address), publishers, is_file=is_file)
            )
            if source.id not in sources:
                sources[source.id] = source
                _put_sources(store, [source])
            if place is not None and place.id not in seen_municipalities:
                _put_municipality(store, place)
                seen_municipalities.add(place.id)
            document = replace(document, source_id=source.id)
            counts[_put_document(store, document, capture, replace_known=replace_known)] += 1
    return Deposited(capture=capture, problems=tuple(problems), **counts)


def _find_address(capture: Capture, default: str | None) -> str:
    for address in (default, capture.final_url, capture.url):
        if address and address.startswith(("http://", "https://")):
            return address
    return ""


def _choose_address(item: Extracted, address: str, default: str | None) -> str:
    """Return the address that tells whose a document is: what the user or the list says wins over the page."""
    return default or item.canonical_url or address


def _put_sources(store: Store, sources: Iterable[Source]) -> None:
    for source in sources:
        if store.get(Source, source.id) != source:
            store.put(source)


def _put_municipality(store: Store, place: Municipality) -> None:
    """Store a municipality and the one it belongs to today, unless they are there."""
    if store.get(Municipality, place.id) is None:
        store.put(place)


def _make_document(
    item: Extracted,
    capture: Capture,
    publishers: Mapping[str, Publisher],
    *,
    is_part: bool,
    is_file: bool,
    default_address: str | None,
) -> tuple[Document, Municipality | None]:
    base = default_address or capture.final_url
    if base.startswith(("http://", "https://")) and not default_address and not is_part:
        canonical = identify(base, item.canonical_url, publishers=publishers.values())
    elif default_address:
        canonical = identify(default_address, publishers=publishers.values())
    elif item.canonical_url:
        # A saved page tells its own address; that of a record in a dump is its own as well.
        canonical = (
            item.canonical_url
            if "#" in item.canonical_url
            else identify(item.canonical_url, publishers=publishers.values())
        )
    else:
        canonical = base
    digest = hash_text(item.text)
    published = cut_to_day(item.published)
    place = find_municipality(item.municipality, published)
    fields: dict[str, Any] = dict(item.fields)
    for name, value in (("datePublished", item.published), ("dateModified", item.modified)):
        if value and "T" in value:
            fields.setdefault(name, value)
    if item.municipality and place is None:
        fields.setdefault("gemeente", item.municipality)
    document = Document(
        id=derive_id(canonical, digest),
        source_id=capture.source_id,
        capture_id=capture.id,
        canonical_url=canonical,
        kind=item.kind,
        title=item.title or canonical,
        authors=item.authors,
        agencies=item.agencies,
        desks=item.desks,
        section=item.section,
        place=item.place,
        published=published,
        modified=cut_to_day(item.modified),
        language=item.language or "nl",
        text=item.text,
        sha256=digest,
        identifier=item.identifier,
        municipality=place.id if place else None,
        fields=fields,
        based_on_url=item.based_on_url,
        based_on_publisher=item.based_on_publisher,
        based_on_date=cut_to_day(item.based_on_date),
        user_supplied=is_file,
        flag=item.flag,
        run_id=capture.run_id,
    )
    return document, place


def _put_document(store: Store, document: Document, capture: Capture, *, replace_known: bool) -> str:
    """Store a document with its passages unless it is there; return whether it is new, changed or known."""
    same = store.get(Document, document.id)
    if same is not None:
        if replace_known:
            store.put(replace(document, cluster=same.cluster, supersedes=same.supersedes, run_id=same.run_id))
        return "known"
    versions = list(store.iterate(Document, "canonical_url = ?", (document.canonical_url,)))
    if versions and not document.text.strip():
        return "known"  # A teaser or bare metadata is no newer version of a text that we have.
    if any(version.sha256 == document.sha256 for version in versions):
        return "known"  # from which a name was taken out after it was stored: its id is still that of the text before
    before, after = find_neighbours(store, versions, read_time(capture))
    is_whole = document.flag not in _NO_EVIDENCE
    if not is_whole and any(version.flag not in _NO_EVIDENCE for version in versions):
        return "known"
    fields = dict(document.fields)
    if before is not None and is_whole and before.flag not in _NO_EVIDENCE:
        fields["changes"] = describe_changes(before.text, document.text)
    store.put(replace(document, supersedes=before.id if before else None, fields=fields))
    if after is not None:
        store.put(replace(after, supersedes=document.id))
    if is_whole:
        store.put_all(split_passages(document.id, document.text))
    return "changed" if versions else "new"


def iterate_current(store: Store, where: str = "1") -> Iterator[Document]:
    """Yield the documents that no later version has replaced.

    Args:
        store: The evidence database.
        where: A further SQL condition on the document; trusted text.
    """
    newest = '"id" NOT IN (SELECT "supersedes" FROM "document" WHERE "supersedes" IS NOT NULL)'
    yield from store.iterate(Document, f"{newest} AND ({where})")
