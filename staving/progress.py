"""Progress of long work, on standard error and only on a terminal: standard output is for results."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

T = TypeVar("T")


class Meter(Protocol):
    """Shows how far some work is."""

    def update(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        """Show how many are done, how many there are, and a short note."""
        ...


class _Silent:
    def update(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
        pass


@contextmanager
def meter(label: str, total: int | None = None) -> Iterator[Meter]:
    """Open a progress display: label, bar, done of total, time left.

    Args:
        label: What is being done.
        total: How many there are, where known.
    """
    if not sys.stderr.isatty():
        yield _Silent()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task(label, total=total, note="")

        class _Shown:
            def update(self, *, done: int | None = None, total: int | None = None, note: str | None = None) -> None:
                if total is not None:
                    bar.update(task, total=total)
                if done is not None:
                    bar.update(task, completed=done)
                if note is not None:
                    bar.update(task, note=note)

        yield _Shown()


def track(iterable: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
    """Yield the items of an iterable while showing how far it is."""
    with meter(label, total) as shown:
        for number, item in enumerate(iterable, start=1):
            yield item
            shown.update(done=number)
