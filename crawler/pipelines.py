"""From a raw page to the store: archive, read, write; one transaction for each response."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from typing import Any

from crawler.archive import Archive
from crawler.deposit import PROBLEM_FLAGS, deposit
from crawler.extract import extract_all
from crawler.extracted import Extracted
from crawler.spiders.press import Ledger, Plan, RawPage
from staving.errors import StavingError
from staving.schema import Capture, DocumentKind, Flag, derive_id
from staving.store import Store

KEPT_HEADERS = frozenset(
    {
        "content-type",
        "etag",
        "last-modified",
        "date",
        "server",
        "content-language",
        "tdm-reservation",
        "tdm-policy",
        "location",
    }
)
"""Response headers worth keeping with a capture."""

_BY_STATUS = {
    401: Flag.BLOCKED,
    403: Flag.BLOCKED,
    404: Flag.GONE,
    410: Flag.GONE,
    429: Flag.BLOCKED,
    451: Flag.BLOCKED,
    402: Flag.PAYWALL,
    304: Flag.NOT_MODIFIED,
}
_NOTES = {Flag.NOT_MODIFIED: "unchanged since the last time"}


class StorePages:
    """Stores what the spider hands on."""

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self._workspace = ledger.workspace
        self._run_id = ledger.run_id
        self._counts = ledger.counts
        self._problems = ledger.problems
        self._known = plan.known
        self._grounds = plan.grounds
        self._failures = ledger.failures
        self._crawler: Any = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> StorePages:
        """Return the pipeline for the spider of a crawler."""
        made = cls(crawler.spider.plan, crawler.spider.ledger)
        made._crawler = crawler
        return made

    def open_spider(self) -> None:
        """Open store and archive."""
        self._store = Store.open(self._workspace.evidence, create=True)
        self._archive = Archive(self._workspace.archive, self._run_id)

    def close_spider(self) -> None:
        """Close store and archive."""
        self._archive.close()
        self._store.close()

    def process_item(self, item: RawPage) -> RawPage:
        """Store one page with all that it yields; where that is not possible any more, end the run."""
        if self._failures:
            return item
        try:
            return self._store_page(item)
        except (StavingError, sqlite3.Error) as error:
            self._failures.append(str(error))
            self._crawler.stop()
            return item

    def _store_page(self, item: RawPage) -> RawPage:
        publishers = (
            self._known if item.publisher.id in self._known else {**self._known, item.publisher.id: item.publisher}
        )
        found = self._read(item)
        if item.flag is Flag.RESERVED and self._is_known(item.url):
            return item
        capture = self._make_capture(item, found)
        if item.body and item.publisher.policy.archive and item.status == 200 and capture.flag is not Flag.RESERVED:
            file, offset = self._archive.write(
                url=item.final_url,
                fetched_at=item.fetched_at,
                status=item.status,
                headers=item.headers,
                body=item.body,
                request_headers=item.request_headers,
            )
            capture = replace(capture, archive_file=file, archive_offset=offset)
        result = deposit(self._store, capture, found, publishers=publishers, is_file=False)
        self._counts["lists" if item.is_list else "pages"] += 1
        self._counts["documents"] += result.new
        self._counts["changed"] += result.changed
        self._counts["unchanged"] += result.known + (capture.flag == Flag.NOT_MODIFIED)
        if capture.flag in PROBLEM_FLAGS:
            self._counts[capture.flag] += 1
            self._problems.append(f"{item.url}: {capture.flag}: {capture.note or ''}")
        return item

    def _is_known(self, url: str) -> bool:
        return self._store.count(Capture, "url = ? AND flag = 'reserved'", (url,)) > 0

    def _make_capture(self, item: RawPage, found: tuple[Extracted, ...]) -> Capture:
        flag = item.flag or (found[0].flag if found else Flag.ERROR)
        note = item.note or (found[0].note if found else None)
        return Capture(
            id=derive_id(item.url, item.fetched_at.isoformat()),
            source_id=item.publisher.id,
            url=item.url,
            final_url=item.final_url,
            status=item.status,
            media_type=(item.headers.get("Content-Type") or "").split(";")[0] or None,
            headers={name.casefold(): value for name, value in item.headers.items() if name.casefold() in KEPT_HEADERS},
            fetched_at=item.fetched_at,
            sha256=hashlib.sha256(item.body).hexdigest() if item.body else None,
            size=len(item.body),
            flag=flag,
            note=note,
            run_id=self._run_id,
        )

    def _read(self, item: RawPage) -> tuple[Extracted, ...]:
        """Return what a page says, or the flag that stands for it."""
        publisher = item.publisher
        if item.is_list:
            return ()
        flag = item.flag or (Flag.OK if item.status == 200 else _BY_STATUS.get(item.status or 0, Flag.ERROR))
        if flag is Flag.RESERVED:
            return (self._announce(item, flag, item.note),)
        if flag is not Flag.OK:
            return (Extracted(flag=flag, note=item.note or _NOTES.get(flag) or f"the site answered {item.status}"),)
        reserved = item.headers.get("Tdm-Reservation", "").strip() == "1"
        found = extract_all(
            item.body,
            url=item.final_url,
            media_type=item.headers.get("Content-Type"),
            file_name=item.final_url.split("?")[0].rsplit("/", 1)[-1],
            markers=publisher.markers,
            outlet=publisher.name,
        )
        if (reserved or any(part.is_reserved for part in found)) and not self._grounds.get(publisher.id):
            return (self._announce(item, Flag.RESERVED, "the page reserves text and data mining", found[0]),)
        if found[0].flag is Flag.OK and not publisher.owns(item.final_url):
            return (Extracted(flag=Flag.ERROR, note=f"leads to another site: {item.final_url}"),)
        return tuple(self._complete(part, item) for part in found)

    def _announce(self, item: RawPage, flag: Flag, note: str | None, page: Extracted | None = None) -> Extracted:
        """Return the metadata of a page whose text we do not take."""
        entry = item.entry
        return Extracted(
            flag=flag,
            note=note,
            title=(page.title if page else "") or (entry.title if entry else "") or "",
            published=(page.published if page else None) or (entry.published if entry else None),
            canonical_url=page.canonical_url if page else None,
            outlet=item.publisher.name,
            language=item.publisher.languages[0] if item.publisher.languages else None,
            kind=DocumentKind.ARTICLE,
        )

    def _complete(self, part: Extracted, item: RawPage) -> Extracted:
        """Fill what the page leaves out from its feed and its outlet's record."""
        entry = item.entry
        is_press = item.publisher.kind in {"newspaper", "local", "broadcaster", "trade", "legal"}
        is_article = is_press and part.kind is DocumentKind.WEB_PAGE and part.media_type == "text/html"
        return replace(
            part,
            title=part.title or (entry.title if entry and entry.title else ""),
            published=part.published or (entry.published if entry else None),
            outlet=item.publisher.name,
            kind=DocumentKind.ARTICLE if is_article else part.kind,
        )
