"""The frontier: which addresses are to be asked, kept in the database beside what they yielded.

The state of an address, the capture of its answer, the documents read from it and the addresses it announced are
committed together (`crawler.pipelines`). Killed at any moment, a crawl therefore goes on where it stopped: only the
requests that were on their way are made again.

A *round* is one walk over everything the case file names. A run that follows a killed one belongs to its round, and
does not ask again what that one asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from crawler.answers import PRESS_KINDS
from crawler.asking import (
    decode_ask,
    encode_ask,
    find_target,
    is_article,
    is_as_before,
    is_askable,
    tidy_ask,
)
from crawler.asks import PAGE, Ask, Entry
from crawler.hiding import clean_entry
from crawler.identity import identify, open_gate
from crawler.publishers import Publisher, find_publisher, index_publishers
from crawler.schedule import MAX_TRIES, PASSING_FLAGS, plan_visit
from crawler.sources import make_unknown
from crawler.traps import find_trap
from staving.forgotten import Forgotten
from staving.schema import Address, AddressState, Flag, Run, Source, derive_id, now
from staving.store import Store

ROBOTS = "robots"
"""Name of the reader of robots.txt."""

MAX_DEPTH = 5
"""Lists below lists that are followed: an index of sitemaps of sitemaps is deep already."""

ROUND_GOES_ON = timedelta(hours=24)
"""A run that follows a killed one within this time goes on with its round."""

UNNAMED = "nothing that the case file names announces it any more"
"""Note on an address that waits and is not asked: its outlet, feed or search was taken out of the case file."""

REMEMBERED_FLAGS = frozenset({Flag.OK, Flag.ENCODING, Flag.PAYWALL})
"""Answers that were read whole: only to these may a site say that nothing changed since."""

_MAX_MOVES = 5
_AT_ONCE = 500
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
    forgotten: int = 0
    """Addresses that are not asked, because they were to be forgotten."""
    reserved: tuple[tuple[Address, Ask, Publisher], ...] = ()
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
        named: frozenset[str] | None = None,
        is_new_only: bool = False,
    ) -> None:
        """Ask nothing yet.

        Args:
            store: The evidence database.
            publishers: Known outlets by id.
            round_id: Id of the run that began the round.
            grounds: Publisher id to the ground on which its reserved pages are fetched.
            only: Sources to ask, by id; None for all that are no known outlet left out of the case file.
            named: Sources that the case file names, by id; what waits of others is asked only where a list or search
                of the case file announced it (`leave_unnamed`). None for no such bound.
            is_new_only: Whether known addresses that are announced again are left alone.
        """
        self._store = store
        self._publishers = dict(publishers)
        self._index = index_publishers(self._publishers.values())
        self._round = round_id
        self._grounds = dict(grounds or {})
        self._only = only
        self._named = named
        self._seeds: set[str] = set()
        self._is_new_only = is_new_only
        self._on_their_way: dict[str, str] = {}

    def find_owner(self, ask: Ask) -> Publisher:
        """Return the outlet that a request belongs to; a cautious record for a site of which there is none.

        What a feed of the press links to on the site of somebody else is not its own.
        """
        return self._find_owner(ask, find_target(ask))

    def find_site(self, url: str) -> Publisher | None:
        """Return the known outlet on whose site an address lies, that behind a gate for the address of a gate."""
        return find_publisher(self._index, open_gate(url))

    def may_ask(self, publisher: Publisher) -> bool:
        """Tell whether the pages of an outlet may be fetched."""
        return publisher.may_fetch(self._grounds)

    def add(self, asks: Iterable[Ask], *, spider: str, found_in: Address | None = None, is_seed: bool = False) -> Added:
        """Put addresses into the queue, each article once; call it inside a transaction.

        Credentials in an address are neither kept nor sent, and neither is what stands behind `#`.

        Args:
            asks: What is announced.
            spider: Name of the spider that will ask.
            found_in: The list that announces it; None for what the case file names.
            is_seed: Whether it is asked again in each round.
        """
        counts: Counter[str] = Counter()
        depth = found_in.depth + 1 if found_in else 0
        wanted: dict[str, tuple[Ask, Publisher, str]] = {}
        forgotten = Forgotten.read(self._store.folder)
        for given in asks:
            ask = tidy_ask(given)
            if ask.entry is not None:
                ask = replace(ask, entry=clean_entry(ask.entry, forgotten))
            target = find_target(ask)
            publisher = self._find_owner(ask, target)
            if not ask.is_chosen and (depth > MAX_DEPTH or not is_article(ask, publisher, target)):
                continue
            if not ask.is_chosen and not is_askable(ask.url):
                continue
            if not ask.is_chosen and found_in is not None and ask.method == "GET" and find_trap(ask.url):
                counts["traps"] += 1
                continue
            key = self._find_key(ask, target)
            if forgotten.has_page(ask.url, open_gate(ask.url), key, _find_original(ask)):
                counts["forgotten"] += 1
                continue
            wanted.setdefault(derive_id(spider, ask.method, key, ask.body), (ask, publisher, key))
        if found_in is None:
            self._seeds.update(wanted)
        known = self._get_known(tuple(wanted))
        reserved: list[tuple[Address, Ask, Publisher]] = []
        rows: dict[str, Address] = {}
        at = now()
        for address_id, (ask, publisher, key) in wanted.items():
            may_ask = ask.reader != PAGE or self.may_ask(publisher)
            if address_id in known:
                row = self._follow(known[address_id])
                if may_ask and self._is_asked_again(row, ask.entry, is_seed=is_seed):
                    rows[row.id] = replace(
                        row,
                        state=AddressState.QUEUED,
                        request=encode_ask(ask),
                        tries=0,
                        round_id=None,
                        found_in=found_in.id if found_in and row.note == UNNAMED else row.found_in,
                        note=None if row.note == UNNAMED else row.note,
                    )
                    counts["again"] += 1
                continue
            counts["new"] += 1
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
                found_at=at,
                request=encode_ask(ask),
            )
            if not may_ask:
                row = replace(row, state=AddressState.DONE, flag=Flag.RESERVED, round_id=self._round)
                reserved.append((row, ask, publisher))
            rows[address_id] = row
        self._put_sources({publisher.id: publisher for _, publisher, _ in wanted.values()}.values())
        self._store.put_all(rows.values())
        return Added(
            new=counts["new"],
            again=counts["again"],
            traps=counts["traps"],
            forgotten=counts["forgotten"],
            reserved=tuple(reserved),
        )

    def ask_announced_again(self, listing: Address) -> int:
        """Queue again what a list announced before: it did not change, so it announces the same; in a transaction."""
        where = "found_in = ? AND state IN ('done', 'moved') AND round_id IS NOT ?"
        if self._is_new_only:
            where += " AND flag = 'reserved'"  # fetched for the first time, where a ground is declared now
        rows = {
            row.id: replace(row, state=AddressState.QUEUED, tries=0)
            for found in tuple(self._store.iterate(Address, where, (listing.id, self._round)))
            if (row := self._follow(found)).state != AddressState.MOVED
            and row.round_id != self._round
            and (row.flag != Flag.RESERVED or self._grounds.get(row.source_id))
            and not is_as_before(row, decode_ask(row).entry if row.request else None)
        }
        return self._store.put_all(rows.values())

    def ask_granted(self) -> int:
        """Queue the pages that were reserved and for which the case file declares a ground now; in a transaction."""
        rows = []
        for source in self._grounds:
            where = "source_id = ? AND state = 'done' AND flag = 'reserved' AND reader = ? AND round_id IS NOT ?"
            found = self._store.iterate(Address, where, (source, PAGE, self._round))
            rows += [replace(row, state=AddressState.QUEUED, tries=0) for row in found if self._is_named(row)]
        return self._store.put_all(rows)

    def leave_unnamed(self) -> int:
        """Pass over what waits though the case file does not name it any more; in a transaction, after the seeds.

        It stays in the queue, and is asked when a list that is named announces it again. Return how many there are.
        """
        sql = "SELECT DISTINCT source_id FROM address WHERE state = 'queued'"
        rows = []
        for (source,) in self._store.db.conn.execute(sql).fetchall():
            if self._named is None or source in self._named or not self._is_wanted(source):
                continue
            where = "state = 'queued' AND source_id = ? AND round_id IS NOT ?"
            found = tuple(self._store.iterate(Address, where, (source, self._round)))
            rows += [replace(row, round_id=self._round, note=UNNAMED) for row in found if not self._is_named(row)]
        return self._store.put_all(rows)

    def ask_due(self, at: datetime) -> int:
        """Queue the addresses whose time has come; in a transaction. Return how many."""
        where = "state IN ('done', 'gone') AND due_at <= ? AND flag IS NOT 'reserved'"
        found = tuple(self._store.iterate(Address, where, (at.isoformat(),)))
        return self._store.put_all(replace(row, state=AddressState.QUEUED) for row in found if self._is_named(row))

    def take(self, spider: str, source_id: str, limit: int) -> list[Address]:
        """Return the next addresses of a source; those on their way are passed over."""
        passed = {row for row, source in self._on_their_way.items() if source == source_id}
        where = "state = 'queued' AND spider = ? AND source_id = ? AND round_id IS NOT ?"
        order = f"rank, rowid LIMIT {limit + len(passed)}"
        found = self._store.iterate(Address, where, (spider, source_id, self._round), order=order)
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

    def count_left(self) -> int:
        """Return how many addresses stay in the queue for a next run, also those that this one asked in vain."""
        sql = "SELECT source_id, count(*) FROM address WHERE state = 'queued' AND note IS NOT ? GROUP BY source_id"
        return sum(count for source, count in self._store.db.conn.execute(sql, (UNNAMED,)) if self._is_wanted(source))

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
    ) -> None:
        """Record the answer to a request, and when to ask again; in the transaction that stores what it yielded.

        Args:
            address: The row that was asked.
            flag: What the answer came to; `not_modified` for one that is as before.
            note: One line on it.
            asked_at: When (UTC).
            validators: Headers for the next, conditional request; none for an answer that could not be read, so that
                it is sent whole the next time. None keeps the ones there are.
            sha256: Hash of the body; None where there was none.
            moved_to: Address that it moved to for good.
        """
        if Forgotten.read(self._store.folder).has_page(moved_to):
            moved_to = None  # an address that was forgotten is not kept as that of another one either
        is_answer = flag not in PASSING_FLAGS
        is_change = bool(sha256 and address.sha256 and sha256 != address.sha256)
        tries = 0 if flag in {Flag.OK, Flag.NOT_MODIFIED} else address.tries + 1
        visits, changes = address.visits + is_answer, address.changes + is_change
        arrived = self._find_arrival(address, moved_to) if moved_to else address.id
        state = AddressState.DONE
        if flag is Flag.GONE:
            state = AddressState.GONE
        elif arrived != address.id:
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
        if flag is Flag.NOT_MODIFIED:
            flag = Flag(address.flag) if address.flag in REMEMBERED_FLAGS else Flag.OK
        is_same = moved_to is not None and state is AddressState.DONE and address.reader == PAGE
        row = replace(
            address,
            url=moved_to if is_same and moved_to else address.url,  # another slug of the same article
            state=state,
            flag=flag,
            note=note,
            validators=dict(validators) if validators is not None else address.validators,
            sha256=sha256 or address.sha256,
            moved_to=moved_to,
            tries=tries,
            visits=visits,
            changes=changes,
            asked_at=asked_at,
            changed_at=asked_at if is_change else address.changed_at,
            due_at=None if state is AddressState.MOVED else due,
            round_id=self._round,
        )
        self._store.put(row)
        if state is AddressState.MOVED and moved_to:
            self._note_arrival(replace(row, due_at=due), arrived, moved_to)

    def postpone(self, address: Address, note: str) -> None:
        """Leave an address in the queue for a later run: its site cannot be asked now; in a transaction."""
        self._store.put(replace(address, note=note, round_id=self._round))

    def _note_arrival(self, moved: Address, arrived: str, url: str) -> None:
        """Record the address that another one moved to, with the answer it gave and the time to ask it again."""
        known = self._store.get(Address, arrived)
        if known is not None and (known.state != AddressState.QUEUED or arrived in self._on_their_way):
            return
        key = self._find_key(replace(decode_ask(moved), url=url))
        self._store.put(
            replace(moved, id=arrived, url=url, key=key, state=AddressState.DONE, moved_to=None, found_in=moved.id)
            if known is None
            else replace(known, state=AddressState.DONE, flag=moved.flag, due_at=moved.due_at, round_id=self._round)
        )

    def _is_asked_again(self, known: Address, entry: Entry | None, *, is_seed: bool) -> bool:
        if known.state == AddressState.QUEUED and known.note == UNNAMED:
            return True
        if is_as_before(known, entry):
            return False
        if known.state == AddressState.QUEUED or known.round_id == self._round or known.state == AddressState.MOVED:
            return False
        is_granted = known.flag == Flag.RESERVED and bool(self._grounds.get(known.source_id))
        return is_seed or is_granted or not self._is_new_only

    def _find_owner(self, ask: Ask, target: str) -> Publisher:
        known = self._publishers.get(ask.source_id or "")
        if known is not None and (ask.reader != PAGE or known.owns(target)):
            return known
        found = find_publisher(self._index, target)
        if found is None and known is not None and known.kind not in PRESS_KINDS:
            return known
        return found or make_unknown(target)

    def _find_arrival(self, address: Address, url: str) -> str:
        """Return the id of the address that another one moved to; a list keeps its own."""
        if address.reader != PAGE:
            return address.id
        ask = replace(decode_ask(address), url=url)
        return derive_id(address.spider, ask.method, self._find_key(ask), ask.body)

    def _follow(self, row: Address) -> Address:
        """Return the address that one has moved to, as far as it is known."""
        for _ in range(_MAX_MOVES):
            if row.state != AddressState.MOVED or not row.moved_to:
                break
            arrived = self._store.get(Address, self._find_arrival(row, row.moved_to))
            if arrived is None or arrived.id == row.id:
                break
            row = arrived
        return row

    def _is_named(self, row: Address) -> bool:
        """Tell whether the case file names the outlet of an address, or the list where it was found."""
        if self._named is None or row.source_id in self._named:
            return True
        place: str | None = row.id
        for _ in range(MAX_DEPTH + _MAX_MOVES):
            if place is None or place in self._seeds:
                break
            found = self._store.db.conn.execute("SELECT found_in FROM address WHERE id = ?", (place,)).fetchone()
            place = found[0] if found else None
        return place is not None and place in self._seeds

    def _get_known(self, ids: Sequence[str]) -> dict[str, Address]:
        found: dict[str, Address] = {}
        for begin in range(0, len(ids), _AT_ONCE):
            some = ids[begin : begin + _AT_ONCE]
            where = f'"id" IN ({", ".join("?" * len(some))})'
            found.update((row.id, row) for row in self._store.iterate(Address, where, some))
        return found

    def _is_wanted(self, source_id: str) -> bool:
        if self._only is None:
            return True
        return source_id in self._only or source_id not in self._publishers

    def _find_key(self, ask: Ask, target: str | None = None) -> str:
        if ask.reader != PAGE:
            return ask.url
        target = target or find_target(ask)
        key = identify(target, publishers=self._index)
        entry = ask.entry
        return f"{entry.archived_at} {key}" if entry is not None and entry.archived_at else key

    def _put_sources(self, publishers: Iterable[Publisher]) -> None:
        for publisher in publishers:
            if self._store.get(Source, publisher.id) is None:
                self._store.put(publisher.as_source())


def _find_original(ask: Ask) -> str | None:
    """Return the address of which an archive has the copy that is asked for."""
    return ask.entry.original_url if ask.entry else None


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
