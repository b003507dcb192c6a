"""Compare a publisher record with a page: what it says that holds, and what does not. Nothing is asked of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crawler.extracted import Extracted
from crawler.identity import find_identity, identify, open_gate
from crawler.publishers import Publisher, find_publisher, index_publishers
from staving.schema import Flag

SHORT_TEXT = 250
"""Characters below which the text of an article is taken to be missing."""

_SAVED_FROM = re.compile(rb"(?i)(?:saved from url=\(\d+\)|^\s*url:\s*|saved from )(https?://[^\s\"'<>]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One statement of a record, compared with what was found."""

    what: str
    """What was looked at: owner, identity, flag, title …; for a live check with the address."""
    holds: bool | None
    """Whether the record fits; None where nothing can be said, or where it is told for information."""
    detail: str
    """What was found, in one line."""

    @property
    def mark(self) -> str:
        """What stands before the finding in a list for people."""
        return {True: "holds", False: "DOES NOT HOLD", None: "told"}[self.holds]


def find_saved_address(content: bytes, found: Extracted) -> str | None:
    """Return the address that a saved page names itself: what browsers note when saving, else its canonical link."""
    match = _SAVED_FROM.search(content[:4096])
    return match[1].decode("ascii", "replace") if match else found.canonical_url


def check_page(
    content: bytes, found: Extracted, url: str | None, publisher: Publisher, known: Iterable[Publisher]
) -> list[Finding]:
    """Return what a page says of the record of its outlet.

    Args:
        content: The page.
        found: What was read from it, with the markers of the record.
        url: Address of the page; None where nobody knows it.
        publisher: The record.
        known: All records: an address may belong to another one.
    """
    findings = list(_check_address(found, url, publisher, known)) if url else [_say("address", None, "not known")]
    findings += _check_flag(found, publisher)
    findings += _check_markers(content.decode("utf-8", "replace"), found, publisher)
    if found.flag not in {Flag.OK, Flag.PAYWALL, Flag.ENCODING, Flag.TRUNCATED}:
        return findings
    findings.append(_say("title", bool(found.title), found.title or "none found"))
    names = ", ".join(found.authors)
    others = ", ".join((*found.agencies, *found.desks))
    findings.append(
        _say("authors", None, (names or "none found") + (f" (agencies and desks: {others})" if others else ""))
    )
    findings.append(_say("published", bool(found.published), found.published or "none found"))
    findings.append(_say("modified", None, found.modified or "none found"))
    findings.append(_check_text(found))
    if found.is_reserved:
        findings.append(
            _say("rights", publisher.policy.tdm_reserved, "the page reserves text and data mining (tdm-reservation)")
        )
    return findings


def _say(what: str, holds: bool | None, detail: str) -> Finding:
    return Finding(what=what, holds=holds, detail=detail)


def _check_address(found: Extracted, url: str, publisher: Publisher, known: Iterable[Publisher]) -> Iterable[Finding]:
    index = index_publishers(known)
    target = open_gate(url)
    owner = find_publisher(index, target)
    is_own = owner is not None and owner.id == publisher.id
    yield _say("owner", is_own, f"{target} belongs to {owner.id if owner else 'no record'}")
    if not is_own:
        return
    if publisher.identity is not None:
        key = find_identity(target, publisher)
        yield _say("identity", key is not None, f"kept as {key}" if key else f"the pattern does not match {target}")
    link = found.canonical_url
    if not link:
        yield _say("canonical", None, "the page gives no canonical link")
    else:
        other = find_publisher(index, link)
        is_same = identify(target, publishers=index) == identify(link, publishers=index)
        fits = other is not None and other.id == publisher.id and (is_same or publisher.identity is None)
        yield _say("canonical", fits, f"the page gives {link}" + ("" if is_same else ", kept under another address"))
    yield _say("address", None, f"kept under {identify(target, link, publishers=index)}")


def _check_flag(found: Extracted, publisher: Publisher) -> list[Finding]:
    flag, note = found.flag, f" ({found.note})" if found.note else ""
    readable = {Flag.OK, Flag.ENCODING, Flag.TRUNCATED}
    if flag is Flag.PAYWALL:
        detail = f"paywall{note}" + ("" if publisher.paywalled else "; the record does not say that it is paywalled")
        return [_say("flag", publisher.paywalled, detail)]
    return [_say("flag", flag in readable, f"{flag.value.replace('_', ' ')}{note}")]


def _check_markers(source: str, found: Extracted, publisher: Publisher) -> Iterable[Finding]:
    """Yield what the page says of the markers: a gate must show one of its own, a free article none."""
    kinds = ((Flag.CONSENT_WALL, publisher.markers.consent), (Flag.PAYWALL, publisher.markers.paywall))
    for flag, markers in kinds:
        shown = [marker for marker in markers if marker in source]
        name = f"{flag.value.replace('_', ' ')} markers"
        if shown and flag is Flag.PAYWALL and found.is_free:
            yield _say(name, False, f"the page says that it is free, and holds {shown[0]!r}")
        elif shown:
            yield _say(name, True, f"the page holds {shown[0]!r}")
        elif markers and found.flag is flag:
            yield _say(name, False, "recognised in another way; none of the markers is in the page")


def _check_text(found: Extracted) -> Finding:
    length = len(found.text)
    is_enough = length >= SHORT_TEXT if found.flag is not Flag.PAYWALL else None
    return _say("text", is_enough, f"{length} characters" + (", language " + found.language if found.language else ""))
