"""Publisher records: what is known of an outlet, and what we may do with its pages.

One JSON file for each outlet in `data/publishers/` (and in the folder that a dossier names). Adding an outlet is
adding a file; each file carries addresses that its identity pattern must match and others that it must not.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.addresses import split_address
from staving.errors import SourceError
from staving.resources import data_path
from staving.schema import Source

KINDS = frozenset(
    {
        "newspaper", "local", "broadcaster", "trade", "legal", "web", "authority", "municipality", "court",
        "parliament", "register", "complainant", "user",
    }
)  # fmt: skip
"""Kinds of outlet, as in `Source.kind`; web is a site of which nothing more is known."""

OFFICIAL_KINDS = frozenset({"authority", "municipality", "court", "parliament", "register"})
"""Kinds whose own texts are official texts of the body itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which part of an address tells one article from another."""

    pattern: str
    """Regular expression with a group `id`."""
    address: str = ""
    """Address under which an article is kept, with {id} in it; without one, the front page and the id."""
    examples: tuple[str, ...] = ()
    """Addresses of articles: the pattern matches."""
    counter_examples: tuple[str, ...] = ()
    """Addresses that are no articles: the pattern does not match."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Markers:
    """Pieces of a page's source that give it away as something else than an article anybody may read."""

    consent: tuple[str, ...] = ()
    """Found in consent gates of this outlet."""
    paywall: tuple[str, ...] = ()
    """Found in articles of which this outlet shows a teaser only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What may be done with the pages of an outlet."""

    fetch: bool = True
    """Whether articles may be fetched without a declared ground."""
    archive: bool = False
    """Whether responses may be kept in the archive."""
    full_text: str = "private"
    """Whether the full text may be shown: public or private."""
    quote_chars: int = 300
    """Longest quotation that may be shown, in characters."""
    tdm_reserved: bool = False
    """Whether the publisher reserves text and data mining (Directive (EU) 2019/790 art. 4(3), Aw art. 15o)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """An outlet, where its articles are announced, and its policy."""

    id: str
    """Short name (slug), the id of its source."""
    name: str
    """Name as it is cited."""
    owner: str
    """Company or body that owns it."""
    kind: str
    """One of `KINDS`."""
    region: str = "NL"
    """Part of the country it writes about; NL for all of it."""
    languages: tuple[str, ...] = ("nl",)
    """Languages it writes in (ISO 639-1)."""
    site: str
    """Address of its front page."""
    hosts: tuple[str, ...]
    """Host names of its pages; subdomains are meant too."""
    feeds: tuple[str, ...] = ()
    """Addresses of RSS and Atom feeds."""
    sitemaps: tuple[str, ...] = ()
    """Addresses of sitemaps, besides those that robots.txt names."""
    identity: Identity | None = None
    """How to tell its articles apart by address."""
    markers: Markers = field(default_factory=Markers)
    """How to recognise its gates and paywalls."""
    policy: Policy = field(default_factory=Policy)
    """What may be done with its pages."""
    delay_s: float = 1.0
    """Seconds between two requests."""
    licence: str | None = None
    """Licence or reservation on its texts."""
    verified: bool = False
    """Whether somebody compared the record with the live site."""
    note: str | None = None
    """What a user should know."""

    def owns(self, url: str) -> bool:
        """Tell whether an address lies on one of the outlet's hosts."""
        host = (split_address(url).hostname or "").removeprefix("www.")
        return any(
            host == own or host.endswith("." + own) for own in (name.removeprefix("www.") for name in self.hosts)
        )

    def may_fetch(self, grounds: Mapping[str, str]) -> bool:
        """Tell whether articles may be fetched, given the grounds that the dossier declares.

        Args:
            grounds: Publisher id to the ground (licence, consent, legal ground) the user answers for.
        """
        return bool(grounds.get(self.id)) or (self.policy.fetch and not self.policy.tdm_reserved)

    def as_source(self) -> Source:
        """Return the source record that documents of this outlet refer to."""
        return Source(
            id=self.id,
            name=self.name,
            publisher=self.owner,
            kind=self.kind,
            site=self.site,
            licence=self.licence,
            quote_chars=self.policy.quote_chars,
            full_text=self.policy.full_text,
            delay_s=self.delay_s,
            official=self.kind in OFFICIAL_KINDS,
            note=self.note,
        )


def load_publishers(*folders: Path) -> dict[str, Publisher]:
    """Return the publisher records by id, in order of their ids.

    Args:
        folders: Folders with one JSON file for each outlet; a later folder wins over an earlier one. Without any,
            the records that ship with staving.

    Raises:
        SourceError: A folder is missing or a record has a mistake; the message names file and key.
    """
    found: dict[str, Publisher] = {}
    for folder in folders or (data_path("publishers"),):
        if not folder.is_dir():
            raise SourceError(f"{folder}: no such folder of publisher records; correct publishers_dir in dossier.toml")
        for path in sorted(folder.glob("*.json")):
            publisher = read_publisher(path)
            found[publisher.id] = publisher
    return dict(sorted(found.items()))


def read_publisher(path: Path) -> Publisher:
    """Read and check one publisher record.

    Raises:
        SourceError: The file is no JSON, lacks a key, has an unknown key or a wrong value.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(f"{path}: cannot be read as JSON ({error}); correct the file") from error
    where = str(path)
    data = _as_object(data, where)
    identity = data.pop("identity", None)
    markers = data.pop("markers", None) or {}
    policy = data.pop("policy", None) or {}
    values = _check(Publisher, data, where)
    if identity is not None:
        given = _check(Identity, _as_object(identity, where), f"{where}: identity")
        given["address"] = given.get("address") or f"{str(data.get('site')).rstrip('/')}/{{id}}"
        values["identity"] = Identity(**given)
    values["markers"] = Markers(**_check(Markers, _as_object(markers, where), f"{where}: markers"))
    values["policy"] = Policy(**_check(Policy, _as_object(policy, where), f"{where}: policy"))
    publisher = Publisher(**values)
    _check_values(publisher, where)
    if publisher.id != path.stem:
        raise SourceError(f"{where}: id is {publisher.id!r}; give file and id the same name")
    return publisher


def find_publisher(publishers: Iterable[Publisher], url: str) -> Publisher | None:
    """Return the outlet that an address belongs to, or None."""
    return next((publisher for publisher in publishers if publisher.owns(url)), None)


def _as_object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SourceError(f"{where}: a JSON object is expected here; correct the file")
    return dict(value)


_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "bool": (bool,), "int": (int,), "float": (int, float)}


def _check(record: type[Any], data: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the values of a record's fields, lists as tuples; refuse unknown keys and wrong types."""
    fields = {item.name: item for item in dataclasses.fields(record)}
    for key in data:
        if key not in fields:
            raise SourceError(f"{where}: unknown key {key!r}; allowed are {', '.join(fields)}")
    values: dict[str, Any] = {}
    for name, item in fields.items():
        kind = str(item.type)
        if name not in data:
            required = item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
            if required:
                raise SourceError(f"{where}: key {name!r} is missing; add it")
            continue
        value = data[name]
        if kind.startswith("tuple"):
            if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
                raise SourceError(f"{where}: {name} must be a list of texts; correct it")
            value = tuple(value)
        elif not (value is None and "None" in kind):
            allowed = _TYPES.get(kind.removesuffix(" | None"), (object,))
            if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in (*allowed, object)):
                raise SourceError(f"{where}: {name} must be of type {kind}; correct it")
        values[name] = value
    return values


def _check_values(publisher: Publisher, where: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", publisher.id):
        raise SourceError(f"{where}: id {publisher.id!r} may hold small letters, digits and hyphens only")
    if publisher.kind not in KINDS:
        raise SourceError(f"{where}: kind {publisher.kind!r} is unknown; choose one of {', '.join(sorted(KINDS))}")
    if publisher.policy.full_text not in {"public", "private"}:
        raise SourceError(f"{where}: policy.full_text must be public or private")
    if publisher.delay_s < 0 or publisher.policy.quote_chars < 0:
        raise SourceError(f"{where}: delay_s and policy.quote_chars cannot be negative")
    if not publisher.hosts:
        raise SourceError(f"{where}: hosts is empty; name at least the host of the site")
    for address in (publisher.site, *publisher.feeds, *publisher.sitemaps):
        if split_address(address).scheme not in {"http", "https"} or not split_address(address).hostname:
            raise SourceError(f"{where}: {address!r} is no web address; begin it with https://")
    if publisher.identity is not None:
        try:
            pattern = re.compile(publisher.identity.pattern)
        except re.error as error:
            raise SourceError(f"{where}: identity.pattern is no regular expression ({error})") from error
        if "id" not in pattern.groupindex:
            raise SourceError(f"{where}: identity.pattern has no group (?P<id>…); name the part that identifies")
        if "{id}" not in publisher.identity.address:
            raise SourceError(f"{where}: identity.address has no {{id}}; put it where the id belongs")
