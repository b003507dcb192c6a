"""Reading in further processes: the order is kept, and a text that hangs or kills its reader is one problem."""

import os
import time

import pytest

import nlp.workers
from nlp.workers import read_all
from staving.schema import Annotation, TextItem


def texts(count):
    return [TextItem(id=str(number), text=f"In Ede worden {number} gesprekken gefilmd.") for number in range(count)]


def fake_serve(pipe, model):
    """Read batches as `_serve` does, with texts that kill or hang."""
    while True:
        try:
            number, batch = pipe.recv()
        except EOFError:
            return
        if any("die" in item.text for item in batch):
            os._exit(1)
        if any("hang" in item.text for item in batch):
            time.sleep(600)
        pipe.send((number, [(Annotation(id=item.id), None) for item in batch]))


@pytest.fixture
def no_model(monkeypatch):
    monkeypatch.setattr(nlp.workers, "_serve", fake_serve)


def test_one_process_and_two_give_the_same_in_the_same_order():
    alone = [outcome.annotation for outcome in read_all(texts(12), jobs=1)]
    together = [outcome.annotation for outcome in read_all(texts(12), jobs=2)]
    assert together == alone
    assert [item.id for item in together] == [str(number) for number in range(12)]


def test_a_text_that_fails_is_a_problem_of_its_own(monkeypatch):
    def fail(pipeline, items):
        if any(item.id == "1" for item in items):
            raise ValueError("no rule foresaw this\nsecond line")
        return [Annotation(id=item.id) for item in items]

    monkeypatch.setattr("nlp.annotate.annotate_texts", fail)
    problems = [outcome.problem for outcome in read_all(texts(3), jobs=1)]
    assert problems == [None, "ValueError: no rule foresaw this", None]


@pytest.mark.usefixtures("no_model")
def test_a_text_that_kills_its_reader_costs_only_itself():
    items = [TextItem(id=str(number), text="die" if number == 3 else "fine") for number in range(60)]
    outcomes = list(read_all(items, jobs=2))
    assert [outcome.item.id for outcome in outcomes] == [str(number) for number in range(60)]
    assert [outcome.item.id for outcome in outcomes if outcome.problem] == ["3"]
    assert "its reader died" in outcomes[3].problem


@pytest.mark.usefixtures("no_model")
def test_a_text_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr(nlp.workers, "SHORTEST_LIMIT", 1.0)
    items = [TextItem(id=str(number), text="hang" if number == 1 else "fine") for number in range(4)]
    outcomes = list(read_all(items, jobs=2))
    assert [bool(outcome.problem) for outcome in outcomes] == [False, True, False, False]
    assert "took too long" in outcomes[1].problem


@pytest.mark.usefixtures("no_model")
def test_long_texts_do_not_block_the_pipe():
    items = [TextItem(id=str(number), text="x" * 400_000) for number in range(6)]
    assert [outcome.problem for outcome in read_all(items, jobs=2)] == [None] * 6


@pytest.mark.usefixtures("no_model")
def test_texts_are_taken_only_some_ahead():
    taken = []

    def count():
        for item in texts(2000):
            taken.append(item.id)
            yield item

    outcomes = read_all(count(), jobs=2)
    next(outcomes)
    assert len(taken) < 400
    outcomes.close()
