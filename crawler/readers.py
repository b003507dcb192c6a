"""Which function reads the answer of which kind of list. Named as strings: a reader is loaded when it is needed."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from crawler.asks import Reader

READERS: dict[str, str] = {
    "feed": "crawler.lists.feeds:read_feed",
}
"""Name of the reader to module and function; `page` is no list and not among them."""


@cache
def load_reader(name: str) -> Reader:
    """Return the function that reads a kind of list.

    Raises:
        KeyError: There is none of that name.
    """
    module, _, function = READERS[name].partition(":")
    found: Reader = getattr(import_module(module), function)
    return found
