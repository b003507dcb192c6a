"""Link passages to propositions: which claims a passage bears on, in what way, and why.

Structured first: what the read stage found that a municipality does is compared with the cues of the propositions.
Then text: retrieval over stems and character n-grams of statement and cue phrases. The features are joined to a
calibrated probability (logistic regression, Platt 1999; constants in `graph/weights.json`); 0.5 and above means linked.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np

from graph.accept import Case, find_core, judge, name_municipality, weigh_roots
from graph.linked import (
    Link,
    Readable,
    Text,
    find_names,
    list_norms,
    list_places,
    share_norm,
    split_phrases,
)
from graph.scorer import PRESELECTED, Scorer, ask
from graph.stance import Reading, choose_stance, load_cues, read_passage
from graph.terms import Match, PhraseIndex, TermIndex, Vector, split_clauses, split_grams, split_stems
from staving.schema import Annotation, Assertion, MentionKind, Proposition, PropositionKind, Stance, Status

__all__ = ["Link", "Linker", "Readable", "Text", "find_names", "link_passages", "load_weights"]

LINKED = 0.5
"""Score from which a passage counts as linked."""

PROPOSED = (0.6, 0.3)
"""Score and agreement in words from which a link of a stored passage is shown to a reviewer."""

PROPOSED_ELSEWHERE = (0.8, 0.5)
"""The same where the document is not about the municipality of the case."""

MOST_PROPOSED = 3
"""Most links of one passage that are shown to a reviewer, besides those accepted."""

LINKED_SURELY = 0.7
"""Least score of a link that may stand without a human: the words decide, whatever the features say."""

BEST = 5
"""At least so many propositions are returned for each passage, also below the threshold."""

FEATURES = (
    "one", "stems", "grams", "phrases", "joined_phrases", "statement", "stems_share", "grams_share", "phrases_share",
    "best_stems", "best_grams", "best_share", "stems_most", "length", "assertion", "practice", "norm", "year",
    "name_missing", "legal_to_legal", "legal_to_fact",
)  # fmt: skip
"""What the score is made of, in the order of the weights."""


_SENTENCE = re.compile(r"(?<=[.!?])[\"”’']?\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEGAL = re.compile(
    r"\b(?:wet|wetten|wettelijk\w*|AVG|GDPR|verordening|artikel|art\.|rechtmatig\w*|onrechtmatig\w*|grondslag\w*|rechter|"
    r"rechtbank|Raad van Beroep|jurist\w*|juridisch\w*|advocaat|toezichthouder|privacywet\w*|verbod\w*|verboden|"
    r"toegestaan|verplicht\w*|voorwaarden|bevoegd\w*|proportion\w*|evenredig\w*|noodzak\w*|inbreuk)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Scored:
    """The features of one passage against all propositions."""

    features: np.ndarray[Any, np.dtype[np.float64]]
    barred: np.ndarray[Any, np.dtype[np.bool_]]
    said: Mapping[int, list[Match]]
    against: Mapping[int, list[Match]]
    matched: Mapping[int, list[Assertion]]
    places: frozenset[str]
    practices: frozenset[str]
    begun: frozenset[str]


@dataclass(slots=True)
class Linker:
    """The propositions of a case, indexed."""

    dossier: Readable
    """The case."""
    table: Mapping[str, Any] | None = None
    """Constants of the score that were learned from reviews; None for those of the package."""
    scorer: Scorer | None = None
    """A scorer that a user has installed, in the place of the score; None for none."""
    propositions: tuple[Proposition, ...] = field(init=False)
    weights: np.ndarray[Any, np.dtype[np.float64]] = field(init=False)
    least_accepted: float = field(init=False)

    _stems: TermIndex = field(init=False)
    _statements: TermIndex = field(init=False)
    _grams: TermIndex = field(init=False)
    _phrases: PhraseIndex = field(init=False)
    _against: PhraseIndex = field(init=False)
    _practices: list[tuple[int, frozenset[str]]] = field(init=False)
    _years: list[tuple[int, frozenset[str]]] = field(init=False)
    _named: list[tuple[int, tuple[str, ...]]] = field(init=False)
    _names: list[tuple[str, ...]] = field(init=False)
    _core: frozenset[str] = field(init=False)
    _subject_name: str = field(init=False)
    _rarity: dict[str, float] = field(init=False)
    _is_legal: np.ndarray[Any, np.dtype[np.float64]] = field(init=False)

    def __post_init__(self) -> None:
        """Index statements and cues."""
        self.propositions = self.dossier.propositions
        texts = [split_phrases(item.cues.get("text")) for item in self.propositions]
        against = [split_phrases(item.cues.get("against")) for item in self.propositions]
        whole = [[*text, *other] for text, other in zip(texts, against, strict=True)]
        statements = [item.statement for item in self.propositions]
        self._statements = TermIndex([Counter(split_stems(item)) for item in statements])
        self._stems = TermIndex(
            [
                Counter([*split_stems(statement) * 2, *(term for phrase in phrases for term in split_stems(phrase))])
                for statement, phrases in zip(statements, whole, strict=True)
            ]
        )
        self._grams = TermIndex(
            [
                Counter(split_grams(" ".join([statement, *phrases])))
                for statement, phrases in zip(statements, whole, strict=True)
            ]
        )
        self._phrases = PhraseIndex(texts)
        self._against = PhraseIndex(against)
        self._practices = [
            (column, frozenset(item.cues["practices"]))
            for column, item in enumerate(self.propositions)
            if item.cues.get("practices")
        ]
        self._core = find_core(self.propositions)
        self._subject_name = name_municipality(self.dossier.subject)
        self._rarity = weigh_roots(statements)
        self._years = [
            (column, frozenset(years)) for column, text in enumerate(statements) if (years := _YEAR.findall(text))
        ]
        self._names = [find_names(item.statement) for item in self.propositions]
        self._named = [(column, names) for column, names in enumerate(self._names) if names]
        self._is_legal = np.array([float(item.kind != PropositionKind.FACT) for item in self.propositions])
        table = self.table or load_weights()
        self.weights = np.array([table["weights"][name] for name in FEATURES])
        self.least_accepted = table["accept"]

    def link(self, passage: Text, annotation: Annotation | None = None, *, least: int = BEST) -> list[Link]:
        """Return the links of one passage, the best first.

        Args:
            passage: The passage.
            annotation: What the read stage found in it; without it only the text counts.
            least: Return at least so many propositions, also below the threshold.
        """
        scored = self.measure(passage, annotation)
        chances = self.score(scored)
        if self.scorer is not None:
            chances = self._ask(passage, scored, chances)
        order = np.argsort(-chances, kind="stable").tolist()
        count = max(least, int((chances >= LINKED).sum()))
        chosen = [*order[:count], *(column for column in order[count:] if column in scored.matched)]
        if not chosen:
            return []
        reading = read_passage(passage.text, speaker=passage.speaker, complainants=self.dossier.complainant_names)
        links = [self._explain(passage, scored, reading, column, float(chances[column])) for column in chosen]
        links.sort(key=lambda item: -item.score)
        return links[: max(least, sum(item.score >= LINKED for item in links))]

    def has_cue(self, text: str) -> bool:
        """Return whether a text holds a cue phrase of several words, or two of one word, of some proposition."""
        clauses = split_clauses(text)
        return any(
            len(matches) > 1 or matches[0].is_joined
            for index in (self._phrases, self._against)
            for matches in index.find(clauses).values()
        )

    def score(self, scored: _Scored) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the probability of a link for every proposition."""
        chances: np.ndarray[Any, np.dtype[np.float64]] = 1.0 / (1.0 + np.exp(-(scored.features @ self.weights)))
        return np.where(scored.barred, np.minimum(chances * 0.1, 0.1), chances)

    def _ask(
        self, passage: Text, scored: _Scored, chances: np.ndarray[Any, np.dtype[np.float64]]
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return the probabilities with those of the user's scorer for the likeliest propositions."""
        assert self.scorer is not None  # noqa: S101  (asked only then)
        chosen = np.argsort(-chances, kind="stable")[:PRESELECTED].tolist()
        propositions = [self.propositions[column] for column in chosen]
        answers = ask(self.scorer, passage, propositions, [float(chances[column]) for column in chosen])
        found = chances.copy()
        found[chosen] = answers
        return np.where(scored.barred, np.minimum(found, 0.1), found)

    def measure(self, passage: Text, annotation: Annotation | None) -> _Scored:
        """Return the features of a passage against every proposition."""
        stems = split_stems(passage.text)
        by_stem = self._stems.score(stems)
        by_gram = self._grams.score(split_grams(passage.text))
        by_statement = self._statements.score(stems)
        clauses = split_clauses(passage.text)
        said, against = self._phrases.find(clauses), self._against.find(clauses)
        both, joined = np.zeros(len(self.propositions)), np.zeros(len(self.propositions))
        for table in (said, against):
            for column, matches in table.items():
                both[column] += sum(match.weight for match in matches)
                joined[column] += sum(match.is_joined for match in matches)
        places = list_places(annotation) or ({passage.home} if passage.home else set())
        matched = self._match_assertions(annotation)
        norms = list_norms(annotation)
        assertions = annotation.assertions if annotation else ()
        practices = (
            {item.value for item in annotation.mentions if item.kind == MentionKind.PRACTICE} if annotation else set()
        )
        best_stems, best_grams = self._score_sentences(passage.text, by_stem, by_gram)
        years = set(_YEAR.findall(passage.text))
        is_legal = float(bool(norms) or _LEGAL.search(passage.text) is not None)
        columns = {
            "one": np.ones(len(self.propositions)),
            "stems": by_stem / 10,
            "grams": by_gram / 40,
            "phrases": np.log1p(both),
            "joined_phrases": np.log1p(joined),
            "statement": by_statement / 10,
            "stems_share": by_stem / max(float(by_stem.max(initial=0.0)), 1.0),
            "grams_share": by_gram / max(float(by_gram.max(initial=0.0)), 1.0),
            "phrases_share": both / max(float(both.max(initial=0.0)), 1.0),
            "best_stems": best_stems / 10,
            "best_grams": best_grams / 40,
            "best_share": best_grams / max(float(best_grams.max(initial=0.0)), 1.0),
            "stems_most": np.full(len(self.propositions), float(by_stem.max(initial=0.0)) / 10),
            "length": np.full(len(self.propositions), math.log1p(len(stems)) / 3),
            "assertion": self._mark(matched),
            "practice": self._mark(column for column, item in self._practices if practices & item),
            "norm": self._mark(
                column
                for column, item in enumerate(self.propositions)
                if norms and any(share_norm(norm, item.norms) for norm in norms)
            ),
            "year": self._mark(column for column, item in self._years if years & item),
            "name_missing": self._mark(
                column for column, names in self._named if any(name not in passage.text for name in names)
            ),
            "legal_to_legal": is_legal * self._is_legal,
            "legal_to_fact": is_legal * (1.0 - self._is_legal),
        }
        features = np.stack([columns[name] for name in FEATURES], axis=1).astype(np.float64)
        return _Scored(
            features,
            self._bar(places, annotation, is_about_subject=passage.is_about_subject),
            said,
            against,
            matched,
            frozenset(places),
            frozenset(practices | {item.practice for item in assertions}),
            frozenset(
                when
                for item in assertions
                if item.practice in self._core and item.municipality == self.dossier.subject
                for when in (item.since, item.until)
                if when
            ),
        )

    def _mark(self, columns: Iterable[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return 1 for these propositions, 0 for the others."""
        found = np.zeros(len(self.propositions))
        found[list(columns)] = 1.0
        return found

    def _score_sentences(self, text: str, by_stem: Vector, by_gram: Vector) -> tuple[Vector, Vector]:
        """Return the best score of any one sentence; that of the whole where there is only one."""
        sentences = [part for part in _SENTENCE.split(text) if part.strip()]
        if len(sentences) < 2:
            return by_stem, by_gram
        stems = np.max([self._stems.score(split_stems(part)) for part in sentences], axis=0)
        grams = np.max([self._grams.score(split_grams(part)) for part in sentences], axis=0)
        return stems, grams

    def _bar(
        self, places: set[str], annotation: Annotation | None, *, is_about_subject: bool
    ) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which propositions a passage about other municipalities, or of a document on them, cannot bear on."""
        barred = np.zeros(len(self.propositions), dtype=bool)
        if self.dossier.subject in places or (is_about_subject and not places):
            return barred
        named = (
            {mention.text for mention in annotation.mentions if mention.kind == MentionKind.MUNICIPALITY}
            if annotation
            else set()
        )
        for column, item in enumerate(self.propositions):
            open_to_others = (
                item.cues.get("municipality") in ("other", "any")
                or item.kind == PropositionKind.LEGAL
                or any(name in item.statement for name in named)
            )
            barred[column] = not open_to_others
        return barred

    def _match_assertions(self, annotation: Annotation | None) -> dict[int, list[Assertion]]:
        """Return for each proposition the assertions that meet its cues; those with a fitting status first."""
        found: dict[int, list[Assertion]] = {}
        for assertion in annotation.assertions if annotation else ():
            for column, item in enumerate(self.propositions):
                if self.meets_cues(assertion, item):
                    found.setdefault(column, []).append(assertion)
        for column, items in found.items():
            statuses = self.propositions[column].cues.get("statuses") or ()
            items.sort(key=lambda item: item.status not in statuses)
        return found

    def meets_cues(self, assertion: Assertion, proposition: Proposition) -> bool:
        """Return whether an assertion bears on a proposition by its cues.

        It has to be about a practice and a municipality of the cues, and its status has to be one of the cues, or leave
        open or contradict that the practice is in use.
        """
        cues = proposition.cues
        if assertion.practice not in (cues.get("practices") or ()):
            return False
        whose = cues.get("municipality") or "subject"
        is_subject = assertion.municipality == self.dossier.subject
        if whose != "any" and (whose == "subject") != is_subject:
            return False
        statuses = cues.get("statuses") or (Status.IN_USE,)
        return assertion.status in statuses or (
            Status.IN_USE in statuses and assertion.status in (Status.NOT_USED, Status.CONSIDERED, Status.UNCLEAR)
        )

    def _explain(self, passage: Text, scored: _Scored, reading: Reading, column: int, chance: float) -> Link:
        item = self.propositions[column]
        assertions = scored.matched.get(column, [])
        assertion = assertions[0] if assertions else None
        stance, why = choose_stance(
            item,
            reading,
            assertion=assertion,
            said=scored.said.get(column, ()),
            against=scored.against.get(column, ()),
        )
        if self.scorer is not None and (ask_stance := getattr(self.scorer, "choose_stance", None)) is not None:
            own = ask_stance(passage, item)
            stance, why = (stance, why) if own is None else (Stance(own), f"volgens {self.scorer.name}")
        reasons = []
        if assertion is not None:
            reasons.append(f"stelt vast: {assertion.municipality} {assertion.practice} {assertion.status}")
        words = {match.words for match in (*scored.said.get(column, ()), *scored.against.get(column, ()))}
        if words:
            reasons.append("woorden: " + ", ".join(sorted(words, key=lambda word: (-len(word), word))[:4]))
        if scored.barred[column]:
            reasons.append("gaat over een andere gemeente")
        verdict = judge(
            Case(
                proposition=item,
                text=passage.text,
                stance=stance,
                reading=reading,
                said=scored.said.get(column, ()),
                against=scored.against.get(column, ()),
                assertions=assertions,
                is_barred=bool(scored.barred[column]),
                is_about_subject=passage.is_about_subject,
                has_others=bool(scored.places - {self.dossier.subject}),
                practices=scored.practices,
                begun=scored.begun,
            ),
            self._rarity,
            self._names[column],
            subject=self._subject_name,
        )
        is_accepted = verdict.is_accepted and chance >= (LINKED if stance == Stance.ATTACKS else self.least_accepted)
        if is_accepted:
            chance = max(chance, LINKED_SURELY)
        if is_accepted:
            reasons.append(verdict.reason)
        if not reasons:
            reasons.append("lijkt op de bewering in woordstammen en lettergroepen")
        return Link(
            passage=passage.id,
            proposition=item.id,
            stance=stance,
            score=round(chance, 4),
            reasons=(*reasons, why),
            method="cues" if assertion is not None else "text",
            assertion=assertion,
            is_about_stop=Status.IN_USE not in (item.cues.get("statuses") or (Status.IN_USE,)),
            is_accepted=is_accepted,
            is_own_view=bool(load_cues()["own_view"].search(item.statement)),
            agreement=verdict.agreement,
        )


def link_passages(
    passages: Iterable[Text], dossier: Readable, annotations: Iterable[Annotation] | None = None
) -> Iterator[Link]:
    """Yield the links of passages, the best five or more of each.

    Args:
        passages: The passages.
        dossier: The case.
        annotations: What the read stage found, in the order of the passages.
    """
    linker = Linker(dossier)
    if annotations is None:
        for passage in passages:
            yield from linker.link(passage)
    else:
        for passage, annotation in zip(passages, annotations, strict=True):
            yield from linker.link(passage, annotation)


@lru_cache(maxsize=1)
def load_weights() -> dict[str, Any]:
    """Return the constants of the score and how they were fitted."""
    found: dict[str, Any] = json.loads(files("graph").joinpath("weights.json").read_text(encoding="utf-8"))
    return found
