"""Rules of being a guest: who we say we are, and what the robots.txt of a site lets us ask.

Pure: nothing is fetched here. RFC 9309 says how the rules are read; `crawler.middlewares` fetches and applies them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego
from scrapy.exceptions import IgnoreRequest

AGENT = "staving"
"""Our product token: the name under which a site can make rules for us."""

OTHER_AGENTS = ("scrapy",)
"""Names under which sites know the library that we are built on; rules made for it are kept as well."""

MAX_ROBOTS_BYTES = 500 * 1024
"""Bytes of a robots.txt that are read (RFC 9309, 2.5)."""

MAX_ROBOTS_REDIRECTS = 5
"""Redirects followed on the way to a robots.txt, also to another host (RFC 9309, 2.3.1.2)."""

MAX_DELAY_S = 60.0
"""A longer delay asked for by robots.txt is kept to this, in seconds."""

_AGENT_LINE = re.compile(r"(?im)^[ \t]*user[- ]?agent[ \t]*:?[ \t]*([^\r\n#]*)")
_SITEMAP_LINE = re.compile(r"(?im)^[ \t]*site-?maps?[ \t]*:")
_MARKUP = re.compile(r"(?is)\A\s*(?:<!doctype\s+html|<html|<head|<body|<script|<\?xml|<!--)")
_LINE_END = re.compile(r"\r\n|\r|\n")


class RobotsForbiddenError(IgnoreRequest):
    """The robots.txt of the site asks not to fetch this address."""


class RobotsUnreachableError(IgnoreRequest):
    """The robots.txt of the site cannot be had: nothing of it is asked until it can (RFC 9309, 2.3.1.4)."""


RESERVED_NOTE = "the publisher reserves its rights; not fetched. Import a page you saved, or declare a ground"
"""Note on a page that is not fetched because of the record of its outlet."""


class ReservedError(IgnoreRequest):
    """The publisher reserves text and data mining, and the case file declares no ground to fetch its pages."""


class HostBusyError(IgnoreRequest):
    """The site asked to be left alone for longer than a run waits.

    Attributes:
        until: When it may be asked again, in seconds since the epoch.
    """

    def __init__(self, message: str, until: float) -> None:
        """Keep until when the site is left alone."""
        super().__init__(message)
        self.until = until


class HostDownError(IgnoreRequest):
    """The site gave no usable answer many times in a row; the rest of it waits for another run."""


class RedirectLoopError(IgnoreRequest):
    """A redirect leads back to an address that was asked on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the robots.txt of one site says to us."""

    text: str = ""
    """The rules as they were read; empty where the site has none."""
    note: str | None = None
    """Why there are none, where that is worth a line."""
    delay_s: float = 0.0
    """Seconds between two requests that it asks for, up to `MAX_DELAY_S`."""
    _parsed: Protego
    _agents: tuple[str, ...] = (AGENT,)

    def allows(self, url: str) -> bool:
        r"""Tell whether an address may be asked.

        >>> read_rules(b"User-agent: *\nDisallow: /zoek", 200).allows("https://krant.example/zoek?q=a")
        False
        """
        return all(self._parsed.can_fetch(url, agent) for agent in self._agents)


def read_rules(body: bytes, status: int) -> Rules | None:
    """Return the rules of a site, or None where they cannot be had for now.

    A site without the file has no rules (4xx; RFC 9309, 2.3.1.3); one that cannot answer now (429, 5xx) has rules
    that we do not know (2.3.1.4). A group that names us goes before all others (2.2.1). Without one, the group for
    everybody and a group for the library that we are built on hold both.

    Args:
        body: What answered under /robots.txt, without content encoding.
        status: HTTP status of the answer.
    """
    if status == 429 or status >= 500:
        return None
    if not 200 <= status < 300:
        return Rules(_parsed=Protego.parse(""))
    cut = body[:MAX_ROBOTS_BYTES]
    if len(body) > MAX_ROBOTS_BYTES:
        cut = cut[: cut.rfind(b"\n") + 1]
    text = "\n".join(_LINE_END.split(cut.decode("utf-8", "replace").lstrip("\ufeff")))
    if _MARKUP.match(text) and not (_AGENT_LINE.search(text) or _SITEMAP_LINE.search(text)):
        return Rules(_parsed=Protego.parse(""), note="a page stands where robots.txt should be: no rules")
    # Other marks that Python takes for the end of a line would let a comment begin a rule.
    parsed = Protego.parse(re.sub(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]", " ", text))
    named = {name.strip().casefold().rstrip("*") for name in _AGENT_LINE.findall(text)}
    agents = (AGENT,) if AGENT in named else (AGENT, *(name for name in OTHER_AGENTS if name in named))
    return Rules(text=text, delay_s=max(_read_delay(parsed, agent) for agent in agents), _parsed=parsed, _agents=agents)


def _read_delay(parsed: Protego, agent: str) -> float:
    delay = float(parsed.crawl_delay(agent) or 0.0)
    rate = parsed.request_rate(agent)
    if rate is not None:
        delay = max(delay, rate.seconds / rate.requests)
    return min(delay, MAX_DELAY_S)


def make_user_agent(version: str, contact: str | None = None) -> str:
    """Return the name under which the crawler asks.

    Args:
        version: Version of staving.
        contact: Address or page of the user (`[collect] contact`), so that a site knows whom to write; the page of
            the project where None.

    Raises:
        ValueError: The contact has a control character or a letter outside ASCII, which a header cannot carry.

    >>> make_user_agent("1.0", "mailto:redactie@zaak.example")
    'staving/1.0 (+mailto:redactie@zaak.example; research crawler for legal evidence; obeys robots.txt)'
    """
    said = (contact or "").strip(" ") or "https://pypi.org/project/staving/"
    if not said.isascii() or not said.isprintable() or set(said) & set("()\\"):
        raise ValueError("contact may hold plain letters, digits and signs only, no line breaks and no brackets")
    return f"{AGENT}/{version} (+{said}; research crawler for legal evidence; obeys robots.txt)"
