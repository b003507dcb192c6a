"""A case as it is reasoned over: its claims with the accepted evidence of the store."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from graph.labelling import Step
from graph.model import Edge, Graph, Statement, Voice, pad_date
from graph.provenance import PUBLICATION
from staving.dossier import Dossier
from staving.errors import DossierError
from staving.schema import (
    Argument,
    Evidence,
    Origin,
    OriginKind,
    Polarity,
    Premise,
    PremiseRole,
    Proposition,
    ReviewState,
    Stance,
    Verdict,
)
from staving.store import Store


def check_date(as_of: str | None, dossier: Dossier) -> str:
    """Return the date to assess for: the one given, that of the case file, or today.

    Raises:
        DossierError: It is no date.
    """
    day = as_of or dossier.as_of or datetime.now(UTC).date().isoformat()
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as problem:
        raise DossierError(f"{day}: is no date; write it as YYYY-MM-DD") from problem


def find_day(store: Store) -> str | None:
    """Return the day of the newest verdicts (ISO), or None before the first."""
    newest = next(store.iterate(Verdict, order='"as_of" DESC LIMIT 1'), None)
    return newest.as_of if newest else None


def build_graph(store: Store, dossier: Dossier, *, as_of: str | None) -> Graph:
    """Return the argument graph of a case with the accepted evidence of the store.

    Args:
        store: The evidence store, after linking.
        dossier: The case.
        as_of: The day to assess for; what was published later is left out. None for everything, whatever its time.
    """
    premises: dict[str, list[Premise]] = {}
    for premise in dossier.premises:
        premises.setdefault(premise.argument_id, []).append(premise)

    def pick(argument: Argument, role: PremiseRole) -> tuple[str, ...]:
        return tuple(item.proposition_id for item in premises.get(argument.id, ()) if item.role == role)

    voices = list(store.iterate(Origin))
    return Graph(
        statements=tuple(
            Statement(id=item.id, burden=item.burden, standard=item.standard, valid_to=item.valid_to)
            for item in dossier.propositions
        ),
        steps=tuple(
            Step(
                id=item.id,
                conclusion=item.conclusion,
                ordinary=pick(item, PremiseRole.ORDINARY),
                assumptions=pick(item, PremiseRole.ASSUMPTION),
                exceptions=pick(item, PremiseRole.EXCEPTION),
                is_pro=item.polarity == Polarity.PRO,
                undercuts=item.undercuts,
            )
            for item in dossier.arguments
        ),
        edges=tuple(make_edge(item) for item in list_evidence(store, dossier.propositions, as_of=as_of)),
        voices=tuple(
            Voice(
                id=origin.id,
                reliability=origin.reliability,
                counts=origin.counts,
                is_law=origin.kind == OriginKind.LAW,
                publisher=origin.publisher,
            )
            for origin in voices
        ),
        as_of=as_of,
    )


def read_case(store: Store) -> Dossier:
    """Return the case as the last run stored it: its claims, without the settings of the case file."""
    return Dossier(
        path=Path(),
        title="",
        subject="",
        complainant="",
        complainant_names=(),
        propositions=tuple(store.iterate(Proposition, order='"ordinal", "id"')),
        arguments=tuple(store.iterate(Argument)),
        premises=tuple(store.iterate(Premise)),
    )


def list_evidence(store: Store, propositions: Iterable[Proposition], *, as_of: str | None = None) -> list[Evidence]:
    """Return the evidence that counts for these propositions: accepted, and for or against.

    Args:
        store: The evidence store.
        propositions: The propositions.
        as_of: Leave out what was published after this day, so that a case looks as it did then; a text without a date
            counts. None for everything.
    """
    known = {item.id for item in propositions}
    later = set() if as_of is None else _list_later(store, as_of)
    return [
        item
        for item in store.iterate(Evidence, "state = ? AND stance <> ?", (ReviewState.ACCEPTED, Stance.MENTIONS))
        if item.proposition_id in known and item.document_id not in later
    ]


def _list_later(store: Store, as_of: str) -> set[str]:
    """Return the documents published after a day; of a summary the date of the work that it summarises counts."""
    day = pad_date(as_of, last=True)
    # Only the dates: the texts of a large case are not read for this.
    rows = store.db.conn.execute(f'SELECT "id", {PUBLICATION} FROM "document" WHERE {PUBLICATION} IS NOT NULL')  # noqa: S608
    return {name for name, date in rows if date and pad_date(date, last=False) > day}


def make_edge(evidence: Evidence) -> Edge:
    """Return a piece of evidence, read for reasoning."""
    return Edge(
        proposition=evidence.proposition_id,
        origin=evidence.origin_id,
        is_support=evidence.stance == Stance.SUPPORTS,
        valid_from=evidence.valid_from,
        valid_to=evidence.valid_to,
    )
