"""For whom a speaker speaks: the first rule of independence.

A spokesman, alderman or mayor speaks for the municipality, a union officer for the union; a lecturer, a lawyer or a
resident speaks for nobody but himself. The word lists are data (`data/origins/organisations.json`).
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from staving.resources import data_path
from staving.schema import OriginKind

_ARTICLES = re.compile(r"^(?:(?:de|het|een|'t|zijn|haar|hun|onze|deze|namens|via|door|van)\s+)+", re.IGNORECASE)
_STATE = re.compile(r"\b(?:demissionair|waarnemend|huidig|verantwoordelijk)e?\b", re.IGNORECASE)
_NAME = re.compile(
    r"(?<!\w)(?:[A-ZÀ-Þ][a-zß-ÿ'’-]+|[A-Z]\.)(?:\s+(?:van|de|der|den|ten|ter|te|'t|van\s+de[rn]?|[A-ZÀ-Þ]\.|[A-ZÀ-Þ][\w'’-]+))*"
)

_COMPOUND = re.compile(r"\b(?P<body>politie|brandweer)(?:woordvoer|voorlicht|chef)", re.IGNORECASE)
"""A body and the role of its speaker in one word."""


@dataclass(frozen=True, slots=True)
class Party:
    """The one from whom knowledge comes."""

    key: str
    """Name, as it is shown."""
    kind: OriginKind
    """What it is."""
    person: str | None = None
    """Name of the person, where one is named."""
    municipality: str | None = None
    """Name of the municipality it speaks for; empty string: some municipality, not named."""


class Organisations:
    """The word lists, made ready for matching."""

    def __init__(self, words: dict[str, Any], municipalities: frozenset[str]) -> None:
        """Compile the lists."""
        self.words = words
        self.municipalities = municipalities
        self.bodies: list[tuple[re.Pattern[str], str]] = []
        for body in words["bodies"]:
            for alias in (body["name"], *body["aliases"]):
                self.bodies.append((_whole(alias, upper=alias.isupper()), body["name"]))
        self.bodies.sort(key=lambda item: -len(item[0].pattern))

    @classmethod
    def load(cls, path: Path | None = None) -> Organisations:
        """Read the lists that ship with staving."""
        words = json.loads((path or data_path("origins", "organisations.json")).read_text(encoding="utf-8"))
        names: set[str] = set()
        gazetteer = data_path("gazetteer", "municipalities.csv")
        if gazetteer.is_file():
            with gazetteer.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    names.add(row["name"])
                    names.update(alias for alias in row.get("aliases", "").split("|") if alias)
        return cls(words, frozenset(name for name in names if name))

    @lru_cache(maxsize=64)  # noqa: B019  (one object for the whole run)
    def has(self, group: str) -> re.Pattern[str]:
        """Return a pattern for the words of a list."""
        forms = sorted((re.escape(word) for word in self.words[group]), key=len, reverse=True)
        return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w])", re.IGNORECASE)

    @cached_property
    def former(self) -> re.Pattern[str]:
        """Pattern for one who used to hold an office."""
        return re.compile(rf"\b(?:{'|'.join(self.words['former'])})(?:[\s-])", re.IGNORECASE)

    def find_municipality(self, text: str) -> str | None:
        """Return the municipality that a name or role mentions, the one after 'gemeente' first."""
        match = re.search(
            r"\b[Gg]emeente(?:bestuur|raad)?\s+(?:van\s+)?(?P<name>[A-Z'’][\w'’-]*(?:\s+(?:aan|en|op|bij|de|den|in|a/d|over|[A-Z][\w'’-]*))*)",
            text,
        )
        candidates = [match["name"]] if match else []
        candidates += [
            item.group()
            for item in re.finditer(r"[A-Z'’][\w'’-]*(?:\s+(?:aan|en|op|bij|de|den|in|van|over|[A-Z][\w'’-]*))*", text)
        ]
        for candidate in candidates:
            words = self.cut_personal_name(candidate.split())
            for length in range(len(words), 0, -1):
                for start in range(len(words) - length + 1):
                    name = " ".join(words[start : start + length]).strip(".,;:'’")
                    if name in self.municipalities:
                        return name
        if match:
            return match["name"].split()[0].strip(".,;:'’")
        return None

    def cut_personal_name(self, words: list[str]) -> list[str]:
        """Return words without a given name and a surname with a preposition.

        >>> load_organisations().cut_personal_name(["Wethouder", "Peter", "van", "Bergen"])
        ['Wethouder']
        >>> load_organisations().cut_personal_name(["Kees", "de", "Bruin", "van", "Zeewolde"])
        ['van', 'Zeewolde']
        """
        for place, word in enumerate(words[:-2]):
            if word in self.given and words[place + 1].islower():
                after = (number for number in range(place + 1, len(words)) if not words[number].islower())
                return words[:place] + words[next(after, len(words)) + 1 :]
        return words

    @cached_property
    def given(self) -> frozenset[str]:
        """Common Dutch given names."""
        return frozenset(self.words["given_names"])

    def is_body(self, name: str) -> bool:
        """Return whether a name is, as a whole, that of a known body."""
        return any(pattern.fullmatch(name) for pattern, _ in self.bodies)

    def find_body(self, text: str) -> str | None:
        """Return the body that a text names."""
        return next((name for pattern, name in self.bodies if pattern.search(text)), None)


@lru_cache(maxsize=1)
def load_organisations() -> Organisations:
    """Return the word lists that ship with staving, read once."""
    return Organisations.load()


def _whole(words: str, *, upper: bool) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(words)}(?!\w)", 0 if upper else re.IGNORECASE)


def names_complainant(text: str, complainants: tuple[str, ...]) -> bool:
    """Return whether a speaker, role or outlet is the complainant, or a part of it (FNV Overheid)."""
    return any(_whole(name, upper=name.isupper()).search(text) for name in complainants if name)


def find_party(speaker: str, *, outlet: str = "", complainants: tuple[str, ...] = ()) -> Party:
    """Return for whom a speaker speaks.

    Args:
        speaker: The words that name the speaker: name, role, organisation, in any order.
        outlet: The outlet that quotes: two unnamed residents in two outlets are two people.
        complainants: Names of the complainant.

    Returns:
        The organisation for its spokesmen and officers, the person for everybody else.

    >>> find_party("woordvoerster van de gemeente Dronten").key
    'gemeente Dronten'
    >>> find_party("hoogleraar staatsrecht, Universiteit Proefdam").kind.value
    'person'
    """
    text = " ".join(speaker.split()).strip(" .,;:")
    words = _Words(text, _ARTICLES.sub("", text), find_person(text), outlet, complainants)
    for rule in (_as_complainant, _as_representative, _as_individual, _as_office, _as_resident, _as_officer):
        party = rule(words)
        if party is not None:
            return party
    if words.town is not None and words.bare == words.town:
        return _as_municipality(words.town)
    if words.name is not None and len(words.name.split()) > 1:
        return Party(words.name, OriginKind.PERSON, person=words.name)
    resident = re.fullmatch(r"(?P<name>[A-ZÀ-Þ][\w'’-]+) (?:uit [A-ZÀ-Þ]|\().*", words.bare)
    if resident:
        return Party(resident["name"], OriginKind.PERSON, person=resident["name"])
    return Party(words.bare or text, OriginKind.ORGANISATION)


def is_thing(speaker: str) -> bool:
    """Return whether what seems to be a speaker is a document or a place where something is written.

    >>> is_thing("het register"), is_thing("wethouder Jansen")
    (True, False)
    """
    bare = _ARTICLES.sub("", " ".join(speaker.split()).strip(" .,;:")).casefold()
    return bare.partition(" ")[0] in load_organisations().words["things"]


@dataclass(frozen=True, slots=True)
class _Words:
    """The description of a speaker, taken apart."""

    text: str
    bare: str
    name: str | None
    outlet: str
    complainants: tuple[str, ...]

    @property
    def town(self) -> str | None:
        return load_organisations().find_municipality(self.text)

    @property
    def is_former(self) -> bool:
        return load_organisations().former.search(self.text) is not None

    def holds(self, group: str) -> bool:
        return load_organisations().has(group).search(self.text) is not None


def _as_complainant(words: _Words) -> Party | None:
    """The complainant under any of its names, or 'the union' where a union complains."""
    lists = load_organisations()
    if not words.complainants:
        return None
    if names_complainant(words.text, words.complainants) and not words.is_former:
        return Party(words.complainants[0], OriginKind.ORGANISATION)
    if words.holds("generic_unions") and lists.find_body(words.text) is None and not words.name:
        union = re.search(rf"(?i:{lists.has('generic_unions').pattern})\s+[A-Z]\w+", words.text)
        if union is None:
            return Party(words.complainants[0], OriginKind.ORGANISATION)
    return None


def _as_representative(words: _Words) -> Party | None:
    """A lawyer of the municipality speaks for it."""
    role = load_organisations().has("representing").pattern
    found = re.search(rf"{role}\s+(?:van|namens|voor)\s+(?:de\s+)?gemeente\b", words.text, re.IGNORECASE)
    return _as_municipality(words.town) if found and not words.is_former else None


def _as_individual(words: _Words) -> Party | None:
    """Experts, those who left office, and bodies that are independent of the municipality."""
    speaks_for = re.search(r"\bwoordvoerd|\bgemeente(?:woordvoerder|voorlichter)", words.text, re.IGNORECASE)
    independent = words.holds("personal_roles") or words.holds("independent_bodies")
    if words.is_former or (independent and not speaks_for):
        return _as_person(words.bare, words.name, words.outlet, is_named_role=True)
    return None


def _as_office(words: _Words) -> Party | None:
    """The municipality, its college, mayor and aldermen, and known bodies."""
    body = load_organisations().find_body(words.text)
    if re.search(r"\bgemeente\b", words.text, re.IGNORECASE) and not words.holds("anonymous_roles"):
        return _as_municipality(words.town)
    if body is not None:
        return Party(body, OriginKind.ORGANISATION, person=words.name)
    if words.holds("municipal_roles"):
        return _as_municipality(words.town if words.town != words.name else None)
    return None


def _as_resident(words: _Words) -> Party | None:
    if words.holds("anonymous_roles"):
        return _as_person(words.bare, words.name, words.outlet, is_named_role=False)
    return None


def _as_officer(words: _Words) -> Party | None:
    """A spokesman, director or officer: the organisation that remains when role and name are taken away."""
    lists = load_organisations()
    if not words.holds("spokes_roles") and not _COMPOUND.search(words.text):
        return None
    if not _COMPOUND.search(words.text) and words.town is not None and not words.holds("organisation_words"):
        return _as_municipality(words.town)
    compound = _COMPOUND.search(words.text)
    if compound:
        return Party(compound["body"].casefold(), OriginKind.ORGANISATION, person=words.name)
    rest = _ARTICLES.sub("", lists.has("spokes_roles").sub("", words.text).strip(" ,;:()-"))
    rest = "" if _ARTICLES.fullmatch(f"{rest} ") else rest
    organisation = _ARTICLES.sub("", _STATE.sub("", rest.replace(words.name or "\0", "")).strip(" ,;:()-"))
    cabinet = re.search(r"minister|staatssecretaris", words.text, re.IGNORECASE)
    if cabinet and words.name:
        return Party(
            f"{cabinet.group().casefold()} {words.name.split()[-1]}", OriginKind.ORGANISATION, person=words.name
        )
    if not organisation:
        return _as_municipality(None)  # a spokesman of whom nothing else is said: of the municipality in question
    return Party(organisation, OriginKind.ORGANISATION, person=words.name)


def find_person(text: str) -> str | None:
    """Return the name of a person in a speaker's description: two capitalised words that are no organisation."""
    lists = load_organisations()
    for match in _NAME.finditer(text):
        found = match.group().strip()
        before = re.sub(r"\b\w+-(?=\w)", "", text[: match.start()].rstrip().casefold())  # IT-jurist is a jurist
        words = found.split()
        if words and words[0] in {"De", "Het", "Een", "Volgens"}:
            continue
        if before.endswith(("gemeente", "universiteit", "hogeschool", "vakbond", "stichting", "politie", "rechtbank")):
            continue
        if re.search(
            r"universiteit|university|hogeschool|instituut|institute|gemeente|politie|stichting|vereniging|ministerie|college",
            found,
            re.IGNORECASE,
        ):
            continue
        if lists.find_body(found) and " van " in found:
            found = found.partition(" van ")[0]
            words = found.split()
        if found in lists.municipalities or lists.find_body(found):
            continue
        role_before = lists.has("municipal_roles").search(before) or lists.has("spokes_roles").search(before)
        if (
            len(words) > 1
            or (role_before and not before.endswith((" van", " in", " uit")))
            or lists.has("personal_roles").search(before)
        ):
            if any(
                lists.has(group).fullmatch(words[0]) for group in ("municipal_roles", "spokes_roles", "personal_roles")
            ):
                found = " ".join(words[1:])
            if found:
                return found
    return None


def _as_municipality(town: str | None) -> Party:
    return Party(f"gemeente {town}" if town else "gemeente", OriginKind.ORGANISATION, municipality=town or "")


def _as_person(role: str, name: str | None, outlet: str, *, is_named_role: bool) -> Party:
    if name is not None:
        return Party(name, OriginKind.PERSON, person=name)
    return Party(role if is_named_role or not outlet else f"{role} ({outlet})", OriginKind.PERSON)
