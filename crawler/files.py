"""Which files a user hands in, and what the user says of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from crawler.addresses import is_web_address
from crawler.extract import MAX_BYTES
from crawler.extracted import Extracted
from crawler.pages.dates import cut_to_day, read_date
from staving.errors import SourceError
from staving.gazetteer import find_municipality
from staving.schema import DocumentKind

SIDECAR = ".meta.json"
"""Ending of the file that says what a user knows of the file beside it."""

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


NOTHING_GIVEN = Given()
"""Where a user says nothing."""


def list_files(paths: tuple[Path, ...], own: Path | None, problems: list[str]) -> Iterator[tuple[Path, str]]:
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
    base = root.resolve()
    holds_workspace = own.parent != base and own.parent.is_relative_to(base)
    if holds_workspace and file.resolve().is_relative_to(own.parent):
        return True
    return file.parent.resolve() == own.parent and file.name.split("-")[0] in {own.name, "review.db"}


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than are read.

    Raises:
        SourceError: The file cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error


def read_sidecar(path: Path, given: Given) -> Given:
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


def apply_given(item: Extracted, said: Given) -> Extracted:
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
