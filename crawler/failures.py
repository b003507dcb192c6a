"""What it means when a request brings no answer: one flag and one line for each way to fail."""

from __future__ import annotations

from collections.abc import Iterator

from crawler.guests import (
    HostBusyError,
    HostDownError,
    RedirectLoopError,
    ReservedError,
    RobotsForbiddenError,
    RobotsUnreachableError,
)
from crawler.hosts import PrivateAddressError
from crawler.identity import open_gate
from staving.schema import Flag

_POSTPONED = (RobotsUnreachableError, HostBusyError, HostDownError)

_OURS: tuple[tuple[type[BaseException], Flag], ...] = (
    (RobotsForbiddenError, Flag.ROBOTS),
    (ReservedError, Flag.RESERVED),
    (PrivateAddressError, Flag.BLOCKED),
    (RedirectLoopError, Flag.REDIRECT_LOOP),
    (RobotsUnreachableError, Flag.ERROR),
    (HostBusyError, Flag.ERROR),
    (HostDownError, Flag.ERROR),
)

_BY_TEXT = (
    ("max redirections", Flag.REDIRECT_LOOP, "too many redirects"),
    ("maxsize", Flag.TOO_LARGE, "the answer is larger than the limit"),
    ("max size", Flag.TOO_LARGE, "the answer is larger than the limit"),
    ("robots.txt", Flag.ROBOTS, "robots.txt asks not to fetch this page"),
)

_BY_NAME = (
    (("Timeout", "TimedOut"), Flag.TIMEOUT, "no answer in time"),
    (("Cancelled",), Flag.TOO_LARGE, "the answer is larger than the limit"),
    (("DataLoss", "IncompleteRead"), Flag.TRUNCATED, "the answer broke off"),
    (("ResolveHost", "DNSLookup", "gaierror"), Flag.ERROR, "the name service does not know the host"),
    (("Refused",), Flag.ERROR, "the host refuses the connection"),
    (("UnsupportedURLScheme", "SchemeNotSupported", "NotSupported"), Flag.BLOCKED, "not a web address"),
    (("TunnelError",), Flag.ERROR, "the proxy refuses to connect to the host"),
    (("SSL", "TLS", "Certificate", "OpenSSL"), Flag.ERROR, "no secure connection to the host can be made"),
    (("BadGzip", "EOFError", "LZMA", "ZstdError", "zlib", "brotli"), Flag.ERROR, "the answer cannot be unpacked"),
    (("ConnectionLost", "ConnectionDone", "ConnectionReset", "ResponseNeverReceived", "DownloadFailed"), Flag.ERROR,
     "the host broke off the connection"),
    (("PotentialDataLoss",), Flag.TRUNCATED, "the answer broke off"),
    (("ParseError", "BadHeaders", "LineLength"), Flag.ERROR, "the answer is no HTTP"),
)  # fmt: skip


def name_failure(error: BaseException, url: str | None = None) -> tuple[Flag, str]:
    """Return the flag and the line that belong to a request without an answer.

    Args:
        error: What was raised instead.
        url: Address that was asked last; a gate that robots.txt or a reservation keeps closed is named as a gate.

    >>> name_failure(TimeoutError())
    (<Flag.TIMEOUT: 'timeout'>, 'no answer in time')
    """
    for kind, flag in _OURS:
        if isinstance(error, kind):
            if flag in {Flag.ROBOTS, Flag.RESERVED} and url is not None and open_gate(url) != url:
                return Flag.CONSENT_WALL, "the site leads to a consent gate"
            return flag, str(error)
    text = str(error).casefold()
    for piece, flag, note in _BY_TEXT:
        if piece in text:
            return flag, note
    chain = tuple(_follow(error))
    for pieces, flag, note in _BY_NAME:
        if any(piece in name for name in chain for piece in pieces):
            return flag, note
    return Flag.ERROR, f"no answer ({type(error).__name__})"


def stays_queued(error: BaseException) -> bool:
    """Tell whether the address was not asked at all and waits for a better moment.

    So it is while robots.txt cannot be had, while the site asks to be left alone, and when it is down.
    """
    return isinstance(error, _POSTPONED)


def _follow(error: BaseException) -> Iterator[str]:
    """Yield the names of an error, of the library it is of, and of what caused it."""
    waiting: list[object] = [error]
    for _ in range(10):
        if not waiting:
            return
        found = waiting.pop(0)
        kind = type(found)
        yield f"{kind.__module__.partition('.')[0]}.{kind.__name__}"
        cause = getattr(found, "__cause__", None)
        reasons = getattr(found, "reasons", None)
        waiting += [cause] if cause is not None else []
        waiting += [getattr(each, "value", each) for each in reasons] if isinstance(reasons, list | tuple) else []
