"""Forget a page or a person: out of the databases, the search tables and the archive, and never in again.

The order keeps a killed command safe to repeat: first the tombstone, then new files of the archive, then the rows, in
one transaction with the places of what stays, then the old files.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecordType

from crawler.hiding import FIELDS, join_texts
from crawler.identity import identify
from crawler.process import hold_crawl
from crawler.publishers import Publisher
from crawler.warc import Answer, Report, read_warc
from staving.config import Workspace
from staving.errors import StoreError
from staving.forgotten import Forgotten, Tombstone
from staving.schema import (
    Address,
    Assertion,
    Capture,
    Document,
    Evidence,
    Mention,
    MentionKind,
    Origin,
    OriginKind,
    Passage,
    Quotation,
    Review,
    Run,
    Verdict,
    hash_text,
)
from staving.store import Store

T = TypeVar("T")

_PARTS: tuple[type[Any], ...] = (Evidence, Assertion, Quotation, Mention, Passage)
"""Records that hang on a document, each before the ones it refers to."""

_SWEPT: tuple[type[Any], ...] = (Run, Address, Capture, Document, Quotation, Assertion, Origin, Evidence)
"""Records in which a name can stand that came from a page or from reading it; the claims are the user's own words."""

_ADDRESSES = ("url", "final_url", "canonical_url", "based_on_url", "key", "moved_to")


@dataclass(slots=True)
class Removed:
    """What was taken out; where nothing was changed, what would be."""

    counts: Counter[str] = field(default_factory=Counter)
    """Rows by table, archived copies under `copies`, names taken out of texts under `texts`."""
    addresses: list[str] = field(default_factory=list)
    """Addresses that hold the name of a forgotten person, and stay."""
    has_public: bool = False
    """Whether there was a public edition, which is gone now."""


def is_address(key: str) -> bool:
    """Tell whether a user names a page (http:, https:, file:) and not a person."""
    return key.startswith(("http://", "https://", "file:"))


def forget(
    workspace: Workspace, key: str, publishers: dict[str, Publisher], *, is_trial: bool = False
) -> tuple[Tombstone, Removed]:
    """Take a page or a person out of a workspace, for good.

    A page goes with all its versions and what was read in them, with the decisions on it, its archived copies, and the
    archived lists that announce it. Of a person the name goes: each letter becomes a block, so that all offsets stay
    true; the archived copies of the pages that name the person go whole, for there a name cannot be taken out without
    making the hash untrue.

    Args:
        workspace: The workspace.
        key: An address, or a name of at least two words.
        publishers: Known outlets by id.
        is_trial: Only count; nothing is changed.

    Raises:
        StoreError: The name is too short, or a database cannot be written.
        SourceError: A crawl is at work in the workspace.
    """
    with hold_crawl(workspace), Store.open(workspace.evidence) as store, Store.open_review(workspace.review) as review:
        before = Forgotten.read(workspace.root)
        if is_address(key):
            pages = _Pages.find(store, key, publishers)
            after = before.with_page(pages.names)
            wanted: _Pages | _Person = pages
        else:
            after = before.with_person(key)
            wanted = _Person.find(store, replace(after, stones=after.stones[-1:]))
        removed = Removed()
        if is_trial:
            wanted.count(store, removed)
            return after.stones[-1], removed
        after.write(workspace.root)
        offsets, old = _rewrite_archive(workspace, store, wanted, removed)
        replace(after, leftovers=(*before.leftovers, *old)).write(workspace.root)
        for db in (store.db, review.db):
            db.execute("PRAGMA secure_delete = ON")
        run = store.start_run("forget", "")
        with store.unit():
            _move_captures(store, offsets)
            decided = wanted.take_out(store, removed)
            store.delete(Verdict, "1", ())
            _drop_origins(store)
        with review.unit():
            wanted.take_out_decisions(review, decided, removed)
        store.finish_run(run, {}, removed.counts)
        _rebuild_search(store)
        for db in (store.db, review.db):
            db.execute("VACUUM")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for name in (*before.leftovers, *old):
            (workspace.archive / Path(name).name).unlink(missing_ok=True)
        after = replace(after, leftovers=())
        after.write(workspace.root)
    removed.has_public = workspace.public.exists()
    for path in (workspace.public, *(workspace.public.with_name(workspace.public.name + end) for end in _BESIDE)):
        path.unlink(missing_ok=True)
    return after.stones[-1], removed


_BESIDE = ("-wal", "-shm", "-journal")
"""Ends of the files that SQLite keeps beside a database."""


def recall(workspace: Workspace, key: str, publishers: dict[str, Publisher]) -> bool:
    """Let a page or person be taken in again; what was removed does not come back by itself.

    Returns:
        Whether it was forgotten.
    """
    known = Forgotten.read(workspace.root)
    names = (key, identify(key, publishers=publishers.values())) if is_address(key) else (key,)
    stone = next((found for name in names if (found := known.find(name)) is not None), None)
    if stone is None:
        return False
    known.without(stone).write(workspace.root)
    return True


@dataclass(frozen=True, slots=True)
class _Pages:
    """A page with all its versions."""

    names: frozenset[str]
    """Its addresses, and the hashes of its texts."""
    urls: frozenset[str]
    """Its addresses."""
    documents: frozenset[str]
    """Ids of its versions."""

    @classmethod
    def find(cls, store: Store, key: str, publishers: dict[str, Publisher]) -> _Pages:
        """Return the page that an address stands for."""
        urls = {key, identify(key, publishers=publishers.values())}
        ids: set[str] = set()
        texts: set[str] = set()
        for _ in range(3):  # the page led elsewhere, and was found from elsewhere
            marks = ",".join("?" * len(urls))
            given = tuple(urls)
            rows = store.db.conn.execute(
                "WITH found AS (SELECT d.id, d.canonical_url, d.sha256, d.source_id = c.source_id AS own, c.url, "  # noqa: S608 - marks
                "c.final_url, (SELECT count(*) FROM document o WHERE o.capture_id = c.id) = 1 AS is_alone "
                "FROM document d LEFT JOIN capture c ON c.id = d.capture_id) SELECT * FROM found "
                f"WHERE canonical_url IN ({marks}) OR url IN ({marks}) AND own AND is_alone",
                (*given, *given),
            ).fetchall()
            ids |= {row[0] for row in rows}
            texts |= {row[2] for row in rows}
            urls |= {row[1] for row in rows}
            urls |= {url for *_, first, last, is_alone in rows if is_alone for url in (first, last) if url}
        keys = {
            name
            for item in store.iterate(Address, f"url IN ({','.join('?' * len(urls))}) AND reader = 'page'", (*urls,))
            for name in (item.key, item.url)
        }
        texts.discard(hash_text(""))
        return cls(frozenset(urls | keys | texts), frozenset(urls | keys), frozenset(ids))

    def count(self, store: Store, removed: Removed) -> None:
        """Count what would go."""
        records: tuple[type[Any], ...] = (Document, *_PARTS)
        for record in records:
            column = "id" if record is Document else "document_id"
            for name in self.documents:
                removed.counts[record.__name__.lower()] += store.count(record, f'"{column}" = ?', (name,))

    def takes_copy(self, answer: Answer, capture: Capture | None, has_document: bool) -> bool:
        """Tell whether an archived copy is to go: that of the page, and of lists that announce it."""
        if answer.url in self.urls or (capture is not None and {capture.url, capture.final_url} & self.urls):
            return True
        return not has_document and any(url in _show(answer) for url in map(_shorten, self.urls))

    def take_out(self, store: Store, removed: Removed) -> set[str]:
        """Delete the rows; return the ids of the records that decisions may be about."""
        decided: set[str] = set()
        for name in self.documents:
            document = store.get(Document, name)
            for record in _PARTS:
                decided |= {item.id for item in store.iterate(record, "document_id = ?", (name,))}
                removed.counts[record.__name__.lower()] += store.delete(record, "document_id = ?", (name,))
            before = document.supersedes if document and document.supersedes not in self.documents else None
            store.db.conn.execute('UPDATE "document" SET "supersedes" = ? WHERE "supersedes" = ?', (before, name))
            removed.counts["document"] += store.delete(Document, "id = ?", (name,))
        for url in self.urls:
            own = "(url = ? OR final_url = ?) AND id NOT IN (SELECT capture_id FROM document WHERE capture_id NOT NULL)"
            removed.counts["capture"] += store.delete(Capture, own, (url, url))
            store.db.conn.execute('UPDATE "document" SET "based_on_url" = NULL WHERE "based_on_url" = ?', (url,))
            gone = [item.id for item in store.iterate(Address, "url = ? OR key = ? OR moved_to = ?", (url, url, url))]
            for name in gone:
                store.db.conn.execute('UPDATE "address" SET "found_in" = NULL WHERE "found_in" = ?', (name,))
                removed.counts["address"] += store.delete(Address, "id = ?", (name,))
        for run in tuple(store.iterate(Run)):
            kept = tuple(line for line in run.problems if not any(url in line for url in self.urls))
            if kept != run.problems:
                store.put(replace(run, problems=kept))
        return decided | set(self.documents)

    def take_out_decisions(self, review: Store, decided: set[str], removed: Removed) -> None:
        """Delete the decisions on what is gone: what they were about stands in them."""
        for item in tuple(review.iterate(Review)):
            if item.record_id in decided or item.about.get("document_id") in self.documents:
                removed.counts["review"] += review.delete(Review, "id = ?", (item.id,))


@dataclass(frozen=True, slots=True)
class _Person:
    """The name of a person."""

    names: Forgotten
    """Holds this person only."""
    documents: tuple[str, ...]
    """Ids of the documents that name the person."""
    captures: frozenset[str]
    """Ids of the fetches that they were read from."""

    @classmethod
    def find(cls, store: Store, names: Forgotten) -> _Person:
        """Return the person with the documents that name them."""
        found = [item for item in store.iterate(Document) if names.has_person(join_texts(item))]
        captures = frozenset(item.capture_id for item in found if item.capture_id)
        return cls(names, tuple(item.id for item in found), captures)

    def count(self, store: Store, removed: Removed) -> None:
        """Count the documents that would change."""
        del store
        removed.counts["document"] = len(self.documents)

    def takes_copy(self, answer: Answer, capture: Capture | None, has_document: bool) -> bool:
        """Tell whether an archived copy is to go: one that names the person."""
        del has_document
        return (capture is not None and capture.id in self.captures) or self.names.has_person(_show(answer))

    def take_out(self, store: Store, removed: Removed) -> set[str]:
        """Hide the name in all rows; offsets stay what they are."""
        for name in self.documents:
            self._clean_document(store, name, removed)
        for record in _SWEPT:
            self._sweep(store, record, removed)
        return set(self.documents)

    def take_out_decisions(self, review: Store, decided: set[str], removed: Removed) -> None:
        """Hide the name in the decisions, and in the records that they were about."""
        for item in tuple(review.iterate(Review)):
            texts = "\n".join(_list_texts([item.about, item.correction, item.why]))
            is_near = item.about.get("document_id") in decided
            people = self.names.stones if is_near else self.names.find_people(texts)
            changed = {name: self.names.hide_in(getattr(item, name), people) for name in ("about", "correction", "why")}
            if replace(item, **changed) != item:
                review.put(replace(item, **changed))
                removed.counts["review"] += 1

    def _hide(self, value: T) -> T:
        """Hide all forms of the name: the value is part of a document that names the person in full."""
        return self.names.hide_in(value, self.names.stones)

    def _clean_document(self, store: Store, name: str, removed: Removed) -> None:
        document = store.get(Document, name)
        if document is None:
            return
        hide = self._hide
        values = {item: hide(getattr(document, item)) for item in FIELDS}
        text = values["text"]
        store.put(replace(document, sha256=hash_text(text), **values))
        removed.counts["document"] += 1
        for passage in tuple(store.iterate(Passage, "document_id = ?", (name,))):
            if passage.text != text[passage.start : passage.end]:
                store.put(replace(passage, text=text[passage.start : passage.end]))
                removed.counts["texts"] += 1
        for mention in tuple(store.iterate(Mention, "document_id = ?", (name,))):
            if mention.text == text[mention.start : mention.end] and hide(mention.value) == mention.value:
                continue
            if mention.kind in {MentionKind.PERSON, MentionKind.ORGANISATION}:
                removed.counts["mention"] += store.delete(Mention, "id = ?", (mention.id,))
            else:
                store.put(replace(mention, text=text[mention.start : mention.end]))
        for quotation in tuple(store.iterate(Quotation, "document_id = ?", (name,))):
            words = text[quotation.start : quotation.end]
            said = {
                item: hide(getattr(quotation, item))
                for item in ("speaker_name", "speaker_role", "speaker_organisation")
            }
            store.put(replace(quotation, text=words, sha256=hash_text(words), **said))
        for assertion in tuple(store.iterate(Assertion, "document_id = ?", (name,))):
            words = text[assertion.start : assertion.end]
            store.put(replace(assertion, text=words, asserted_by=hide(assertion.asserted_by)))
        for evidence in tuple(store.iterate(Evidence, "document_id = ?", (name,))):
            store.put(replace(evidence, reasons=hide(evidence.reasons)))
            origin = store.get(Origin, evidence.origin_id)
            if origin is not None and origin.kind == OriginKind.PERSON and hide(origin.key) != origin.key:
                store.put(replace(origin, key=hide(origin.key)))

    def _sweep(self, store: Store, record: type[Any], removed: Removed) -> None:
        """Hide the whole name wherever else it stands; of addresses that hold it, tell."""
        for item in tuple(store.iterate(record)) if record in {Origin, Run} else store.iterate(record):
            texts = {
                name: value
                for name in record.__dataclass_fields__
                if isinstance(value := getattr(item, name), str | tuple | dict)
            }
            for name in _ADDRESSES:
                value = texts.pop(name, None) if record is not Origin else None
                if isinstance(value, str) and self.names.has_person(value) and value not in removed.addresses:
                    removed.addresses.append(value)
            if not self.names.has_person("\n".join(_list_texts(list(texts.values())))):
                continue
            changed = {name: hidden for name, value in texts.items() if (hidden := self.names.hide_in(value)) != value}
            if changed:
                store.put(replace(item, **changed))
                removed.counts[record.__name__.lower()] += 1


def _list_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _list_texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _list_texts(item)


def _show(answer: Answer) -> str:
    """Return the body of an archived answer as text, with the address; JSON and HTML without their escapes."""
    text = answer.body.decode("utf-8", "replace")
    if text[:1] in {"{", "["}:
        with suppress(ValueError, RecursionError):
            text += "\n" + json.dumps(json.loads(text), ensure_ascii=False)
    return f"{answer.url}\n{html.unescape(text)}"


def _shorten(url: str) -> str:
    """Return an address without its scheme: links leave it out."""
    return url.partition("://")[2] or url


def _rewrite_archive(
    workspace: Workspace, store: Store, wanted: _Pages | _Person, removed: Removed
) -> tuple[dict[str, tuple[str, int] | None], list[str]]:
    """Write the files of the archive anew without the copies that are to go; the old files stay for now.

    Returns:
        Id of a capture to its new file and offset, None for one whose copy is gone; and the names of the old files.
    """
    moved: dict[str, tuple[str, int] | None] = {}
    old: list[str] = []
    with_document = {row[0] for row in store.db.conn.execute("SELECT DISTINCT capture_id FROM document")}
    names = [
        row[0] for row in store.db.conn.execute("SELECT DISTINCT archive_file FROM capture WHERE archive_file NOT NULL")
    ]
    for name in names:
        path = workspace.archive / Path(name).name
        if not path.exists():
            continue
        captures = {item.archive_offset: item for item in store.iterate(Capture, "archive_file = ?", (name,))}
        gone, places = _find_records(
            path,
            lambda answer, known=captures: wanted.takes_copy(  # type: ignore[misc]
                answer,
                known.get(answer.offset),
                (found := known.get(answer.offset)) is not None and found.id in with_document,
            ),
        )
        if not gone:
            continue
        fresh = _choose_name(path)
        new_places = _copy_without(path, fresh, gone, places)
        removed.counts["copies"] += len(gone)
        for offset, capture in captures.items():
            moved[capture.id] = (fresh.name, new_places[offset]) if offset in new_places else None
        old.append(path.name)
    return moved, old


def _find_records(path: Path, takes: Callable[[Answer], bool]) -> tuple[set[int], list[tuple[int, bool]]]:
    """Return the offsets of the answers that go; and of all records the offset, and whether it is a request.

    Raises:
        StoreError: The file is damaged: what cannot be read cannot be searched for what is to go.
    """
    report = Report()
    with path.open("rb") as file:
        gone = {answer.offset for answer in read_warc(file, report) if takes(answer)}
    if report.problem:
        raise StoreError(f"{path}: {report.problem}; nothing was removed yet, run the command again then")
    with path.open("rb") as file:
        records = ArchiveIterator(file, parse_http=False)
        return gone, [(item.stream_pos, item.record_type == WarcRecordType.request) for item in records]


def _choose_name(path: Path) -> Path:
    stem = path.name.removesuffix(".warc.gz")
    number = 1
    while (fresh := path.with_name(f"{stem}-r{number}.warc.gz")).exists():
        number += 1
    return fresh


def _copy_without(path: Path, fresh: Path, gone: set[int], places: list[tuple[int, bool]]) -> dict[int, int]:
    """Copy the records of a file but some answers with their requests, which follow them; return the new offsets.

    Records are packed each by itself (`crawler.archive`), so that they can be copied as they are.
    """
    ends = [*(begin for begin, _ in places[1:]), path.stat().st_size]
    moved: dict[int, int] = {}
    with path.open("rb") as source, fresh.open("xb") as target:
        is_gone = False
        for (begin, is_request), end in zip(places, ends, strict=True):
            is_gone = begin in gone or (is_gone and is_request)
            if not is_gone:
                source.seek(begin)
                moved[begin] = target.tell()
                target.write(source.read(end - begin))
    return moved


def _move_captures(store: Store, offsets: dict[str, tuple[str, int] | None]) -> None:
    for name, place in offsets.items():
        file, offset = place if place is not None else (None, None)
        sql = 'UPDATE "capture" SET "archive_file" = ?, "archive_offset" = ? WHERE "id" = ?'
        store.db.conn.execute(sql, (file, offset, name))


def _drop_origins(store: Store) -> None:
    """Delete the origins that nothing comes from any more: they are names."""
    store.delete(Origin, 'id NOT IN (SELECT origin_id FROM "evidence")', ())


def _rebuild_search(store: Store) -> None:
    """Make the search tables anew: deleted words would stay in their files."""
    with store.unit():
        connection = store.db.conn
        connection.execute('DELETE FROM "term"')
        for table in ("passage_fts", "term_fts"):
            connection.execute(f'INSERT INTO "{table}"("{table}") VALUES (\'rebuild\')')  # noqa: S608 - our own names
