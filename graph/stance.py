"""What a passage does to a proposition: supports it, attacks it, or only raises it.

By the rules of reading in `docs/method.md`: reported speech counts as the speaker's statement, a denial decides, a
question or an announced study takes no position, and the complainant's own demand is circular.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from graph.terms import Match, find_root
from staving.schema import Assertion, Proposition, PropositionKind, Stance, Status

PRIOR = 0.8
"""What speaks for support where nothing else decides: texts tell what is so more often than what is not."""

MOST_SAID = 4.5
"""Most that phrases can speak for support where somebody denies something: the denial decides."""

_WORD = re.compile(r"[^\W\d_]{3,}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands out in a passage, whatever it is about."""

    negations: int
    """Words that deny, those that contradict somebody left out."""
    denies: bool
    """Whether somebody denies or contradicts something."""
    leaves_open: bool
    """Whether it leaves something open."""
    asks: bool
    """Whether all of it is a question."""
    is_complainant: bool
    """Whether the complainant speaks."""
    insists: bool
    """Whether it insists that something is so after all (wel degelijk)."""
    years: frozenset[str]
    """Years that it names."""
    outcome: int | None = None
    """1: it finds something lawful, -1: unlawful, 0: both; None: neither."""
    roots: frozenset[str] = frozenset()
    """Roots of its words."""
    denied: tuple[str, ...] = ()
    """Sentences in which somebody denies something."""
    is_always: bool = False
    """Whether it tells of something that is always so, never only at times."""
    verdict: int | None = None
    """1: it finds something fitting or in proportion, -1: the contrary, 0: both; None: neither."""
    is_undecided: bool = False
    """Whether it leaves a judgement to somebody else."""
    is_conditional: bool = False
    """Whether it states a rule with conditions."""
    is_restricted: bool = False
    """Whether it tells of something that is so only at times."""


@lru_cache(maxsize=1)
def load_cues() -> dict[str, re.Pattern[str]]:
    """Return the patterns of `graph/stance_cues.json`, one for each group."""
    table = json.loads(files("graph").joinpath("stance_cues.json").read_text(encoding="utf-8"))
    return {
        group: re.compile("|".join(f"(?:{row['pattern']})" for row in rows), re.IGNORECASE)
        for group, rows in table.items()
        if isinstance(rows, list)
    }


def read_passage(text: str, *, speaker: str | None = None, complainants: Iterable[str] = ()) -> Reading:
    """Return what stands out in a passage.

    Args:
        text: The passage.
        speaker: For whom it speaks, where known.
        complainants: Names of the complainant.
    """
    cues = load_cues()
    names = [re.escape(name) for name in complainants if name]
    speaks = False
    if names:
        any_name = "|".join(sorted(names, key=len, reverse=True))
        speaks = bool(
            re.search(cues["speaking"].pattern.replace("NAME", f"(?:{any_name})"), text, re.IGNORECASE)
            or (speaker and re.search(rf"(?<!\w)(?:{any_name})(?!\w)", speaker, re.IGNORECASE))
        )
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
    return Reading(
        negations=len(cues["negation"].findall(cues["denial"].sub(" ", text))),
        denies=bool(cues["denial"].search(text)),
        leaves_open=bool(cues["open"].search(text)),
        asks=bool(sentences) and all(part.rstrip("\"”’'").endswith("?") for part in sentences),
        is_complainant=speaks,
        insists=bool(cues["insistence"].search(text)),
        years=frozenset(_YEAR.findall(text)),
        outcome=_find_outcome(text),
        denied=tuple(part for part in sentences if cues["denial"].search(part)),
        is_always=bool(cues["always"].search(text)) and not cues["restriction"].search(text),
        verdict=find_verdict(text),
        is_undecided=bool(cues["undecided"].search(text)),
        is_conditional=bool(cues["conditional"].search(text)),
        is_restricted=bool(cues["restriction"].search(text)) and not cues["always"].search(text),
        roots=frozenset(find_root(word) for word in _WORD.findall(text)),
    )


def _find_outcome(text: str) -> int | None:
    """Return whether a text finds something lawful (1), unlawful (-1), both (0), or neither (None).

    A rule with conditions (verboden, tenzij) finds neither.
    """
    cues = load_cues()
    if cues["conditional"].search(text):
        return None
    rest, count = cues["unlawful"].subn(" ", text)
    lawful = cues["lawful"].search(rest) is not None
    if count and lawful:
        return 0
    return -1 if count else 1 if lawful else None


def _speaks_against(said: Sequence[Match], against: Sequence[Match]) -> bool:
    """Return whether phrases of the other side stand in a passage, plainly, and none of several words for it."""
    return any(match.is_joined and not match.is_denied for match in against) and not any(
        match.is_joined for match in said
    )


def find_verdict(text: str) -> int | None:
    """Return whether a text finds something fitting (1), the contrary (-1), both (0), or neither (None).

    >>> find_verdict("Dat staat in geen verhouding tot het doel"), find_verdict("Het is geen zware inbreuk")
    (-1, 1)
    """
    cues = load_cues()
    rest, spared = cues["justifying_denied"].subn(" ", text)
    rest, condemned = cues["condemning"].subn(" ", rest)
    is_justified = bool(spared) or cues["justifying"].search(rest) is not None
    if condemned and is_justified:
        return 0
    return -1 if condemned else 1 if is_justified else None


def choose_stance(
    proposition: Proposition,
    reading: Reading,
    *,
    assertion: Assertion | None = None,
    said: Sequence[Match] = (),
    against: Sequence[Match] = (),
) -> tuple[Stance, str]:
    """Return the stance of a passage towards a proposition, and why.

    Args:
        proposition: The proposition.
        reading: What stands out in the passage.
        assertion: What the passage asserts that meets the cues of the proposition.
        said: Cue phrases for the proposition that the passage holds.
        against: Cue phrases against it.
    """
    cues = load_cues()
    statement = proposition.statement
    about_unknown = bool(cues["unknown"].search(statement))
    if reading.is_complainant and not cues["own_view"].search(statement):
        return Stance.MENTIONS, "eigen woord van de klager"
    found = None
    if assertion is not None and is_denied(assertion, reading) and not cues["negation"].search(statement):
        found = Stance.ATTACKS, "wordt ontkend"
    elif assertion is not None and not _speaks_against(said, against):
        found = _follow_status(proposition, assertion, about_unknown=about_unknown)
    is_open = reading.is_undecided or (not about_unknown and (reading.leaves_open or reading.asks))
    if found is None and is_open:
        found = Stance.MENTIONS, "laat het in het midden"
    return found or _follow_contrast(proposition, reading) or _follow_words(statement, reading, said, against)


def _follow_contrast(proposition: Proposition, reading: Reading) -> tuple[Stance, str] | None:
    """Return the stance that another year, another scope or a legal finding gives, if it decides."""
    statement = proposition.statement
    if _contradicts_year(statement, reading):
        return Stance.ATTACKS, "noemt een ander jaar"
    if reading.is_always and load_cues()["restriction"].search(statement):
        return Stance.ATTACKS, "zegt dat het altijd zo is"
    if proposition.kind == PropositionKind.LEGAL:
        if reading.is_conditional and load_cues()["conditional"].search(statement) and not reading.denies:
            return Stance.SUPPORTS, "noemt dezelfde regel met voorwaarden"
        return _follow_outcome(statement, reading.outcome) if reading.outcome else None
    if proposition.kind != PropositionKind.FACT and reading.verdict:
        own = find_verdict(statement)
        if own:
            agrees = own == reading.verdict
            return (Stance.SUPPORTS, "zelfde oordeel") if agrees else (Stance.ATTACKS, "tegengesteld oordeel")
    return None


def _follow_words(
    statement: str, reading: Reading, said: Sequence[Match], against: Sequence[Match]
) -> tuple[Stance, str]:
    clause = _choose_clause(statement, reading.roots)
    if reading.is_restricted and load_cues()["restriction"].search(statement) and not (reading.denies or said):
        return Stance.SUPPORTS, "noemt dezelfde beperking"
    return _weigh_words(bool(load_cues()["negation"].search(clause)), reading, said, against)


def _follow_outcome(statement: str, outcome: int) -> tuple[Stance, str]:
    """Return the stance that a legal finding gives: one against supports a restriction and attacks a permission."""
    is_permission = bool(load_cues()["permission"].search(statement)) and not load_cues()["negation"].search(statement)
    if is_permission == (outcome > 0):
        return Stance.SUPPORTS, "oordeel in de zin van de bewering"
    return Stance.ATTACKS, "oordeel tegen de bewering in"


def _choose_clause(statement: str, roots: frozenset[str]) -> str:
    """Return the clause of a statement that a passage is most about; the whole statement where none stands out."""
    clauses = re.split(r"[,;:]\s+", statement)
    if len(clauses) < 2:
        return statement
    shares = []
    for clause in clauses:
        words = {find_root(word) for word in _WORD.findall(clause)}
        shares.append(len(words & roots) / len(words) if words else 0.0)
    best = max(shares)
    return clauses[shares.index(best)] if best > 0 and shares.count(best) == 1 else statement


def is_denied(assertion: Assertion, reading: Reading) -> bool:
    """Return whether a sentence that holds an assertion of something in use also denies it."""
    return assertion.status == Status.IN_USE and any(assertion.text.strip() in sentence for sentence in reading.denied)


def _follow_status(proposition: Proposition, assertion: Assertion, *, about_unknown: bool) -> tuple[Stance, str] | None:
    """Return the stance that the status of an assertion gives, if it decides."""
    statuses = proposition.cues.get("statuses") or ()
    if assertion.status in statuses:
        return Stance.SUPPORTS, f"status {assertion.status} past bij de bewering"
    if assertion.status in (Status.CONSIDERED, Status.UNCLEAR) and not about_unknown:
        return Stance.MENTIONS, f"geen vaststelling: {assertion.status}"
    if assertion.status == Status.NOT_USED and Status.IN_USE in statuses:
        return Stance.ATTACKS, f"status {assertion.status} spreekt de bewering tegen"
    return None


def _contradicts_year(statement: str, reading: Reading) -> bool:
    """Return whether a statement is about one year and the passage gives other years for it, never this one."""
    years = set(_YEAR.findall(statement))
    return len(years) == 1 and bool(reading.years) and not years & reading.years


def _weigh_words(
    is_negative: bool, reading: Reading, said: Iterable[Match], against: Iterable[Match]
) -> tuple[Stance, str]:
    """Return the stance that cue phrases, denials and negations give together.

    A phrase counts for its side when it is denied in the passage just as it is in itself ("geen sticker"); a phrase of
    one word is only a topic, and speaks through the negation beside it.
    """
    if reading.insists and is_negative:
        return Stance.ATTACKS, "houdt vol dat het wel zo is"
    vote = PRIOR
    for side, matches in ((1.0, said), (-1.0, against)):
        for match in matches:
            agrees = match.is_negated == match.is_denied
            if match.is_negated:
                vote += side * match.weight if agrees else 0.0
            elif match.is_joined:
                vote += side * match.weight * (0.6 if agrees else -0.3)
            elif side < 0:
                vote += -0.3 * match.weight if agrees else 0.0
            elif not is_negative:
                vote += match.weight * (0.2 if agrees else -0.25)
    if reading.denies and not is_negative:
        vote = min(vote, MOST_SAID) - 5.0
    if is_negative:
        vote += 1.5 if bool(reading.negations) != reading.denies else -1.0
    return (Stance.SUPPORTS, "bevestigend") if vote >= 0 else (Stance.ATTACKS, "ontkennend of van de andere kant")
