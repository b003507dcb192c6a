"""Take in what archives of the web hold: WARC files and packages of them, whoever made them.

An archive that somebody else made gives no right of its own: of an outlet that reserves text and data mining only
title, date, address and hash are kept, unless the case file declares a ground.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from crawler.addresses import split_address
from crawler.answers import KEPT_HEADERS, apply_policy, find_flag, is_part_of_page, leads_to_gate
from crawler.bodies import TOO_LARGE
from crawler.deposit import PROBLEM_FLAGS, deposit
from crawler.extracted import Extracted
from crawler.publishers import Publisher, find_publisher
from crawler.sources import make_unknown
from crawler.wacz import open_archive, open_package
from crawler.warc import Answer, Report, is_warc, read_warc
from staving.errors import SourceError
from staving.progress import Meter
from staving.schema import Capture, Flag, derive_id, now
from staving.store import Store

Found = tuple[Extracted, ...]
Step = tuple[Callable[[Found], None], bytes | None, Mapping[str, Any]]
"""What to do with what was found, the bytes to be read (None: nothing to read), and how to read them."""

_SUFFIXES = (".warc", ".warc.gz")
_WHOLE = frozenset({Flag.OK, Flag.ENCODING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which answers of an archive are taken in."""

    outlets: tuple[str, ...] = ()
    """Ids of publisher records."""
    domains: tuple[str, ...] = ()
    """Hosts; subdomains are meant too."""
    since: str | None = None
    """First day on which it was captured (ISO; also a month or a year)."""
    until: str | None = None
    """Last day on which it was captured."""

    @property
    def is_narrow(self) -> bool:
        """Whether outlets or hosts were named."""
        return bool(self.outlets or self.domains)


EVERYTHING = Selection()
"""All answers."""


@dataclass(slots=True)
class _Source:
    """The archive that is being read."""

    path: Path
    name: str
    report: Report
    hosts: frozenset[str] = frozenset()
    is_own: bool = False
    taken: int = 0
    passed: Counter[str] = field(default_factory=Counter)


def is_web_archive(path: Path) -> bool:
    """Tell whether a file is an archive of the web, by its name or else its first bytes.

    Raises:
        OSError: The file cannot be read.
    """
    name = path.name.casefold()
    if name.endswith((*_SUFFIXES, ".wacz")):
        return True
    return (name.endswith(".gz") and is_warc(path)) or (path.suffix == "" and is_warc(path))


class ArchiveIntake:
    """Takes answers out of archives into the store."""

    def __init__(
        self,
        store: Store,
        *,
        publishers: Mapping[str, Publisher],
        selection: Selection,
        grounds: Mapping[str, str],
        archive_folder: Path | None,
        run_id: str | None,
        counts: dict[str, int],
        problems: list[str],
    ) -> None:
        """Keep what decides over each answer.

        Args:
            store: The evidence database.
            publishers: Known outlets by id.
            selection: Which answers are wanted.
            grounds: Publisher id to the ground that the case file declares.
            archive_folder: Folder of our own archive: what is read from there can be shown again.
            run_id: Run to note on what is stored.
            counts: Counts of the import, added to.
            problems: Problems of the import, added to.

        Raises:
            SourceError: An outlet of the selection has no record.
        """
        for name in selection.outlets:
            if name not in publishers:
                raise SourceError(
                    f"--outlet {name}: no such publisher record; `staving sources` lists all {len(publishers)} of them"
                )
        self._store = store
        self._publishers = publishers
        self._selection = selection
        self._domains = tuple(domain.casefold().strip(".").removeprefix("www.") for domain in selection.domains)
        self._grounds = grounds
        self._archive_folder = archive_folder.resolve() if archive_folder else None
        self._run_id = run_id
        self._counts = counts
        self._problems = problems
        self._by_host: dict[str, Publisher | None] = {}
        self._seen: dict[str, str | None] = {}

    def read(self, path: Path, name: str, meter: Meter) -> Iterator[Step]:
        """Yield what is to be read in an archive, and what is to be done with it.

        Args:
            path: The file.
            name: The name under which it is kept.
            meter: Shows how far it is.
        """
        sources: list[_Source] = []
        problems: list[str] = []
        is_package = path.suffix.casefold() == ".wacz"
        reading = self._read_package if is_package else self._read_file
        try:
            yield from reading(path, name, meter, sources, problems)
        except SourceError as error:
            problems.append(str(error))
        except (OSError, EOFError, zipfile.BadZipFile, NotImplementedError, zlib.error) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            problems.append(f"cannot be read ({reason}); get the file again")
        yield partial(self._finish_file, path, name, sources, problems), None, {}

    def _read_file(
        self, path: Path, name: str, meter: Meter, sources: list[_Source], _problems: list[str]
    ) -> Iterator[Step]:
        with path.open("rb") as file:
            sources.append(_Source(path, name, Report()))
            yield from self._read_warc(file, sources[-1], meter, size=path.stat().st_size)

    def _read_package(
        self, path: Path, name: str, meter: Meter, sources: list[_Source], problems: list[str]
    ) -> Iterator[Step]:
        with zipfile.ZipFile(path) as file:
            package = open_package(file)
            problems.extend(package.problems)
            for member in package.archives:
                with open_archive(file, member) as stream:
                    sources.append(_Source(path, f"{name}!{member}", Report(), package.hosts))
                    yield from self._read_warc(stream, sources[-1], meter, size=file.getinfo(member).file_size)

    def _read_warc(self, file: BinaryIO, source: _Source, meter: Meter, *, size: int) -> Iterator[Step]:
        for number, answer in enumerate(read_warc(file, source.report, wants=partial(self._wants, source))):
            source.is_own = source.report.software.startswith("staving/")
            if number % 100 == 0:
                done = 100 * source.report.position // max(size, 1)
                meter.update(note=f"{source.name}: {done} %, {source.report.records} records")
            step = self._take(answer, source)
            if step is not None:
                yield step

    def _wants(self, source: _Source, url: str, date: datetime) -> bool:
        chosen = self._selection
        day = date.isoformat()
        if chosen.since and day[: len(chosen.since)] < chosen.since:
            source.passed["other days"] += 1
            return False
        if chosen.until and day[: len(chosen.until)] > chosen.until:
            source.passed["other days"] += 1
            return False
        if not chosen.is_narrow:
            return True
        host = split_address(url).hostname or ""
        publisher = self._find_publisher(url)
        if publisher is not None and publisher.id in chosen.outlets:
            return True
        plain = host.removeprefix("www.")
        if any(plain == domain or plain.endswith(f".{domain}") for domain in self._domains):
            return True
        source.passed["other sites"] += 1
        return False

    def _find_publisher(self, url: str) -> Publisher | None:
        host = split_address(url).hostname or ""
        if host not in self._by_host:
            self._by_host[host] = find_publisher(self._publishers.values(), url)
        return self._by_host[host]

    def _take(self, answer: Answer, source: _Source) -> Step | None:
        """Return what is to be done with an answer; None where it is passed over."""
        known = self._find_publisher(answer.url)
        publisher = known or make_unknown(answer.url)
        media_type = answer.headers.get("content-type", "")
        why = self._pass_over(answer, known, media_type, source)
        if why is not None:
            source.passed[why] += 1
            return None
        capture = self._make_capture(answer, publisher, source)
        if capture is None:
            source.passed["known"] += 1
            return None
        source.taken += 1
        store = partial(
            self._store_answer, capture, publisher, source, problem=answer.problem, headers=dict(answer.headers)
        )
        if answer.kind == "revisit":
            return partial(self._store_revisit, capture, publisher, answer, source), None, {}
        if 300 <= answer.status < 400 and answer.status != 304:
            gate = Extracted(flag=Flag.CONSENT_WALL, note="led to a consent or login gate")
            return (lambda _: store((gate,))), None, {}
        if answer.problem == TOO_LARGE or not (answer.status == 200 and answer.body):
            flag = Flag.TOO_LARGE if answer.problem == TOO_LARGE else find_flag(answer.status)
            if flag is Flag.OK:
                flag = Flag.TRUNCATED if answer.problem else Flag.EMPTY
            note = answer.problem or ("the answer is empty" if answer.status == 200 else f"answered {answer.status}")
            return (lambda _: store((Extracted(flag=flag, note=note),))), None, {}
        settings = {
            "url": answer.url,
            "media_type": media_type or None,
            "file_name": split_address(answer.url).path.rsplit("/", 1)[-1] or None,
            "markers": publisher.markers,
            "outlet": known.name if known else None,
        }
        return store, answer.body, settings

    def _pass_over(self, answer: Answer, known: Publisher | None, media_type: str, source: _Source) -> str | None:
        """Return why an answer is passed over, or None."""
        if is_part_of_page(answer.url, media_type, answer.body):
            return "parts of pages"
        wanted = known is not None or self._selection.is_narrow
        if answer.status != 200 and not wanted:
            return "errors of other sites"
        if 300 <= answer.status < 400 and answer.status != 304:
            is_gate = leads_to_gate(answer.url, answer.headers.get("location", ""))
            return None if is_gate else "redirects"
        host = (split_address(answer.url).hostname or "").removeprefix("www.")
        if source.hosts and not wanted and host not in source.hosts:
            return "loaded by other pages"
        if known is not None and known.identity is not None and "html" in (media_type or "html"):
            return None if re.search(known.identity.pattern, answer.url) else "no articles"
        return None

    def _make_capture(self, answer: Answer, publisher: Publisher, source: _Source) -> Capture | None:
        """Return the row of an answer; None where it was taken in before."""
        digest = hashlib.sha256(answer.body).hexdigest() if answer.body else None
        key = derive_id(answer.url, answer.fetched_at.isoformat())
        if self._is_other(key, digest):
            key = derive_id(answer.url, answer.fetched_at.isoformat(), digest or "")  # two answers in one second
        if key in self._seen or self._is_stored(key):
            return None
        self._seen[key] = digest
        is_kept = self._archive_folder is not None and source.path.resolve().parent == self._archive_folder
        return Capture(
            id=key,
            source_id=publisher.id,
            url=answer.url,
            final_url=answer.url,
            status=answer.status or None,
            media_type=answer.headers.get("content-type", "").split(";")[0].strip() or None,
            headers={name: value for name, value in answer.headers.items() if name in KEPT_HEADERS},
            fetched_at=answer.fetched_at,
            sha256=digest,
            size=len(answer.body),
            archive_file=source.path.name if is_kept else None,
            archive_offset=answer.offset if is_kept else None,
            flag=Flag.OK,
            note=f"in {source.name} at {answer.offset}",
            run_id=self._run_id,
        )

    def _is_other(self, key: str, digest: str | None) -> bool:
        """Tell whether another answer has this id already."""
        if key in self._seen:
            return self._seen[key] != digest
        stored = self._store.get(Capture, key)
        return stored is not None and digest is not None and stored.sha256 not in {digest, None}

    def _is_stored(self, key: str) -> bool:
        """Tell whether an answer was taken in before.

        One that could not be read is tried again, and one whose rights were reserved when there is a ground by now.
        """
        stored = self._store.get(Capture, key)
        if stored is None or (stored.status == 200 and stored.flag in {Flag.ERROR, Flag.TIMEOUT}):
            return False
        return not (stored.flag == Flag.RESERVED and self._grounds.get(stored.source_id))

    def _store_answer(
        self,
        capture: Capture,
        publisher: Publisher,
        source: _Source,
        found: Found,
        *,
        problem: str | None,
        headers: dict[str, str],
    ) -> None:
        """Store one answer with what was found in it."""
        if problem:
            found = tuple(
                replace(item, flag=Flag.TRUNCATED, note=problem) if item.flag in _WHOLE else item for item in found
            )
        found = apply_policy(found, publisher, headers=headers, grounds=self._grounds)
        flag = found[0].flag if found else Flag.ERROR
        note = "; ".join(filter(None, (found[0].note if found else None, capture.note)))
        if flag is Flag.RESERVED:
            capture = replace(capture, archive_file=None, archive_offset=None)
        capture = replace(capture, flag=flag, note=note)
        result = deposit(
            self._store,
            capture,
            found,
            publishers={**self._publishers, publisher.id: publisher},
            is_file=not source.is_own,
        )
        self._counts["answers"] += 1
        self._counts["documents"] += result.new
        self._counts["changed"] += result.changed
        self._counts["known"] += result.known
        if flag in PROBLEM_FLAGS:
            self._counts["flagged"] += 1
            self._counts[flag.value] = self._counts.get(flag.value, 0) + 1

    def _store_revisit(
        self, capture: Capture, publisher: Publisher, answer: Answer, source: _Source, _found: Found
    ) -> None:
        """Store that an answer was the same as an earlier one, with the hash of that one where we have it."""
        same = None
        if answer.same_as_url and answer.same_as_date:
            same = self._store.get(Capture, derive_id(answer.same_as_url, answer.same_as_date.isoformat()))
        earlier = answer.same_as_date.isoformat() if answer.same_as_date else "an earlier time"
        note = f"the same as at {earlier}" if same else f"the same as at {earlier}, which is not in the store"
        capture = replace(
            capture,
            flag=Flag.NOT_MODIFIED,
            sha256=same.sha256 if same else None,
            media_type=capture.media_type or (same.media_type if same else None),
            note=f"{note}; in {source.name} at {answer.offset}",
        )
        publishers = {**self._publishers, publisher.id: publisher}
        deposit(self._store, capture, (), publishers=publishers, is_file=not source.is_own)
        self._counts["answers"] += 1

    def _finish_file(self, path: Path, name: str, sources: list[_Source], problems: list[str], _found: Found) -> None:
        """Store a row for the archive itself, with what was taken from it."""
        wrong = [*problems, *(problem for source in sources if (problem := source.report.problem))]
        taken = sum(source.taken for source in sources)
        passed = sum((source.passed for source in sources), Counter[str]())
        self._counts["passed"] += passed.total()
        self._problems.extend(f"{path}: {problem}" for problem in wrong)
        self._counts["flagged"] += len(wrong)
        told = ", ".join(f"{count} {why}" for why, count in sorted(passed.items()))
        note = f"{taken} answers taken" + (f"; passed over: {told}" if told else "")
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = path.stat().st_size
        except OSError:
            return  # there is nothing to tell of it but the problem
        key = derive_id(f"file:{name}", digest)
        known = self._store.get(Capture, key)
        capture = Capture(
            id=key,
            source_id="",
            url=f"file:{name}",
            final_url=f"file:{name}",
            fetched_at=known.fetched_at if known else now(),
            sha256=digest,
            size=size,
            flag=Flag.TRUNCATED if wrong else Flag.OK,
            note=f"{wrong[0]} ({note})" if wrong else note,
            run_id=self._run_id,
        )
        deposit(self._store, capture, (), publishers=self._publishers, is_file=True)
