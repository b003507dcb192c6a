"""From an answer to the store: archive, read, write; one transaction for each answer and all that follows from it."""

from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from dataclasses import replace
from typing import Any

from crawler.addresses import split_address
from crawler.answers import KEPT_HEADERS, announce, apply_policy, find_flag, find_misdirection
from crawler.asking import tidy_address
from crawler.asks import PAGE, Ask, Entry, Listing
from crawler.deposit import KEPT_FLAGS, Deposited, deposit
from crawler.extracted import Extracted
from crawler.frontier import REMEMBERED_FLAGS, ROBOTS
from crawler.guests import RESERVED_NOTE
from crawler.hiding import clean, clean_entry
from crawler.identity import identify
from crawler.ledger import Answer, Ledger, explain_failure
from crawler.publishers import Publisher
from crawler.readers import load_reader
from crawler.tdm import read_tdm_header
from staving.errors import StavingError
from staving.forgotten import Forgotten
from staving.schema import Capture, DocumentKind, Flag, derive_id, hash_text

_UNCHANGED = "unchanged since the last time"
_NOT_ARCHIVED = frozenset({Flag.NOT_MODIFIED, Flag.RESERVED, Flag.CONSENT_WALL, Flag.GONE, Flag.ERROR, Flag.TIMEOUT})
"""Answers that are not kept: no article, or one of which we could not read whether it reserves its rights."""

_UNASKED = "the site answered 304 (not modified) to a request that set no condition"


class StoreAnswers:
    """Stores what the spiders hand on."""

    def __init__(self, crawler: Any) -> None:
        """Keep the crawler, whose spider knows the ledger of the run."""
        self._crawler = crawler
        self._ledger: Ledger = crawler.spider.ledger
        self._end: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> StoreAnswers:
        """Return the pipeline for the spider of a crawler."""
        return cls(crawler)

    async def process_item(self, item: Answer) -> Answer:
        """Store one answer with all that it yields; where that is not possible any more, end the run."""
        ledger = self._ledger
        try:
            if not ledger.failures:
                await self._store(item)
        except (StavingError, sqlite3.Error) as error:
            self._end_run(error)
        except Exception as error:  # noqa: BLE001 - one answer that we cannot deal with does not cost the others
            await self._leave(item, error)
        finally:
            ledger.frontier.release(item.address)
        return item

    async def _leave(self, item: Answer, error: Exception) -> None:
        """Leave an answer that we cannot deal with for a later run."""
        note = f"could not be stored ({type(error).__name__}: {str(error)[:200]}); a mistake of staving, report it"
        try:
            with self._ledger.store.unit():
                self._ledger.frontier.postpone(item.address, note)
        except (StavingError, sqlite3.Error) as failure:
            self._end_run(failure)
        self._ledger.tell(item.publisher.id, Flag.ERROR, note, item.address.url)

    def _end_run(self, error: Exception) -> None:
        self._ledger.failures.append(explain_failure(error))
        if len(self._ledger.failures) == 1:
            # Not awaited: the spider closes when its answers are dealt with, and this is one of them.
            self._end = asyncio.ensure_future(
                self._crawler.engine.close_spider_async(reason="the store cannot be written")
            )

    async def _store(self, item: Answer) -> None:
        ledger = self._ledger
        if item.is_postponed:
            with ledger.store.unit():
                ledger.frontier.postpone(item.address, item.note or "")
            self._count(item, Flag.ERROR, item.note, is_asked=False)
            return
        digest = hashlib.sha256(item.body).hexdigest() if item.body else None
        flag = item.flag or find_flag(item.status or 0)
        if flag is Flag.NOT_MODIFIED and not item.address.validators:
            item, flag = replace(item, note=_UNASKED), Flag.ERROR  # it sent nothing, and we have nothing
        if flag is Flag.OK and digest is not None and digest == item.address.sha256:
            flag = Flag.NOT_MODIFIED  # A site without validators sends it all again: the same bytes need no reading.
        if item.ask.reader == PAGE:
            await self._store_page(item, flag, digest)
        else:
            self._store_list(item, flag, digest)

    def _store_list(self, item: Answer, flag: Flag, digest: str | None) -> None:
        """Store a list: what it announces goes into the queue, the documents it holds into the store."""
        ledger, frontier = self._ledger, self._ledger.frontier
        listing, note = Listing(), item.note
        if flag is Flag.OK:
            listing = load_reader(item.ask.reader)(item.body, item.ask, item.publisher)
            note = listing.problem
            if listing.problem:
                flag = Flag.TRUNCATED if listing.entries or listing.documents else Flag.UNSUPPORTED
        elif flag is Flag.NOT_MODIFIED:
            note = _UNCHANGED
        elif item.ask.reader == ROBOTS and flag is Flag.GONE:
            flag, note = Flag.OK, "the site has no robots.txt"
        else:
            told = load_reader(item.ask.reader)(item.body, item.ask, item.publisher).problem if item.body else None
            note = note or f"the list answered {item.status}{f': {told}' if told else ''}"
        capture = self._make_capture(item, flag, note, digest)
        if not self._names_forgotten(listing):
            capture = self._archive(item, capture)
        with ledger.store.unit():
            result = None
            if flag is not Flag.NOT_MODIFIED:
                found = listing.documents
                known = self._know(item.publisher)
                result = deposit(ledger.store, capture, found, publishers=known, is_file=False, is_list=True)
            self._settle(item, flag, note, digest)
            added = self._announce(item, listing, capture)
            if flag is Flag.NOT_MODIFIED:
                frontier.ask_announced_again(item.address)
        ledger.counts["traps"] += added
        self._count(item, flag, note, result=result)
        self._crawler.engine._slot.scheduler.look_again()

    def _announce(self, item: Answer, listing: Listing, capture: Capture) -> int:
        """Put what a list announces into the queue; of what may not be fetched keep what the list says of it."""
        ledger = self._ledger
        asks = [
            *listing.asks,
            *(Ask(url=entry.url, source_id=item.address.source_id, entry=entry) for entry in listing.entries),
        ]
        added = ledger.frontier.add(asks, spider=item.address.spider, found_in=item.address)
        for address, ask, publisher in added.reserved:
            reserved = replace(
                capture,
                id=derive_id(address.url, item.fetched_at.isoformat()),
                source_id=publisher.id,
                url=address.url,
                final_url=address.url,
                status=None,
                media_type=None,
                headers={},
                sha256=None,
                size=0,
                archive_file=None,
                archive_offset=None,
                flag=Flag.RESERVED,
                note=RESERVED_NOTE,
            )
            known = self._know(publisher)
            announced = _announce_entry(ask.entry, publisher, RESERVED_NOTE)
            result = deposit(ledger.store, reserved, (announced,), publishers=known, is_file=False)
            self._count_page(publisher, Flag.RESERVED, RESERVED_NOTE, address.url, result)
        return added.traps

    async def _store_page(self, item: Answer, flag: Flag, digest: str | None) -> None:
        ledger = self._ledger
        if item.publisher.id not in ledger.publishers and (site := ledger.frontier.find_site(item.final_url)):
            item = replace(item, publisher=site)  # a shortened address, or one that counts readers
        publisher = item.publisher
        found: tuple[Extracted, ...] = ()
        note: str | None = item.note or (
            _UNCHANGED if flag is Flag.NOT_MODIFIED else f"the site answered {item.status}"
        )
        if flag is Flag.OK:
            found = await self._read(item)
            flag, note = found[0].flag, item.note or found[0].note
        elif flag is Flag.RESERVED and not _is_elsewhere(item):
            found = (_announce_entry(item.ask.entry, publisher, note),)
        capture = self._make_capture(item, flag, note, digest)
        if flag is not Flag.RESERVED and not self._is_forgotten(item, found):
            capture = self._archive(item, capture)
        entry = item.ask.entry
        with ledger.store.unit():
            result = deposit(
                ledger.store,
                capture,
                found,
                publishers=self._know(publisher),
                is_file=False,
                default_address=(entry.original_url or entry.fields.get("canonical_url")) if entry else None,
            )
            self._settle(item, flag, note, digest)
        self._count(item, flag, note, result=result)

    def _settle(self, item: Answer, flag: Flag, note: str | None, digest: str | None) -> None:
        """Record in the frontier what an answer came to, and where the address moved."""
        headers = {name.casefold(): value for name, value in item.headers.items()}
        pairs = (("If-None-Match", headers.get("etag")), ("If-Modified-Since", headers.get("last-modified")))
        is_found = flag in {Flag.OK, Flag.NOT_MODIFIED}
        is_read = flag in REMEMBERED_FLAGS or flag is Flag.NOT_MODIFIED
        arrived = tidy_address(item.final_url)
        moved = arrived if item.is_moved and arrived != item.address.url and is_found else None
        self._ledger.frontier.settle(
            item.address,
            flag=flag,
            note=note,
            asked_at=item.fetched_at,
            validators={name: value for name, value in pairs if value and is_read} if item.status == 200 else None,
            sha256=digest if item.status == 200 and is_read else None,
            moved_to=moved,
        )

    async def _read(self, item: Answer) -> tuple[Extracted, ...]:
        """Return what a page says, or the flag that stands for it."""
        publisher, entry = item.publisher, item.ask.entry
        if (why := find_misdirection(item.ask, item.final_url, publisher)) is not None:
            return (Extracted(flag=why[0], note=why[1]),)
        url = (entry.original_url if entry else None) or item.final_url
        found = await asyncio.wrap_future(
            self._ledger.workers.submit(
                item.body,
                url=url,
                media_type=item.headers.get("Content-Type"),
                file_name=item.final_url.split("?")[0].rsplit("/", 1)[-1],
                markers=publisher.markers,
                outlet=publisher.name,
            )
        )
        found = apply_policy(
            tuple(_complete(part, entry) for part in found),
            publisher,
            headers=item.headers,
            grounds=self._ledger.grounds,
        )
        if found[0].flag in KEPT_FLAGS and _is_elsewhere(item):
            return (Extracted(flag=Flag.UNSUPPORTED, note=f"leads to another site: {item.final_url}"),)
        return found

    def _is_forgotten(self, item: Answer, found: tuple[Extracted, ...]) -> bool:
        """Tell whether a page is to be forgotten, or names somebody who is: then no copy of it is kept."""
        forgotten = Forgotten.read(self._ledger.store.folder)
        if not forgotten.stones:
            return False
        addresses = (item.address.url, item.final_url, *(part.canonical_url for part in found))
        return forgotten.has_page(*addresses, *(hash_text(part.text) for part in found)) or any(
            clean(part, forgotten) != part for part in found
        )

    def _names_forgotten(self, listing: Listing) -> bool:
        """Tell whether a list announces what is to be forgotten: then no copy of it is kept."""
        forgotten = Forgotten.read(self._ledger.store.folder)
        if not forgotten.stones:
            return False
        known = self._ledger.publishers.values()
        for entry in listing.entries:
            if forgotten.has_page(entry.url, identify(entry.url, publishers=known), entry.original_url):
                return True
            if clean_entry(entry, forgotten) != entry:
                return True
        return any(
            clean(part, forgotten) != part or forgotten.has_page(part.canonical_url) for part in listing.documents
        )

    def _know(self, publisher: Publisher) -> dict[str, Publisher]:
        known = self._ledger.publishers
        return known if publisher.id in known else {**known, publisher.id: publisher}

    def _archive(self, item: Answer, capture: Capture) -> Capture:
        """Keep the response, where the outlet's policy lets us, and note where."""
        if not (item.body and item.publisher.policy.archive and item.status == 200) or capture.flag in _NOT_ARCHIVED:
            return capture
        is_reserved = read_tdm_header(item.headers) and not self._ledger.grounds.get(item.publisher.id)
        if item.ask.reader == PAGE and (is_reserved or _is_elsewhere(item)):
            return capture
        file, offset = self._ledger.archive.write(
            url=item.final_url,
            fetched_at=item.fetched_at,
            status=item.status,
            headers=item.headers,
            body=item.body,
            request_headers=item.request_headers,
            method=item.ask.method,
            request_body=(item.ask.body or "").encode(),
        )
        return replace(capture, archive_file=file, archive_offset=offset)

    def _make_capture(self, item: Answer, flag: Flag, note: str | None, digest: str | None) -> Capture:
        headers = {name.casefold(): value for name, value in item.headers.items() if name.casefold() in KEPT_HEADERS}
        entry = item.ask.entry
        if entry is not None and entry.archived_at:
            headers["archived-at"] = entry.archived_at
        return Capture(
            id=derive_id(item.address.url, item.ask.body, item.fetched_at.isoformat())
            if item.ask.body
            else derive_id(item.address.url, item.fetched_at.isoformat()),
            source_id=item.publisher.id,
            url=item.address.url,
            final_url=tidy_address(item.final_url),
            status=item.status,
            media_type=(item.headers.get("Content-Type") or "").split(";")[0] or None,
            headers=headers,
            fetched_at=item.fetched_at,
            sha256=digest,
            size=len(item.body),
            flag=flag,
            note=note if flag is not Flag.OK or item.note else None,
            run_id=self._ledger.run_id,
        )

    def _count(
        self,
        item: Answer,
        flag: Flag,
        note: str | None,
        *,
        result: Deposited | None = None,
        is_asked: bool = True,
    ) -> None:
        ledger = self._ledger
        if item.ask.reader == PAGE and is_asked:
            self._count_page(item.publisher, flag, note, item.address.url, result)
            return
        ledger.counts["lists" if is_asked else "postponed"] += 1
        if result is not None:
            ledger.counts["documents"] += result.new
            ledger.counts["changed"] += result.changed
        self._ledger.tell(item.publisher.id, flag, note, item.address.url)

    def _count_page(
        self, publisher: Publisher, flag: Flag, note: str | None, url: str, result: Deposited | None
    ) -> None:
        counts = self._ledger.counts
        counts["pages"] += 1
        if result is not None:
            counts["documents"] += result.new
            counts["changed"] += result.changed
            counts["unchanged"] += result.known + (flag is Flag.NOT_MODIFIED)
        self._ledger.tell(publisher.id, flag, note, url)


def _is_elsewhere(item: Answer) -> bool:
    """Tell whether a page was asked of one site and answered by another one that is not the outlet's."""
    entry = item.ask.entry
    url = (entry.original_url if entry else None) or item.final_url
    here, there = (split_address(address).hostname for address in (item.ask.url, item.final_url))
    return here != there and not item.publisher.owns(url)


def _complete(part: Extracted, entry: Entry | None) -> Extracted:
    """Fill what a page leaves out from the list that announced it."""
    if entry is None:
        return part
    said = dict(entry.fields)
    kind, municipality = said.pop("kind", None), said.pop("municipality", None)
    said.pop("canonical_url", None)
    is_named = part.title and part.title not in {part.identifier, entry.identifier}
    is_plain = part.kind in {DocumentKind.WEB_PAGE, DocumentKind.REPORT}
    return replace(
        part,
        title=part.title if is_named else entry.title or part.title,
        published=part.published or entry.published,
        identifier=part.identifier or entry.identifier,
        municipality=part.municipality or municipality,
        kind=DocumentKind(kind) if is_plain and kind in set(DocumentKind) else part.kind,
        fields={**said, **part.fields},
    )


def _announce_entry(entry: Entry | None, publisher: Publisher, note: str | None) -> Extracted:
    """Return what a list says of a page whose text we do not take."""
    return announce(publisher, note, title=entry.title if entry else None, published=entry.published if entry else None)
