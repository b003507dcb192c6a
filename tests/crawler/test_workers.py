"""Pages are read in other processes, in order; a page that hangs or kills costs one row."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from pathlib import Path

import pytest

from crawler.extract import extract_all
from crawler.extracted import Extracted
from crawler.publishers import Markers
from crawler.workers import Workers
from staving.errors import SourceError
from staving.schema import Flag

PAGE = b"<html><head><title>Proef</title></head><body><p>De raad van Proefdam stemde in.</p></body></html>"
UNRULY = "unruly_reader:read"


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as found:
        yield found


def test_what_comes_back_is_what_reading_here_gives(workers: Workers) -> None:
    settings = {"url": "https://www.proefblad.example/a", "markers": Markers(paywall=("slot",)), "outlet": "Proefblad"}
    assert workers.submit(PAGE, **settings).result() == extract_all(PAGE, **settings)


def test_answers_come_in_the_order_of_the_pages(workers: Workers) -> None:
    pages = [(number, f"Stuk nummer {number}.".encode() * (1 + 400 * (number % 7 == 0)), {}) for number in range(60)]
    found = list(workers.read_in_order((key, content, {"file_name": "a.txt"}) for key, content, _ in pages))
    assert [key for key, _ in found] == list(range(60))
    assert all(items[0].text.startswith(f"Stuk nummer {key}.") for key, items in found)


def test_what_needs_no_reading_keeps_its_turn(workers: Workers) -> None:
    found = list(workers.read_in_order([(1, b"Een.", {}), (2, None, {}), (3, b"Drie.", {})]))
    assert [(key, len(items)) for key, items in found] == [(1, 1), (2, 0), (3, 1)]


def test_an_event_loop_can_wait_for_a_page(workers: Workers) -> None:
    async def read() -> tuple[Extracted, ...]:
        return await asyncio.wrap_future(workers.submit(PAGE))

    assert asyncio.run(read())[0].title == "Proef"


def test_few_pages_are_taken_ahead(workers: Workers) -> None:
    taken = []

    def pages() -> Iterator[tuple[int, bytes, dict[str, str]]]:
        for number in range(500):
            taken.append(number)
            yield number, b"Tekst.", {}

    reading = workers.read_in_order(pages())
    next(reading)
    assert len(taken) <= 20
    reading.close()


def test_a_page_that_kills_its_reader_costs_one_row() -> None:
    with Workers(2, reader=UNRULY) as unruly:
        words = ["een", "die", "twee", "drie", "die", "vier"]
        found = list(unruly.read_in_order((word, word.encode(), {}) for word in words))
    assert [(word, items[0].flag, items[0].text) for word, items in found] == [
        ("een", Flag.OK, "een"),
        ("die", Flag.ERROR, ""),
        ("twee", Flag.OK, "twee"),
        ("drie", Flag.OK, "drie"),
        ("die", Flag.ERROR, ""),
        ("vier", Flag.OK, "vier"),
    ]
    assert found[1][1][0].note == "could not be read: the process that read it ended (code -9)"


def test_a_page_that_takes_too_long_is_flagged_even_where_no_python_runs() -> None:
    with Workers(1, timeout_s=1, reader=UNRULY) as unruly:
        found = list(unruly.read_in_order((word, word.encode(), {}) for word in ["een", "backtrack", "sleep", "twee"]))
    assert [items[0].flag for _, items in found] == [Flag.OK, Flag.TIMEOUT, Flag.TIMEOUT, Flag.OK]
    assert found[1][1][0].note == "reading took longer than 1 s"


def test_what_a_reader_prints_or_raises_does_no_harm() -> None:
    with Workers(1, reader=UNRULY) as unruly:
        found = list(unruly.read_in_order((word, word.encode(), {}) for word in ["print", "raise", "exit", "een"]))
    assert [items[0].flag for _, items in found] == [Flag.OK, Flag.ERROR, Flag.ERROR, Flag.OK]
    assert found[1][1][0].note == "could not be read (ValueError)"


def test_readers_that_cannot_start_are_one_line() -> None:
    with Workers(1, reader="no_such_module:read") as broken, pytest.raises(SourceError, match="cannot be started"):
        broken.submit(b"een").result()


def test_closing_cancels_what_was_not_begun() -> None:
    with Workers(1, reader=UNRULY) as unruly:
        first = unruly.submit(b"nap")
        rest = [unruly.submit(b"nap") for _ in range(20)]
        first.result()
    assert sum(future.cancelled() for future in rest) >= 18
    with pytest.raises(RuntimeError):
        unruly.submit(b"een")


def test_an_exception_ends_the_processes_at_once() -> None:
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt), Workers(1, reader=UNRULY) as unruly:  # noqa: PT012 - the state is the point
        unruly.submit(b"een").result()
        hanging = unruly.submit(b"sleep")
        while not hanging.running():
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert time.monotonic() - begin < 30
    with pytest.raises(CancelledError):
        hanging.result(timeout=5)


def test_what_cannot_be_sent_is_told_and_the_next_page_is_read() -> None:
    with Workers(1, reader=UNRULY) as unruly:
        with pytest.raises((AttributeError, TypeError, pickle.PicklingError)):
            unruly.submit(b"een", markers=lambda: None).result()
        assert unruly.submit(b"twee").result()[0].text == "twee"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("busy", [False, True])
def test_readers_end_when_we_are_killed_and_no_sooner(tmp_path: Path, busy: bool) -> None:
    code = (
        "import sys, time; sys.path[:0] = sys.argv[1:]\n"
        "from crawler.workers import Workers\n"
        "workers = Workers(1, timeout_s=3, reader='unruly_reader:read')\n"
        "print(workers.submit(b'pid').result()[0].text, flush=True)\n"
        + ("workers.submit(b'backtrack')\n" if busy else "")
        + "time.sleep(60)\n"
    )
    here = Path(__file__).parents[1]
    with subprocess.Popen(
        [sys.executable, "-c", code, str(here), str(here.parent)], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        reader = int(parent.stdout.readline())
        os.kill(reader, signal.SIGINT)
        time.sleep(0.3)
        assert _is_alive(reader)
        parent.kill()
    deadline = time.monotonic() + 15
    while _is_alive(reader) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_alive(reader)


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and waits for nobody does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
