"""What a workspace was told to forget: pages and people, as keyed hashes, and how to leave them out of a text.

The file ``forgotten.json`` of the workspace names nobody: a tombstone holds HMAC-SHA256 digests (RFC 2104) under a key
of the workspace. Who holds the file can test whether a given name or address is in it, and can read none from it.
Everything that takes texts in looks here first, so that what was forgotten does not come back with the next crawl,
the next import or a database made anew.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar, cast

from staving.errors import StoreError
from staving.folding import fold
from staving.schema import now

T = TypeVar("T")

FILE = "forgotten.json"
"""Name of the file in the workspace."""

BLOCK = "\N{FULL BLOCK}"
"""Stands for each letter of a name that was taken out: as many as there were, so that offsets stay what they are."""

MIN_WORDS = 2
"""Words that a name must have: a single one would take out half of a text."""

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f]*)+")
_GAP = re.compile(r"[.,]?[^\S\n]*\n?[^\S\n]*|[-._'\N{RIGHT SINGLE QUOTATION MARK}]")
_INITIALS = re.compile(r"(?:[^\W\d_][\u0300-\u036f]?\.[ \u00a0]?)+[ \u00a0]?\Z")
_GENITIVE = re.compile(r"['\N{RIGHT SINGLE QUOTATION MARK}]?s\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """One page or person that was forgotten."""

    kind: str
    """page or person."""
    keys: tuple[str, ...]
    """Digests: of the addresses and texts of a page; of the words of a name in both orders."""
    words: int = 0
    """Of a name: how many words it has."""
    surname: str = ""
    """Of a name: digest of the surname, which is taken out beside the whole name."""
    surname_words: int = 0
    """Of a name: how many words the surname has."""
    given: str = ""
    """Of a name: digest of the first word."""
    at: datetime
    """When it was forgotten (UTC)."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The tombstones of a workspace."""

    secret: bytes = b""
    """Key of the digests."""
    stones: tuple[Tombstone, ...] = ()
    """The tombstones, oldest first."""
    leftovers: tuple[str, ...] = ()
    """Files of the archive that were written anew and are to be deleted."""

    @classmethod
    def read(cls, folder: Path | None) -> Forgotten:
        """Return the tombstones of a workspace; those of one that forgot nothing are empty.

        Args:
            folder: The workspace; None for a database in memory.

        Raises:
            StoreError: The file is damaged: then nothing may be taken in, for it could be something forgotten.
        """
        if folder is None:
            return cls()
        path = folder / FILE
        try:
            stat = path.stat()
        except FileNotFoundError:
            return cls()
        return _read(path, stat.st_mtime_ns, stat.st_size)

    def write(self, folder: Path) -> None:
        """Write the tombstones, whole or not at all; only the owner may read the file."""
        path = folder / FILE
        data = {
            "key": self.secret.hex(),
            "forgotten": [{**dataclasses.asdict(stone), "at": stone.at.isoformat()} for stone in self.stones],
            "leftovers": list(self.leftovers),
        }
        draft = path.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(data, indent=1), encoding="utf-8")
        draft.replace(path)

    def with_page(self, names: Iterable[str]) -> Forgotten:
        """Return the tombstones with one more page.

        Args:
            names: Its addresses, and the SHA-256 of its texts.
        """
        begun = self._begin()
        keys = tuple(sorted({begun.digest(name) for name in names if name}))
        return begun._add(Tombstone(kind="page", keys=keys, at=now()))

    def with_person(self, name: str) -> Forgotten:
        """Return the tombstones with one more person.

        Args:
            name: The name as it stands in texts: given name or initials, and surname.

        Raises:
            StoreError: It has fewer than two words.
        """
        words = [_fold(found.group()) for found in _WORD.finditer(name)]
        if len(words) < MIN_WORDS:
            raise StoreError(f"{name}: is one word; give the whole name, given name or initials and surname")
        begun = self._begin()
        surname = _find_surname(name, words)
        orders = (words, [*words[-len(surname) :], *words[: -len(surname)]])
        return begun._add(
            Tombstone(
                kind="person",
                keys=tuple(begun.digest(" ".join(order)) for order in orders),
                words=len(words),
                surname=begun.digest(" ".join(surname)),
                surname_words=len(surname),
                given=begun.digest(words[0]) if len(words[0]) > 1 else "",
                at=now(),
            )
        )

    def without(self, stone: Tombstone) -> Forgotten:
        """Return the tombstones without one."""
        return replace(self, stones=tuple(item for item in self.stones if item.keys != stone.keys))

    def find(self, name: str) -> Tombstone | None:
        """Return the tombstone of an address or name, or None."""
        if not self.stones:
            return None
        words = " ".join(_fold(found.group()) for found in _WORD.finditer(name))
        wanted = {"page": self.digest(name), "person": self.digest(words)}
        return next((stone for stone in self.stones if wanted[stone.kind] in stone.keys), None)

    def has_page(self, *names: str | None) -> bool:
        """Tell whether one of these addresses or hashes of texts belongs to a forgotten page."""
        keys = {key for stone in self.stones if stone.kind == "page" for key in stone.keys}
        return bool(keys) and any(self.digest(name) in keys for name in names if name)

    def find_people(self, text: str) -> tuple[Tombstone, ...]:
        """Return the forgotten people whom a text names in full."""
        people = [stone for stone in self.stones if stone.kind == "person"]
        words = list(_WORD.finditer(text)) if people else []
        return tuple(stone for stone in people if any(True for _ in self._match(text, words, stone.words, stone.keys)))

    def has_person(self, text: str) -> bool:
        """Tell whether a text names a forgotten person in full."""
        return bool(self.find_people(text))

    def hide(self, text: str, people: Iterable[Tombstone] | None = None) -> str:
        """Return a text without the names of forgotten people, as long as it was.

        A surname alone, with initials or with a title, and a given name alone are taken out where the whole name
        stands in the same text.

        Args:
            text: The text.
            people: Those whom the whole names of which it is a part (`find_people`); None where it is no part.
        """
        people = self.find_people(text) if people is None else people
        spans = [span for stone in people for span in self._find_forms(text, stone)]
        for start, end in spans:
            text = text[:start] + re.sub(r"\w", BLOCK, text[start:end]) + text[end:]
        return text

    def hide_in(self, value: T, people: Iterable[Tombstone] | None = None) -> T:
        """Return a value of JSON without the names of forgotten people; as `hide`."""
        if not any(stone.kind == "person" for stone in self.stones):
            return value
        return cast(T, _map_texts(value, lambda text: self.hide(text, people)))

    def digest(self, name: str) -> str:
        """Return the digest of an address, hash or folded name."""
        return hmac.new(self.secret, name.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    def _begin(self) -> Forgotten:
        return self if self.secret else replace(self, secret=secrets.token_bytes(32))

    def _add(self, stone: Tombstone) -> Forgotten:
        same = [item for item in self.stones if set(item.keys) & set(stone.keys)]
        if stone.kind == "page":
            stone = replace(stone, keys=tuple(sorted({*stone.keys, *(key for item in same for key in item.keys)})))
        return replace(self, stones=(*(item for item in self.stones if item not in same), stone))

    def _find_forms(self, text: str, stone: Tombstone) -> list[tuple[int, int]]:
        """Return where the forms of a name stand: whole, surname with initials, surname or given name alone."""
        words = list(_WORD.finditer(text))
        spans = list(self._match(text, words, stone.words, stone.keys))
        for start, end in self._match(text, words, stone.surname_words, (stone.surname,)):
            if any(letter.isupper() for letter in text[start:end]):
                initials = _INITIALS.search(text, max(0, start - 20), start)
                spans.append((initials.start() if initials else start, end))
        if stone.given:
            for number, word in enumerate(words):
                following = words[number + 1].group() if number + 1 < len(words) else ""
                is_other = following[:1].isupper() and text[word.end() : words[number + 1].start()] == " "
                if word.group()[0].isupper() and not is_other and self.digest(_fold(word.group())) == stone.given:
                    spans.append(word.span())
        return spans

    def _match(
        self, text: str, words: list[re.Match[str]], count: int, keys: Iterable[str]
    ) -> Iterator[tuple[int, int]]:
        """Yield where `count` words in a row have one of these digests, in the genitive too."""
        wanted = set(keys)
        folded = [_fold(word.group()) for word in words]
        for number in range(len(words) - count + 1):
            window = words[number : number + count]
            if not all(_GAP.fullmatch(text, left.end(), right.start()) for left, right in pairwise(window)):
                continue
            joined = " ".join(folded[number : number + count])
            forms = {joined, _GENITIVE.sub("", joined)}
            if any(self.digest(form) in wanted for form in forms):
                yield window[0].start(), window[-1].end()


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> Forgotten:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        stones = [
            Tombstone(**{**item, "keys": tuple(item["keys"]), "at": datetime.fromisoformat(item["at"])})
            for item in data["forgotten"]
        ]
        return Forgotten(bytes.fromhex(data["key"]), tuple(stones), tuple(data["leftovers"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(
            f"{path}: cannot be read ({error}); restore it from a copy: without it, what was forgotten would come back"
        ) from error


def _fold(word: str) -> str:
    """Return a word without accents and capitals, also those that taking a letter apart brings out (`ℳ`)."""
    return fold(word).casefold()


def _find_surname(name: str, words: list[str]) -> list[str]:
    """Return the words of the surname: from the first tussenvoegsel (in small letters) on, or the last word."""
    for number, found in enumerate(_WORD.finditer(name)):
        if number and found.group()[0].islower():
            return words[number:]
    return words[-1:]


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with all texts in it changed; members of enumerations and keys stay."""
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(_map_texts(item, change) for item in value)
    if isinstance(value, dict):
        return {key: _map_texts(item, change) for key, item in value.items()}
    return value
