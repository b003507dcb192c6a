"""The crawl as a process of its own: start it, show how far it is, let only one be at work in a workspace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from crawler.display import show_crawl
from staving.config import Workspace
from staving.errors import SourceError

STOP_S = 30
"""Seconds a crawl gets to store what is on its way after Ctrl-C."""

LOCK_S = 5
"""Seconds to wait for a crawl that is just ending."""

_LOCK = "crawl.lock"


@contextmanager
def hold_crawl(workspace: Workspace) -> Iterator[None]:
    """Hold the right to crawl in a workspace: two crawls would ask each address twice.

    Raises:
        SourceError: Another crawl is at work.
    """
    lock = FileLock(workspace.root / _LOCK)
    try:
        lock.acquire(timeout=LOCK_S)
    except Timeout as error:
        raise SourceError(
            f"{workspace.root}: another crawl is at work in this workspace; wait for it (`staving status` shows how "
            "far it is), or name another workspace"
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_crawling(workspace: Workspace) -> bool:
    """Tell whether a crawl is at work in a workspace."""
    path = workspace.root / _LOCK
    if not path.exists():
        return False
    lock = FileLock(path)
    try:
        with lock.acquire(timeout=0):
            return False
    except Timeout:
        return True


def run_crawl(task: dict[str, Any]) -> dict[str, Any]:
    """Run a crawl in a process of its own and show how far it is.

    Ctrl-C reaches both processes: the crawl stores what is on its way and ends, then so do we. It ends as well when we
    are gone, since its standard input closes then.

    Args:
        task: As of `crawler.run.run`.

    Returns:
        counts and problems.

    Raises:
        SourceError: It could not be started, or ended early; what was fetched is stored.
    """
    root = str(Path(__file__).resolve().parent.parent)
    path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    last: dict[str, Any] = {}
    with subprocess.Popen(
        [sys.executable, "-m", "crawler.run"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": path},
    ) as process:
        assert process.stdin is not None  # noqa: S101 - both are pipes
        assert process.stdout is not None  # noqa: S101
        try:
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            with show_crawl() as shown:
                for line in process.stdout:
                    try:
                        last = json.loads(line)
                    except ValueError:
                        continue
                    if "sources" in last:
                        shown.update(last["sources"])
            code = process.wait()  # before its standard input is closed, which ends it
        except BrokenPipeError:
            code = process.wait()
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT) if os.name == "nt" else None
            try:
                process.wait(timeout=STOP_S)
            except subprocess.TimeoutExpired:
                process.terminate()
            raise
    if "error" in last:
        raise SourceError(str(last["error"]))
    if code != 0 or "counts" not in last:
        raise SourceError(f"the crawl ended early (code {code}); what was fetched is stored, run the command again")
    return last
