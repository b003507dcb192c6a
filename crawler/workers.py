"""Read pages in processes of their own: all cores at work, and a page that hangs or kills its reader costs one row.

Each process is a fresh interpreter (no fork: threads and Twisted's reactor would come along half) that does nothing
but call one function, `crawler.extract.extract_all`. It gets pages over its standard input and ends when that is
closed, also when our own process was killed. It keeps time itself, in a thread that needs no Python
(`faulthandler`): also a regular expression that never ends is stopped, and no reader outlives us for long.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError, Future
from importlib import import_module
from itertools import chain
from queue import SimpleQueue
from types import TracebackType
from typing import Any, BinaryIO, TypeVar

from crawler.extracted import Extracted
from staving.errors import SourceError
from staving.schema import Flag

TIMEOUT_S = 60.0
"""Seconds that reading one page may take."""

MAX_WAITING_BYTES = 128 * 1024 * 1024
"""Bytes of pages that wait to be read, or to be handed on in their turn, in `Workers.read_in_order`."""

PAGES_PER_PROCESS = 5000
"""Pages after which a process makes way for a fresh one: the libraries keep caches that only grow."""

FEW = 50
"""Pages up to which no process is started in `Workers.read_few_or_many`."""

READER = "crawler.extract:extract_all"
"""The function that reads, as module:name."""

T = TypeVar("T")
Found = tuple[Extracted, ...]

_START = "import sys; sys.path[:] = sys.argv[3:]; from crawler.workers import serve; serve(sys.argv[1], sys.argv[2])"
_STARTS_TRIED = 3
_END_S = 5.0
_WAITING_PER_PROCESS = 8
_SAMPLE = b"<html><head><title>Proef</title></head><body><p>Dit is een proef met een gewone zin.</p></body></html>"


def count_cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


class Workers:
    """Processes that read pages.

    Use it as a context manager. On the way out, what was not begun is cancelled; with an exception, as of Ctrl-C, what
    was begun is dropped as well.
    """

    def __init__(self, jobs: int | None = None, *, timeout_s: float = TIMEOUT_S, reader: str = READER) -> None:
        """Start nothing yet: the processes start with the first page.

        Args:
            jobs: Number of processes; None for one on each core.
            timeout_s: Seconds that one page may take.
            reader: The function that reads, as module:name; it takes what `submit` takes.
        """
        self.jobs = max(1, jobs or count_cores())
        self.timeout_s = timeout_s
        self._reader = reader
        self._queue: SimpleQueue[_Task | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> Workers:
        """Return the workers."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the processes."""
        if kind is None:
            self.close()
        else:
            self.kill()

    def submit(self, content: bytes, **settings: Any) -> Future[Found]:
        """Have a page read.

        Args:
            content: The bytes.
            settings: Further arguments of `crawler.extract.extract_all`.

        Returns:
            What `extract_all` returns. A page that takes too long gives flag `timeout`, one that kills its reader
            flag `error`; the next page gets a fresh process.

        Raises:
            RuntimeError: The workers were closed.
            SourceError: In the future: the processes cannot be started at all.
        """
        future: Future[Found] = Future()
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the workers are closed")
            self._queue.put(_Task(future, content, settings))
            if not self._threads:
                for number in range(self.jobs):
                    thread = threading.Thread(target=self._attend, name=f"reader-{number}", daemon=True)
                    self._threads.append(thread)
                    thread.start()
        return future

    def read_in_order(self, pages: Iterable[tuple[T, bytes | None, Mapping[str, Any]]]) -> Iterator[tuple[T, Found]]:
        """Yield what pages say, in the order in which they come, whatever the number of processes.

        Only a few pages are taken ahead (`MAX_WAITING_BYTES`), so that memory stays flat.

        Args:
            pages: For each page something to know it by, its bytes, and further arguments of `extract_all`. Without
                bytes nothing is read: it comes back in its turn with nothing found.
        """
        waiting: deque[tuple[T, int, Future[Found] | None]] = deque()
        size = 0
        try:
            for key, content, settings in pages:
                future = None if content is None else self.submit(content, **settings)
                waiting.append((key, len(content or b""), future))
                size += len(content or b"")
                del content
                while waiting and (size > MAX_WAITING_BYTES or len(waiting) > _WAITING_PER_PROCESS * self.jobs):
                    first, length, reading = waiting.popleft()
                    size -= length
                    yield first, reading.result() if reading is not None else ()
            while waiting:
                first, _, reading = waiting.popleft()
                yield first, reading.result() if reading is not None else ()
        finally:
            for _, _, reading in waiting:
                if reading is not None:
                    reading.cancel()

    def read_few_or_many(self, pages: Iterable[tuple[T, bytes | None, Mapping[str, Any]]]) -> Iterator[tuple[T, Found]]:
        """Yield what pages say, as `read_in_order` does; a few pages are read here.

        Starting the processes costs a second or two, which does not pay for less than `FEW` pages.
        """
        rest = iter(pages)
        first: list[tuple[T, bytes | None, Mapping[str, Any]]] = []
        size = count = 0
        for page in rest:
            first.append(page)
            size += len(page[1] or b"")
            count += page[1] is not None
            if count > FEW or size > MAX_WAITING_BYTES // 4 or len(first) > 100 * FEW:
                yield from self.read_in_order(chain(first, rest))
                return
        from crawler.extract import extract_all

        for key, content, settings in first:
            yield key, () if content is None else extract_all(content, **settings)

    def close(self) -> None:
        """Finish what was begun, cancel what was not, and end the processes."""
        with self._lock:
            self._is_closed = True
            while not self._queue.empty():
                task = self._queue.get()
                if task is not None:
                    task.future.cancel()
            for _ in self._threads:
                self._queue.put(None)
        for thread in self._threads:
            thread.join()
        self._threads = []

    def kill(self) -> None:
        """End the processes at once; what was begun is dropped."""
        with self._lock:
            self._is_closed = True
            for process in self._processes:
                process.kill()
        self.close()

    def _attend(self) -> None:
        """Give one process its pages, one after the other, and replace it when it ends; runs in a thread."""
        process: subprocess.Popen[bytes] | None = None
        pages = 0
        while (task := self._queue.get()) is not None:
            if not task.future.set_running_or_notify_cancel():
                continue
            try:
                if process is None:
                    process, pages = self._start(), 0
                answer = self._ask(process, task)
            except Exception as error:  # noqa: BLE001 - whoever waits for the page is told, the thread goes on
                task.future.set_exception(error)
                continue
            pages += 1
            if process.poll() is not None or pages >= PAGES_PER_PROCESS:
                self._end(process)
                process = None
            if self._is_closed and answer is None:
                task.future.set_exception(CancelledError())
            else:
                task.future.set_result(answer or (Extracted(flag=Flag.ERROR, note="nothing came back"),))
        if process is not None:
            self._end(process)

    def _ask(self, process: subprocess.Popen[bytes], task: _Task) -> Found | None:
        """Return what a page says; of a process that ended, why; None where we ended it ourselves."""
        asks, answers = _get_pipes(process)
        begin = time.monotonic()
        message = pickle.dumps((task.content, task.settings), protocol=pickle.HIGHEST_PROTOCOL)
        try:
            asks.write(message)
            asks.flush()
            found: Found = pickle.load(answers)  # noqa: S301 - from our own process
            return found
        except (OSError, EOFError, pickle.PickleError) as error:
            if isinstance(error, pickle.PickleError) and process.poll() is None:
                process.kill()
            code = process.wait()
            if self._is_closed:
                return None
        if time.monotonic() - begin >= self.timeout_s:
            return (Extracted(flag=Flag.TIMEOUT, note=f"reading took longer than {self.timeout_s:g} s"),)
        return (Extracted(flag=Flag.ERROR, note=f"could not be read: the process that read it ended (code {code})"),)

    def _start(self) -> subprocess.Popen[bytes]:
        """Return a process that is ready to read.

        Raises:
            SourceError: Several in a row ended before they were ready.
            CancelledError: The workers are being closed.
        """
        code: int | str | None = None
        for _ in range(_STARTS_TRIED):
            with self._lock:
                if self._is_closed:
                    raise CancelledError
                try:
                    process = subprocess.Popen(  # noqa: S603 - ourselves
                        [sys.executable, "-c", _START, self._reader, str(self.timeout_s), *sys.path],
                        stdin=subprocess.PIPE,
                        stdout=subprocess.PIPE,
                        stderr=subprocess.DEVNULL,
                    )
                except OSError as error:
                    code = error.strerror
                    continue
                self._processes.add(process)
            try:
                pickle.load(_get_pipes(process)[1])  # noqa: S301 - from our own process: it is ready
                return process
            except (OSError, EOFError, pickle.PickleError):
                code = self._end(process)
        raise SourceError(f"the processes that read pages cannot be started ({code}); install staving again")

    def _end(self, process: subprocess.Popen[bytes]) -> int:
        """End a process and return its exit code."""
        asks, answers = _get_pipes(process)
        try:
            asks.close()  # it ends when there is nothing more to read
        except OSError:
            process.kill()
        try:
            process.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
        answers.close()
        with self._lock:
            self._processes.discard(process)
        return process.wait()


class _Task:
    __slots__ = ("content", "future", "settings")

    def __init__(self, future: Future[Found], content: bytes, settings: dict[str, Any]) -> None:
        self.future = future
        self.content = content
        self.settings = settings


def serve(reader: str, timeout_s: str) -> None:
    """Read pages from standard input until it is closed; what a reading process does.

    Args:
        reader: The function that reads, as module:name.
        timeout_s: Seconds that one page may take; then the process ends.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started us
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)  # what a library prints must not end up among the answers
    asks = os.fdopen(os.dup(0), "rb")
    os.dup2(nowhere, 0)
    module, _, name = reader.partition(":")
    read: Callable[..., Found] = getattr(import_module(module), name)
    if reader == READER:
        read(_SAMPLE, media_type="text/html")
    _send(answers, "ready")
    while True:
        try:
            content, settings = pickle.load(asks)  # noqa: S301 - from the process that started us
        except EOFError:
            break
        faulthandler.dump_traceback_later(float(timeout_s), exit=True, file=nowhere)
        try:
            found = read(content, **settings)
        except BaseException as error:  # noqa: BLE001 - whatever a page does, the next one is read too
            found = (Extracted(flag=Flag.ERROR, note=f"could not be read ({type(error).__name__})"),)
        faulthandler.cancel_dump_traceback_later()
        del content, settings
        _send(answers, found)
    os._exit(0)  # at once: libraries may have left threads


def _send(file: BinaryIO, value: object) -> None:
    pickle.dump(value, file, protocol=pickle.HIGHEST_PROTOCOL)
    file.flush()


def _get_pipes(process: subprocess.Popen[bytes]) -> tuple[BinaryIO, BinaryIO]:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101
    return process.stdin, process.stdout  # type: ignore[return-value]  # Popen calls them IO[bytes]
