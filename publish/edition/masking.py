"""Mask every name that is not known to belong to a body, a place, a law or somebody in office: names fail closed.

No tagger finds all names, so nothing is looked for: every token with a capital (or in a script without capitals) is
masked unless it is known to be safe. A run of such tokens, particles between them included, is safe only as a whole.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from staving.folding import fold

MASK = "[naam]"
"""What stands in place of a name."""

HIDDEN = "[verborgen]"
"""What stands in place of an address, number or account."""

_WORD = re.compile(r"(?:['’`´][sStTdD]?[-\s]?)?[^\W\d_](?:[\w]|['’`´.\-‐‑](?=\w))*\.?")
_CONTACTS = (
    re.compile(r"[\w.+%-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\w-]+)+", re.IGNORECASE),
    re.compile(r"(?<!\w)@\w{2,}"),
    re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(r"\b[A-Z]{2}\d{2}\s?(?:[A-Z0-9]{4}\s?){2,7}[A-Z0-9]{0,3}\b"),
    re.compile(r"(?<![\w.,/-])(?:\+|00)?\d(?:[\s().-]?\d){7,14}(?![\w/])"),
    re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b(?:\s*,?\s*\d{1,5}\s?[a-zA-Z]?)?"),
    re.compile(r"\b\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}\b"),
)
_SAFE = re.compile(r"\bECLI:[A-Z]{2}:[A-Z0-9]{1,7}:\d{4}:[A-Z0-9.]{1,25}\b|\b(?:CVDR|BWBR|BWBV)\d+\b")
"""Numbers of rulings and laws: letters that are no name."""
_SENTENCE_END = re.compile(r"[.!?:;…]['\"”’»)\]]*\s+$|[\n\r]\s*$|^[\s'\"“‘«(\[•*–—-]*$|[“\"‘«]$")


@cache
def load_words() -> dict[str, list[str]]:
    """Return the lists of `safe_words.json`."""
    table: dict[str, list[str]] = json.loads(
        resources.files("publish.edition").joinpath("safe_words.json").read_text(encoding="utf-8")
    )
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What may stand in one text besides the words that are safe everywhere."""

    names: frozenset[str] = frozenset()
    """Names of bodies, outlets and laws, as they are written."""
    people: frozenset[str] = frozenset()
    """Names of people in office, for a body, or known as experts, as they are written."""
    places: frozenset[str] = frozenset()
    """Names of municipalities and provinces."""
    forbidden: frozenset[str] = field(default_factory=frozenset)
    """Tokens of private people, in lower case without accents: masked however they are written."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with the names masked."""

    text: str
    """The text."""
    names: tuple[str, ...]
    """What was masked."""


def clean_hidden(text: str) -> str:
    """Return a text without characters that show nothing: they can split a name."""
    kept = (letter for letter in text if unicodedata.category(letter) not in {"Cf", "Co", "Cs", "Cn"})
    return "".join(letter if letter in "\n\t" or unicodedata.category(letter) != "Cc" else " " for letter in kept)


def tidy(text: str) -> str:
    """Return a text as it is masked: composed letters, and nothing that shows nothing."""
    return unicodedata.normalize("NFC", clean_hidden(text))


def mask(text: str, allowed: Allowed) -> Masked:
    """Return a text in which every name is masked that is not known to be safe.

    Args:
        text: The text, or a stretch of it; its first word counts as the begin of a sentence.
        allowed: What may stand in it.

    >>> mask("De gemeente filmt Fatima El Idrissi.", Allowed()).text
    'De gemeente filmt [naam].'
    """
    text = tidy(text)
    cuts = find_cuts(text, allowed)
    pieces, position = [], 0
    for start, end, shown in cuts:
        pieces += [text[position:start], shown]
        position = end
    pieces.append(text[position:])
    return Masked("".join(pieces), tuple(text[start:end] for start, end, shown in cuts if shown == MASK))


def find_cuts(text: str, allowed: Allowed) -> list[tuple[int, int, str]]:
    """Return what has to be masked in a tidy text: first and past the last character, and what is shown instead."""
    cuts = [(found.start(), found.end(), HIDDEN) for pattern in _CONTACTS for found in pattern.finditer(text)]
    return _merge([*cuts, *((start, end, MASK) for start, end in _find_names(text, allowed))])


def _merge(cuts: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    merged: list[tuple[int, int, str]] = []
    for start, end, shown in sorted(cuts, key=lambda cut: (cut[0], -cut[1])):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), merged[-1][2])
        else:
            merged.append((start, end, shown))
    return merged


def _find_names(text: str, allowed: Allowed) -> Iterator[tuple[int, int]]:
    """Yield where a name stands that is not known to be safe."""
    # Of the same length, so that every place stays what it is.
    text = _SAFE.sub(lambda found: "0" * len(found.group()), text)
    words = [(found.start(), found.end(), found.group()) for found in _WORD.finditer(text)]
    run: list[tuple[int, int, str]] = []
    for index, word in enumerate(words):
        if _is_name_like(word[2]) or _strip(word[2]) in allowed.forbidden:
            run.append(word)
            continue
        if run and _continues(text, words, index):
            run.append(word)
            continue
        if run:
            yield from _judge(text, run, allowed)
        run = []
    if run:
        yield from _judge(text, run, allowed)


def _continues(text: str, words: list[tuple[int, int, str]], index: int) -> bool:
    """Return whether a word in lower case is a particle between two parts of a name."""
    particles = set(load_words()["particles"])
    before = words[index - 1]
    if text[before[1] : words[index][0]].strip(" \t-‐‑") or words[index][2].casefold() not in particles:
        return False
    following = index + 1
    while following < len(words) and following < index + 3:
        if text[words[following - 1][1] : words[following][0]].strip(" \t-‐‑"):
            return False
        if _is_name_like(words[following][2]):
            return True
        if words[following][2].casefold() not in particles:
            return False
        following += 1
    return False


def _judge(text: str, run: list[tuple[int, int, str]], allowed: Allowed) -> Iterator[tuple[int, int]]:
    """Yield the parts of a run of name-like words that are not safe."""
    for part in _split(text, run):
        words = part
        while words and _starts_sentence(text, words[0][0]) and _is_starter(words[0][2], allowed):
            words = words[1:]
            while words and not _is_name_like(words[0][2]) and _strip(words[0][2]) not in allowed.forbidden:
                words = words[1:]
            break
        if not words:
            continue
        start, end = words[0][0], words[-1][1]
        if not _is_safe(text[start:end], [word for _, _, word in words], allowed):
            yield start, end - (1 if text[end - 1] == "." and not _is_initial(words[-1][2]) else 0)


def _split(text: str, run: list[tuple[int, int, str]]) -> Iterator[list[tuple[int, int, str]]]:
    """Yield the stretches of a run with nothing but space or a hyphen between their words."""
    part: list[tuple[int, int, str]] = []
    for word in run:
        between = text[part[-1][1] : word[0]] if part else ""
        ended = part and part[-1][2].endswith(".") and not _is_initial(part[-1][2])
        if part and (ended or between.strip(" \t-‐‑") or "\n" in between):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _is_safe(whole: str, words: Collection[str], allowed: Allowed) -> bool:
    whole = whole.rstrip(".")
    if any(_strip(word) in allowed.forbidden for word in words):
        return False
    if whole in allowed.people or whole in allowed.names or whole in allowed.places:
        return True
    proper = set(load_words()["proper"]) | allowed.names | allowed.places
    return all(
        word.rstrip(".") in proper or not _is_name_like(word) or re.sub(r"['’]s?$", "", word.rstrip(".")) in proper
        for word in words
    ) and not (len(words) > 1 and any(word.rstrip(".") in allowed.places for word in words) and _has_particle(words))


def _has_particle(words: Collection[str]) -> bool:
    return any(word.casefold() in {"van", "von", "der", "den"} for word in words)


def _is_starter(word: str, allowed: Allowed) -> bool:
    folded = word.casefold().rstrip(".")
    if word[1:] != word[1:].lower() or _strip(word) in allowed.forbidden:
        return False
    words = load_words()
    return folded in words["starters"] or (len(folded) >= 8 and folded.endswith(tuple(words["endings"])))


def _starts_sentence(text: str, start: int) -> bool:
    return bool(_SENTENCE_END.search(text[max(0, start - 12) : start])) if start else True


def _is_name_like(word: str) -> bool:
    """Return whether a token has a capital, or letters of a script without capitals."""
    return any(letter.isupper() or letter.istitle() or unicodedata.category(letter) == "Lo" for letter in word) or (
        any(letter.isalpha() and not unicodedata.name(letter, "").startswith("LATIN") for letter in word)
    )


def _is_initial(word: str) -> bool:
    return bool(re.fullmatch(r"(?:\w{1,2}\.)+", word))


def _strip(word: str) -> str:
    return fold(re.sub(r"['’]s?$", "", word.strip(".'’`´")))


def list_tokens(names: Iterable[str]) -> frozenset[str]:
    """Return the tokens of names of private people, so that they are masked however they are written.

    Particles and very short tokens are left out: they are words of every text.
    """
    particles = set(load_words()["particles"])
    found = (_strip(token) for name in names for token in re.split(r"[\s\-‐‑]+", name))
    return frozenset(token for token in found if len(token) > 2 and token not in particles)
