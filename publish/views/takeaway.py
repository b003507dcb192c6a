"""What a reader takes along: the evidence of a claim, references of documents, feeds of what is new, the sitemap."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from graph.cells import disarm
from publish.cite import cite
from publish.references import to_csl, write_bibtex, write_csl, write_ris
from publish.rich import show_steering
from publish.views.claims import Item, read_items
from publish.views.reading import fetch_documents
from publish.wording import STANCES, STATES, STATUSES, name_outlet
from staving.schema import Document, Evidence, Municipality, Practice, Proposition, Source, Stance
from staving.store import Store

MOST = 2000
"""Pieces of evidence in one file."""

NEWEST = 50
"""Entries of a feed."""

CHUNK = 40_000
"""Addresses in one sitemap (the protocol allows 50,000)."""

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    text: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    path: str
    updated: datetime
    summary: str


def read_claim_evidence(store: Store, name: str, form: str) -> File | None:
    """Return the evidence of a claim as csv, json, ris or bib; None when there is no such claim.

    Rejected evidence is left out. A quotation that is not what the stored text says is left empty.
    """
    if store.get(Proposition, name) is None:
        return None
    condition = '"proposition_id" = ? AND "state" <> \'rejected\''
    found = list(store.iterate(Evidence, condition, (name,), order=f'"state", "score" DESC, "id" LIMIT {MOST}'))
    items = read_items(store, found)
    if form in {"ris", "bib"}:
        documents = {item.document.id: (item.document, item.source) for item in items}
        return _write_references(documents.values(), form)
    rows = [_list_fields(item) for item in items]
    if form == "json":
        return File(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "application/json; charset=utf-8")
    return File(write_csv(_COLUMNS, (row.values() for row in rows)), "text/csv; charset=utf-8")


def write_csv(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return rows as CSV (RFC 4180); no cell can be a formula, and characters that steer the reading are shown."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows(
        [disarm(show_steering(value)) if isinstance(value, str) else value for value in row] for row in rows
    )
    return text.getvalue()


_COLUMNS = (
    "claim", "stance", "state", "score", "quote", "speaker", "outlet", "date", "title", "address", "footnote", "origin",
    "document", "passage",
)  # fmt: skip


def _list_fields(item: Item) -> dict[str, str | float]:
    spoken = item.quotation
    names = (spoken.speaker_name, spoken.speaker_role, spoken.speaker_organisation) if spoken else ()
    values = (
        item.evidence.proposition_id,
        STANCES[Stance(item.evidence.stance)],
        STATES[item.evidence.state].label,
        round(item.evidence.score, 4),
        item.excerpt.marked if item.excerpt.is_checked else "",
        ", ".join(name for name in names if name),
        name_outlet(item.document, item.source),
        item.document.based_on_date or item.document.published or "",
        item.document.title,
        item.document.canonical_url,
        item.citation.text,
        item.origin.key if item.origin else "",
        item.document.id,
        item.evidence.passage_id,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def read_reference(store: Store, name: str, form: str) -> File | None:
    """Return the reference of a document as json (CSL), ris, bib or txt; None when there is no such document."""
    found = fetch_documents(store, [name])
    if not found:
        return None
    if form == "txt":
        document, source = found[name]
        return File(cite(document, source).text + "\n", "text/plain; charset=utf-8")
    return _write_references(found.values(), form)


def _write_references(documents: Iterable[tuple[Document, Source]], form: str) -> File:
    items = [to_csl(document, source) for document, source in documents]
    if form == "ris":
        return File(write_ris(items), "application/x-research-info-systems; charset=utf-8")
    if form == "bib":
        return File(write_bibtex(items), "application/x-bibtex; charset=utf-8")
    return File(write_csl(items), "application/vnd.citationstyles.csl+json; charset=utf-8")


def list_entries(
    store: Store, *, claim: str | None = None, municipality: str | None = None
) -> tuple[Entry, ...] | None:
    """Return what is new: accepted evidence of the case or of a claim, or what texts say of a municipality.

    None when there is no such claim or municipality. New is what was fetched last.
    """
    if municipality is not None:
        return _list_statements(store, municipality)
    if claim is not None and store.get(Proposition, claim) is None:
        return None
    condition = '"evidence"."state" = \'accepted\'' + (' AND "proposition_id" = :claim' if claim else "")
    rows = store.db.conn.execute(
        'SELECT "evidence"."id", "proposition_id", "stance", "document"."id", "document"."title", "passage_id", '  # noqa: S608
        '"capture"."fetched_at", "proposition"."statement" FROM "evidence" '
        'JOIN "document" ON "document"."id" = "evidence"."document_id" '
        'JOIN "proposition" ON "proposition"."id" = "evidence"."proposition_id" '
        'LEFT JOIN "capture" ON "capture"."id" = "document"."capture_id" '
        f'WHERE {condition} ORDER BY "capture"."fetched_at" DESC, "evidence"."id" LIMIT {NEWEST}',
        {"claim": claim},
    ).fetchall()
    return tuple(
        Entry(
            id=f"evidence:{row[0]}",
            title=f"{row[4] or '(zonder titel)'} {STANCES[row[2]]} {row[1]}",
            path=f"/document/{row[3]}?passage={row[5]}",
            updated=_read_time(row[6]),
            summary=row[7],
        )
        for row in rows
    )


def _list_statements(store: Store, code: str) -> tuple[Entry, ...] | None:
    if store.get(Municipality, code) is None:
        return None
    practices = {item.id: item.label for item in store.iterate(Practice)}
    rows = store.db.conn.execute(
        'SELECT "assertion"."id", "practice", "assertion"."status", "document"."id", "document"."title", "passage_id", '  # noqa: S608
        '"capture"."fetched_at" FROM "assertion" JOIN "document" ON "document"."id" = "assertion"."document_id" '
        'LEFT JOIN "capture" ON "capture"."id" = "document"."capture_id" WHERE "assertion"."municipality" IN '
        '(SELECT "id" FROM "municipality" WHERE "id" = :code OR "current" = :code) '
        f'ORDER BY "capture"."fetched_at" DESC, "assertion"."id" LIMIT {NEWEST}',
        {"code": code},
    ).fetchall()
    return tuple(
        Entry(
            id=f"assertion:{row[0]}",
            title=f"{practices.get(row[1], row[1])}: {STATUSES[row[2]].label}",
            path=f"/document/{row[3]}" + (f"?passage={row[5]}" if row[5] else ""),
            updated=_read_time(row[6]),
            summary=row[4] or "(zonder titel)",
        )
        for row in rows
    )


def _read_time(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else datetime(1970, 1, 1, tzinfo=UTC)


def write_feed(entries: Sequence[Entry], *, title: str, address: str, base: str) -> str:
    """Return an Atom feed (RFC 4287).

    Args:
        entries: What is new.
        title: Title of the feed.
        address: Its own address.
        base: Address of the site, without a slash at the end.
    """
    feed = etree.Element(f"{{{ATOM}}}feed", nsmap=_nsmap(ATOM))
    latest = max((entry.updated for entry in entries), default=_read_time(None))
    for name, text in (("id", address), ("title", title), ("updated", latest.isoformat())):
        etree.SubElement(feed, f"{{{ATOM}}}{name}").text = _clean(text)
    etree.SubElement(feed, f"{{{ATOM}}}link", rel="self", href=address)
    etree.SubElement(etree.SubElement(feed, f"{{{ATOM}}}author"), f"{{{ATOM}}}name").text = "Staving"
    for entry in entries:
        item = etree.SubElement(feed, f"{{{ATOM}}}entry")
        values = (("id", f"{base}/#{entry.id}"), ("title", entry.title), ("updated", entry.updated.isoformat()))
        for name, text in (*values, ("summary", entry.summary)):
            etree.SubElement(item, f"{{{ATOM}}}{name}").text = _clean(text)
        etree.SubElement(item, f"{{{ATOM}}}link", href=base + entry.path)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8").decode()


def write_sitemap(store: Store, base: str, part: int | None) -> str | None:
    """Return the sitemap (sitemaps.org, 0.9), or the list of its parts; None when there is no such part.

    Args:
        store: The database.
        base: Address of the site, without a slash at the end.
        part: Number of the part, from 1; None for the list of parts.
    """
    total = store.db.conn.execute(f"SELECT count(*) FROM ({_PATHS})").fetchone()[0]  # noqa: S608  # our own text
    if part is None:
        addresses = [f"{base}/sitemap-{number + 1}.xml" for number in range(-(-total // CHUNK) or 1)]
        return _write_locations("sitemapindex", "sitemap", addresses)
    if part < 1 or (part - 1) * CHUNK > total:
        return None
    rows = store.db.conn.execute(f"{_PATHS} LIMIT {CHUNK} OFFSET {(part - 1) * CHUNK}").fetchall()
    fixed = ["/", "/compare", "/municipalities", "/weak", "/graph"] if part == 1 else []
    return _write_locations("urlset", "url", [base + path for path in (*fixed, *(row[0] for row in rows))])


_PATHS = (
    'SELECT \'/claim/\' || "id" AS "path" FROM "proposition" '
    'UNION ALL SELECT \'/practice/\' || "id" FROM "practice" '
    'UNION ALL SELECT DISTINCT \'/municipality/\' || "municipality" FROM "assertion" '
    'UNION ALL SELECT \'/document/\' || "id" FROM "document"'
)


def _nsmap(name: str) -> Any:
    return {None: name}


def _write_locations(root: str, element: str, addresses: Sequence[str]) -> str:
    found = etree.Element(f"{{{SITEMAP}}}{root}", nsmap=_nsmap(SITEMAP))
    for address in addresses:
        place = etree.SubElement(etree.SubElement(found, f"{{{SITEMAP}}}{element}"), f"{{{SITEMAP}}}loc")
        place.text = _clean(address)
    return etree.tostring(found, xml_declaration=True, encoding="utf-8").decode()


def _clean(text: str) -> str:
    """Return text that XML can hold, with steering characters made visible."""
    shown = show_steering(text)
    return "".join(
        letter for letter in shown if letter in "\t\n" or (ord(letter) >= 0x20 and ord(letter) not in (0xFFFE, 0xFFFF))
    )
