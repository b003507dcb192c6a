"""Which links may stand without a human: the text has to say what the proposition says.

A score tells that a passage is about a proposition; it does not tell that the passage states it. So a link is accepted
only if the words that set the proposition apart (numbers with what they count, names, rare words) are in the passage,
said of the right municipality and with a clear direction. Without that, a link is proposed to a reviewer.
"""

from __future__ import annotations

import csv
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.stance import Reading, load_cues
from graph.terms import STOP, Match, find_root
from staving.resources import data_path
from staving.schema import Assertion, Proposition, PropositionKind, Stance, Status

RULES = 2
"""Number of this set of rules; a new one has stored links judged again."""

PLAIN = frozenset(
    find_root(word)
    for word in """
    gemeente gemeenten mensen bewoners inwoners burger burgers persoon personen iemand gaat gaan ging worden wordt
    gebeurt gebeurde maken maakt gemaakt krijgen krijgt kregen geven geeft gaf komen komt kwam staan staat doen
    sinds vanaf pas ook juist kunnen dient moet moest mogen mag gedaan hebben heeft eigen zelf zaak ten tegen
    daarom daarvoor deze dit dat daarmee hierbij ervoor
    wegens vindt vond noemt noemde zegt zei
    """.split()
)
"""Stems that do not set a statement apart."""

NUMBER_WORDS = {
    "twee": "2", "drie": "3", "vier": "4", "vijf": "5", "zes": "6", "zeven": "7", "acht": "8", "negen": "9",
    "tien": "10", "elf": "11", "twaalf": "12", "tiende": "10", "zestiende": "16",
}  # fmt: skip
"""Numbers in words."""

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+")
_CONJUNCT = re.compile(r"[,;:]\s+")
_LEAST = 5


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a link may stand without a human, and why."""

    is_accepted: bool
    """Whether it may."""
    reason: str
    """Why, or what is missing; Dutch."""
    agreement: float
    """Share of the proposition's own words in the passage, weighted by rarity; a phrase of its cues adds 0.1."""


@dataclass(frozen=True, slots=True)
class Part:
    """A clause of a statement, as what sets it apart."""

    stems: tuple[str, ...]
    """Its distinguishing stems."""
    numbers: tuple[tuple[str, str | None], ...]
    """Its numbers, each with the stem of what it counts."""
    names: tuple[str, ...]
    """Names that are not that of the subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A link to be judged."""

    proposition: Proposition
    """The proposition."""
    text: str
    """The passage."""
    stance: Stance
    """What it does to the proposition."""
    reading: Reading
    """What stands out in it."""
    said: Sequence[Match] = ()
    """Cue phrases for the proposition in it."""
    against: Sequence[Match] = ()
    """Cue phrases against it in it."""
    assertions: Sequence[Assertion] = ()
    """Assertions that meet the cues of the proposition."""
    is_barred: bool = False
    """Whether it is about another municipality."""
    is_about_subject: bool = True
    """Whether its document is about the municipality of the case."""
    has_others: bool = False
    """Whether it names other municipalities than that of the case."""
    practices: frozenset[str] = frozenset()
    """Practices it is about."""
    begun: frozenset[str] = frozenset()
    """Years and dates at which it says that a core practice of the case began or ended."""


def judge(case: Case, rarity: Mapping[str, float], names: Iterable[str] = (), *, subject: str = "") -> Verdict:
    """Return whether a link may stand without a human.

    Args:
        case: The link.
        rarity: How rare each stem is among the statements.
        names: Names that a passage about the statement must hold.
        subject: Name of the municipality of the case, which sets no statement apart.
    """
    parts = cut_statement(case.proposition.statement, tuple(names), subject=subject)
    held = _list_held(case)
    shares = [_cover(*held, part, rarity) for part in parts]
    agreement = max(shares, default=0.0) + 0.1 * len(_list_cues(case))
    obstacle = _find_obstacle(case)
    if obstacle:
        return Verdict(False, obstacle, agreement)
    is_fact = case.proposition.kind == PropositionKind.FACT
    for part, share in zip(parts, shares, strict=True):
        reason = (_judge_fact if is_fact else _judge_norm)(case, part, share)
        if reason:
            return Verdict(True, reason, agreement)
    return Verdict(False, "zegt niet genoeg van wat de bewering zegt", agreement)


def weigh_roots(statements: Sequence[str]) -> dict[str, float]:
    """Return how rare each root is among the statements of a case."""
    holders: Counter[str] = Counter(root for statement in statements for root in set(_roots(statement)))
    return {root: math.log(1 + len(statements) / count) for root, count in holders.items()}


def cut_statement(statement: str, names: tuple[str, ...], *, subject: str = "") -> list[Part]:
    """Return the clauses of a statement that each say something of their own, and the whole of it.

    Of two alternatives (agressie of een onveilige situatie) the first counts as a clause too.

    >>> [part.numbers for part in cut_statement("Het duurt twee weken, in 2014 begon het", ())][:2]
    [(('2', 'wek'), ('2014', None)), (('2', 'wek'),)]
    """
    pieces = list(dict.fromkeys([statement, *_CONJUNCT.split(statement), re.split(r"\bof\b", statement)[0]]))
    plain = PLAIN | _roots(subject)
    found = []
    for piece in pieces:
        roots = (find_root(word) for word in _list_words(piece) if word not in STOP and word not in NUMBER_WORDS)
        stems = tuple(dict.fromkeys(item for item in roots if item not in plain and not item.isdigit()))
        if len(stems) >= 2 or piece is statement:
            found.append(Part(stems, tuple(list_numbers(piece)), tuple(name for name in names if name in piece)))
    return found


def _find_obstacle(case: Case) -> str | None:
    """Return what keeps any such link from being accepted."""
    proposition = case.proposition
    if case.stance == Stance.MENTIONS:
        return "neemt geen standpunt in"
    if case.is_barred:
        return "gaat over een andere gemeente"
    whose = proposition.cues.get("municipality")
    is_general = proposition.kind == PropositionKind.LEGAL or whose in ("other", "any")
    if not is_general and not case.is_about_subject:
        return "het stuk gaat niet over deze gemeente"
    if case.reading.asks or case.reading.leaves_open:
        return "laat iets in het midden"
    if case.stance == Stance.SUPPORTS and _list_cues(case, other_side=True) and not _outweighs(case):
        return "heeft ook woorden van de andere kant"
    return None


def _judge_fact(case: Case, part: Part, share: float) -> str | None:
    """Return why a passage states a fact, if it does."""
    if not part.stems:
        return _judge_date(case, part)
    cues = _list_cues(case)
    if not _holds_specifics(case, part, cues):
        return None
    if any(_agrees(item, case) for item in case.assertions) and share >= (0.3 if part.numbers else 0.5):
        return "stelt het vast in de woorden van de bewering"
    whose = case.proposition.cues.get("municipality") or "subject"
    practices = set(case.proposition.cues.get("practices") or ())
    is_loose = (
        (case.has_others and not part.names and whose == "subject")
        or (case.stance == Stance.ATTACKS and not (cues or case.reading.denies))
        or (len(part.stems) < 3 and not part.numbers and not (part.names and cues))
        or (whose == "subject" and practices and not practices & case.practices)
    )
    return None if is_loose else _says_it(case, part, share, cues)


def _judge_date(case: Case, part: Part) -> str | None:
    """Return why a passage states a fact of which nothing but a date sets it apart (Dit gebeurt sinds 2014)."""
    years = [number for number, _ in part.numbers if len(number) == 4]
    if case.stance == Stance.SUPPORTS and any(year in date for year in years for date in case.begun):
        return "noemt dat jaar bij de praktijk van de zaak"
    return None


def _judge_norm(case: Case, part: Part, share: float) -> str | None:
    """Return why a passage states what the law is, what is right or what should be done, if it does."""
    cues = _list_cues(case)
    outcome = case.reading.outcome
    deontic = load_cues()["deontic"]
    is_silent = deontic.search(case.proposition.statement) and outcome is None and not deontic.search(case.text)
    if outcome == 0 or is_silent or not _holds_specifics(case, part, cues) or (len(part.stems) < 3 and not cues):
        return None
    predicate = part.stems[-2:]
    words = set(_list_words(case.text)) - STOP
    says_it = any(root in case.reading.roots or any(_is_within(root, word) for word in words) for root in predicate)
    roots = {root for match in cues for root in _roots(match.words)}
    if case.proposition.kind == PropositionKind.LEGAL and outcome and len(cues) >= 2 and len(roots) >= 4:
        return "beslist over het onderwerp van de bewering"
    return _says_it(case, part, share, cues) if says_it else None


def _says_it(case: Case, part: Part, share: float, cues: Sequence[Match]) -> str | None:
    """Judge by the words alone: enough of the own words of the statement, denied or not as in the statement."""
    sentences = _list_sentences(case.text)
    best = max(sentences, key=lambda text: len(set(part.stems) & _roots(text)), default=case.text)
    is_alike = _is_negative(case.proposition.statement) == _is_negative(best)
    agrees = is_alike == (case.stance == Stance.SUPPORTS) or any(item.is_negated or len(cues) > 1 for item in cues)
    if not agrees:
        return None
    singles = [
        match
        for match in (case.said if case.stance == Stance.SUPPORTS else case.against)
        if not match.is_joined and not match.is_denied and not _roots(match.words) & set(part.stems)
    ]
    is_fact = case.proposition.kind == PropositionKind.FACT
    if share >= (0.3 if is_fact else 0.5):
        share += 0.1 * min(3, len({find_root(match.words) for match in singles}))
        share += 0.15 * sum(not _roots(match.words) & set(part.stems) for match in cues)
    if share >= 0.75 or (share >= 0.5 and cues) or (share >= 0.35 and len(cues) >= 2):
        return "zegt het in de woorden van de bewering"
    return None


def _holds_specifics(case: Case, part: Part, cues: Sequence[Match]) -> bool:
    """Return whether a passage holds the names and numbers of a clause, and does not deny what it is to support.

    Half of the numbers will do where a phrase of the cues says the rest in other words (twee jaar te laat).
    """
    if any(name not in case.text for name in part.names):
        return False
    if case.reading.denies and case.stance == Stance.SUPPORTS and not _is_negative(case.proposition.statement):
        return False
    share = max((_share_numbers(part, window) for window in _list_windows(case)), default=0.0)
    own = set(part.stems) | PLAIN
    says_rest = any(sum(not root.isdigit() for root in _roots(match.words) - own) >= 2 for match in cues)
    return share >= 1.0 or (share >= 0.5 and says_rest)


def _is_negative(text: str) -> bool:
    return load_cues()["negation"].search(text) is not None


def _agrees(assertion: Assertion, case: Case) -> bool:
    statuses = case.proposition.cues.get("statuses") or (Status.IN_USE,)
    if case.stance == Stance.SUPPORTS:
        return assertion.status in statuses
    return assertion.status == Status.NOT_USED


def _outweighs(case: Case) -> bool:
    """Return whether the phrases on the side of the stance weigh more than those of the other side."""
    own, other = _list_cues(case), _list_cues(case, other_side=True)
    return sum(match.weight for match in own) > sum(match.weight for match in other)


def _list_cues(case: Case, *, other_side: bool = False) -> list[Match]:
    """Return the phrases of several words on the side of the stance, the words of each met as they are meant."""
    found: list[Match] = []
    seen: set[frozenset[str]] = set()
    matches = case.said if (case.stance == Stance.SUPPORTS) != other_side else case.against
    for match in sorted(matches, key=lambda item: (-len(_roots(item.words)), item.words)):
        stems = _roots(match.words)
        if match.is_joined and match.is_negated == match.is_denied and not any(stems & other for other in seen):
            seen.add(stems)
            found.append(match)
    return found


def _list_windows(case: Case) -> list[str]:
    """Return the sentences among which the numbers of a statement have to stand.

    Those that hold an assertion that meets its cues, or else any two that follow one another.
    """
    sentences = _list_sentences(case.text)
    if not sentences:
        return []
    if case.assertions:
        holding = [part for part in sentences if any(_overlap(item.text, part) for item in case.assertions)]
        if holding:
            return [" ".join(holding)]
    return [" ".join(pair) for pair in zip(sentences, [*sentences[1:], ""], strict=True)]


def _list_sentences(text: str) -> list[str]:
    return [part for part in _SENTENCE.split(text) if part.strip()]


def _overlap(clause: str, sentence: str) -> bool:
    """Return whether a clause is (partly) in a sentence."""
    return clause.strip() in sentence or sentence.strip() in clause or clause[:30] in sentence


def _list_held(case: Case) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a passage, and their roots with those of the practices it asserts."""
    words = frozenset(_list_words(case.text)) - STOP
    known = {find_root(word) for word in words} | _list_initials(case.text)
    for assertion in case.assertions:
        if _agrees(assertion, case):
            known |= _list_practice_stems(assertion.practice)
    return words, frozenset(known)


def _cover(words: frozenset[str], known: frozenset[str], part: Part, rarity: Mapping[str, float]) -> float:
    """Return the share of the distinguishing stems that the passage, or an assertion in it, holds."""
    whole = covered = 0.0
    for item in part.stems:
        weight = rarity.get(item, 1.0)
        whole += weight
        if item in known or any(_is_within(item, word) for word in words):
            covered += weight
    return covered / whole if whole else 0.0


def _list_initials(text: str) -> set[str]:
    """Return the initials of names of several words, as an abbreviation would give them (Proef Instituut: pi)."""
    text = re.sub(r"\b(?:De|Het|Een)\s", "", text)
    names = re.findall(r"[A-ZÀ-Þ]\w+(?: (?:(?:van|de|der|voor|en) )*[A-ZÀ-Þ]\w+)+", text)
    return {find_root("".join(word[0] for word in name.split() if word[0].isupper())) for name in names}


def _is_within(item: str, word: str) -> bool:
    """Return whether a stem is part of a longer word, or a word part of a compound stem."""
    if len(item) >= 4 and item in word:
        return True
    other = find_root(word)
    return len(other) >= _LEAST and other in item


def list_numbers(text: str) -> list[tuple[str, str | None]]:
    """Return the numbers of a text, each with the stem of the word after it: what it counts, or the month."""
    words = _list_words(text)
    found: list[tuple[str, str | None]] = []
    for place, word in enumerate(words):
        number = NUMBER_WORDS.get(word) or (word if word.isdigit() else None)
        if number is None:
            continue
        after = [item for item in words[place + 1 : place + 5] if item not in ("en", "keer", "maal", "of", "van", "de")]
        nouns = [item for item in after if not item.isdigit() and item not in NUMBER_WORDS]
        is_year = len(number) == 4
        found.append((number, None if is_year or not nouns else find_root(nouns[0])))
    return found


def _share_numbers(part: Part, window: str) -> float:
    """Return the share of the numbers of a clause that a text holds, each of the same thing."""
    if not part.numbers:
        return 1.0
    found = list_numbers(window)
    hits = sum(
        any(number == other and (unit is None or counted is None or unit == counted) for other, counted in found)
        for number, unit in part.numbers
    )
    return hits / len(part.numbers)


def find_core(propositions: Sequence[Proposition]) -> frozenset[str]:
    """Return the practices a case is about: those of the category that its cues name most."""
    named = [name for item in propositions for name in item.cues.get("practices") or ()]
    rows = read_practices()
    counts = Counter(rows[name]["category"] for name in named if name in rows)
    if not counts:
        return frozenset(named)
    best = counts.most_common(1)[0][0]
    return frozenset(name for name in named if name in rows and rows[name]["category"] == best)


@lru_cache(maxsize=8)
def name_municipality(code: str) -> str:
    """Return the name of a municipality, empty if it is not known."""
    path = data_path("gazetteer", "municipalities.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return next((row["name"] for row in csv.DictReader(file) if row.get("code", row.get("id")) == code), "")


@lru_cache(maxsize=1)
def read_practices() -> dict[str, dict[str, str]]:
    """Return the practices that ship with the package, by id."""
    return {row["id"]: row for row in json.loads(data_path("practices.json").read_text(encoding="utf-8"))}


@lru_cache(maxsize=64)
def _list_practice_stems(practice: str) -> frozenset[str]:
    """Return the stems of the words that describe a practice."""
    row = read_practices().get(practice, {})
    return _roots(f"{row.get('label', '')} {row.get('definition', '')}")


def _roots(phrase: str) -> frozenset[str]:
    return frozenset(find_root(word) for word in _list_words(phrase) if word not in STOP)


def _list_words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
