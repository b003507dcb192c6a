"""How a clause says that a municipality stands to a practice: in use, stopped, conditional, considered, not used, unclear.

The order of the questions is the rule: what is asked or unknown before what is said to be so, what was given up
before what is planned, what is planned before what is refused. Each question is one small function; the first that
has an answer gives the status.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from spacy.tokens import Doc

from nlp.clauses import Clause, climb, is_finite
from nlp.cues import NEGATIONS, Scope
from nlp.patterns import fold
from nlp.practices import Hit, load_practice_rules
from staving.schema import Status

PAST_FORM = re.compile(
    r"(?:[dt]en?|nam(?:en)?|liet(?:en)?|was|waren|ging(?:en)?|hield(?:en)?|hing(?:en)?|gaf|gaven|deed|deden|keek|keken|"
    r"sloeg(?:en)?|droeg(?:en)?|bezocht|zocht|schreef|schreven|bleef|las|lazen|vroeg(?:en)?|trok(?:ken)?|koos|kozen|"
    r"kwam(?:en)?|stond|mocht|kon(?:den)?|moest|zag(?:en)?|wees|wezen|reed)$"
)
UNTIL_NOW = frozenset("sinds sedert vanaf inmiddels nu tegenwoordig".split())
ONLY = frozenset("pas alleen slechts uitsluitend enkel".split())
DUTY = frozenset("moet moeten dient hoort zou".split())
PERMISSION = frozenset("mocht mochten mogen gemogen".split())
DECISIVE = ("planned", "stopped", "withdrawn", "hearsay")
OBJECTS = frozenset({"nsubj:pass", "obj", "nsubj"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status and the rules that gave it."""

    status: Status
    rule: str


class Case:
    """A practice in its clause: what the questions are put to."""

    def __init__(self, doc: Doc, clauses: Sequence[Clause], number: int, hit: Hit, *, is_question: bool) -> None:
        """Find the clause that decides.

        Args:
            doc: The parsed text.
            clauses: Clauses of the sentence.
            number: Number of the clause that names the practice.
            hit: The practice.
            is_question: Whether the sentence asks.
        """
        self.doc = doc
        self.clauses = clauses
        self.number = number
        self.hit = hit
        self.is_question = is_question
        self.hidden = _hide(doc, hit)
        self.clause, self.scope = self._decide()

    def _decide(self) -> tuple[Clause, Scope]:
        """Return the clause that decides, and its words.

        Where a relative clause tells of a thing ("camera's die met een knop starten") and the clause above says what
        becomes of that thing, the clause above decides.
        """
        clause = self.clauses[self.number]
        scope = Scope(self.doc, clause.tokens, self.hidden, self.hit.anchor)
        if clause.kind != "relative" or clause.parent is None:
            return clause, scope
        above = self.clauses[clause.parent]
        shared = [index for index in self.hit.words if index in above.tokens]
        if shared or self.doc[clause.head].head.dep_ in OBJECTS:
            wider = Scope(self.doc, above.tokens, self.hidden, shared)
            if any(wider.has(name) for name in DECISIVE) or wider.negation():
                return above, wider
        return clause, scope

    @cached_property
    def negation(self) -> str | None:
        """The word that denies the practice."""
        return self.scope.negation()

    @cached_property
    def conditions(self) -> list[Clause]:
        """The conditions that hang below the clause; "pas … nadat" is one too."""
        number = next((place for place, item in enumerate(self.clauses) if item.head == self.clause.head), -1)
        only = bool(ONLY & set(self.clause.words(self.doc)))
        return [
            item
            for item in self.clauses
            if item.parent == number and (item.kind == "condition" or (only and item.mark in {"nadat", "toen"}))
        ]

    @cached_property
    def is_past(self) -> bool:
        """Whether the clause tells of the past without a word on the present: its verb is in the simple past."""
        words = self.clause.words(self.doc)
        if UNTIL_NOW & set(words):
            return False
        finite = [self.doc[index] for index in self.clause.tokens if is_finite(self.doc[index])]
        return bool(finite) and all(
            "Tense=Past" in str(token.morph) and PAST_FORM.search(fold(token.text)) for token in finite
        )

    def look(self, clause: Clause) -> Scope:
        """Return the words of another clause, without what the practice uses."""
        return Scope(self.doc, clause.tokens, self.hidden)

    def cue(self, name: str, status: Status, reason: str) -> Verdict | None:
        """Return a status where a cue of this group stands in the clause."""
        if not self.scope.has(name):
            return None
        return Verdict(status, f"{reason}: {self.scope.first(name)}")


Question = Callable[[Case], Verdict | None]


def read_status(doc: Doc, clauses: Sequence[Clause], number: int, hit: Hit, *, is_question: bool) -> Verdict | None:
    """Return how the clause of a practice says that it stands, or None where it states nothing.

    Args:
        doc: The parsed text.
        clauses: Clauses of the sentence.
        number: Number of the clause that names the practice.
        hit: The practice.
        is_question: Whether the sentence asks.
    """
    case = Case(doc, clauses, number, hit, is_question=is_question)
    if case.clause.kind == "condition":
        return None
    asked = _first(case, UNKNOWN)
    if asked is not None:
        return asked
    is_inverse = hit.practice in load_practice_rules().inverse
    verdict = _read_absence(case) if is_inverse else _first(case, STATED)
    return _read_above(case, verdict) if verdict is not None else None


def _first(case: Case, questions: Sequence[Question]) -> Verdict | None:
    for question in questions:
        verdict = question(case)
        if verdict is not None:
            return verdict
    return None


def _hide(doc: Doc, hit: Hit) -> frozenset[int]:
    """Return the positions of the words that a practice uses up; a negation stays in sight unless it is its point."""
    if hit.practice == "opt_out_consent":
        return frozenset(hit.words)
    return frozenset(index for index in hit.words if fold(doc[index].text) not in NEGATIONS)


# --- is it said at all? ----------------------------------------------------------------------------------


def _ask_whether(case: Case) -> Verdict | None:
    """ "Of" leaves it open; what is under study or still to come is considered."""
    chain = [case.clauses[case.number], *climb(case.clauses, case.number)]
    whether = next((item for item in chain if item.kind == "whether"), None)
    if whether is None:
        return None
    if any(case.look(item).has("planned") for item in climb(case.clauses, case.clauses.index(whether))):
        return Verdict(Status.CONSIDERED, "whether, under study")
    if case.scope.has("arriving") or case.scope.has("planned"):
        return Verdict(Status.CONSIDERED, "whether it will come")
    return Verdict(Status.UNCLEAR, "whether")


def _ask_question(case: Case) -> Verdict | None:
    if not case.is_question or case.clauses[case.number].kind not in {"main", "content", "relative"}:
        return None
    if case.scope.has("planned"):
        return Verdict(Status.CONSIDERED, "question about a plan")
    return Verdict(Status.UNCLEAR, "question")


def _ask_rumour(case: Case) -> Verdict | None:
    whole = Scope(case.doc, sorted(index for item in case.clauses for index in item.tokens), case.hidden)
    if whole.has("hearsay_anywhere"):
        return Verdict(Status.UNCLEAR, f"hearsay: {whole.first('hearsay_anywhere')}")
    return None


def _ask_unknown(case: Case) -> Verdict | None:
    return case.cue("unknown_here", Status.UNCLEAR, "unknown")


UNKNOWN: tuple[Question, ...] = (_ask_whether, _ask_question, _ask_rumour, _ask_unknown)


# --- what is said? ---------------------------------------------------------------------------------------


def _ask_resumed(case: Case) -> Verdict | None:
    return case.cue("resumed", Status.IN_USE, "resumed")


def _ask_ended_plan(case: Case) -> Verdict | None:
    return case.cue("ended_plan", Status.NOT_USED, "plan given up")


def _ask_not_ruled_out(case: Case) -> Verdict | None:
    if case.scope.has("planned") and "niet uit" in case.scope.text:
        return Verdict(Status.CONSIDERED, "not ruled out")
    return None


def _ask_withdrawn(case: Case) -> Verdict | None:
    return case.cue("withdrawn", Status.NOT_USED, "refused")


def _ask_stopped(case: Case) -> Verdict | None:
    if _is_replacement(case.scope):
        return None
    verdict = case.cue("stopped", Status.STOPPED, "stopped")
    if verdict and case.scope.has("planned") and _stops_in_infinitive(case):
        return Verdict(Status.IN_USE, "still to stop")
    return verdict


def _ask_continued(case: Case) -> Verdict | None:
    return case.cue("continued", Status.IN_USE, "goes on")


def _ask_planned(case: Case) -> Verdict | None:
    return None if case.negation else case.cue("planned", Status.CONSIDERED, "plan")


def _ask_hearsay(case: Case) -> Verdict | None:
    return case.cue("hearsay", Status.UNCLEAR, "hearsay")


def _ask_condition(case: Case) -> Verdict | None:
    verdict = case.cue("conditional", Status.CONDITIONAL, "condition")
    if verdict is not None or not case.conditions:
        return verdict
    if any({"ligt", "aan", "het"} <= set(item.words(case.doc)) for item in case.conditions):
        return Verdict(Status.CONSIDERED, "if it is up to somebody")
    if case.negation and case.conditions[0].mark not in {"tenzij", "mits"}:
        return None
    return Verdict(Status.CONDITIONAL, f"condition: {case.conditions[0].mark}")


def _ask_negation(case: Case) -> Verdict | None:
    if case.negation is None:
        return None
    if PERMISSION & set(case.scope.words) and case.is_past:
        return Verdict(Status.STOPPED, "done, though it was not allowed")
    return Verdict(Status.NOT_USED, f"negation: {case.negation}")


def _ask_circumstance(case: Case) -> Verdict | None:
    return case.cue("conditional_weak", Status.CONDITIONAL, "condition")


def _ask_begun(case: Case) -> Verdict | None:
    return case.cue("begun", Status.IN_USE, "begun")


def _ask_past(case: Case) -> Verdict | None:
    return Verdict(Status.STOPPED, "past") if case.scope.has("former") or case.is_past else None


def _take_as_said(case: Case) -> Verdict | None:
    return Verdict(Status.IN_USE, "litotes" if case.scope.has("litotes") else "stated")


STATED: tuple[Question, ...] = (
    _ask_resumed,
    _ask_ended_plan,
    _ask_not_ruled_out,
    _ask_withdrawn,
    _ask_stopped,
    _ask_continued,
    _ask_planned,
    _ask_hearsay,
    _ask_condition,
    _ask_negation,
    _ask_circumstance,
    _ask_begun,
    _ask_past,
    _take_as_said,
)


def _read_absence(case: Case) -> Verdict | None:
    """Read a practice that is the absence of something: no DPIA, no notification."""
    scope = case.scope
    if scope.has("hearsay"):
        return Verdict(Status.UNCLEAR, f"hearsay: {scope.first('hearsay')}")
    if scope.has("late") or case.negation or {"niet", "nooit", "geen", "zonder"} & set(scope.words):
        return Verdict(Status.IN_USE, "it is missing or late")
    if DUTY & set(scope.words) or scope.has("planned") or not scope.has("completed"):
        return None
    return Verdict(Status.NOT_USED, "it was done")


def _is_replacement(scope: Scope) -> bool:
    """Tell whether the practice is what took the place of another: "vervangen door alarmknoppen"."""
    if not scope.anchor or not any(word.startswith(("vervang", "verving", "plaatsgemaakt")) for word in scope.words):
        return False
    return bool({"door", "voor"} & set(scope.words[max(0, scope.anchor[0] - 4) : scope.anchor[0]]))


def _stops_in_infinitive(case: Case) -> bool:
    return any(
        "VerbForm=Inf" in str(case.doc[case.scope.tokens[position]].morph)
        for match in case.scope.found["stopped"]
        for position in match.anchor
    )


# --- what do the clauses above say to it? ----------------------------------------------------------------


def _read_above(case: Case, verdict: Verdict) -> Verdict | None:
    """Let the clauses above a reported clause have their say: "ontkent dat …", "niet bekend is dat …"."""
    current = case.clauses[case.number]
    for governor in climb(case.clauses, case.number):
        if current.kind not in {"content", "whether"}:
            break
        if governor.kind == "condition":
            return None
        verdict = _judge(verdict, case.look(governor))
        current = governor
    return verdict


def _judge(verdict: Verdict, scope: Scope) -> Verdict:
    """Return what a governing clause makes of a status."""
    status = verdict.status

    def turn(to: Status, name: str) -> Verdict:
        return Verdict(to, f"{verdict.rule}; {name}: {scope.first(name)}")

    is_asserted = status in {Status.IN_USE, Status.CONDITIONAL}
    if scope.has("denied") and not scope.has("litotes"):
        turned = {Status.IN_USE: Status.NOT_USED, Status.NOT_USED: Status.UNCLEAR}.get(status)
        return turn(turned, "denied") if turned else verdict
    if scope.has("withdrawn") and (is_asserted or status == Status.CONSIDERED):
        return turn(Status.NOT_USED, "withdrawn")
    if scope.has("unknown"):
        return turn(Status.UNCLEAR, "unknown")
    if is_asserted and scope.has("planned") and not scope.has("reporting"):
        return turn(Status.CONSIDERED, "planned")
    if status == Status.IN_USE and scope.has("hearsay"):
        return turn(Status.UNCLEAR, "hearsay")
    return verdict
