"""Whose words a text gives, read from the text itself: speakers, cited outlets, agency marks.

The patterns are data (`data/origins/attributions.json`), each with sentences that must match and some that must not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graph.speaker import find_party, is_thing, load_organisations
from staving.resources import data_path
from staving.schema import OriginKind

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+(?=[A-ZÀ-Þ\"“„‘'])")
_NAMED = r"[A-ZÀ-Þ][\w'’-]+(?:\s+(?:van|de|der|den|ten|ter)\b)*(?:\s+[A-ZÀ-Þ][\w'’.-]+)*"


_ADJECTIVE = (
    r"(?:(?-i:[A-ZÀ-Þ][a-zà-ÿ-]+(?:se|er|s)\s+))?"
    r"(?:(?:demissionair|toenmalig|huidig|waarnemend|verantwoordelijk|[a-z]+(?:se|ige|lijke|ne|re))\s+)?"
)


ROLES = (
    "personal_roles", "anonymous_roles", "municipal_roles", "spokes_roles", "independent_bodies", "generic_unions",
    "former_staff",
)  # fmt: skip
"""Lists of words that show that somebody speaks."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that texts may name."""

    name: str
    """Name as it is shown."""
    publisher: str
    """Owner."""


@lru_cache(maxsize=1)
def load_outlets() -> tuple[dict[str, Outlet], dict[str, str], tuple[str, ...]]:
    """Return outlets by name in lower case, agencies by name, and words that end the name of an outlet."""
    table = json.loads(data_path("origins", "outlets.json").read_text(encoding="utf-8"))
    outlets: dict[str, Outlet] = {}
    for row in table["outlets"]:
        for name in (row["name"], *row["aliases"]):
            outlets[name.casefold()] = Outlet(row["name"], row["publisher"])
    folder = data_path("publishers")
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        row = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(row, dict) and row.get("name"):
            outlets[str(row["name"]).casefold()] = Outlet(str(row["name"]), str(row.get("owner") or row["name"]))
    agencies = {name.casefold(): row["name"] for row in table["agencies"] for name in (row["name"], *row["aliases"])}
    return outlets, agencies, tuple(table["title_words"])


def simplify_outlet(name: str) -> str:
    """Return the name of an outlet for comparison: lower case, no article, no 'dagblad' before it.

    >>> simplify_outlet("De Stentor") == simplify_outlet("stentor")
    True
    """
    return re.sub(r"^(?:(?:de|het|een|dagblad|weekblad|www\.)\s*)+(?=\w)", "", name.casefold().strip()).strip()


class Attributions:
    """The patterns, compiled for the outlets of one set of texts."""

    def __init__(self, outlets: Iterable[str] = ()) -> None:
        """Compile the patterns.

        Args:
            outlets: Names of outlets besides those that are known.
        """
        known, self.agencies, title_words = load_outlets()
        self.outlets = {simplify_outlet(name): outlet for name, outlet in known.items()} | known
        for name in outlets:
            if name and find_party_kind(name) is None:
                self.outlets.setdefault(simplify_outlet(name), Outlet(name, name))
        table = json.loads(data_path("origins", "attributions.json").read_text(encoding="utf-8"))
        lists = load_organisations()
        roles = _either(word for group in ROLES for word in lists.words[group])
        bodies = _either(name for body in lists.words["bodies"] for name in (body["name"], *body["aliases"]))
        former = rf"(?:(?:{'|'.join(lists.words['former'])})[\s-]?)?"
        role = (
            rf"(?i:(?:(?:de|het|een|deze|diens|zijn|haar|hun)\s+)?{_ADJECTIVE}{former}(?:[a-zà-ÿ]+-)?(?:{roles}))\b"
            rf"(?:\s+(?:(?:van|bij|in|uit|namens)\s+)?(?:(?:de|het)\s+)?(?:gemeente\s+)?{_NAMED})?"
            rf"(?:,?\s+(?:van|bij)\s+(?:de\s+)?(?:gemeente\s+)?{_NAMED})?"
        )
        court = rf"(?i:(?:de|het)\s+)?(?i:rechtbank|gerechtshof|kantonrechter|hof)\s+(?:(?:te|in)\s+)?{_NAMED}"
        person = rf"{_NAMED}(?:,?\s+(?:van|uit)\s+(?:de\s+)?{_NAMED}|\s+\([^)]*\))?"
        actor = rf"(?:{role}|{court}|(?i:(?:de|het)\s+)?(?:{bodies})\b|{person})"
        known_names = "|".join(_flex(name) for name in sorted(self.outlets, key=len, reverse=True) if len(name) > 1)
        outlet = (
            rf"(?:(?:[Dd]e |[Hh]et )?(?i:{known_names})(?!\w)"
            rf"|(?:(?:De|Het)\s)?(?:[A-ZÀ-Þ][\w-]+\s){{0,3}}(?:[A-ZÀ-Þ][\w-]*)?(?i:{'|'.join(title_words)})\b"
            r"|[A-Z][\w-]+\.nl\b)"
        )
        agency = rf"(?:{_either({name for row in list_agencies() for name in row})})"
        fill = {"ACTOR": actor, "OUTLET": outlet, "AGENCY": agency}
        self.patterns: dict[str, list[tuple[str, re.Pattern[str]]]] = {
            group: [(row["id"], re.compile(_fill(row["pattern"], fill), re.IGNORECASE)) for row in table[group]]
            for group in ("speaker", "outlet", "agency", "own")
        }

    def find_outlet(self, text: str, own: str) -> str | None:
        """Return the outlet that a text cites, as it is written or known; not the text's own outlet."""
        for sentence in _SENTENCE.split(text):
            for _, pattern in self.patterns["outlet"]:
                for match in pattern.finditer(sentence):
                    name = self.name_outlet(match["outlet"])
                    if simplify_outlet(name) != simplify_outlet(self.name_outlet(own)) and self.is_outlet(name):
                        return name
        return None

    def is_outlet(self, name: str) -> bool:
        """Return whether a name is that of an outlet, known or by its form, and begins with a capital."""
        bare = re.sub(r"^(?:[Dd]e|[Hh]et)\s+", "", name)
        return bool(bare) and (bare[0].isupper() or not bare[0].isalpha()) and find_party_kind(name) is None

    def name_outlet(self, name: str) -> str:
        """Return the name under which an outlet is known."""
        known = self.outlets.get(name.casefold()) or self.outlets.get(simplify_outlet(name))
        return known.name if known else name.strip()

    def find_owner(self, name: str) -> str:
        """Return the owner of an outlet; an outlet that is not known owns itself."""
        known = self.outlets.get(name.casefold()) or self.outlets.get(simplify_outlet(name))
        return known.publisher if known else name

    def find_agency(self, text: str) -> str | None:
        """Return the agency whose mark a text bears."""
        for _, pattern in self.patterns["agency"]:
            match = pattern.search(text)
            if match:
                return next(
                    (name for alias, name in self.agencies.items() if alias in match.group().casefold()), match.group()
                )
        return None

    def find_speaker(self, text: str) -> str | None:
        """Return the words that name the speaker of a text, if it names one that can be told."""
        if any(pattern.search(text) for _, pattern in self.patterns["own"]):
            return None
        for sentence in _SENTENCE.split(text):
            for _, pattern in self.patterns["speaker"]:
                for match in pattern.finditer(sentence):
                    actor = match["actor"].strip(" ,.;")
                    if self._can_speak(actor):
                        return actor
        return None

    def _can_speak(self, actor: str) -> bool:
        bare = re.sub(r"^(?:de|het|een)\s+", "", actor, flags=re.IGNORECASE)
        if not bare or is_thing(bare):
            return False
        if load_organisations().is_body(bare):
            return True  # an authority that is also known as the publisher of its own site
        if simplify_outlet(bare) in self.outlets or bare.casefold() in self.agencies:
            return False
        if bare.casefold() in {"hij", "zij", "ze", "dat", "dit", "er", "men", "wie", "ik", "wij", "we", "je", "u"}:
            return False
        return find_party_kind(bare) is not None or len(bare.split()) > 1


def find_party_kind(name: str) -> OriginKind | None:
    """Return what kind of speaker a name is, or None if nothing shows that it is a speaker rather than an outlet."""
    lists = load_organisations()
    if any(lists.has(group).search(name) for group in ROLES):
        return find_party(name).kind
    is_court = lists.has("court_words").match(re.sub(r"^(?:de|het)\s+", "", name, flags=re.IGNORECASE))
    if is_court or lists.find_body(name) is not None or name in lists.municipalities:
        return OriginKind.ORGANISATION
    return None


def list_agencies() -> list[tuple[str, ...]]:
    """Return the names of the press agencies, all names of one together."""
    table: dict[str, Any] = json.loads(data_path("origins", "outlets.json").read_text(encoding="utf-8"))
    return [(row["name"], *row["aliases"]) for row in table["agencies"]]


def _either(words: Iterable[str]) -> str:
    return "|".join(_flex(word) for word in sorted(set(words), key=len, reverse=True))


def _flex(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())


def _fill(pattern: str, fill: dict[str, str]) -> str:
    for name, value in fill.items():
        pattern = pattern.replace(name, f"(?-i:{value})")
    return pattern
