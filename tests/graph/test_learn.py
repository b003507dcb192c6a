"""Learning from reviews, and scorers of the user's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from builders import (
    a_document,
    a_dossier,
    a_mention,
    a_passage,
    a_proposition,
    a_review,
    a_source,
    an_evidence,
    an_origin,
)
from click.testing import CliRunner

from graph.learn import FOLDS, fit, get_prior, learn, read_examples, read_table
from graph.link import FEATURES, Linker
from graph.linked import Text
from graph.scorer import Scorer, ask, load_scorer
from staving.cli import main
from staving.dossier import Dossier
from staving.errors import ModelError, StoreError
from staving.schema import Decision, Proposition, Stance
from staving.store import Store


@pytest.fixture
def case(tmp_path: Path) -> Dossier:
    return a_dossier(
        tmp_path,
        a_proposition(id="P", statement="Dronten filmt gesprekken aan de balie", cues={"text": "balie, filmt"}),
        a_proposition(id="Q", statement="Dronten bewaart de beelden twee weken", cues={"text": "twee weken"}),
    )


def review(store: Store, path: Path, case: Dossier, rows: Sequence[tuple[str, str, Decision]]) -> None:
    """Store a document for each text, with a link to a proposition and the decision on it."""
    by_id = {item.id: item for item in case.propositions}
    origin = an_origin()
    with store.unit():
        store.put(a_source(), origin, *case.propositions)
    for number, (text, proposition, decision) in enumerate(rows):
        document = a_document(text=text, canonical_url=f"http://a.example/{number}")
        passage = a_passage(document)
        evidence = an_evidence(passage, by_id[proposition], origin)
        with store.unit():
            store.put(document, passage, evidence)
            if "Dronten" in text:
                store.put(a_mention(document, "Dronten", passage_id=passage.id))
        with Store.open_review(path) as reviews, reviews.unit():
            reviews.put(a_review(evidence.id, decision))


def test_a_fit_without_examples_is_the_prior_and_with_many_follows_them() -> None:
    prior = np.array([-1.0, 2.0])
    assert fit(np.zeros((0, 2)), np.zeros(0), prior) == pytest.approx(prior)
    features = np.array([[1.0, 0.0], [1.0, 1.0]] * 500)
    labels = np.array([1.0, 0.0] * 500)  # the contrary of what the prior says
    learned = fit(features, labels, prior)
    assert learned[0] > 0 > learned[0] + learned[1]


def test_few_decisions_teach_nothing(store: Store, case: Dossier, tmp_path: Path) -> None:
    path = tmp_path / "review.db"
    review(store, path, case, [("Dronten filmt gesprekken aan de balie.", "P", Decision.ACCEPT)] * 3)
    learned = learn(store, Linker(case), review_path=path, weights_path=tmp_path / "weights.json")
    assert (learned.decisions, learned.accepted, learned.is_kept, learned.before) == (3, 3, False, None)
    assert "te weinig oordelen" in learned.reason
    assert not (tmp_path / "weights.json").exists()


def test_constants_are_kept_only_if_they_are_better_on_documents_left_out(
    store: Store, case: Dossier, tmp_path: Path
) -> None:
    """Reviewers accept P where the counter is meant and reject Q where a fair lasts two weeks."""
    path, weights = tmp_path / "review.db", tmp_path / "link_weights.json"
    rows = [(f"Aan balie {n} van Dronten loopt een lens mee.", "P", Decision.ACCEPT) for n in range(40)]
    rows += [(f"De kermis van Dronten duurt editie {n} twee weken.", "Q", Decision.REJECT) for n in range(40)]
    review(store, path, case, rows)
    linker = Linker(case)
    examples = read_examples(store, linker, path)
    assert examples.features.shape == (80, len(FEATURES))
    assert examples.labels.sum() == 40
    assert len(set(examples.groups)) == 80 > FOLDS
    learned = learn(store, linker, review_path=path, weights_path=weights)
    assert learned.before is not None
    assert learned.after is not None
    assert learned.is_kept == (
        learned.after.log_loss < learned.before.log_loss and learned.after.f1 >= learned.before.f1
    )
    assert learned.is_kept
    table = read_table(weights)
    assert table is not None
    kept = Linker(case, table)
    text = Text(id="t", text="Aan balie 99 van Dronten loopt een lens mee.")
    assert kept.link(text)[0].score > linker.link(text)[0].score
    # Learned twice, there is nothing more to gain than the first time: the same decisions, the same constants.
    learn(store, kept, review_path=path, weights_path=weights)
    again = read_table(weights)
    assert again is not None
    assert again["weights"] == pytest.approx(table["weights"])


def test_what_does_not_help_is_not_kept(store: Store, case: Dossier, tmp_path: Path) -> None:
    """The constants of now are already right about everything: no others can do better on what is left out."""
    path = tmp_path / "review.db"
    rows = [(f"De kermis van Dronten duurt editie {n} twee weken.", "Q", Decision.REJECT) for n in range(12)]
    rows += [(f"Aan balie {n} van Dronten loopt een lens mee.", "P", Decision.ACCEPT) for n in range(12)]
    review(store, path, case, rows)
    linker = Linker(case)
    examples = read_examples(store, linker, path)
    linker.weights = fit(examples.features, examples.labels, get_prior(), firmness=1e-6)
    learned = learn(store, linker, review_path=path, weights_path=tmp_path / "w.json")
    assert learned.before is not None
    assert learned.before.f1 == 1.0
    assert not learned.is_kept
    assert not (tmp_path / "w.json").exists()


def test_a_table_of_another_version_is_left_and_a_broken_one_named(tmp_path: Path) -> None:
    path = tmp_path / "link_weights.json"
    assert read_table(path) is None
    path.write_text(json.dumps({"weights": {"one": 1.0}, "accept": 0.3}))
    assert read_table(path) is None
    path.write_text("{")
    with pytest.raises(StoreError, match="no constants of the link score"):
        read_table(path)
    assert set(dict(zip(FEATURES, get_prior(), strict=True))) == set(FEATURES)


class Length:
    """A scorer that goes by the length of the statement, and calls everything an attack."""

    name = "length 1"

    def score(self, passage: Text, propositions: Sequence[Proposition], chances: Sequence[float]) -> list[float]:
        return [min(1.0, len(item.statement) / 100) for item in propositions]

    def choose_stance(self, passage: Text, proposition: Proposition) -> Stance | None:
        return Stance.ATTACKS if proposition.id == "P" else None


class Broken:
    name = "broken"

    def score(self, passage: Text, propositions: Sequence[Proposition], chances: Sequence[float]) -> list[float]:
        return [float("nan")] * len(propositions)


def test_a_scorer_of_the_users_own_takes_the_place_of_the_score(case: Dossier) -> None:
    links = Linker(case, scorer=Length()).link(Text(id="t", text="Dronten filmt gesprekken aan de balie."))
    assert {link.proposition: link.score for link in links if not link.is_accepted}["Q"] == 0.37
    assert next(link for link in links if link.proposition == "P").stance == Stance.ATTACKS
    assert "volgens length 1" in next(link for link in links if link.proposition == "P").reasons


def test_a_scorer_that_fails_is_named(case: Dossier) -> None:
    scorer = Broken()
    assert isinstance(scorer, Scorer)
    with pytest.raises(ModelError, match="scorer broken: passage t: gives no probability"):
        ask(scorer, Text(id="t", text="x"), case.propositions, [0.1, 0.2])
    for name, said in (
        ("nothing", "no scorer of that name"),
        ("json:loads", "is no scorer"),
        ("no.such:x", "cannot be"),
    ):
        with pytest.raises(ModelError, match=said):
            load_scorer(name)


def test_learning_from_the_command_line(store: Store, case: Dossier, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "dossier.toml").write_text('title = "Proef"\nsubject = "GM0303"\ncomplainant = "Bond"\n')
    (folder / "claims.yaml").write_text(
        "propositions:\n"
        "  - {id: P, statement: Dronten filmt gesprekken aan de balie, kind: fact, side: neutral}\n"
        "  - {id: Q, statement: Dronten bewaart de beelden twee weken, kind: fact, side: neutral}\n"
    )
    review(store, tmp_path / "review.db", case, [("Dronten filmt aan de balie.", "P", Decision.ACCEPT)])
    where = ["--dossier", str(folder), "--workspace", str(tmp_path)]
    done = CliRunner().invoke(main, ["link", "--learn", "--json", *where], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["decisions"] == 1
    done = CliRunner().invoke(main, ["link", "--learn", *where], catch_exceptions=False)
    assert "Niet bewaard: te weinig oordelen" in done.output
