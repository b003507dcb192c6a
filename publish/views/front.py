"""The front page and the weak spots: the case as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publish.views.claims import Claim, Group, Item, group_claims, list_claims, read_items
from publish.views.kept import keep
from publish.views.reading import fetch
from publish.wording import VERDICTS, Badge
from staving.schema import Burden, Document, Evidence, Origin, Proposition, PropositionKind, VerdictStatus
from staving.store import Store

NEWEST = 6
"""Pieces of evidence shown as the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """All that the front page shows of the database."""

    groups: tuple[Group, ...]
    statuses: tuple[tuple[Badge, int], ...]
    numbers: tuple[tuple[str, str, int], ...]
    """Singular, plural, how many."""
    newest: tuple[Item, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pillar:
    """An origin without which claims fall."""

    name: str
    counts: bool
    """Whether it counts as independent: the complainant's own word does not."""
    id: str
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something nobody has proved yet, with whom to ask."""

    claim: Claim
    ask: str
    serves: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeakPage:
    """All that the page of weak spots shows."""

    by_status: tuple[tuple[Badge, tuple[Claim, ...]], ...]
    pillars: tuple[Pillar, ...]
    questions: tuple[Question, ...]
    missing: tuple[Question, ...]
    disputed: tuple[Claim, ...]


def read_front(store: Store, subject: str = "") -> FrontPage:
    """Return the front page.

    Args:
        store: The database.
        subject: CBS code of the municipality that the case is about.
    """
    return keep(store, "front", lambda: _read_front(store, subject), subject)


def _read_front(store: Store, subject: str) -> FrontPage:
    claims = list_claims(store)
    return FrontPage(
        groups=group_claims(claims),
        statuses=tuple((badge, len(found)) for badge, found in _sort_by_status(claims)),
        numbers=(
            ("document", "documenten", store.count(Document)),
            ("bron", "bronnen", _number(store, 'SELECT count(DISTINCT "source_id") FROM "document"')),
            ("gemeente", "gemeenten", _number(store, _TOWNS)),
            ("bewijsstuk", "bewijsstukken", store.count(Evidence, "\"state\" = 'accepted'")),
        ),
        newest=_find_newest(store, subject),
    )


_TOWNS = (
    'SELECT count(*) FROM (SELECT "municipality" AS "code" FROM "document" WHERE "municipality" IS NOT NULL UNION '
    'SELECT coalesce("current", "value") FROM "mention" WHERE "kind" = \'municipality\')'
)


def _number(store: Store, sql: str) -> int:
    return int(store.db.conn.execute(sql).fetchone()[0])


def _find_newest(store: Store, subject: str) -> tuple[Item, ...]:
    """Return the newest accepted evidence, one piece for each work: first what names the municipality of the case.

    A summary has the date of the work it summarises; the complainant's own word comes last.
    """
    query = (
        'SELECT "evidence"."id", max("evidence"."score"), max("document"."municipality" = :subject OR EXISTS (SELECT 1 '
        'FROM "mention" WHERE "mention"."passage_id" = "evidence"."passage_id" AND "mention"."kind" = \'municipality\' '
        'AND "mention"."current" = :subject)) AS "is_subject", CASE WHEN "based_on_url" IS NULL AND '
        '"based_on_publisher" IS NULL THEN "published" ELSE "based_on_date" END AS "day" FROM "evidence" '
        'JOIN "document" ON "document"."id" = "evidence"."document_id" '
        'JOIN "origin" ON "origin"."id" = "evidence"."origin_id" '
        'WHERE "evidence"."state" = \'accepted\' AND "evidence"."stance" <> \'mentions\' '
        'GROUP BY coalesce("based_on_url", "document"."id") '
        'ORDER BY "origin"."counts" DESC, "is_subject" DESC, coalesce("day", \'\') DESC, "document"."id" LIMIT :most'
    )
    ids = [row[0] for row in store.db.conn.execute(query, {"subject": subject, "most": NEWEST})]
    found = fetch(store, Evidence, ids)
    return read_items(store, [found[key] for key in ids])


def _sort_by_status(claims: Mapping[str, Claim]) -> list[tuple[Badge, tuple[Claim, ...]]]:
    groups = []
    for status in (*VERDICTS, None):
        found = [item for item in claims.values() if (item.verdict.status if item.verdict else None) == status]
        if found:
            badge = VERDICTS[status] if status else found[0].badge
            groups.append((badge, tuple(found)))
    return groups


def read_weak(store: Store) -> WeakPage:
    """Return the weak spots: what hangs on one source, what waits for an answer, what is missing or disputed."""
    return keep(store, "weak", lambda: _read_weak(store))


def _read_weak(store: Store) -> WeakPage:
    claims = list_claims(store)
    origins = {origin.id: origin for origin in store.iterate(Origin)}
    hanging: dict[str, list[Claim]] = {}
    opened: dict[str, list[Claim]] = {}
    for item in claims.values():
        if item.verdict is None:
            continue
        for origin in item.verdict.spof:
            hanging.setdefault(origin, []).append(item)
        for question in item.verdict.open:
            opened.setdefault(question.removeprefix("?"), []).append(item)
    missing = [
        item
        for item in claims.values()
        if item.verdict is not None
        and item.verdict.status == VerdictStatus.UNSUPPORTED
        and not item.children
        and not item.is_known
        and item.proposition.kind in (PropositionKind.FACT, PropositionKind.PREDICTION, PropositionKind.OPEN_QUESTION)
    ]
    return WeakPage(
        by_status=tuple(_sort_by_status(claims)),
        pillars=tuple(
            Pillar(
                name=origins[key].key if key in origins else key,
                counts=key not in origins or origins[key].counts,
                id=key,
                claims=tuple(found),
            )
            for key, found in sorted(hanging.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        ),
        questions=tuple(
            Question(claim=claims[key], ask=name_addressee(claims[key].proposition), serves=tuple(found))
            for key, found in sorted(opened.items(), key=lambda pair: (-len(pair[1]), pair[0]))
            if key in claims
        ),
        missing=tuple(Question(claim=item, ask=name_addressee(item.proposition), serves=()) for item in missing),
        disputed=tuple(item for item in claims.values() if item.flags),
    )


def name_addressee(proposition: Proposition) -> str:
    """Return whom to ask for a proposition: who has to prove it, or who would know."""
    if proposition.kind == PropositionKind.LEGAL:
        return "een deskundige, of de wet en de rechtspraak"
    if proposition.burden == Burden.CONTROLLER:
        return "de gemeente: zij moet dit als verwerkingsverantwoordelijke kunnen aantonen (Woo-verzoek)"
    if proposition.burden == Burden.JUDICIAL_NOTICE:
        return "niemand: dit is algemeen bekend"
    return "betrokkenen, de gemeenteraad of een tweede medium: de bewijslast ligt bij de verzoeker"
