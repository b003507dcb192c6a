"""Open packages of web archives (WACZ 1.1.1, a zip with WARC files), after checking that they are what they say."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from crawler.addresses import split_address
from staving.errors import SourceError

MAX_ENTRIES = 100_000
"""Files in a package at most."""

MAX_RATIO = 200
"""How many times larger a file of a package may become when it is unpacked; WARC files are compressed already."""

_SMALL_BYTES = 64 * 1024 * 1024
_STEP = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that was looked into."""

    archives: tuple[str, ...]
    """Names of the WARC files in it, those that are whole."""
    hosts: frozenset[str] = frozenset()
    """Hosts of the pages that were visited on purpose; empty where the package does not say."""
    problems: tuple[str, ...] = ()
    """What is wrong with it, a line each, with the remedy."""


def open_package(file: zipfile.ZipFile) -> Package:
    """Look into a package and compare what is in it with its list of hashes.

    Raises:
        SourceError: It cannot be trusted as a whole: names that lead out of it, files that swell beyond measure,
            a list of contents that is not the one it was sealed with.
    """
    names = _check_entries(file)
    archives = [name for name in names if _is_archive(name)]
    problems: list[str] = []
    listed = _read_list(file, problems)
    whole = []
    for name in archives:
        expected = listed.get(name)
        if expected is None and listed:
            problems.append(f"{name}: does not stand in datapackage.json and is passed over; get the package again")
        elif expected is None or _matches(file, name, expected):
            whole.append(name)
        else:
            problems.append(f"{name}: is not what datapackage.json says (other hash); get the package again")
    if not archives:
        problems.append("holds no WARC file in archive/; make the package again")
    return Package(archives=tuple(whole), hosts=frozenset(_read_hosts(file, names)), problems=tuple(problems))


def _is_archive(name: str) -> bool:
    return name.startswith("archive/") and name.casefold().endswith((".warc", ".warc.gz"))


def _check_entries(file: zipfile.ZipFile) -> list[str]:
    entries = file.infolist()
    if len(entries) > MAX_ENTRIES:
        raise SourceError(f"more than {MAX_ENTRIES} files in the package; unpack it and import its WARC files")
    names: list[str] = []
    for entry in entries:
        path = PurePosixPath(entry.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or entry.filename[1:2] == ":":
            raise SourceError(f"{entry.filename!r} leads out of the package; do not use it, get another copy")
        if entry.flag_bits & 0x1:
            raise SourceError("the package is encrypted; unpack it and import its WARC files")
        if entry.file_size > MAX_RATIO * max(entry.compress_size, 1024):
            raise SourceError(
                f"{entry.filename!r} swells to more than {MAX_RATIO} times its size; do not use the package"
            )
        names.append(entry.filename)
    if len(set(names)) < len(names):
        raise SourceError("a name stands in the package twice; do not use it, get another copy")
    return sorted(names)


def _read_list(file: zipfile.ZipFile, problems: list[str]) -> dict[str, str]:
    """Return the hash that the package declares for each of its files."""
    try:
        content = _read_small(file, "datapackage.json")
        data = json.loads(content)
        resources = data["resources"]
        listed = {str(item["path"]): str(item["hash"]) for item in resources}
    except KeyError:
        problems.append("has no datapackage.json with hashes: nothing could be compared; get a package that has one")
        return {}
    except (ValueError, TypeError, RecursionError, zipfile.BadZipFile, OSError, zlib.error):
        problems.append("datapackage.json cannot be read: nothing could be compared; get the package again")
        return {}
    try:
        sealed: Any = json.loads(_read_small(file, "datapackage-digest.json"))
        expected = str(sealed["hash"])
    except (KeyError, ValueError, TypeError, RecursionError, zipfile.BadZipFile, OSError, zlib.error):
        return listed  # the seal is optional
    if not _is_hash_of(hashlib.sha256(content).hexdigest(), expected):
        raise SourceError("datapackage.json is not the one the package was sealed with; get the package again")
    return listed


def _matches(file: zipfile.ZipFile, name: str, expected: str) -> bool:
    digest = hashlib.md5(usedforsecurity=False) if expected.startswith("md5:") else hashlib.sha256()
    try:
        with file.open(name) as stream:
            while part := stream.read(_STEP):
                digest.update(part)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, NotImplementedError):
        return False
    return _is_hash_of(digest.hexdigest(), expected)


def _is_hash_of(digest: str, expected: str) -> bool:
    return expected.rpartition(":")[2].strip().casefold() == digest


def _read_small(file: zipfile.ZipFile, name: str) -> bytes:
    with file.open(name) as stream:
        content = stream.read(_SMALL_BYTES + 1)
    if len(content) > _SMALL_BYTES:
        raise ValueError(f"{name} is too large")
    return content


def _read_hosts(file: zipfile.ZipFile, names: list[str]) -> Iterator[str]:
    """Yield the hosts of the pages that the package lists: what else is in it was loaded by these pages."""
    for name in names:
        if not (name.startswith("pages/") and name.endswith(".jsonl")):
            continue
        try:
            lines = _read_small(file, name).splitlines()
        except (ValueError, OSError, zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError):
            continue
        for line in lines:
            try:
                url = json.loads(line).get("url")
            except (ValueError, AttributeError, RecursionError):
                continue
            if isinstance(url, str) and (host := split_address(url).hostname):
                yield host.removeprefix("www.")


def open_archive(file: zipfile.ZipFile, name: str) -> BinaryIO:
    """Return a WARC file of a package, opened for reading."""
    return file.open(name)  # type: ignore[return-value]  # IO[bytes] with all that is used
