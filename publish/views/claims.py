"""Claims: the tree of the front page, and all that one claim stands on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from publish.cite import Citation, cite
from publish.quotes import LOST, Excerpt, cut_excerpt, is_exact, is_quotation_exact
from publish.remarks import explain_reason, split_reasons
from publish.views.kept import keep
from publish.views.reading import fetch, fetch_documents, find_verdicts, list_propositions, name_origins
from publish.views.standing import Standing, Way, read_standing
from publish.wording import UNKNOWN, VERDICTS, Badge, badge_verdict, explain_verdict, list_flags
from staving.schema import (
    Argument,
    Assertion,
    Burden,
    Document,
    Evidence,
    Municipality,
    Origin,
    Passage,
    Practice,
    Premise,
    Proposition,
    PropositionKind,
    Quotation,
    ReviewState,
    Side,
    Source,
    Stance,
    Verdict,
)
from staving.store import Store

SHOWN = 40
"""Pieces of evidence shown on each side of a claim; the rest is in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A proposition with its verdict in words."""

    proposition: Proposition
    verdict: Verdict | None
    badge: Badge
    flags: tuple[Badge, ...]
    words: str
    is_known: bool = False
    """Whether it is generally known: nobody has to prove it."""
    supports: int = 0
    attacks: int = 0
    children: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Claims that belong together on the front page."""

    title: str
    claims: tuple[Claim, ...]
    counts: tuple[tuple[Badge, int], ...]
    is_main: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence as a reader meets it."""

    evidence: Evidence
    document: Document
    source: Source
    origin: Origin | None
    excerpt: Excerpt
    citation: Citation
    quotation: Quotation | None = None
    assertion: Assertion | None = None
    is_whole_passage: bool = False
    reasons: tuple[str, ...] = ()
    """Why it was linked, in words."""
    origin_reason: str | None = None
    """Why it is the word of this origin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A premise of an argument."""

    role: str
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasoning:
    """An argument with its premises and the arguments that undercut it."""

    argument: Argument
    steps: tuple[Step, ...]
    undercutters: tuple[Reasoning, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """All that the page of a claim shows."""

    claim: Claim
    parents: tuple[Claim, ...]
    supports: tuple[Item, ...]
    attacks: tuple[Item, ...]
    mentions: tuple[Item, ...]
    totals: Mapping[str, int]
    pro: tuple[Reasoning, ...]
    con: tuple[Reasoning, ...]
    serves: tuple[Claim, ...]
    standing: Standing | None = None
    """What carries it; nothing where there is no verdict."""
    carriers: tuple[tuple[tuple[str, ...], Way], ...] = ()
    """The ways in which it is carried, each with the names of its sources."""
    claims: Mapping[str, Claim] = field(default_factory=dict)
    """All claims, by id."""
    importance: tuple[tuple[str, float], ...] = field(default=())


def list_claims(store: Store) -> dict[str, Claim]:
    """Return all claims by id, in the order of the case file, each with its children."""
    return keep(store, "claims", lambda: _list_claims(store))


def _list_claims(store: Store) -> dict[str, Claim]:
    propositions = list_propositions(store)
    verdicts, origins = find_verdicts(store), name_origins(store)
    statements = {item.id: item.statement for item in propositions}
    tally: Counter[tuple[str, str]] = Counter()
    query = "SELECT proposition_id, stance, count(*) FROM evidence WHERE state <> ? GROUP BY proposition_id, stance"
    for proposition_id, stance, number in store.db.conn.execute(query, (ReviewState.REJECTED.value,)):
        tally[proposition_id, stance] = number
    below: dict[str | None, list[str]] = {}
    for item in propositions:
        below.setdefault(item.parent, []).append(item.id)
    by_id = {item.id: item for item in propositions}
    made: dict[str, Claim] = {}

    def make(id: str, above: frozenset[str]) -> Claim:
        if id not in made or above:
            verdict = verdicts.get(id)
            children = [child for child in below.get(id, []) if child not in above | {id}]
            made[id] = Claim(
                proposition=by_id[id],
                verdict=verdict,
                badge=badge_verdict(verdict),
                flags=list_flags(verdict),
                words=explain_verdict(verdict, origins, statements),
                is_known=by_id[id].burden == Burden.JUDICIAL_NOTICE,
                supports=tally[id, Stance.SUPPORTS],
                attacks=tally[id, Stance.ATTACKS],
                children=tuple(make(child, above | {id}) for child in children),
            )
        return made[id]

    return {item.id: make(item.id, frozenset()) for item in propositions}


def group_claims(claims: Mapping[str, Claim]) -> tuple[Group, ...]:
    """Return the claims of the front page: the tree of the requester first, then what it is built of."""
    tree = [item for item in claims.values() if item.proposition.parent is None and item.children]
    rest = [item for item in claims.values() if item.proposition.parent is None and not item.children]
    titles = {
        "De vorderingen": tree,
        "De feiten": [item for item in rest if item.proposition.kind == PropositionKind.FACT],
        "De rechtsregels": [item for item in rest if item.proposition.kind == PropositionKind.LEGAL],
        "Het verweer": [item for item in rest if item.proposition.side == Side.RESPONDENT],
    }
    placed: set[str] = set()
    groups = []
    for title, wanted in titles.items():
        fresh = [item for item in wanted if item.proposition.id not in placed]
        placed.update(item.proposition.id for item in fresh)
        if fresh:
            groups.append(_make_group(title, fresh, is_main=title == "De vorderingen"))
    left = [item for item in rest if item.proposition.id not in placed]
    if left:
        groups.append(_make_group("Overige stellingen", left))
    return tuple(groups)


def _make_group(title: str, claims: list[Claim], *, is_main: bool = False) -> Group:
    tally = Counter(item.badge.name for item in flatten(claims))
    return Group(
        title=title,
        claims=tuple(claims),
        counts=tuple((badge, tally[badge.name]) for badge in (*VERDICTS.values(), UNKNOWN) if tally[badge.name]),
        is_main=is_main,
    )


def flatten(claims: list[Claim] | tuple[Claim, ...]) -> list[Claim]:
    """Return claims and all below them, each after the one above it."""
    return [item for claim in claims for item in (claim, *flatten(claim.children))]


def read_claim(store: Store, id: str) -> ClaimPage | None:
    """Return the page of a claim, or None when there is no such claim."""
    claims = list_claims(store)
    claim = claims.get(id)
    if claim is None:
        return None
    parents: list[Claim] = []
    above = claim.proposition.parent
    while above and above in claims and claims[above] not in parents:
        parents.insert(0, claims[above])
        above = claims[above].proposition.parent
    items, totals = _read_evidence(store, id)
    pro, con, serves = _read_arguments(store, id, claims)
    names = name_origins(store)
    standing = read_standing(store, id, claim.verdict) if claim.verdict else None
    importance = sorted((claim.verdict.importance if claim.verdict else {}).items(), key=lambda pair: -pair[1])
    return ClaimPage(
        claim=claim,
        parents=tuple(parents),
        supports=items[Stance.SUPPORTS],
        attacks=items[Stance.ATTACKS],
        mentions=items[Stance.MENTIONS],
        totals=totals,
        pro=pro,
        con=con,
        serves=serves,
        standing=standing,
        carriers=tuple(
            (tuple(names.get(origin, origin) for origin in way.origins), way)
            for way in (standing.ways if standing and not standing.is_outdated else ())
        ),
        claims=claims,
        importance=tuple((names.get(origin, origin), value) for origin, value in importance),
    )


def _read_evidence(store: Store, id: str) -> tuple[dict[Stance, tuple[Item, ...]], dict[str, int]]:
    items: dict[Stance, tuple[Item, ...]] = {}
    totals: dict[str, int] = {}
    for stance in Stance:
        condition = '"proposition_id" = ? AND "stance" = ? AND "state" <> \'rejected\''
        order = '"state" = \'accepted\' DESC, "score" DESC, "id" LIMIT ' + str(SHOWN)
        found = list(store.iterate(Evidence, condition, (id, stance.value), order=order))
        items[stance] = read_items(store, found)
        totals[stance.value] = store.count(Evidence, condition, (id, stance.value))
    return items, totals


def read_items(store: Store, found: list[Evidence]) -> tuple[Item, ...]:
    """Return pieces of evidence with all that is shown of them, every quotation checked."""
    documents = fetch_documents(store, (item.document_id for item in found))
    passages = fetch(store, Passage, (item.passage_id for item in found))
    quotations = fetch(store, Quotation, (item.quotation_id for item in found))
    assertions = fetch(store, Assertion, (item.assertion_id for item in found))
    origins = fetch(store, Origin, (item.origin_id for item in found))
    towns = {
        item.id: item.name
        for item in fetch(store, Municipality, (a.municipality for a in assertions.values())).values()
    }
    practices = {item.id: item.label for item in store.iterate(Practice)}
    shown = []
    for evidence in found:
        if evidence.document_id not in documents or evidence.passage_id not in passages:
            continue
        document, source = documents[evidence.document_id]
        quotation = quotations.get(evidence.quotation_id or "")
        assertion = assertions.get(evidence.assertion_id or "")
        passage = passages[evidence.passage_id]
        reasons, origin_reason = split_reasons(evidence.reasons)
        shown.append(
            Item(
                evidence=evidence,
                document=document,
                source=source,
                origin=origins.get(evidence.origin_id),
                excerpt=_mark(document, passage, quotation, assertion),
                citation=cite(document, source),
                quotation=quotation,
                assertion=assertion,
                is_whole_passage=quotation is None and assertion is None,
                reasons=tuple(explain_reason(reason, towns, practices) for reason in reasons),
                origin_reason=origin_reason,
            )
        )
    return tuple(shown)


def _mark(document: Document, passage: Passage, quotation: Quotation | None, assertion: Assertion | None) -> Excerpt:
    if quotation is not None:
        if not is_quotation_exact(document, quotation):
            return LOST
        return cut_excerpt(document, passage, start=quotation.start, end=quotation.end)
    if assertion is not None:
        if not is_exact(document, assertion.start, assertion.end, assertion.text):
            return LOST
        return cut_excerpt(document, passage, start=assertion.start, end=assertion.end)
    return cut_excerpt(document, passage, start=passage.start, end=passage.end)


def _read_arguments(
    store: Store, id: str, claims: Mapping[str, Claim]
) -> tuple[tuple[Reasoning, ...], tuple[Reasoning, ...], tuple[Claim, ...]]:
    arguments = {item.id: item for item in store.iterate(Argument, order='"id"')}
    premises: dict[str, list[Premise]] = {}
    for premise in store.iterate(Premise):
        premises.setdefault(premise.argument_id, []).append(premise)

    def make(argument: Argument, depth: int) -> Reasoning:
        steps = [
            Step(role=item.role, claim=claims[item.proposition_id])
            for item in premises.get(argument.id, [])
            if item.proposition_id in claims
        ]
        against = [other for other in arguments.values() if other.undercuts == argument.id and depth < 3]
        return Reasoning(
            argument=argument, steps=tuple(steps), undercutters=tuple(make(other, depth + 1) for other in against)
        )

    own = [item for item in arguments.values() if item.conclusion == id]
    serves = dict.fromkeys(
        argument.conclusion
        for argument in arguments.values()
        if argument.conclusion in claims and any(item.proposition_id == id for item in premises.get(argument.id, []))
    )
    return (
        tuple(make(item, 0) for item in own if item.polarity == "pro"),
        tuple(make(item, 0) for item in own if item.polarity == "con"),
        tuple(claims[conclusion] for conclusion in serves if conclusion),
    )
