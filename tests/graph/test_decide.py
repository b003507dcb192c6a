"""Decisions of reviewers: kept in review.db, applied at once, and there again after every rebuild."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from builders import a_document
from filming_case import FILMS, a_case, fill

from graph.decide import ConflictError, DecisionError, Wanted, decide
from graph.queue import rank_links
from graph.reviews import read_courses
from graph.stage import assess, link
from staving.dossier import Dossier
from staving.errors import StavingError
from staving.schema import Assertion, Decision, Evidence, Review, ReviewState, Verdict
from staving.store import Store


class Bench:
    """A case that is linked and assessed, and a reviewer."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.review = folder / "review.db"
        self.dossier: Dossier = a_case(folder)
        self.store = Store.open(folder / "evidence.db", create=True)
        fill(self.store, a_document(text=FILMS))
        self.rebuild()

    def rebuild(self) -> None:
        link(self.store, self.dossier, review_path=self.review, force=True)
        assess(self.store, self.dossier)

    def find(self) -> Evidence:
        return next(self.store.iterate(Evidence, "proposition_id = 'P' AND method <> 'human'"))

    def say(self, decision: Decision, record: Any = None, by: str = "anna", **more: Any) -> Review:
        record = record or self.find()
        more = {"correction": {}} | more
        kind = type(record).__name__.lower()
        wanted = Wanted(kind=kind, id=record.id, decision=decision, by=by, **more)
        return decide(self.store, self.review, wanted)

    def judge(self, name: str = "P") -> str:
        newest = max(self.store.iterate(Verdict, "proposition_id = ?", (name,)), key=lambda item: item.as_of)
        return str(newest.status)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_rejected_link_takes_its_verdict_along_at_once_and_after_a_rebuild(bench: Bench) -> None:
    assert bench.judge() == "single_source"
    bench.say(Decision.REJECT)
    assert bench.judge() == "unsupported"
    bench.rebuild()
    assert bench.find().state == ReviewState.REJECTED
    assert bench.judge() == "unsupported"


def test_a_withdrawal_gives_back_what_was_and_keeps_the_history(bench: Bench) -> None:
    before = bench.find()
    rejected = bench.say(Decision.REJECT)
    bench.say(Decision.WITHDRAW, correction={"review": rejected.id})
    assert bench.find().state == before.state
    assert bench.judge() == "single_source"
    course = read_courses(bench.review)["evidence", before.id]
    assert [item.decision for item in course.reviews] == ["reject", "withdraw"]
    assert course.current is None
    with pytest.raises(DecisionError, match="taken back already"):
        bench.say(Decision.WITHDRAW, correction={"review": rejected.id})


def test_a_link_moved_to_another_proposition_counts_there_only(bench: Bench) -> None:
    bench.say(Decision.CORRECT, correction={"proposition_id": "C", "stance": "attacks"})
    for _ in range(2):
        there = {(item.proposition_id, item.state, item.stance) for item in bench.store.iterate(Evidence)}
        assert ("P", "rejected", "supports") in there
        assert ("C", "accepted", "attacks") in there
        bench.rebuild()


def test_a_withdrawn_move_leaves_nothing_behind(bench: Bench) -> None:
    moved = bench.say(Decision.CORRECT, correction={"proposition_id": "C"})
    bench.say(Decision.WITHDRAW, correction={"review": moved.id})
    assert [item.proposition_id for item in bench.store.iterate(Evidence, "method = 'human'")] == []
    assert bench.find().state == ReviewState.ACCEPTED


def test_an_accepted_link_stays_when_it_is_not_found_any_more(bench: Bench) -> None:
    evidence = bench.find()
    bench.say(Decision.ACCEPT)
    bench.dossier = replace(
        bench.dossier,
        propositions=tuple(replace(item, cues={}, statement="Xyzzy") for item in bench.dossier.propositions),
    )
    bench.rebuild()
    kept = bench.store.get(Evidence, evidence.id)
    assert kept is not None
    assert kept.state == ReviewState.ACCEPTED


def test_a_rejected_assertion_goes_and_a_withdrawal_brings_it_back(bench: Bench) -> None:
    item = next(bench.store.iterate(Assertion))
    rejected = bench.say(Decision.REJECT, item)
    assert bench.store.get(Assertion, item.id) is None
    assert bench.find().state == ReviewState.PROPOSED
    assert bench.judge() == "unsupported"
    bench.say(Decision.WITHDRAW, item, correction={"review": rejected.id})
    back = bench.store.get(Assertion, item.id)
    assert back is not None
    assert (back.text, back.status, back.start) == (item.text, item.status, item.start)


def test_a_corrected_assertion_has_the_new_values_after_a_rebuild(bench: Bench) -> None:
    item = next(bench.store.iterate(Assertion))
    bench.say(Decision.CORRECT, item, correction={"status": "stopped", "until": "2021-11"})
    bench.rebuild()
    after = bench.store.get(Assertion, item.id)
    assert after is not None
    assert (after.status, after.until) == ("stopped", "2021-11")


@pytest.mark.parametrize(
    ("decision", "correction", "message"),
    [
        (Decision.CORRECT, {}, "nothing was changed"),
        (Decision.CORRECT, {"proposition_id": "nergens"}, "not known"),
        (Decision.CORRECT, {"stance": "misschien"}, "not known"),
        (Decision.CORRECT, {"valid_from": "gisteren"}, "no date"),
        (Decision.CORRECT, {"text": "verzonnen woorden"}, "nothing was changed"),
        (Decision.COMMENT, {}, "write something"),
        (Decision.WITHDRAW, {"review": "nergens"}, "not there"),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_kept(
    bench: Bench, decision: Decision, correction: dict[str, str], message: str
) -> None:
    with pytest.raises(DecisionError, match=message):
        bench.say(decision, correction=correction)
    assert read_courses(bench.review) == {}


def test_a_second_reviewer_is_told_of_the_first(bench: Bench) -> None:
    first = bench.say(Decision.ACCEPT, seen="")
    with pytest.raises(ConflictError, match="anna decided on it"):
        bench.say(Decision.REJECT, by="bert", seen="")
    bench.say(Decision.REJECT, by="bert", seen=first.id)
    assert bench.find().state == ReviewState.REJECTED


def test_two_reviewers_at_the_same_time_lose_nothing(bench: Bench) -> None:
    evidence = bench.find()
    problems: list[Exception] = []

    def work(by: str) -> None:
        try:
            with Store.open(bench.folder / "evidence.db") as store:
                for number in range(5):
                    decide(
                        store,
                        bench.review,
                        Wanted(
                            kind="evidence",
                            id=evidence.id,
                            decision=Decision.COMMENT,
                            by=by,
                            correction={},
                            why=f"{number}",
                        ),
                    )
        except (StavingError, sqlite3.Error) as problem:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("anna", "bert")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    kept = read_courses(bench.review)["evidence", evidence.id].reviews
    assert sorted((item.by, item.why) for item in kept) == [(by, str(n)) for by in ("anna", "bert") for n in range(5)]


def test_the_queue_asks_first_for_what_moves_most(bench: Bench) -> None:
    effects = rank_links(bench.store)
    assert effects[0].evidence.id == bench.find().id
    assert effects[0].moves[-1][:1] == ("P",) or effects[0].moves[0][0] == "C"
    assert rank_links(bench.store, decided=[item.evidence.id for item in effects]) == ()
