"""Templates: everything that comes from a text is escaped, and characters that steer the reading are made visible."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from publish import wording
from publish.dates import write_date, write_period
from publish.quotes import UNCHECKED
from publish.remarks import explain_flag, explain_note
from publish.rich import show_steering
from publish.wording import count, date_document, name_outlet


def link_out(url: str | None) -> str | None:
    """Return an address that may be linked: http and https only, without a user name; else None.

    >>> link_out("https://example.nl/a"), link_out("javascript:alert(1)"), link_out("file:brief.md")
    ('https://example.nl/a', None, None)
    """
    if not url or re.search(r"[\s\x00-\x1f\x7f]", url):
        return None
    try:
        parts = urlsplit(url)
        is_plain = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return url if is_plain else None


def escape_path(value: object) -> str:
    """Return a value as one segment of a path."""
    return quote(str(value), safe="")


def write_share(value: float) -> str:
    """Return a probability as a reader of Dutch expects it.

    >>> write_share(0.956)
    '0,96'
    """
    return f"{value:.2f}".replace(".", ",")


def begin_sentence(words: str) -> str:
    """Return words with a capital at their begin."""
    return words[:1].upper() + words[1:]


def _finish(value: Any) -> Any:
    """Make steering characters visible in whatever a template writes, before it is escaped."""
    return show_steering(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment() -> Environment:
    """Return the templates of the site."""
    made = Environment(
        loader=PackageLoader("publish.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finish,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        seg=escape_path,
        date=write_date,
        sentence=begin_sentence,
        link_out=link_out,
        share=write_share,
        document_date=date_document,
        note=explain_note,
        flag=explain_flag,
    )
    made.globals.update(words=wording, outlet=name_outlet, period=write_period, count=count, unchecked=UNCHECKED)
    return made
