"""Take in files that a user has: saved pages, letters, PDFs, XML of public bodies, dumps of registers, web archives."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from crawler.addresses import is_web_address
from crawler.deposit import PROBLEM_FLAGS, deposit
from crawler.extracted import Extracted
from crawler.files import NOTHING_GIVEN, Given, apply_given, list_files, read_bytes, read_sidecar
from crawler.identity import identify
from crawler.publishers import Markers, Publisher, find_publisher
from crawler.web_archives import EVERYTHING, ArchiveIntake, Selection, is_web_archive
from crawler.workers import Workers
from staving.errors import SourceError, write_line
from staving.progress import Meter, meter
from staving.schema import Capture, DocumentKind, Flag, derive_id, now
from staving.store import Store

__all__ = ["Given", "Imported", "Selection", "import_files", "show_problems"]

SHOWN_PROBLEMS = 20
"""Problems that are listed; the rest is counted, and stands in the run."""

BATCH = 20
"""Files and answers that are stored in one transaction: so many are read again after a crash, at most."""

Found = tuple[Extracted, ...]
Step = tuple[Callable[[Found], None], bytes | None, Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to."""

    counts: dict[str, int]
    """files, skipped (known already), documents (new), changed (new versions), known, flagged; of web archives also
    answers (taken in), passed (not wanted, no pages, or known), and the number of each flag met."""
    problems: tuple[str, ...] = ()
    """Files and entries that could not be read whole, one line each."""


def import_files(
    store: Store,
    paths: tuple[Path, ...],
    *,
    publishers: Mapping[str, Publisher],
    given: Given = NOTHING_GIVEN,
    selection: Selection = EVERYTHING,
    grounds: Mapping[str, str] = {},
    jobs: int | None = None,
    run_id: str | None = None,
) -> Imported:
    """Read files, folders and web archives into the store; nothing is stored twice.

    What comes of it is the same whatever the number of processes: they only read, and storing goes in order.

    Args:
        store: The evidence database.
        paths: Files, or folders that are read with all below them.
        publishers: Known outlets by id.
        given: What the user says of all of these files; web archives speak for themselves.
        selection: Which answers of web archives are taken in.
        grounds: Publisher id to the ground that the case file declares, for web archives.
        jobs: Processes that read; None for one on each core.
        run_id: Run to note on what is stored.

    Returns:
        Counts and problems. A file that cannot be read is a row with a flag, and the others are read all the same.

    Raises:
        SourceError: The selection names an outlet that has no record.
    """
    counts = dict.fromkeys(("files", "skipped", "documents", "changed", "known", "flagged", "answers", "passed"), 0)
    problems: list[str] = []
    own = _find_database(store)
    files = list(list_files(paths, own, problems))
    counts["flagged"] += len(problems)
    intake = _Intake(store, publishers=publishers, given=given, run_id=run_id, counts=counts, problems=problems)
    archives = ArchiveIntake(
        store,
        publishers=publishers,
        selection=selection,
        grounds=grounds,
        archive_folder=own.parent / "archive" if own else None,
        run_id=run_id,
        counts=counts,
        problems=problems,
    )
    with meter("import", len(files)) as shown, Workers(jobs) as workers:
        batch: list[tuple[Callable[[Found], None], Found]] = []
        for step in workers.read_few_or_many(_list_steps(files, intake, archives, shown)):
            batch.append(step)
            if len(batch) >= BATCH:
                _store_batch(store, batch)
        _store_batch(store, batch)
    return Imported(counts=counts, problems=tuple(problems))


def _store_batch(store: Store, batch: list[tuple[Callable[[Found], None], Found]]) -> None:
    """Store what was read in one transaction, and empty the list; nobody has to wait while we read."""
    with store.unit():
        for finish, found in batch:
            finish(found)
    batch.clear()


def _list_steps(
    files: list[tuple[Path, str]], intake: _Intake, archives: ArchiveIntake, shown: Meter
) -> Iterator[Step]:
    """Yield what is to be read, and what is to be done with what was found."""
    for number, (path, name) in enumerate(files):
        shown.update(done=number)
        intake.counts["files"] += 1
        try:
            if is_web_archive(path):
                yield from archives.read(path, name, shown)
            elif (step := intake.read(path, name)) is not None:
                yield step
        except (SourceError, OSError) as error:
            reason = str(error) if isinstance(error, SourceError) else f"{path}: cannot be read ({error.strerror})"
            intake.problems.append(reason)
            intake.counts["flagged"] += 1
    shown.update(done=len(files), note="")


def show_problems(problems: tuple[str, ...]) -> None:
    """Write what could not be read whole on standard error, a line each; of many the first ones."""
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(write_line(problem), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(problems) - SHOWN_PROBLEMS} more, listed in the run", err=True)


@dataclass(frozen=True, slots=True)
class _Intake:
    """Takes files into the store."""

    store: Store
    publishers: Mapping[str, Publisher]
    given: Given
    run_id: str | None
    counts: dict[str, int]
    problems: list[str]

    def read(self, path: Path, name: str) -> Step | None:
        """Return what is to be read in a file and what is to be done with it; None for one that is known."""
        said = read_sidecar(path, self.given)
        content = read_bytes(path)
        url = said.url or f"file:{name}"
        digest = hashlib.sha256(content).hexdigest()
        known = self.store.get(Capture, derive_id(url, digest))
        if known is not None and known.flag in {Flag.OK, Flag.ENCODING} and not said:
            self.counts["skipped"] += 1
            return None
        publisher = find_publisher(self.publishers.values(), said.url) if said.url else None
        capture = Capture(
            id=derive_id(url, digest),
            source_id=publisher.id if publisher else "",
            url=url,
            final_url=url,
            fetched_at=known.fetched_at if known else now(),
            sha256=digest,
            size=len(content),
            flag=Flag.OK,
            note=f"user-supplied file {Path(name).name}",
            run_id=self.run_id,
        )
        settings = {
            "url": said.url or "",
            "file_name": Path(name).name,
            "markers": publisher.markers if publisher else Markers(),
            "is_saved": True,
            "outlet": publisher.name if publisher else None,
        }
        return partial(self.finish, path, said, capture), content, settings

    def finish(self, path: Path, said: Given, capture: Capture, found: Found) -> None:
        """Store a file with what was found in it."""
        url = capture.url
        found = _give_addresses(tuple(apply_given(item, said) for item in found), url)
        flags = [item.flag for item in found]
        whole = [item for item in found if item.flag not in PROBLEM_FLAGS]
        notes = [item.note for item in found if item.note]
        saved_at = next((item.fields["saved_at"] for item in found if item.fields.get("saved_at")), None)
        note = "; ".join(
            [*(notes[:1] or [capture.note or ""]), *([f"saved {write_line(saved_at)}"] if saved_at else [])]
        )
        capture = replace(
            capture,
            media_type=next((item.media_type for item in found if item.media_type), None),
            flag=flags[0] if len(set(flags)) == 1 else (Flag.TRUNCATED if whole else flags[0]),
            note=note,
        )
        result = deposit(
            self.store,
            capture,
            found,
            publishers=self.publishers,
            is_file=True,
            replace_known=True,
            default_address=identify(said.url, publishers=self.publishers.values())
            if said.url and len(found) == 1
            else None,
        )
        for key, value in (("documents", result.new), ("changed", result.changed), ("known", result.known)):
            self.counts[key] += value
        self.counts["flagged"] += len(result.problems)
        self.problems.extend(f"{path}: {problem.removeprefix(url).lstrip(': ')}" for problem in result.problems)


def _give_addresses(found: tuple[Extracted, ...], url: str) -> tuple[Extracted, ...]:
    """Return the documents of one file with addresses that can be used.

    An article without a web address, as in an export of a press database, stands under its number there: then the
    same article in two exports is one document.

    Of many documents in one file each gets an address of its own: else they would be versions of one another.
    """
    found = tuple(replace(item, canonical_url=_find_own_address(item, url)) for item in found)
    if len(found) == 1:
        return found
    used: set[str] = set()
    given = []
    for number, item in enumerate(found, start=1):
        address = item.canonical_url or f"{url}#{item.identifier or number}"
        if address in used:
            address = f"{address}#{number}" if "#" not in address else f"{address}-{number}"
        used.add(address)
        given.append(replace(item, canonical_url=address))
    return tuple(given)


def _find_own_address(item: Extracted, url: str) -> str | None:
    """Return the address that a document has of itself, or None."""
    if is_web_address(item.canonical_url or ""):
        return item.canonical_url
    identifier = item.identifier or ""
    is_article = item.kind is DocumentKind.ARTICLE and not is_web_address(url)
    return identifier if is_article and ":" in identifier else None


def _find_database(store: Store) -> Path | None:
    """Return the file of the store, so that importing the folder around it does not read the store itself."""
    # As bytes: the name of the folder need not be UTF-8.
    sql = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    row = store.db.conn.execute(sql).fetchone()
    return Path(os.fsdecode(row[0])).resolve() if row and row[0] else None
