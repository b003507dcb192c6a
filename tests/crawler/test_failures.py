"""Each way to get no answer has one flag, and says whether the address waits."""

from __future__ import annotations

import gzip
import ssl

import pytest
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    NotSupported,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectionLost, DNSLookupError, TCPTimedOutError
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from crawler.failures import name_failure, stays_queued
from crawler.guests import (
    HostBusyError,
    HostDownError,
    RedirectLoopError,
    ReservedError,
    RobotsForbiddenError,
    RobotsUnreachableError,
)
from crawler.hosts import PrivateAddressError
from staving.schema import Flag


@pytest.mark.parametrize(
    ("error", "flag", "queued"),
    [
        (RobotsForbiddenError("a"), Flag.ROBOTS, False),
        (RobotsUnreachableError("robots.txt cannot be had"), Flag.ERROR, True),
        (ReservedError("robots.txt reserves"), Flag.RESERVED, False),
        (HostBusyError("a", 1.0), Flag.ERROR, True),
        (HostDownError("a"), Flag.ERROR, True),
        (PrivateAddressError("a"), Flag.BLOCKED, False),
        (RedirectLoopError("a"), Flag.REDIRECT_LOOP, False),
        (IgnoreRequest("max redirections reached"), Flag.REDIRECT_LOOP, False),
        (IgnoreRequest("exceeded DOWNLOAD_MAXSIZE (5 B) during decompression."), Flag.TOO_LARGE, False),
        (DownloadCancelledError("larger than download max size"), Flag.TOO_LARGE, False),
        (DownloadTimeoutError(), Flag.TIMEOUT, False),
        (TCPTimedOutError(), Flag.TIMEOUT, False),
        (TimeoutError(), Flag.TIMEOUT, False),
        (ResponseDataLossError(), Flag.TRUNCATED, False),
        (CannotResolveHostError(), Flag.ERROR, False),
        (DNSLookupError(), Flag.ERROR, False),
        (DownloadConnectionRefusedError(), Flag.ERROR, False),
        (ConnectionLost(), Flag.ERROR, False),
        (UnsupportedURLSchemeError(), Flag.BLOCKED, False),
        (NotSupported(), Flag.BLOCKED, False),
        (gzip.BadGzipFile(), Flag.ERROR, False),
        (ValueError("iets"), Flag.ERROR, False),
    ],
)  # fmt: skip
def test_flags(error: BaseException, flag: Flag, queued: bool) -> None:
    found, note = name_failure(error)
    assert (found, stays_queued(error)) == (flag, queued)
    assert note
    assert "\n" not in note


def test_the_cause_is_looked_for() -> None:
    error = DownloadFailedError("[<twisted.python.failure.Failure>]")
    error.__cause__ = ResponseFailed([Failure(ssl.SSLError("bad certificate"))])
    assert name_failure(error) == (Flag.ERROR, "no secure connection to the host can be made")


def test_a_gate_that_is_closed_to_robots_is_a_gate() -> None:
    gate = "https://myprivacy.gate.example/consent?callbackUrl=https%3A%2F%2Fkrant.example%2Fa"
    for error in (RobotsForbiddenError("a"), ReservedError("a")):
        assert name_failure(error, gate)[0] is Flag.CONSENT_WALL
        assert name_failure(error, "https://krant.example/a")[0] is not Flag.CONSENT_WALL
