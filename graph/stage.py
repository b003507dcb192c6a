"""The reason stage: passages of the store in, evidence and verdicts out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graph.accept import RULES
from graph.argument import Reasoner, meets
from graph.case import build_graph, check_date
from graph.learn import read_table
from graph.link import MOST_PROPOSED, PROPOSED, PROPOSED_ELSEWHERE, Link, Linker
from graph.model import Standing
from graph.origin import Attribution
from graph.prepare import prepare_document
from graph.provenance import Library, attribute_passages, make_origin, open_library
from graph.readings import apply_readings
from graph.reviews import read_reviews, restore_record, settle
from graph.scorer import Scorer
from graph.stance import load_cues
from graph.terms import split_stems
from staving.dossier import Dossier
from staving.progress import track
from staving.schema import (
    Annotation,
    Argument,
    Assertion,
    Document,
    DocumentKind,
    Evidence,
    Mention,
    Origin,
    OriginKind,
    Passage,
    Premise,
    Proposition,
    Quotation,
    QuotationType,
    Review,
    ReviewState,
    Run,
    Stance,
    Status,
    Verdict,
    derive_id,
)
from staving.store import Store


@dataclass(frozen=True, slots=True)
class _Found:
    """A link with the passage it was found in."""

    link: Link
    passage: Passage
    annotation: Annotation


def link(
    store: Store,
    dossier: Dossier,
    *,
    review_path: Path | None = None,
    weights_path: Path | None = None,
    scorer: Scorer | None = None,
    force: bool = False,
) -> dict[str, int]:
    """Link all passages of the store to the propositions of a case.

    What an earlier run linked is replaced. Decisions in review.db come before the score: a link that somebody decided
    on stays, even where it would not be found any more.

    Args:
        store: The evidence store, after the read stage.
        dossier: The case.
        review_path: review.db; None, or a file that is not there, for no decisions.
        weights_path: Constants of the score learned from reviews; None, or a file that is not there, for those of the
            package.
        scorer: A scorer of the user's own; None for the linker's own score.
        force: Link again although neither case, rules, decisions nor texts changed.

    Returns:
        How many passages were looked at, and how many links came out, accepted and proposed.
    """
    apply_readings(store, review_path)
    reviews, disputed = read_reviews(review_path)
    linker = Linker(dossier, read_table(weights_path) if weights_path else None, scorer)
    settings = _hash_settings(store, linker, dossier, reviews)
    last = next(store.iterate(Run, "stage = 'link' AND ended IS NOT NULL", (), "ended DESC"), None)
    if last is not None and last.settings_hash == settings and not force:
        return dict(last.counts_out)
    run = store.start_run("link", settings)
    library = open_library(store)
    _store_claims(store, dossier)
    found: dict[str, list[_Found]] = {}
    looked_at = 0
    for document in track(library.documents.values(), label="link", total=len(library.documents)):
        passages = list(store.iterate(Passage, "document_id = ?", (document.id,), '"start"'))
        looked_at += len(passages)
        links = _link_document(store, linker, document, passages)
        if links:
            found[document.id] = links
    chosen = {item.passage.id: item.passage for links in found.values() for item in links}
    kept, lost = _find_decided(store, library, dossier, reviews, found)
    chosen |= {passage.id: passage for _, passage in kept}
    origins = attribute_passages(store, library, chosen.values(), dossier)
    counts: Counter[str] = Counter(passages=looked_at, links=0, accepted=0, proposed=0, rejected=0)
    statements = {item.id: item.statement for item in dossier.propositions}
    names = [*library.documents, *library.left_out]
    for name in track(names, label="store links", total=len(names)):
        made = [_make_evidence(item, origins[item.passage.id], statements, run) for item in found.get(name, ())]
        made += [_renew(item, origins[passage.id], run) for item, passage in kept if item.document_id == name]
        evidence = _decide(made, reviews)
        with store.unit():
            store.delete(Evidence, "document_id = ?", (name,))
            store.put_all({make_origin(origins[item.passage_id], dossier.reliability) for item in made})
            store.put_all(evidence)
        counts["links"] += len(evidence)
        counts.update(item.state for item in evidence)
    with store.unit():
        store.delete(Origin, "id NOT IN (SELECT origin_id FROM evidence)", ())
    problems = [*(f"{name}: {reason}; telt niet mee" for name, reason in library.left_out.items()), *disputed, *lost]
    result = {str(key): value for key, value in counts.items()}
    store.finish_run(run, {"documents": len(library.documents), "passages": looked_at}, result, problems)
    return result


def assess(store: Store, dossier: Dossier, *, as_of: str | None = None) -> dict[str, int]:
    """Write a verdict on every proposition over the accepted evidence.

    Args:
        store: The evidence store, after linking.
        dossier: The case.
        as_of: Date to assess for (ISO); None for the date of the case file, or else today.

    Returns:
        How many propositions have each status.
    """
    day = check_date(as_of, dossier)
    settings = hashlib.sha256(f"{day} {_hash_claims(dossier)}".encode()).hexdigest()
    run = store.start_run("assess", settings)
    _store_claims(store, dossier)
    return judge(store, dossier, day, run)


def judge(store: Store, dossier: Dossier, day: str, run: Run) -> dict[str, int]:
    """Write the verdicts of a run on every proposition, and end the run.

    Args:
        store: The evidence store.
        dossier: The case.
        day: Date to assess for (ISO).
        run: The run that writes them.

    Returns:
        How many propositions have each status.
    """
    reasoner = Reasoner(build_graph(store, dossier, as_of=day))
    counts: Counter[str] = Counter()
    verdicts = []
    for proposition in track(dossier.propositions, label="assess", total=len(dossier.propositions)):
        standing = reasoner.judge(proposition.id)
        counts[standing.status.value] += 1
        verdicts.append(_make_verdict(proposition, standing, reasoner, day, run))
    with store.unit():
        store.put_all(verdicts)
    result = dict(counts)
    store.finish_run(
        run, {"propositions": len(verdicts), "evidence": store.count(Evidence, "state = 'accepted'")}, result
    )
    return result


def _store_claims(store: Store, dossier: Dossier) -> None:
    """Store the claims of the case file; what it no longer holds goes, with its links."""
    with store.unit():
        kept = {item.id for item in dossier.propositions}
        gone = [item.id for item in store.iterate(Proposition) if item.id not in kept]
        store.delete(Premise, "1 = 1", ())
        store.delete(Argument, "1 = 1", ())
        for name in gone:
            store.delete(Evidence, "proposition_id = ?", (name,))
            store.delete(Verdict, "proposition_id = ?", (name,))
            store.delete(Proposition, "id = ?", (name,))
        store.put_all(dossier.propositions)
        store.put_all(dossier.arguments)
        store.put_all(dossier.premises)


def _link_document(store: Store, linker: Linker, document: Document, passages: list[Passage]) -> list[_Found]:
    """Return the links of one document: those that may be accepted, and of each passage the best few others."""
    subject = linker.dossier.subject
    is_elsewhere = document.municipality is not None and document.municipality != subject
    found: list[_Found] = []
    for item in prepare_document(store, subject, document, passages):
        annotation = item.annotation
        if not annotation.mentions and not annotation.assertions and not linker.has_cue(item.text.text):
            continue
        if (is_elsewhere or document.kind == DocumentKind.REGISTER_ENTRY) and not annotation.assertions:
            continue  # other municipalities bear on the case only by what they do
        links = linker.link(item.text, annotation, least=0)
        score, agreement = PROPOSED if item.text.is_about_subject else PROPOSED_ELSEWHERE
        accepted = [one for one in links if one.is_accepted]
        others = [one for one in links if not one.is_accepted and _is_shown(one, score, agreement)]
        found += [_Found(one, item.passage, annotation) for one in [*accepted, *others[:MOST_PROPOSED]]]
    return found


def _is_shown(item: Link, score: float, agreement: float) -> bool:
    return item.score >= score and item.agreement >= agreement


def _make_evidence(found: _Found, origin: Attribution, statements: Mapping[str, str], run: Run) -> Evidence:
    item, passage = found.link, found.passage
    valid_from, valid_to = _find_validity(item)
    quotation = _choose_quotation(found.annotation.quotations, statements[item.proposition])
    is_circular = not origin.counts and origin.party.kind is not OriginKind.LAW and not item.is_own_view
    stance = Stance.MENTIONS if is_circular else item.stance
    is_accepted = item.is_accepted and stance != Stance.MENTIONS
    reasons = (*item.reasons, *(("eigen woord van de klager",) if is_circular and stance != item.stance else ()))
    return Evidence(
        id=derive_id(passage.id, item.proposition),
        passage_id=passage.id,
        document_id=passage.document_id,
        proposition_id=item.proposition,
        stance=stance,
        score=item.score,
        reasons=(*reasons, f"herkomst: {origin.reason}"),
        method=item.method,
        origin_id=derive_id(origin.party.key.casefold()),
        origin_rule=origin.rule,
        quotation_id=quotation.id if quotation else None,
        assertion_id=item.assertion.id if item.assertion else None,
        valid_from=valid_from,
        valid_to=valid_to,
        state=ReviewState.ACCEPTED if is_accepted else ReviewState.PROPOSED,
        run_id=run.id,
    )


def _choose_quotation(quotations: Sequence[Quotation], statement: str) -> Quotation | None:
    """Return the quotation that says most of the statement; of equals the direct one, then the longest.

    None where no quotation shares a word with it: then the passage carries the link, not what is quoted in it.
    """
    wanted = set(split_stems(statement))

    def rank(quoted: Quotation) -> tuple[int, bool, int]:
        shared = len(wanted & set(split_stems(quoted.text)))
        return shared, quoted.type == QuotationType.DIRECT, quoted.end - quoted.start

    best = max(quotations, key=rank, default=None)
    return best if best is not None and rank(best)[0] else None


def _find_validity(item: Link) -> tuple[str | None, str | None]:
    """Return from when to when a link holds, where the text states it.

    That a practice stopped says when it was in use; a proposition that is about the stop holds from then on.
    """
    assertion = item.assertion
    if assertion is None:
        return None, None
    if assertion.status == Status.STOPPED and item.is_about_stop:
        return assertion.until, None
    return assertion.since, assertion.until


def _find_decided(
    store: Store, library: Library, dossier: Dossier, reviews: Mapping[str, Review], found: Mapping[str, list[_Found]]
) -> tuple[list[tuple[Evidence, Passage]], list[str]]:
    """Return the links that somebody decided on and that are not found any more, and a line for each that is gone."""
    seen = {derive_id(item.passage.id, item.link.proposition) for links in found.values() for item in links}
    known = {item.id for item in dossier.propositions}
    kept, lost = [], []
    for name, review in reviews.items():
        if name in seen or not review.about:
            continue
        item: Evidence = restore_record(Evidence, review.about)
        passage = store.get(Passage, item.passage_id)
        if passage is None or passage.document_id not in library.documents or item.proposition_id not in known:
            lost.append(f"{name}: het besluit van {review.by} gaat over een passage of stelling die er niet meer is")
        else:
            kept.append((item, passage))
    return kept, lost


def _renew(item: Evidence, origin: Attribution, run: Run) -> Evidence:
    """Return a link as it was when somebody decided on it, with the origin of now and without what may be gone."""
    return replace(
        item,
        quotation_id=None,
        assertion_id=None,
        origin_id=derive_id(origin.party.key.casefold()),
        origin_rule=origin.rule,
        run_id=run.id,
    )


def _decide(links: Sequence[Evidence], reviews: Mapping[str, Review]) -> list[Evidence]:
    """Return links with the decisions of people; what a link was moved to counts unless it has a decision itself."""
    made: dict[str, Evidence] = {}
    moved: dict[str, Evidence] = {}
    for item in links:
        first, *more = settle(item, reviews.get(item.id))
        made[first.id] = first
        moved |= {other.id: other for other in more}
    return list((made | {name: item for name, item in moved.items() if name not in reviews}).values())


def _hash_claims(dossier: Dossier) -> str:
    parts = (dossier.propositions, dossier.arguments, dossier.premises, sorted(dossier.reliability.items()))
    return hashlib.sha256(repr((parts, dossier.subject, dossier.complainant_names)).encode()).hexdigest()


def _hash_settings(store: Store, linker: Linker, dossier: Dossier, reviews: dict[str, Review]) -> str:
    """Return a hash of all that decides what is linked: case, constants, decisions, and what was read."""
    read = [run.id for run in store.iterate(Run, "stage NOT IN ('link', 'assess', 'publish', 'review')", (), "started")]
    texts = [store.count(record) for record in (Document, Passage, Mention, Quotation, Assertion)]
    decisions = sorted((review.record_id, review.id) for review in reviews.values())
    constants = [*linker.weights.tolist(), linker.least_accepted, linker.scorer.name if linker.scorer else None]
    rules = json.dumps(constants), RULES, [item.pattern for item in load_cues().values()]
    return hashlib.sha256(repr((_hash_claims(dossier), rules, decisions, read[-1:], texts)).encode()).hexdigest()


def _make_verdict(proposition: Proposition, standing: Standing, reasoner: Reasoner, day: str, run: Run) -> Verdict:
    return Verdict(
        id=derive_id(proposition.id, day),
        proposition_id=proposition.id,
        as_of=day,
        status=standing.status,
        k=standing.k,
        spof=standing.spof,
        breaking_sets=standing.breaking_sets,
        environments=standing.environments,
        strength=round(standing.strength.value, 6),
        strength_against=round(standing.strength_against.value, 6),
        importance=reasoner.measure_importance(proposition.id),
        publishers=standing.publishers,
        contested=standing.is_contested,
        contradicted=standing.is_contradicted,
        stale=standing.is_stale,
        truncated=standing.is_truncated,
        open=standing.open,
        standard_met=meets(proposition.standard, standing),
        run_id=run.id,
    )
