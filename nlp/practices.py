"""Find practices: what municipalities do to the people they talk to, by the patterns of `lexicon/practices.json`.

A pattern says which words make a practice and which must stand near them: "opnemen" alone is the most ambiguous
verb of Dutch, so it counts only with a conversation, a sound or an image. The more special practice takes the words
it shares with a general one.

Most sentences hold no word that any pattern begins with. spaCy knows each word of a text by a number, so each
different word is looked at once, and only the sentences with such a word are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

from nlp.lexicons import load_lexicon
from nlp.patterns import MOST_KNOWN, Match, PatternSet, fold
from staving.schema import Mention, MentionKind, derive_id

CONJUNCTIONS = frozenset({"en", "noch", "of", "maar", ";"})
"""Words after which something else may be said."""

BEFORE = 3
AFTER = 1
"""How many sentences before and after one may say what it is about, for patterns that ask (``&&&``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A practice found in a sentence."""

    practice: str
    """Id of the practice."""
    sentence: int
    """Number of the sentence."""
    anchor: tuple[int, ...]
    """Positions in the text of the words that name it."""
    words: tuple[int, ...]
    """Positions of all words that the pattern used: what is said inside them says nothing more."""
    pattern: str
    """The pattern that found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRules:
    """The compiled lexicon."""

    patterns: PatternSet
    refusals: PatternSet
    wins_over: frozenset[tuple[str, str]]
    wins_in_clause: frozenset[tuple[str, str]]
    weak: frozenset[str]
    inverse: frozenset[str]


@cache
def load_practice_rules() -> PracticeRules:
    """Return the compiled lexicon of practices."""
    lexicon = load_lexicon("practices")
    practices = lexicon["practices"]
    return PracticeRules(
        patterns=PatternSet({name: row["patterns"] for name, row in practices.items()}, lexicon["classes"]),
        refusals=PatternSet({name: row["unless"] for name, row in practices.items()}, lexicon["classes"]),
        wins_over=frozenset((first, second) for first, second in lexicon["special"]),
        wins_in_clause=frozenset((first, second) for first, second in lexicon["in_clause"]),
        weak=frozenset(name for name, row in practices.items() if row.get("weak")),
        inverse=frozenset(name for name, row in practices.items() if row.get("inverse")),
    )


def find_practices(doc: Doc, sentences: Sequence[tuple[int, int]]) -> list[Hit]:
    """Return the practices that a text names.

    Args:
        doc: The tokenised text; no grammar is needed.
        sentences: Its sentences, as ranges of tokens.

    Returns:
        One hit for each place and practice, in order.
    """
    rules = load_practice_rules()
    words_of, keyed = _read_words(doc, rules)
    hits: list[Hit] = []
    following = 0
    for number, (start, end) in enumerate(sentences):
        while following < len(keyed) and keyed[following] < start:
            following += 1
        if following == len(keyed):
            break
        if keyed[following] >= end:
            continue
        words = words_of(start, end)

        def look_around(number: int = number, start: int = start, end: int = end) -> list[str]:
            first = sentences[max(0, number - BEFORE)][0]
            last = sentences[min(len(sentences) - 1, number + AFTER)][1]
            return words_of(first, start) + words_of(end, last)

        matches = list(rules.patterns.find(words, around=look_around))
        if not matches:
            continue
        refused = {match.name for match in rules.refusals.find(words, frozenset(match.name for match in matches))}
        kept = _settle([match for match in matches if match.name not in refused], rules, words)
        hits.extend(
            Hit(
                practice=match.name,
                sentence=number,
                anchor=tuple(start + position for position in match.anchor),
                words=tuple(start + position for position in match.words),
                pattern=match.source,
            )
            for match in kept
        )
    return hits


def _read_words(doc: Doc, rules: PracticeRules) -> tuple[Callable[[int, int], list[str]], list[int]]:
    """Return what gives the folded words of a range, and the positions of those that a pattern is found by."""
    numbers: list[int] = doc.to_array("ORTH").tolist()
    known = _words_by_number(doc.vocab)
    if len(known) > MOST_KNOWN:
        known.clear()
    strings = doc.vocab.strings
    for number in set(numbers).difference(known):
        word = fold(strings[number])
        known[number] = (word, rules.patterns.is_key(word))
    keyed = [index for index, number in enumerate(numbers) if known[number][1]]
    return lambda start, end: [known[number][0] for number in numbers[start:end]], keyed


@lru_cache(maxsize=8)
def _words_by_number(vocab: Vocab) -> dict[int, tuple[str, bool]]:  # noqa: ARG001  # one memory for each vocabulary
    """Return what is known of words by their number: folded, and whether a pattern is found by it."""
    return {}


def _settle(matches: list[Match], rules: PracticeRules, words: Sequence[str]) -> list[Match]:
    """Return the matches that stand: one for each place and practice, special before general."""
    by_practice: dict[str, list[Match]] = {}
    for match in sorted(matches, key=lambda item: (item.anchor[0], -len(item.words))):
        known = by_practice.setdefault(match.name, [])
        clash = [other for other in known if set(other.words) & set(match.words)]
        if not clash:
            known.append(match)
    kept = []
    for name, found in by_practice.items():
        for match in found:
            rivals = [
                other
                for rival, others in by_practice.items()
                for other in others
                if ((rival, name) in rules.wins_over and set(other.words) & set(match.words))
                or ((rival, name) in rules.wins_in_clause and _is_one_breath(match, other, words))
            ]
            if not rivals and not (name in rules.weak and _is_beside(match, by_practice, words)):
                kept.append(match)
    return sorted(kept, key=lambda match: match.anchor)


def _is_beside(match: Match, by_practice: dict[str, list[Match]], words: Sequence[str]) -> bool:
    """Tell whether another practice stands beside this one, with no conjunction between the two."""
    return any(
        name != match.name and not CONJUNCTIONS & _between(match, other, words)
        for name, others in by_practice.items()
        for other in others
    )


def _is_one_breath(match: Match, other: Match, words: Sequence[str]) -> bool:
    """Tell whether neither a conjunction nor a comma stands between two practices: they are one act."""
    return not (CONJUNCTIONS | {","}) & _between(match, other, words)


def _between(match: Match, other: Match, words: Sequence[str]) -> set[str]:
    low, high = sorted((match.anchor[0], other.anchor[0]))
    return set(words[low + 1 : high])


def as_mentions(doc: Doc, hits: Iterable[Hit], document_id: str = "") -> list[Mention]:
    """Return hits as mentions; the span runs from the first to the last word that names the practice."""
    mentions, text = {}, doc.text
    for hit in hits:
        start = doc[hit.anchor[0]].idx
        last = doc[hit.anchor[-1]]
        end = last.idx + len(last.text)
        identity = derive_id(document_id, start, end, MentionKind.PRACTICE, hit.practice, None, None, None)
        mentions[identity] = Mention(
            id=identity,
            document_id=document_id,
            kind=MentionKind.PRACTICE,
            start=start,
            end=end,
            text=text[start:end],
            value=hit.practice,
            rule=f"pattern: {hit.pattern}",
        )
    return list(mentions.values())
