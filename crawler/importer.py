"""Take in files that a user has: saved pages, letters, PDFs, XML of public bodies, dumps of registers."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from crawler.addresses import is_web_address
from crawler.deposit import PROBLEM_FLAGS, deposit
from crawler.extract import MAX_BYTES, extract_all
from crawler.extracted import Extracted
from crawler.identity import identify
from crawler.pages.dates import cut_to_day, read_date
from crawler.publishers import Markers, Publisher, find_publisher
from staving.errors import SourceError, write_line
from staving.gazetteer import find_municipality
from staving.progress import track
from staving.schema import Capture, DocumentKind, Flag, derive_id, now
from staving.store import Store

SIDECAR = ".meta.json"
"""Ending of the file that says what a user knows of the file beside it."""

SHOWN_PROBLEMS = 20
"""Problems that are listed; the rest is counted, and stands in the run."""

_LEFT_OUT = frozenset({"thumbs.db", "desktop.ini"})
_SIDECAR_KEYS = frozenset(
    {
        "url", "title", "outlet", "published", "date", "modified", "kind", "identifier", "municipality", "isBasedOn",
        "authors", "language", "note",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user says of a file; it wins over what the file says."""

    url: str | None = None
    """Address the page was saved from."""
    published: str | None = None
    """Date of publication (ISO, as precise as known)."""
    outlet: str | None = None
    """Name of the outlet or body."""
    kind: DocumentKind | None = None
    """What sort of text it is."""
    municipality: str | None = None
    """Name or CBS code of the municipality whose document it is."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """Further keys of a sidecar file."""

    def __bool__(self) -> bool:
        """Tell whether anything was said."""
        return any((self.url, self.published, self.outlet, self.kind, self.municipality, self.more))


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import came to."""

    counts: dict[str, int]
    """files, skipped (known already), documents (new), changed (new versions), known, flagged."""
    problems: tuple[str, ...] = ()
    """Files and entries that could not be read whole, one line each."""


def import_files(
    store: Store,
    paths: tuple[Path, ...],
    *,
    publishers: Mapping[str, Publisher],
    given: Given = Given(),
    run_id: str | None = None,
) -> Imported:
    """Read files and folders into the store; nothing is stored twice.

    Args:
        store: The evidence database.
        paths: Files, or folders that are read with all below them.
        publishers: Known outlets by id.
        given: What the user says of all of these files.
        run_id: Run to note on what is stored.

    Returns:
        Counts and problems. A file that cannot be read is a row with a flag, and the others are read all the same.
    """
    counts = dict.fromkeys(("files", "skipped", "documents", "changed", "known", "flagged"), 0)
    problems: list[str] = []
    files = list(_list_files(paths, _find_database(store), problems))
    counts["flagged"] += len(problems)
    for path, name in track(files, label="import", total=len(files)):
        counts["files"] += 1
        try:
            said = _read_sidecar(path, given)
            content = _read_bytes(path)
        except SourceError as error:
            problems.append(str(error))
            counts["flagged"] += 1
            continue
        outcome = _import_file(store, path, name, content, said, publishers=publishers, run_id=run_id)
        if outcome is None:
            counts["skipped"] += 1
            continue
        added, found_problems = outcome
        for key, value in added.items():
            counts[key] += value
        counts["flagged"] += len(found_problems)
        problems.extend(found_problems)
    return Imported(counts=counts, problems=tuple(problems))


def show_problems(problems: tuple[str, ...]) -> None:
    """Write what could not be read whole on standard error, a line each; of many the first ones."""
    for problem in problems[:SHOWN_PROBLEMS]:
        click.echo(write_line(problem), err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"… and {len(problems) - SHOWN_PROBLEMS} more, listed in the run", err=True)


def _import_file(
    store: Store,
    path: Path,
    name: str,
    content: bytes,
    said: Given,
    *,
    publishers: Mapping[str, Publisher],
    run_id: str | None,
) -> tuple[dict[str, int], tuple[str, ...]] | None:
    url = said.url or f"file:{name}"
    digest = hashlib.sha256(content).hexdigest()
    capture_id = derive_id(url, digest)
    known = store.get(Capture, capture_id)
    if known is not None and known.flag in {Flag.OK, Flag.ENCODING} and not said:
        return None
    publisher = find_publisher(publishers.values(), said.url) if said.url else None
    found = extract_all(
        content,
        url=said.url or "",
        file_name=Path(name).name,
        markers=publisher.markers if publisher else Markers(),
        outlet=publisher.name if publisher else None,
    )
    found = _give_addresses(tuple(_apply(item, said) for item in found), url)
    flags = [item.flag for item in found]
    whole = [item for item in found if item.flag not in PROBLEM_FLAGS]
    flag = flags[0] if len(set(flags)) == 1 else (Flag.TRUNCATED if whole else flags[0])
    notes = [item.note for item in found if item.note]
    capture = Capture(
        id=capture_id,
        source_id=publisher.id if publisher else "",
        url=url,
        final_url=url,
        media_type=next((item.media_type for item in found if item.media_type), None),
        fetched_at=known.fetched_at if known else now(),
        sha256=digest,
        size=len(content),
        flag=flag,
        note=notes[0] if notes else f"user-supplied file {Path(name).name}",
        run_id=run_id,
    )
    result = deposit(
        store,
        capture,
        found,
        publishers=publishers,
        is_file=True,
        replace_known=True,
        default_address=identify(said.url, publishers=publishers.values()) if said.url and len(found) == 1 else None,
    )
    added = {"documents": result.new, "changed": result.changed, "known": result.known}
    return added, tuple(f"{path}: {problem.removeprefix(url).lstrip(': ')}" for problem in result.problems)


def _give_addresses(found: tuple[Extracted, ...], url: str) -> tuple[Extracted, ...]:
    """Return the documents of one file with addresses that can be used.

    Of many documents in one file each gets an address of its own: else they would be versions of one another.
    """
    found = tuple(
        item if is_web_address(item.canonical_url or "") else replace(item, canonical_url=None) for item in found
    )
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


def _list_files(paths: tuple[Path, ...], own: Path | None, problems: list[str]) -> Iterator[tuple[Path, str]]:
    """Yield each file with the name under which it is kept: below a folder, its path in that folder.

    Links to folders below a folder are not followed: they may lead round in a circle.
    """
    for path in paths:
        try:
            if path.is_dir():
                for file in _walk(path, problems):
                    if not _is_left_out(file, path, own):
                        yield file, _write_name(file.relative_to(path).as_posix())
            elif path.is_file():
                yield path, _write_name(path.name)
            else:
                problems.append(f"{path}: no such file or folder; correct the path")
        except OSError as error:
            problems.append(f"{path}: cannot be read ({error.strerror}); check its permissions")


def _walk(folder: Path, problems: list[str]) -> Iterator[Path]:
    """Yield the files below a folder in order; note folders that cannot be opened and links to nowhere."""

    def note(error: OSError) -> None:
        problems.append(f"{error.filename}: cannot be read ({error.strerror}); check its permissions")

    files = [Path(root, name) for root, _, names in os.walk(folder, onerror=note) for name in names]
    for file in sorted(files):
        if file.is_file():
            yield file
        elif file.is_symlink():
            problems.append(f"{file}: is a link to nowhere; mend or remove it")


def _write_name(name: str) -> str:
    """Return the name of a file as text: bytes of it that are not UTF-8 are written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _is_left_out(file: Path, root: Path, own: Path | None) -> bool:
    """Tell whether a file below a folder is none of the user's documents: hidden, a sidecar, or our own database."""
    if file.name.endswith(SIDECAR) or file.name.casefold() in _LEFT_OUT:
        return True
    if any(part.startswith(".") for part in file.relative_to(root).parts):
        return True
    if own is None:
        return False
    is_workspace = own.parent != root.resolve() and file.resolve().is_relative_to(own.parent)
    return is_workspace or (file.parent.resolve() == own.parent and file.name.split("-")[0] in {own.name, "review.db"})


def _find_database(store: Store) -> Path | None:
    """Return the file of the store, so that importing the folder around it does not read the store itself."""
    # As bytes: the name of the folder need not be UTF-8.
    sql = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    row = store.db.conn.execute(sql).fetchone()
    return Path(os.fsdecode(row[0])).resolve() if row and row[0] else None


def _read_bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def _read_sidecar(path: Path, given: Given) -> Given:
    """Return what is known of a file: the sidecar beside it, over which the options of the command win."""
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return given
    try:
        data = json.loads(sidecar.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{sidecar}: cannot be read as JSON ({error}); correct it") from error
    if not isinstance(data, dict):
        raise SourceError(f"{sidecar}: a JSON object is expected; correct it")
    unknown = sorted(set(data) - _SIDECAR_KEYS)
    if unknown:
        raise SourceError(f"{sidecar}: unknown key {unknown[0]!r}; allowed are {', '.join(sorted(_SIDECAR_KEYS))}")
    kind = data.get("kind")
    if kind is not None and str(kind) not in set(DocumentKind):
        raise SourceError(f"{sidecar}: kind {kind!r} is unknown; choose one of {', '.join(DocumentKind)}")
    url = _text(data.get("url"))
    if url and not is_web_address(url):
        raise SourceError(f"{sidecar}: url {url!r} is no web address; write it in full, with http:// or https://")
    for key in ("published", "date", "modified"):
        if data.get(key) and read_date(data[key]) is None:
            raise SourceError(f"{sidecar}: {key} {data[key]!r} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    published = read_date(data.get("published") or data.get("date"))
    place = _text(data.get("municipality"))
    if place and find_municipality(place, cut_to_day(published)) is None:
        raise SourceError(f"{sidecar}: municipality {place!r} is not known; give its name or CBS code")
    return Given(
        url=given.url or url,
        published=given.published or published,
        outlet=given.outlet or _text(data.get("outlet")),
        kind=given.kind or (DocumentKind(kind) if kind else None),
        municipality=given.municipality or place,
        more=data,
    )


def _text(value: object) -> str | None:
    return " ".join(str(value).split()) if isinstance(value, str | int) and str(value).strip() else None


def _apply(item: Extracted, said: Given) -> Extracted:
    """Return what was read with what the user says put over it."""
    more = said.more
    based_on = more.get("isBasedOn")
    origin = based_on if isinstance(based_on, dict) else {"url": based_on} if based_on else {}
    publisher = origin.get("publisher")
    names = more.get("authors")
    return replace(
        item,
        title=_text(more.get("title")) or item.title,
        authors=tuple(str(name) for name in names) if isinstance(names, list) else item.authors,
        published=said.published or item.published,
        modified=read_date(more.get("modified")) or item.modified,
        outlet=said.outlet or item.outlet,
        kind=said.kind or item.kind,
        language=_text(more.get("language")) or item.language,
        identifier=_text(more.get("identifier")) or item.identifier,
        municipality=said.municipality or item.municipality,
        based_on_url=_text(origin.get("url")) or item.based_on_url,
        based_on_publisher=_text(publisher.get("name") if isinstance(publisher, dict) else publisher)
        or item.based_on_publisher,
        based_on_date=read_date(origin.get("datePublished")) or item.based_on_date,
    ).mend()
