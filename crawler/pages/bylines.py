"""Read bylines: people are authors; press agencies are origins; desks and the outlet itself are neither.

What a name is, is decided by data (`bylines.json`): names of agencies, what desks are called, job titles, the words
before and behind a name. Addresses, handles and telephone numbers are passed over: they are personal data that no
claim needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import NamedTuple

LONGEST_NAME = 60
"""Characters of the longest name; what is longer is a sentence."""

MOST_WORDS = 7
"""Words of the longest name of a person."""

_SEPARATOR = re.compile(r"\s*(?:[,;/|•·]|\s(?:en|and|und|&|\+|og|och|with|met|mit|avec|sowie)\s)\s*", re.IGNORECASE)
_WEAK_SEPARATOR = re.compile(r"\s(?:et|y|e|i)\s")
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")
_CONTACT = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+|\S*://\S*|\bwww\.\S*|@\w+|\+?\d[\d ()-]{7,}\d")
_DAY_BEHIND = re.compile(
    r"\s+(?:(?:op|on|am|le|el)\s(?:\w{2,10},?\s)?)?\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b.*|\A\d{1,2}[-/.]\d{1,2}[-/.]\d{4}\s+",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    "de den der van von vom zu zur da das do dos di del della du la le el al bin ibn ter ten te ’t 't".split()
)


class Bylines(NamedTuple):
    """Who stands above a text."""

    authors: tuple[str, ...] = ()
    """People."""
    agencies: tuple[str, ...] = ()
    """Press agencies, each under the name it is known by."""
    desks: tuple[str, ...] = ()
    """Desks, and the outlet where it names itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineRules:
    """What words in bylines mean."""

    agencies: Mapping[str, str]
    """Name of an agency by each of its spellings in lower case."""
    desks: re.Pattern[str]
    """Matches a desk."""
    roles: re.Pattern[str]
    """Matches a job title at the end."""
    prefix: re.Pattern[str]
    """Matches words before a name."""
    suffix: re.Pattern[str]
    """Matches words behind a name."""
    by: re.Pattern[str]
    """Matches words that only stand before a name: a line that begins so is a byline."""
    pictures: re.Pattern[str]
    """Matches words before the name of who made the pictures and not the text."""


@cache
def load_bylines() -> BylineRules:
    """Return the rules of `bylines.json`."""
    rows = json.loads(files("crawler.pages").joinpath("bylines.json").read_text(encoding="utf-8"))
    spellings = {
        spelling.casefold(): name for name, others in rows["agencies"]["names"].items() for spelling in (name, *others)
    }
    return BylineRules(
        agencies=MappingProxyType(spellings),
        **{
            name: re.compile(rows[name]["pattern"]) for name in ("desks", "roles", "prefix", "suffix", "by", "pictures")
        },
    )


def read_bylines(lines: Iterable[str], *, outlet: str | None = None, sites: Iterable[str] = ()) -> Bylines:
    """Return the people, agencies and desks that bylines name, each once and in order.

    Args:
        lines: Bylines, or names as metadata gives them.
        outlet: Name of the outlet, which is a desk and no author.
        sites: Other names of the outlet.

    >>> read_bylines(["Door Jan Bakker en Els de Boer", "ANP", "Redactie"])
    Bylines(authors=('Jan Bakker', 'Els de Boer'), agencies=('ANP',), desks=('Redactie',))
    """
    own = {_squeeze(name) for name in (outlet or "", *sites) if name} - {""}
    people: dict[str, str] = {}
    agencies: dict[str, None] = {}
    desks: dict[str, str] = {}
    for line in lines:
        for name in _split(line):
            known = load_bylines().agencies.get(name.casefold())
            if known is None and name.isupper() and name.endswith(" NEWS"):
                known = load_bylines().agencies.get(name.casefold().removesuffix(" news"))
            if known is not None:
                agencies.setdefault(known)
            elif _squeeze(name) in own or load_bylines().desks.match(name):
                desks.setdefault(name.casefold(), name)
            elif _is_person(name):
                key = name.casefold()
                if key not in people or people[key].isupper():
                    people[key] = name
    return Bylines(tuple(people.values()), tuple(agencies), tuple(desks.values()))


def _split(line: str) -> list[str]:
    """Return the names in a byline, without what stands around them."""
    rules = load_bylines()
    bare = " ".join(_CONTACT.sub(" ", _PARENTHESIS.sub("", _DAY_BEHIND.sub("", " ".join(line.split())))).split())
    if len(bare) > 300:
        return []
    names: list[str] = []
    whole = _clean(bare)
    if whole and (whole.casefold() in rules.agencies or rules.desks.match(whole)):
        return [whole]
    bare = rules.by.sub("", bare, count=1)
    parts = [part for part in _SEPARATOR.split(rules.prefix.sub("", bare)) if part and not rules.pictures.match(part)]
    for part in parts:
        pair = _WEAK_SEPARATOR.split(part)
        for piece in pair if len(pair) > 1 and all(len(item.split()) > 1 for item in pair) else [part]:
            name = _clean(piece)
            first = name.split(" ", 1)[0]
            if names and first.isupper() and name != piece.strip() and first.casefold() in rules.agencies:
                name = first  # "AP National Security Writer" behind a name
            if name and any(letter.isalpha() for letter in name):
                names.append(name)
    names = names[:1] + [name for name in names[1:] if not rules.roles.fullmatch(name)]
    if len(names) > 1:  # a single word behind a full name is a place or an outlet: "Jan Bakker, Dronten"
        full = [name for name in names if " " in name or _is_known(name)]
        names = full if full and (" " in names[0] or _is_known(names[0])) else names
    return names


def _clean(piece: str) -> str:
    rules = load_bylines()
    name = rules.prefix.sub("", piece.strip())
    name = rules.suffix.sub("", name).strip(" .,;:-–—|\"“”„'*")
    if rules.desks.match(name):
        return name
    role = rules.roles.search(name)
    if role is not None and (role.start() == 0 or len(name[: role.start()].split()) >= 2):
        name = name[: role.start()].strip(" ,-–—")
    return name if len(name) <= LONGEST_NAME else ""


def _is_known(name: str) -> bool:
    return name.casefold() in load_bylines().agencies or bool(load_bylines().desks.match(name))


def _is_person(name: str) -> bool:
    """Return whether this can be the name of a person: a few words, no digits, not all in lower case."""
    words = name.split()
    if not words or len(words) > MOST_WORDS or any(letter.isdigit() or letter in "<>{}=_#%?!" for letter in name):
        return False
    if name.islower():
        return False
    tail = [word for word in words if word.islower() and word not in _PARTICLES]
    return len(tail) <= 1 and (len(name) > 1)


def is_full_name(name: str) -> bool:
    """Return whether words look like first and last name: two to five, each with a capital but for particles.

    >>> is_full_name("Sofie van der Proef"), is_full_name("Proef"), is_full_name("Wat de raad wil")
    (True, False, False)
    """
    words = name.split()
    own = [word for word in words if word.casefold() not in _PARTICLES]
    return (
        2 <= len(words) <= 6
        and 2 <= len(own) <= 5
        and all(word[:1].isupper() or word[:2] in {"’t", "'t"} for word in own)
    )


def _squeeze(name: str) -> str:
    return re.sub(
        r"\W|redactie|^(?:de|het|the|die|der|das|le|la|el)\b|\.(?:nl|com|de|be|fr|net|org|co\.uk)$", "", name.casefold()
    )
