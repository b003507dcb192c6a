"""Read bylines: people are authors, press agencies are origins, desks and the outlet itself are neither."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

_SEPARATOR = re.compile(r"\s*(?:[,;/|•·]|\s(?:en|and|&|\+)\s)\s*")
_PARENTHESIS = re.compile(r"\s*[(\[][^)\]]*[)\]]")


@cache
def load_bylines() -> dict[str, Any]:
    """Return agencies, desks and prefixes of `bylines.json`, patterns compiled."""
    rows: dict[str, Any] = json.loads(files("crawler.pages").joinpath("bylines.json").read_text(encoding="utf-8"))
    return {
        "agencies": {name.casefold(): name for name in rows["agencies"]["names"]},
        "desks": re.compile(rows["desks"]["pattern"]),
        "prefix": re.compile(rows["prefix"]["pattern"]),
    }


def read_bylines(lines: Iterable[str], *, outlet: str | None = None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the people and the agencies that bylines name, each once and in order.

    Args:
        lines: Bylines, or names as metadata gives them.
        outlet: Name of the outlet, which is no author.

    >>> read_bylines(["Door Jan Bakker en Els de Boer", "ANP", "Redactie"])
    (('Jan Bakker', 'Els de Boer'), ('ANP',))
    """
    rules = load_bylines()
    authors: dict[str, None] = {}
    agencies: dict[str, None] = {}
    own = _squeeze(outlet or "")
    for line in lines:
        if "://" in line or "@" in line:
            continue
        bare = _PARENTHESIS.sub("", " ".join(line.split()))
        for part in _SEPARATOR.split(rules["prefix"].sub("", bare)):
            name = rules["prefix"].sub("", part).strip(" .,;:-–—|\"'")
            if not name or not any(letter.isalpha() for letter in name):
                continue
            if name.casefold() in rules["agencies"]:
                agencies.setdefault(rules["agencies"][name.casefold()])
            elif not rules["desks"].match(name) and _squeeze(name) != own and len(name) <= 60:
                authors.setdefault(name)
    return tuple(authors), tuple(agencies)


def _squeeze(name: str) -> str:
    return re.sub(r"\W|redactie", "", name.casefold())
