"""The frontier: which addresses are to be asked, kept in the database beside what they yielded.

The state of an address, the capture of its answer, the documents read from it and the addresses it announced are
committed together (`crawler.pipelines`). Killed at any moment, a crawl therefore goes on where it stopped: only the
requests that were on their way are made again.

A *round* is one walk over everything the case file names. A run that follows a killed one belongs to its round, and
does not ask again what that one asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from crawler.asks import PAGE, Ask, Entry
from crawler.identity import identify, open_gate
from crawler.publishers import Publisher, find_publisher
from crawler.schedule import MAX_TRIES, PASSING_FLAGS, plan_visit
from crawler.sources import make_unknown
from crawler.traps import find_trap
from staving.schema import Address, AddressState, Flag, Run, Source, derive_id, now
from staving.store import Store

ROBOTS = "robots"
"""Name of the reader of robots.txt."""

MAX_DEPTH = 5
"""Lists below lists that are followed: an index of sitemaps of sitemaps is deep already."""

ROUND_GOES_ON = timedelta(hours=24)
"""A run that follows a killed one within this time goes on with its round."""

_RANKS = {ROBOTS: 0, PAGE: 2}
_LIST_RANK = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of addresses that a list announced."""

    new: int = 0
    """Addresses not known before."""
    again: int = 0
    """Known addresses that are asked again in this round."""
    traps: int = 0
    """Addresses that look like a trap and were passed over."""
    reserved: tuple[tuple[Address, Ask], ...] = ()
    """New addresses that are not fetched, because the publisher reserves its rights: only what the list says of them
    is kept."""


class Frontier:
    """The addresses of one workspace, for the spiders of one run."""

    def __init__(
        self,
        store: Store,
        publishers: Mapping[str, Publisher],
        *,
        round_id: str,
        grounds: Mapping[str, str] | None = None,
        only: frozenset[str] | None = None,
        is_new_only: bool = False,
    ) -> None:
        """Ask nothing yet.

        Args:
            store: The evidence database.
            publishers: Known outlets by id.
            round_id: Id of the run that began the round.
            grounds: Publisher id to the ground on which its reserved pages are fetched.
            only: Sources to ask, by id; None for all that are no known outlet left out of the case file.
            is_new_only: Whether known addresses that are announced again are left alone.
        """
        self._store = store
        self._publishers = dict(publishers)
        self._round = round_id
        self._grounds = dict(grounds or {})
        self._only = only
        self._is_new_only = is_new_only
        self._on_their_way: dict[str, str] = {}

    def find_owner(self, ask: Ask) -> Publisher:
        """Return the outlet that a request belongs to; a cautious record for a site of which there is none."""
        known = self._publishers.get(ask.source_id or "")
        entry = ask.entry
        url = open_gate((entry.original_url if entry else None) or ask.url)
        if ask.reader == PAGE and not (known and known.owns(url)):
            known = find_publisher(self._publishers.values(), url) or known
        return known or find_publisher(self._publishers.values(), url) or make_unknown(url)

    def may_ask(self, publisher: Publisher) -> bool:
        """Tell whether the pages of an outlet may be fetched."""
        return publisher.may_fetch(self._grounds)

    def add(self, asks: Iterable[Ask], *, spider: str, found_in: Address | None = None, is_seed: bool = False) -> Added:
        """Put addresses into the queue, each article once; call it inside a transaction.

        Args:
            asks: What is announced.
            spider: Name of the spider that will ask.
            found_in: The list that announces it.
            is_seed: Whether the case file names it: then it is asked again in each round.
        """
        counts: Counter[str] = Counter()
        reserved: list[tuple[Address, Ask]] = []
        sources: set[str] = set()
        rows: list[Address] = []
        seen: set[str] = set()
        depth = found_in.depth + 1 if found_in else 0
        for ask in asks:
            publisher = self.find_owner(ask)
            if not ask.is_chosen and (depth > MAX_DEPTH or not _is_article(ask, publisher)):
                continue
            if not ask.is_chosen and found_in is not None and ask.method == "GET" and find_trap(ask.url):
                counts["traps"] += 1
                continue
            key = self._find_key(ask)
            address_id = derive_id(spider, ask.method, key, ask.body)
            if address_id in seen:
                continue
            seen.add(address_id)
            known = self._store.get(Address, address_id)
            may_ask = ask.reader != PAGE or self.may_ask(publisher)
            if known is not None:
                if may_ask and self._is_asked_again(known, ask.entry, is_seed=is_seed):
                    rows.append(replace(known, state=AddressState.QUEUED, request=_encode(ask), tries=0))
                    counts["again"] += 1
                continue
            counts["new"] += 1
            if publisher.id not in sources:
                self._put_source(publisher)
                sources.add(publisher.id)
            row = Address(
                id=address_id,
                spider=spider,
                reader=ask.reader,
                source_id=publisher.id,
                url=open_gate(ask.url) if ask.reader == PAGE else ask.url,
                key=key,
                rank=_RANKS.get(ask.reader, _LIST_RANK),
                depth=depth,
                found_in=found_in.id if found_in else None,
                found_at=now(),
                request=_encode(ask),
            )
            if not may_ask:
                row = replace(row, state=AddressState.DONE, flag=Flag.RESERVED, round_id=self._round)
                reserved.append((row, ask))
            rows.append(row)
        self._store.put_all(rows)
        return Added(new=counts["new"], again=counts["again"], traps=counts["traps"], reserved=tuple(reserved))

    def ask_announced_again(self, listing: Address) -> int:
        """Queue again what a list announced before: it did not change, so it announces the same; in a transaction."""
        if self._is_new_only:
            return 0
        where = "found_in = ? AND state = 'done' AND round_id IS NOT ?"
        rows = [
            replace(row, state=AddressState.QUEUED, tries=0)
            for row in self._store.iterate(Address, where, (listing.id, self._round))
            if (row.flag != Flag.RESERVED or self._grounds.get(row.source_id))
            and not _is_as_before(row, decode_ask(row).entry)
        ]
        return self._store.put_all(rows)

    def ask_due(self, at: datetime) -> int:
        """Queue the addresses whose time has come; in a transaction. Return how many."""
        where = "state IN ('done', 'gone') AND due_at <= ? AND flag IS NOT 'reserved'"
        rows = [
            replace(row, state=AddressState.QUEUED) for row in self._store.iterate(Address, where, (at.isoformat(),))
        ]
        return self._store.put_all(rows)

    def take(self, spider: str, source_id: str, limit: int, skip: frozenset[str] = frozenset()) -> list[Address]:
        """Return the next addresses of a source; those on their way and those of `skip` are passed over."""
        passed = skip | {row for row, source in self._on_their_way.items() if source == source_id}
        where = "state = 'queued' AND spider = ? AND source_id = ? AND round_id IS NOT ?"
        params = (spider, source_id, self._round, limit + len(passed))
        found = self._store.iterate(Address, where, params[:3], order=f"rank, rowid LIMIT {int(params[3])}")
        return [row for row in found if row.id not in passed][:limit]

    def send(self, address: Address) -> None:
        """Note that an address is being asked."""
        self._on_their_way[address.id] = address.source_id

    def release(self, address: Address) -> None:
        """Note that an address is not being asked any more."""
        self._on_their_way.pop(address.id, None)

    def count_on_their_way(self, source_id: str) -> int:
        """Return how many addresses of a source are being asked."""
        return sum(source == source_id for source in self._on_their_way.values())

    def count_waiting(self, spider: str | None = None) -> dict[str, int]:
        """Return by source how many addresses of this round wait in the queue, those on their way among them."""
        sql = "SELECT source_id, count(*) FROM address WHERE state = 'queued' AND round_id IS NOT ?"
        params: list[str] = [self._round]
        if spider is not None:
            sql += " AND spider = ?"
            params.append(spider)
        counted = self._store.db.conn.execute(sql + " GROUP BY source_id", params)
        return {source: count for source, count in counted if self._is_wanted(source)}

    def settle(
        self,
        address: Address,
        *,
        flag: Flag,
        note: str | None,
        asked_at: datetime,
        validators: Mapping[str, str] | None = None,
        sha256: str | None = None,
        moved_to: str | None = None,
    ) -> Address:
        """Record the answer to a request, and when to ask again; in the transaction that stores what it yielded.

        Args:
            address: The row that was asked.
            flag: What the answer came to; `not_modified` for one that is as before.
            note: One line on it.
            asked_at: When (UTC).
            validators: Headers for the next, conditional request; None keeps the ones there are.
            sha256: Hash of the body; None where there was none.
            moved_to: Address that it moved to for good.
        """
        is_answer = flag not in PASSING_FLAGS
        is_change = bool(sha256 and address.sha256 and sha256 != address.sha256)
        tries = 0 if flag in {Flag.OK, Flag.NOT_MODIFIED} else address.tries + 1
        visits, changes = address.visits + is_answer, address.changes + is_change
        state = AddressState.DONE
        if flag is Flag.GONE:
            state = AddressState.GONE
        elif moved_to:
            state = AddressState.MOVED
        elif flag in PASSING_FLAGS and tries < MAX_TRIES:
            state = AddressState.QUEUED
        due = plan_visit(
            flag=flag,
            is_list=address.reader != PAGE,
            asked_at=asked_at,
            found_at=address.found_at,
            visits=visits,
            changes=changes,
            tries=tries,
        )
        row = replace(
            address,
            state=state,
            flag=address.flag if flag is Flag.NOT_MODIFIED and address.flag else flag,
            note=note,
            validators=dict(validators) if validators is not None else address.validators,
            sha256=sha256 or address.sha256,
            moved_to=moved_to,
            tries=tries,
            visits=visits,
            changes=changes,
            asked_at=asked_at,
            changed_at=asked_at if is_change else address.changed_at,
            due_at=None if moved_to else due,
            round_id=self._round,
        )
        self._store.put(row)
        return row

    def postpone(self, address: Address, note: str) -> None:
        """Leave an address in the queue for a later run: its site cannot be asked now; in a transaction."""
        self._store.put(replace(address, note=note, round_id=self._round))

    def note_arrival(self, address: Address, url: str, *, settled: Address) -> None:
        """Record the address that another one moved to, with the answer it gave; in a transaction."""
        ask = replace(decode_ask(address), url=url)
        key = self._find_key(ask)
        arrived = derive_id(address.spider, ask.method, key, ask.body)
        if arrived == address.id or self._store.get(Address, arrived) is not None:
            return
        self._store.put(
            replace(settled, id=arrived, url=url, key=key, state=AddressState.DONE, moved_to=None, found_in=address.id)
        )

    def _is_asked_again(self, known: Address, entry: Entry | None, *, is_seed: bool) -> bool:
        if _is_as_before(known, entry):
            return False
        if known.state == AddressState.QUEUED or known.round_id == self._round or known.state == AddressState.MOVED:
            return False
        return is_seed or not self._is_new_only

    def _is_wanted(self, source_id: str) -> bool:
        if self._only is None:
            return True
        return source_id in self._only or source_id not in self._publishers

    def _find_key(self, ask: Ask) -> str:
        if ask.reader != PAGE:
            return ask.url
        entry = ask.entry
        if entry is not None and entry.archived_at:
            return (
                f"{entry.archived_at} {identify(entry.original_url or ask.url, publishers=self._publishers.values())}"
            )
        return identify(open_gate(ask.url), publishers=self._publishers.values())

    def _put_source(self, publisher: Publisher) -> None:
        made = publisher.as_source()
        if self._store.get(Source, made.id) is None:
            self._store.put(made)


def find_round(store: Store, run: Run) -> str:
    """Return the round that a run belongs to: that of the killed run with the same task that it follows, else its own.

    Args:
        store: The evidence database.
        run: The run that begins.
    """
    where = "stage = ? AND settings_hash = ? AND id <> ?"
    found = run.id
    for earlier in store.iterate(Run, where, (run.stage, run.settings_hash, run.id), order="rowid DESC"):
        if earlier.ended is not None or run.started - earlier.started > ROUND_GOES_ON:
            break
        found = earlier.id
    return found


def decode_ask(address: Address) -> Ask:
    """Return the request that belongs to an address."""
    said: dict[str, Any] = dict(address.request)
    entry = said.pop("entry", None)
    if entry is not None:
        entry = Entry(**{**entry, "authors": tuple(entry.get("authors", ()))})
    return Ask(url=address.url, reader=address.reader, source_id=address.source_id, entry=entry, **said)


def _encode(ask: Ask) -> dict[str, Any]:
    """Return what a request holds besides address, reader and source, without what is as usual."""
    usual = {item.name: item for item in fields(Ask)}
    made = {}
    for name in ("method", "body", "headers", "state", "is_chosen"):
        value = getattr(ask, name)
        if value and value != usual[name].default:
            made[name] = dict(value) if isinstance(value, Mapping) else value
    if ask.entry is not None:
        made["entry"] = {name: value for name, value in asdict(ask.entry).items() if value}
    return made


def _is_article(ask: Ask, publisher: Publisher) -> bool:
    """Tell whether an announced address is an article of its outlet; lists always pass."""
    if ask.reader != PAGE or publisher.identity is None:
        return True
    entry = ask.entry
    return bool(re.search(publisher.identity.pattern, open_gate((entry.original_url if entry else None) or ask.url)))


def _is_as_before(known: Address, entry: Entry | None) -> bool:
    """Tell whether a list says that a page has not changed since we had it (`lastmod` of a sitemap).

    It is believed until the page is due by its own schedule: not every publisher keeps that date.
    """
    if entry is None or not entry.modified or known.asked_at is None or known.flag != Flag.OK:
        return False
    try:
        changed = datetime.fromisoformat(entry.modified)
    except ValueError:
        return False
    if len(entry.modified) <= len("2021-11-15"):
        changed += timedelta(days=1)  # some time on that day
    if changed.tzinfo is None:
        changed = changed.replace(tzinfo=UTC) + timedelta(hours=14)  # the latest that clock time can be anywhere
    return changed < known.asked_at and (known.due_at is None or known.due_at > now())
