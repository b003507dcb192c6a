"""The words that make a speaker: roles, organisations, parts of names (`lexicon/speakers.json`)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from nlp.citation_laws import load_laws
from nlp.lexicons import load_lexicon
from staving.errors import StavingError
from staving.resources import data_path

DETERMINERS = frozenset(
    {"de", "het", "een", "onze", "zijn", "haar", "hun", "deze", "die", "'n", "’n", "mijn", "ons", "dezelfde"}
)
"""Words that may stand before the noun that names a speaker."""


@dataclass(frozen=True, slots=True)
class SpeakerWords:
    """The word lists, each ready for look-up; see the note in `lexicon/speakers.json`."""

    roles: frozenset[str]
    role_endings: tuple[str, ...]
    plural_roles: frozenset[str]
    titles: frozenset[str]
    organisations: frozenset[str]
    organisation_endings: tuple[str, ...]
    known: dict[str, tuple[tuple[str, ...], ...]]
    known_roles: dict[str, tuple[tuple[str, ...], ...]]
    trade_roles: frozenset[str]
    title_adjectives: frozenset[str]
    not_names: frozenset[str]
    particles: frozenset[str]
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    pronouns: dict[str, str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    not_speakers: frozenset[str]
    laws: frozenset[str]
    places: frozenset[str]


@cache
def load_words() -> SpeakerWords:
    """Return the word lists of `lexicon/speakers.json`, with names of laws and municipalities."""
    data: dict[str, Any] = load_lexicon("speakers")
    short = {name for entry in load_lexicon("laws")["laws"] for name in entry.get("abbreviations", ())}
    return SpeakerWords(
        frozenset(data["roles"]),
        tuple(data["role_endings"]),
        frozenset(data["plural_roles"]),
        frozenset(data["titles"]),
        frozenset(data["organisations"]),
        tuple(data["organisation_endings"]),
        _by_first_word(data["known"]),
        _by_first_word(data["known_roles"]),
        frozenset(data["trade_roles"]),
        frozenset(data["title_adjectives"]),
        frozenset(data["not_names"]),
        frozenset(data["particles"]),
        frozenset(data["adverbs"]),
        frozenset(data["prepositions"]),
        dict(data["pronouns"]),
        frozenset(data["masculine"]),
        frozenset(data["feminine"]),
        frozenset(data["not_speakers"]),
        frozenset(short | {law.norm for law in load_laws()}),
        _read_places(),
    )


def _by_first_word(names: list[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in sorted(names, key=len, reverse=True):
        found.setdefault(name.split()[0], []).append(tuple(name.split()))
    return {first: tuple(longest_first) for first, longest_first in found.items()}


def _read_places() -> frozenset[str]:
    """Return the names of municipalities: a place that speaks is its municipality, not a person."""
    try:
        path = data_path("gazetteer", "municipalities.csv")
    except StavingError:
        return frozenset()
    if not path.is_file():
        return frozenset()
    with path.open(encoding="utf-8", newline="") as lines:
        return frozenset(row["name"] for row in csv.DictReader(lines) if row.get("name"))


@lru_cache(maxsize=50_000)
def is_role(word: str) -> bool:
    """Tell whether a word (in lower case) names an office, an occupation or a part in a case."""
    words = load_words()
    bare = word.removeprefix("oud-").removeprefix("ex-").removeprefix("vice-").removeprefix("mede").removeprefix("loco")
    if bare in words.roles or bare in words.plural_roles:
        return True
    last = bare.rsplit("-", 1)[-1]
    return last in words.roles or (
        last.endswith(words.role_endings) and len(last) > len("arts") and not is_organisation(last)
    )


@lru_cache(maxsize=50_000)
def is_organisation(word: str) -> bool:
    """Tell whether a word (in lower case) names a kind of organisation."""
    words = load_words()
    return word in words.organisations or (word.endswith(words.organisation_endings) and len(word) > len("groep"))


def is_acronym(word: str) -> bool:
    """Tell whether a word is written like FNV, D66 or PvdA."""
    capitals = sum(character.isupper() for character in word)
    letters = sum(character.isalpha() for character in word)
    return (
        capitals > 1
        and len(word) <= len("GroenLinks")
        and (capitals == letters or capitals >= letters / 2)
        and "-" not in word
        and "." not in word
    )


@cache
def load_verb_forms() -> frozenset[str]:
    """Return the finite forms of verbs of speech and auxiliaries: none of them is part of a name."""
    cues = load_lexicon("cues")
    forms = {form for verb in cues["verbs"] for form in (*verb["finite"], verb["verb"])}
    forms |= {form for verb in cues["particle_verbs"] for form in verb["finite"]}
    return frozenset(forms | set(cues["auxiliaries"]) | set(cues["finite_signs"]))
