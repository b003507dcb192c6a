"""Cut a sentence into clauses along its dependency tree, and say how they hang together.

Who does what, and whether it is denied, is settled inside a clause: "Ede, dat niet reageerde, filmt" denies nothing.
A clause is a finite verb with all that hangs below it, less the finite clauses below. Infinitives stay with the verb
that governs them ("weigert te filmen", "overweegt camera's te plaatsen"), for that verb decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc, Token

from nlp.lexicons import load_lexicon
from nlp.patterns import fold

CLAUSAL = frozenset(
    {"ccomp", "csubj", "advcl", "acl", "acl:relcl", "parataxis", "conj", "csubj:pass", "xcomp", "nmod", "obj", "obl"}
)
RELATIVE = frozenset(
    {
        "die",
        "dat",
        "wie",
        "wat",
        "waar",
        "waarin",
        "waarmee",
        "waarop",
        "waarbij",
        "waardoor",
        "waarvan",
        "waarover",
        "waarvoor",
        "wier",
        "wiens",
        "welke",
    }
)
HARD_STOPS = frozenset({";", ":", "–", "—"})


@dataclass(slots=True, kw_only=True)
class Clause:
    """A clause of a sentence."""

    head: int
    """Position of its verb, or of the word that stands for one."""
    kind: str
    """main, content (dat), whether (of), condition (als, tenzij), relative, adverbial (omdat, terwijl) or elliptic."""
    mark: str = ""
    """The word that opens it."""
    parent: int | None = None
    """Number of the clause it hangs below."""
    tokens: list[int] = field(default_factory=list)
    """Positions of its words, in order."""

    def words(self, doc: Doc) -> list[str]:
        """Return its words, folded."""
        return [fold(doc[index].text) for index in self.tokens]


def is_finite(token: Token) -> bool:
    """Tell whether a word is a finite verb; a verb that was read as an infinitive without its -n is one too."""
    if "VerbForm=Fin" in str(token.morph) or "|pv|" in token.tag_:
        return token.pos_ in {"VERB", "AUX"}
    return token.pos_ == "VERB" and "VerbForm=Inf" in str(token.morph) and token.text[-1] in "te"


def cut_clauses(doc: Doc, start: int, end: int) -> list[Clause]:
    """Return the clauses of a parsed sentence, main clause first.

    Args:
        doc: The text.
        start: First token of the sentence.
        end: One past its last token.

    Returns:
        The clauses; each word of the sentence is in one of them.
    """
    stretches = _stretches(doc, start, end)
    head_of: dict[int, int] = {}
    for index in range(start, end):
        head_of[index] = _clause_head(doc, index, start, end, stretches)
    _return_particles(doc, head_of)
    _merge_verbless(doc, head_of, stretches, start)
    _split_double(doc, head_of)
    _attach_front(doc, head_of)
    heads = sorted(set(head_of.values()))
    number = {head: position for position, head in enumerate(heads)}
    clauses = []
    for head in heads:
        tokens = [index for index in range(start, end) if head_of[index] == head]
        clause = Clause(head=head, kind="main", tokens=tokens)
        governor = doc[head].head.i
        if governor != head and start <= governor < end and head_of[governor] != head:
            clause.parent = number[head_of[governor]]
        clause.kind, clause.mark = _kind(doc, clause)
        clauses.append(clause)
    for position, clause in enumerate(clauses):
        if _loops(clauses, position):
            clause.parent = None
    return clauses


def _return_particles(doc: Doc, head_of: dict[int, int]) -> None:
    """Give the particle of a verb above back to it: in "spreekt tegen dat …" the tree hangs it below "dat"."""
    for index in sorted(head_of):
        token = doc[index]
        if token.dep_ != "mark" or fold(token.text) not in {"dat", "of"} or index - 1 not in head_of:
            continue
        before, head = doc[index - 1], head_of[index]
        above = doc[head].head.i
        if before.pos_ == "ADP" and head_of[index - 1] == head and above in head_of and head_of[above] != head:
            head_of[index - 1] = head_of[above]


def _split_double(doc: Doc, head_of: dict[int, int]) -> None:
    """Cut a clause that holds two finite verbs at the comma or conjunction between them: a Dutch clause has one."""
    for head in sorted(set(head_of.values())):
        members = sorted(index for index in head_of if head_of[index] == head)
        finite = [index for index in members if is_finite(doc[index]) and doc[index].pos_ in {"VERB", "AUX"}]
        for first, second in pairwise(finite):
            joints = [
                index
                for index in members
                if first < index < second and (doc[index].text == "," or doc[index].dep_ == "cc")
            ]
            if not joints or second - first < 2:
                continue
            for index in members:
                if index >= joints[-1] and head_of[index] == head:
                    head_of[index] = second if head < joints[-1] else head_of[index]
            if head >= joints[-1]:
                for index in members:
                    if index < joints[-1]:
                        head_of[index] = first


def _attach_front(doc: Doc, head_of: dict[int, int]) -> None:
    """Give a coordinated main clause what stands between the comma and its verb: in Dutch that is its first part."""
    for head in sorted(set(head_of.values())):
        members = [index for index in head_of if head_of[index] == head]
        first = min(members)
        if doc[head].dep_ not in {"conj", "parataxis"} or not is_finite(doc[first]):
            continue
        front = []
        for index in range(first - 1, first - 9, -1):
            if index not in head_of or doc[index].text in {",", ";", ":"} or doc[index].dep_ == "cc":
                break
            front.append(index)
        closed = front and front[-1] - 1 in head_of
        if closed and not any(is_finite(doc[index]) for index in front):
            for index in front:
                head_of[index] = head


def _merge_verbless(doc: Doc, head_of: dict[int, int], stretches: Sequence[int], start: int) -> None:
    """Join parts without a finite verb to the clause beside them in the same stretch: the tree was cut by mistake."""
    finite = {head_of[index] for index in head_of if is_finite(doc[index])}
    finite |= {
        head
        for head in set(head_of.values())
        if doc[head].dep_ == "acl:relcl" or _is_marked(doc[head]) or _contrasts(doc[head])
    }
    for head in sorted(set(head_of.values())):
        if head in finite:
            continue
        rivals = [other for other in finite if stretches[other - start] == stretches[head - start]]
        if rivals:
            nearest = min(rivals, key=lambda other: abs(other - head))
            head_of.update({index: nearest for index, current in head_of.items() if current == head})


def climb(clauses: Sequence[Clause], number: int) -> list[Clause]:
    """Return the clauses above a clause, the nearest first."""
    above: list[Clause] = []
    parent = clauses[number].parent
    while parent is not None and len(above) < len(clauses):
        above.append(clauses[parent])
        parent = clauses[parent].parent
    return above


def _loops(clauses: Sequence[Clause], number: int) -> bool:
    seen = {number}
    parent = clauses[number].parent
    while parent is not None:
        if parent in seen:
            return True
        seen.add(parent)
        parent = clauses[parent].parent
    return False


def _stretches(doc: Doc, start: int, end: int) -> list[int]:
    """Number the stretches between semicolons, colons and dashes: no clause reaches across."""
    numbers, current = [], 0
    for index in range(start, end):
        numbers.append(current)
        if doc[index].text in HARD_STOPS:
            current += 1
    return numbers


def _clause_head(doc: Doc, index: int, start: int, end: int, stretches: Sequence[int]) -> int:
    """Return the head of the clause that a word belongs to."""
    here = stretches[index - start]
    current = doc[index]
    for _ in range(end - start):
        above = current.head
        if above.i == current.i or not start <= above.i < end:
            break
        if stretches[above.i - start] != here:
            break
        if _opens_clause(current):
            break
        current = above
    return int(current.i)


def _opens_clause(token: Token) -> bool:
    """Tell whether a word heads a finite clause of its own."""
    dep = token.dep_
    if dep not in CLAUSAL and not dep.startswith(("acl", "advcl")):
        return False
    children = list(token.children)
    if dep == "acl:relcl" and any(fold(child.text) in RELATIVE for child in token.subtree if child.i < token.i):
        return True
    if _is_marked(token):
        return True
    finite = (token.pos_ in {"VERB", "AUX"} and is_finite(token)) or any(
        is_finite(child) for child in children if child.dep_ in {"aux", "aux:pass", "cop"}
    )
    if _contrasts(token):
        return True
    if dep in {"nmod", "obj", "obl", "xcomp"}:
        return finite and any(child.dep_ in {"nsubj", "nsubj:pass", "mark"} and child.i < token.i for child in children)
    return finite


def _contrasts(token: Token) -> bool:
    """Tell whether "maar" opens a clause whose plural verb was read as an infinitive: "…, maar de lampen branden"."""
    if token.dep_ != "conj" or token.pos_ != "VERB":
        return False
    before = [child for child in token.children if child.i < token.i]
    return any(fold(child.text) in {"maar", "doch"} for child in before) and any(
        child.dep_ == "nsubj" and "Number=Plur" in str(child.morph) for child in before
    )


def _is_marked(token: Token) -> bool:
    """Tell whether "dat" or "of" opens the clause of a verb: it is finite then, though its plural looks infinite."""
    return token.pos_ in {"VERB", "AUX"} and any(
        child.dep_ == "mark" and child.i < token.i and fold(child.text) in {"dat", "of"} for child in token.children
    )


def _kind(doc: Doc, clause: Clause) -> tuple[str, str]:
    """Return the kind of a clause and the word that opens it."""
    token = doc[clause.head]
    opening = [word for word in clause.words(doc) if word[0].isalnum() or word[0] == "'"][:2]
    marked = [fold(child.text) for child in token.children if child.dep_ == "mark" and child.i < token.i]
    for word in [*marked, *opening]:
        kind = next((kind for kind, marks in _marks().items() if word in marks), None)
        if kind is None or not (word in marked or _opens(doc, clause, kind)):
            continue
        if kind == "content" and token.dep_.startswith("acl"):
            kind = "content" if fold(token.head.text) in _content_nouns() else "relative"
        return kind, word
    is_relative = bool(opening) and opening[0] in RELATIVE and token.dep_ not in {"conj", "parataxis"}
    if clause.parent is not None and (token.dep_.startswith("acl") or is_relative):
        return "relative", opening[0] if opening else ""
    return "main", ""


def _opens(doc: Doc, clause: Clause, kind: str) -> bool:
    """Tell whether a conjunction that the tree did not mark opens the clause: the verb then stands behind."""
    if kind == "condition":
        return _verb_last(doc, clause)
    if kind == "content" and doc[clause.head].dep_ in {"conj", "parataxis"}:
        return False
    return clause.parent is not None or (kind == "whether" and _verb_last(doc, clause))


def _marks() -> dict[str, list[str]]:
    marks: dict[str, list[str]] = load_lexicon("assertion_cues")["marks"]
    return marks


def _content_nouns() -> list[str]:
    nouns: list[str] = load_lexicon("assertion_cues")["content_nouns"]
    return nouns


def _verb_last(doc: Doc, clause: Clause) -> bool:
    """Tell whether the finite verb stands behind the middle of the clause, as it does below a conjunction."""
    finite = [position for position, index in enumerate(clause.tokens) if is_finite(doc[index])]
    return bool(finite) and finite[0] >= len(clause.tokens) / 2 - 1
