"""Open the answers of services: XML and JSON as it really comes, cut off, empty, or a page about an error instead."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from crawler.lists.feeds import MAX_LIST_BYTES
from crawler.pages.elements import read_local_name
from staving.schema import Flag

_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_SHOWN = 200


def open_xml(content: bytes) -> tuple[Any | None, str | None]:
    """Return the root of an XML answer, and what is wrong with it.

    Args:
        content: The body of the answer; a gzip file is opened.

    Returns:
        The root and None; of an answer that is cut off or damaged, what could be read and why; else None and why.
    """
    if content.startswith(b"\x1f\x8b"):
        try:
            with gzip.GzipFile(fileobj=BytesIO(content)) as file:
                content = file.read(MAX_LIST_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            return None, "the compressed answer is cut off or damaged"
    if why := _refuse(content, "XML"):
        return None, why
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    problem = None
    try:
        root = etree.fromstring(content.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        problem = f"the answer is cut off or no XML ({clip(str(error))})"
        lenient = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
        try:
            root = etree.fromstring(content.strip(), lenient)
        except (etree.XMLSyntaxError, ValueError):
            return None, problem
    if root is None or not isinstance(root.tag, str):
        return None, problem or "the answer is no XML"
    if read_local_name(root).casefold() == "html":
        return None, "a web page came instead of an answer; look at the address, or try again later"
    return root, problem


def open_json(content: bytes) -> tuple[Any | None, str | None]:
    """Return a JSON answer, or None and what is wrong with it.

    Args:
        content: The body of the answer.
    """
    if why := _refuse(content, "JSON"):
        return None, why
    try:
        return json.loads(content.decode("utf-8-sig", "replace")), None
    except ValueError as error:
        return None, f"the answer is cut off or no JSON ({clip(str(error))})"
    except RecursionError:
        return None, "the answer is nested too deeply"


def clip(text: str) -> str:
    """Return the words of a server on one line, of at most 200 characters.

    >>> clip("a  b")
    'a b'
    """
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def flat(value: object) -> str:
    """Return a text or number as text on one line; of a list its first; empty for anything else.

    >>> flat([" a  b ", "c"]), flat(None), flat({}), flat(3)
    ('a b', '', '', '3')
    """
    if isinstance(value, list):
        return flat(value[0]) if value else ""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return " ".join(str(value).split())
    return ""


def count(value: object) -> int | None:
    """Return a number that is not negative, written as number or digits; else None.

    >>> count("12"), count(-1), count(True), count(None)
    (12, None, None, None)
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return int(value) if isinstance(value, str) and re.fullmatch(r"\d{1,12}", value.strip()) else None


def _refuse(content: bytes, wanted: str) -> str | None:
    if not content.strip():
        return "the answer is empty"
    if len(content) > MAX_LIST_BYTES:
        return f"the answer is larger than {MAX_LIST_BYTES // 2**20} MiB ({Flag.TOO_LARGE})"
    if _PAGE.match(content):
        return f"a web page came instead of {wanted}; look at the address, or try again later"
    return None
