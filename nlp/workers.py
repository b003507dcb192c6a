"""Read texts in further processes, so that all cores work and a text that hangs or kills its reader is one problem.

A pool of the standard library fails everything when one process dies. Here each process has a pipe of its own and two
batches of texts at most in it; one that dies, or takes far longer than its texts should, is ended and another takes
its place. The texts of a batch that failed are read again one by one, so that only the one that is to blame is lost.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from staving.schema import Annotation, Document, TextItem

BATCH = 24
"""Texts that are parsed in one go, at most."""

BATCH_CHARACTERS = 12_000
"""Characters of a batch, at most, unless one text is longer; what is sent must fit into the pipe while it waits."""

WAITING = 2
"""Batches in the pipe of a process: one that is read, one that waits, so that no process stands idle."""

AHEAD = 4
"""Batches per process that may be done before an earlier one, which keeps its place in the order."""

SHORTEST_LIMIT = 120.0
CHARACTERS_A_SECOND = 1_000
"""A batch may take two minutes and a second for each thousand characters, fifty times what it should."""

Work = Document | TextItem


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of reading a text."""

    item: Work
    """The text."""
    annotation: Annotation | None
    """What was read, or None where reading failed."""
    problem: str | None = None
    """Why it failed, in one line."""


Batch = list[Work]


@dataclass(slots=True)
class _Reader:
    process: SpawnProcess
    pipe: Connection
    waiting: deque[tuple[int, Batch]] = field(default_factory=deque)
    since: float = 0.0

    def send(self, number: int, batch: Batch) -> None:
        if not self.waiting:
            self.since = time.monotonic()
        self.waiting.append((number, batch))
        self.pipe.send((number, batch))

    def has_room(self, batch: Batch) -> bool:
        if not self.waiting:
            return True
        return len(self.waiting) < WAITING and _measure(batch) <= BATCH_CHARACTERS

    def is_late(self) -> bool:
        if not self.waiting:
            return False
        limit = SHORTEST_LIMIT + _measure(self.waiting[0][1]) / CHARACTERS_A_SECOND
        return time.monotonic() - self.since > limit


def count_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def read_all(items: Iterable[Work], *, jobs: int = 1, model: str | None = None) -> Iterator[Outcome]:
    """Yield what came of each text, in the order of the texts.

    Args:
        items: Documents of the store, or texts; taken one by one, some ahead of what is yielded.
        jobs: How many processes read; with one, this process reads itself.
        model: Pipeline to parse with; None for that of the package.

    Raises:
        ModelError: The pipeline cannot be loaded (with one process only; load it first otherwise).
    """
    batches = _cut_batches(items)
    if jobs <= 1:
        from nlp.pipeline import load_pipeline

        nlp = load_pipeline(model)
        for batch in batches:
            yield from _read(nlp, batch)
        return
    for outcomes in _read_in_processes(batches, jobs, model):
        yield from outcomes


def _measure(batch: Batch) -> int:
    return sum(len(item.text) for item in batch)


def _cut_batches(items: Iterable[Work]) -> Iterator[Batch]:
    batch: Batch = []
    size = 0
    for item in items:
        if batch and (len(batch) == BATCH or size + len(item.text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += len(item.text)
    if batch:
        yield batch


def _read(nlp: Any, batch: Batch) -> list[Outcome]:
    """Return what came of a batch; where it fails, of its texts one by one."""
    from nlp.annotate import annotate_texts
    from nlp.stage import annotate_documents

    documents = [item for item in batch if isinstance(item, Document)]
    texts = [item for item in batch if isinstance(item, TextItem)]
    try:
        found = {
            **{id(item): one for item, one in zip(documents, annotate_documents(nlp, documents), strict=True)},
            **{id(item): one for item, one in zip(texts, annotate_texts(nlp, texts), strict=True)},
        }
    except Exception as error:  # noqa: BLE001 - one text that no rule foresaw must not stop the others
        if len(batch) > 1:
            return [outcome for item in batch for outcome in _read(nlp, [item])]
        reason = str(error).splitlines()[0][:200] if str(error) else "no reason given"
        return [Outcome(batch[0], None, f"{type(error).__name__}: {reason}")]
    return [Outcome(item, found[id(item)]) for item in batch]


def _serve(pipe: Connection, model: str | None) -> None:
    """Read batches from a pipe until its other end closes."""
    from nlp.pipeline import load_pipeline

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    nlp = load_pipeline(model)
    while True:
        try:
            number, batch = pipe.recv()
        except EOFError:
            return
        pipe.send((number, [(outcome.annotation, outcome.problem) for outcome in _read(nlp, batch)]))


def _start(model: str | None) -> _Reader:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, model), daemon=True)
    process.start()
    theirs.close()
    return _Reader(process, ours)


def _read_in_processes(batches: Iterator[Batch], jobs: int, model: str | None) -> Iterator[list[Outcome]]:
    readers = [_start(model) for _ in range(jobs)]
    done: dict[int, list[Outcome]] = {}
    given = shown = 0
    batch = next(batches, None)
    try:
        while True:
            for reader in sorted(readers, key=lambda one: len(one.waiting)):
                while batch is not None and given - shown < jobs * AHEAD and reader.has_room(batch):
                    reader.send(given, batch)
                    given += 1
                    batch = next(batches, None)
            for number, outcomes in _collect(readers, model):
                done[number] = outcomes
            while shown in done:
                yield done.pop(shown)
                shown += 1
            if batch is None and shown == given:
                return
    finally:
        for reader in readers:
            _end(reader)


def _end(reader: _Reader) -> None:
    reader.pipe.close()
    reader.process.kill()
    reader.process.join(timeout=5)


def _collect(readers: list[_Reader], model: str | None) -> Iterator[tuple[int, list[Outcome]]]:
    """Yield what is ready; put another in the place of a reader that died or that takes too long."""
    busy = [reader for reader in readers if reader.waiting]
    ready = wait([reader.pipe for reader in busy], timeout=1.0) if busy else []
    for position, reader in enumerate(readers):
        if not reader.waiting:
            continue
        why = "took too long" if reader.is_late() else None
        if reader.pipe in ready:
            try:
                number, answers = reader.pipe.recv()
            except (EOFError, OSError):
                why = "its reader died"
            else:
                _, batch = reader.waiting.popleft()
                reader.since = time.monotonic()
                yield number, [Outcome(item, *answer) for item, answer in zip(batch, answers, strict=True)]
                continue
        if why is None:
            continue
        _end(reader)
        number, batch = reader.waiting.popleft()
        left = list(reader.waiting)
        yield number, _read_apart(batch, why, model)
        readers[position] = _start(model)
        for other, waiting in left:
            readers[position].send(other, waiting)


def _read_apart(batch: Batch, why: str, model: str | None) -> list[Outcome]:
    """Return what comes of the texts of a batch that failed, each in turn in a process that may fail too."""
    if len(batch) == 1:
        return [Outcome(batch[0], None, f"{why}; look at the text, or leave it out")]
    outcomes: list[Outcome] = []
    reader = _start(model)
    for item in batch:
        reader.send(0, [item])
        limit = SHORTEST_LIMIT + len(item.text) / CHARACTERS_A_SECOND
        try:
            answers = reader.pipe.recv()[1] if reader.pipe.poll(limit) else None
        except (EOFError, OSError):
            answers = None
        reader.waiting.clear()
        if answers is not None:
            outcomes.append(Outcome(item, *answers[0]))
            continue
        outcomes.append(Outcome(item, None, f"{why}; look at the text, or leave it out"))
        _end(reader)
        reader = _start(model)
    _end(reader)
    return outcomes
