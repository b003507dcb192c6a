"""Read and check the files of publisher records; each mistake is named with file, key and remedy."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from crawler.addresses import split_address
from crawler.publishers import (
    CANONICAL_RULES,
    KINDS,
    Amp,
    Identity,
    Markers,
    Policy,
    Publisher,
    Section,
    Selectors,
)
from staving.errors import SourceError

_PARTS: dict[str, type[Any]] = {
    "identity": Identity, "amp": Amp, "markers": Markers, "selectors": Selectors, "policy": Policy,
}  # fmt: skip
_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}
_HOST = re.compile(r"(?!-)[\w-]+(?:\.[\w-]+)*\Z")


def read_publisher(path: Path) -> Publisher:
    """Read and check one publisher record.

    Raises:
        SourceError: The file is no JSON, lacks a key, has an unknown key or a wrong value.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise SourceError(f"{path}: cannot be read as JSON ({error}); correct the file") from error
    publisher = make_publisher(data, str(path))
    if publisher.id != path.stem:
        raise SourceError(f"{path}: id is {publisher.id!r}; give file and id the same name")
    return publisher


def make_publisher(data: object, where: str) -> Publisher:
    """Return the record that JSON values describe.

    Args:
        data: A JSON object with the keys of `Publisher`.
        where: What the messages name as the place.

    Raises:
        SourceError: A key is missing or unknown, or a value is wrong.
    """
    values = _as_object(data, where)
    given: dict[str, Any] = {}
    for name, record in _PARTS.items():
        value = values.pop(name, None)
        if value is not None:
            given[name] = record(**_check(record, _as_object(value, f"{where}: {name}"), f"{where}: {name}"))
    sections = values.pop("sections", [])
    if not isinstance(sections, list):
        raise SourceError(f"{where}: sections must be a list of objects; correct it")
    places = [(f"{where}: sections[{number}]", item) for number, item in enumerate(sections)]
    given["sections"] = tuple(Section(**_check(Section, _as_object(item, place), place)) for place, item in places)
    publisher = Publisher(**_check(Publisher, values, where), **given)
    if publisher.identity is not None and not publisher.identity.address:
        address = f"{publisher.site.rstrip('/')}/{{id}}"
        publisher = dataclasses.replace(publisher, identity=dataclasses.replace(publisher.identity, address=address))
    _check_values(publisher, where)
    return publisher


def write_publisher(publisher: Publisher) -> dict[str, Any]:
    """Return a record as JSON values that `make_publisher` reads back."""
    values: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(publisher)))
    return values


def _as_object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SourceError(f"{where}: a JSON object is expected here; correct the file")
    return dict(value)


def _check(record: type[Any], data: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the values of a record's fields, lists as tuples; refuse unknown keys and wrong types."""
    fields = {item.name: item for item in dataclasses.fields(record)}
    for key in data:
        if key not in fields:
            near = get_close_matches(key, fields, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise SourceError(f"{where}: unknown key {key!r}; {hint}allowed are {', '.join(fields)}")
    values: dict[str, Any] = {}
    for name, item in fields.items():
        if name in data:
            values[name] = _check_type(data[name], str(item.type), name, where)
        elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
            raise SourceError(f"{where}: key {name!r} is missing; add it")
    return values


def _check_type(value: Any, kind: str, name: str, where: str) -> Any:
    if kind.startswith("tuple"):
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise SourceError(f"{where}: {name} must be a list of texts; correct it")
        return tuple(value)
    if value is None and "None" in kind:
        return None
    allowed = _TYPES[kind.removesuffix(" | None")]
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        raise SourceError(f"{where}: {name} must be of type {kind}; correct it")
    return value


def _check_values(publisher: Publisher, where: str) -> None:
    for problem in _list_problems(publisher):
        raise SourceError(f"{where}: {problem}")


def _list_problems(publisher: Publisher) -> Iterator[str]:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", publisher.id):
        yield f"id {publisher.id!r} may hold small letters, digits and hyphens only"
    if publisher.kind not in KINDS:
        yield f"kind {publisher.kind!r} is unknown; choose one of {', '.join(sorted(KINDS))}"
    if publisher.canonical not in CANONICAL_RULES:
        yield f"canonical {publisher.canonical!r} is unknown; choose one of {', '.join(sorted(CANONICAL_RULES))}"
    if publisher.policy.full_text not in {"public", "private"}:
        yield "policy.full_text must be public or private"
    if not publisher.delay_s >= 0 or publisher.policy.quote_chars < 0:
        yield "delay_s and policy.quote_chars cannot be negative"
    if publisher.checked is not None and not _is_date(publisher.checked):
        yield f"checked {publisher.checked!r} is no date; write it as YYYY-MM-DD"
    if not publisher.hosts:
        yield "hosts is empty; name at least the host of the site"
    for host in publisher.hosts:
        if not _HOST.match(host) or host != host.casefold():
            yield f"{host!r} in hosts is no host name; write it as www.krant.example, in small letters"
    addresses = [publisher.site, *publisher.feeds, *publisher.sitemaps]
    for address in (*addresses, *(section.url for section in publisher.sections)):
        if split_address(address).scheme not in {"http", "https"} or not split_address(address).hostname:
            yield f"{address!r} is no web address; begin it with https://"
    yield from _list_pattern_problems(publisher)


def _list_pattern_problems(publisher: Publisher) -> Iterator[str]:
    if publisher.identity is not None:
        yield from _compile(publisher.identity.pattern, "identity.pattern", needs_id=True)
        if "{id}" not in publisher.identity.address:
            yield "identity.address has no {id}; put it where the id belongs"
    if publisher.amp is not None:
        yield from _compile(publisher.amp.pattern, "amp.pattern")
        try:
            for example in publisher.amp.examples:
                re.sub(publisher.amp.pattern, publisher.amp.address, example)
        except (re.error, IndexError) as error:
            yield f"amp.address does not fit its pattern ({error})"
    for number, section in enumerate(publisher.sections):
        for name in ("pattern", "next"):
            yield from _compile(getattr(section, name) or "", f"sections[{number}].{name}")
        if section.max_pages < 1:
            yield f"sections[{number}].max_pages must be 1 or more"


def _compile(pattern: str, name: str, *, needs_id: bool = False) -> Iterator[str]:
    try:
        found = re.compile(pattern)
    except re.error as error:
        yield f"{name} is no regular expression ({error})"
        return
    if needs_id and "id" not in found.groupindex:
        yield f"{name} has no group (?P<id>…); name the part that identifies"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
