"""Learn the constants of the link score from reviews.

Accepted and rejected links are examples. The constants are fitted anew with those of the package as prior (a normal
prior around them: maximum a posteriori logistic regression), so that a few dozen decisions shift them a little and many
shift them far. Whether that helps is measured on documents that were left out; only then are they kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from graph.link import FEATURES, LINKED, Linker, load_weights
from graph.prepare import prepare_document
from graph.reviews import read_reviews
from staving.errors import StoreError
from staving.schema import Decision, Document, Evidence, Passage, now
from staving.store import Store

Matrix = npt.NDArray[np.float64]

PRIOR_WEIGHT = 4.0
"""How firmly the constants of the package hold: the precision of the normal prior around each."""

FOLDS = 5
"""Parts into which the documents are cut; each is left out once."""

LEAST = 20
"""Fewest decisions from which anything is learned."""

LEAST_OF_EACH = 5
"""Fewest accepted, and fewest rejected, among them."""

STEPS = 60
"""Most Newton steps."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How well a score separates accepted from rejected links on documents that it was not fitted on."""

    log_loss: float
    """Mean negative log likelihood (lower is better)."""
    precision: float
    """Share of the links at 0.5 and above that were accepted."""
    recall: float
    """Share of the accepted links at 0.5 and above."""
    f1: float
    """Their harmonic mean."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What was learned."""

    decisions: int
    """Decisions that were used."""
    accepted: int
    """Those among them that accept a link."""
    documents: int
    """Documents they are about."""
    before: Figures | None
    """The score of now, on what was left out; None where there were too few decisions."""
    after: Figures | None
    """The new one, likewise."""
    is_kept: bool
    """Whether the new one is better and was kept."""
    reason: str
    """Why, in Dutch."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Reviewed links."""

    features: Matrix
    """A row of features for each."""
    labels: Matrix
    """1 where the link was accepted, else 0."""
    groups: tuple[str, ...]
    """The document of each."""


def learn(store: Store, linker: Linker, *, review_path: Path, weights_path: Path) -> Learned:
    """Fit the constants of the score on the decisions of reviewers, and keep them if they are better.

    Args:
        store: The evidence store, after linking.
        linker: The linker of the case, with the constants of now.
        review_path: review.db.
        weights_path: Where the constants of this workspace lie; written only if they are kept.

    Returns:
        What was learned, with figures on documents left out.
    """
    examples = read_examples(store, linker, review_path)
    count, accepted = len(examples.labels), int(examples.labels.sum())
    documents = len(set(examples.groups))

    def answer(before: Figures | None, after: Figures | None, *, is_kept: bool, reason: str) -> Learned:
        return Learned(count, accepted, documents, before, after, is_kept, reason)

    if count < LEAST or min(accepted, count - accepted) < LEAST_OF_EACH or documents < FOLDS:
        reason = (
            f"te weinig oordelen: {count} over {documents} stukken ({accepted} aanvaard); nodig zijn er {LEAST}, "
            f"van elke soort {LEAST_OF_EACH}, over {FOLDS} stukken"
        )
        return answer(None, None, is_kept=False, reason=reason)
    prior = get_prior()
    before, after = _cross_validate(examples, linker.weights, prior)
    if after.log_loss >= before.log_loss or after.f1 < before.f1:
        return answer(before, after, is_kept=False, reason="op weggelaten stukken niet beter; de oude getallen blijven")
    fitted = fit(examples.features, examples.labels, prior)
    table = {
        "about": f"Fitted on {count} decisions of reviewers on {now().date().isoformat()}; see `staving link --learn`.",
        "weights": {name: round(float(value), 6) for name, value in zip(FEATURES, fitted, strict=True)},
        "accept": linker.least_accepted,
    }
    weights_path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return answer(
        before, after, is_kept=True, reason="beter op weggelaten stukken; bewaard, `staving link` gebruikt ze"
    )


def get_prior() -> Matrix:
    """Return the constants that come with the package."""
    return np.array([load_weights()["weights"][name] for name in FEATURES], dtype=np.float64)


def read_table(path: Path) -> dict[str, Any] | None:
    """Return the constants learned in a workspace, None if nothing was learned or they are of another version.

    Raises:
        StoreError: The file is no such table.
    """
    if not path.is_file():
        return None
    try:
        table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        known = set(table["weights"]) == set(FEATURES) and 0 <= float(table["accept"]) <= 1
        values = [float(value) for value in table["weights"].values()]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise StoreError(
            f"{path}: no constants of the link score ({problem}); remove it, `--learn` makes it"
        ) from problem
    return table if known and all(np.isfinite(values)) else None


def read_examples(store: Store, linker: Linker, review_path: Path) -> Examples:
    """Return the reviewed links with their features.

    A link that was corrected to another proposition is an example against the first and for the second. Only the last
    decision on a link counts; links of passages that are gone are left out.
    """
    last, _ = read_reviews(review_path)
    wanted: dict[str, list[tuple[str, str, float]]] = {}
    for item in store.iterate(Evidence):
        if item.id not in last:
            continue
        review = last[item.id]
        moved = review.correction.get("proposition_id")
        is_for = review.decision != Decision.REJECT and moved in (None, item.proposition_id)
        rows = wanted.setdefault(item.document_id, [])
        rows.append((item.passage_id, item.proposition_id, float(is_for)))
        if moved and not is_for and review.decision != Decision.REJECT:
            rows.append((item.passage_id, str(moved), 1.0))
    columns = {item.id: column for column, item in enumerate(linker.propositions)}
    features: list[Matrix] = []
    labels: list[float] = []
    groups: list[str] = []
    for name, rows in sorted(wanted.items()):
        document = next(store.iterate(Document, "id = ?", (name,)), None)
        if document is None:
            continue
        passages = list(store.iterate(Passage, "document_id = ?", (name,), '"start"'))
        prepared = {item.text.id: item for item in prepare_document(store, linker.dossier.subject, document, passages)}
        for passage, proposition, label in rows:
            if passage in prepared and proposition in columns:
                scored = linker.measure(prepared[passage].text, prepared[passage].annotation)
                features.append(scored.features[columns[proposition]])
                labels.append(label)
                groups.append(name)
    shape = (len(features), len(FEATURES))
    return Examples(np.array(features).reshape(shape), np.array(labels), tuple(groups))


def fit(features: Matrix, labels: Matrix, prior: Matrix, *, firmness: float = PRIOR_WEIGHT) -> Matrix:
    """Return the constants that make the labels likeliest, given the prior: Newton's method with step halving.

    Args:
        features: One row for each example.
        labels: 1 or 0 for each.
        prior: Constants to stay near.
        firmness: Precision of the prior.
    """
    weights = prior.copy()
    loss = _measure_loss(weights, features, labels, prior, firmness)
    for _ in range(STEPS):
        chances = _predict(features, weights)
        slope = features.T @ (chances - labels) + firmness * (weights - prior)
        bend = (features.T * (chances * (1.0 - chances))) @ features + firmness * np.eye(len(prior))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while size > 1e-6 and _measure_loss(weights - size * step, features, labels, prior, firmness) > loss:
            size /= 2.0
        weights = weights - size * step
        new = _measure_loss(weights, features, labels, prior, firmness)
        if loss - new < 1e-9:
            break
        loss = new
    return weights


def _predict(features: Matrix, weights: Matrix) -> Matrix:
    found: Matrix = 1.0 / (1.0 + np.exp(-np.clip(features @ weights, -35.0, 35.0)))
    return found


def _measure_loss(weights: Matrix, features: Matrix, labels: Matrix, prior: Matrix, firmness: float) -> float:
    logits = features @ weights
    likelihood = np.logaddexp(0.0, logits) - labels * logits
    return float(likelihood.sum() + 0.5 * firmness * ((weights - prior) ** 2).sum())


def _cross_validate(examples: Examples, now_used: Matrix, prior: Matrix) -> tuple[Figures, Figures]:
    """Return how the constants of now, and those fitted on the rest, do on documents left out."""
    names = sorted(set(examples.groups))
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    folds = np.array([fold_of[name] for name in examples.groups])
    before = _predict(examples.features, now_used)
    after = np.zeros(len(before))
    for fold in range(FOLDS):
        left_out = folds == fold
        fitted = fit(examples.features[~left_out], examples.labels[~left_out], prior)
        after[left_out] = _predict(examples.features[left_out], fitted)
    return _judge(before, examples.labels), _judge(after, examples.labels)


def _judge(chances: Matrix, labels: Matrix) -> Figures:
    clipped = np.clip(chances, 1e-9, 1.0 - 1e-9)
    loss = -float(np.mean(labels * np.log(clipped) + (1.0 - labels) * np.log(1.0 - clipped)))
    linked = chances >= LINKED
    right = float(labels[linked].sum())
    precision = right / max(1.0, float(linked.sum()))
    recall = right / max(1.0, float(labels.sum()))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Figures(round(loss, 4), round(precision, 4), round(recall, 4), round(f1, 4))


def describe(learned: Learned) -> Sequence[str]:
    """Return what was learned as lines for a reader, in Dutch."""
    lines = [f"{learned.decisions} oordelen over {learned.documents} stukken, {learned.accepted} aanvaard."]
    for name, figures in (("nu", learned.before), ("geleerd", learned.after)):
        if figures is not None:
            lines.append(
                f"{name:8} op weggelaten stukken: log-verlies {figures.log_loss:.4f}, "
                f"precisie {figures.precision:.2f}, vangst {figures.recall:.2f}, F1 {figures.f1:.2f}"
            )
    return [*lines, f"{'Bewaard' if learned.is_kept else 'Niet bewaard'}: {learned.reason}."]
