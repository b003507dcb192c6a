"""Elements of XML, whatever prefix a publisher gives its namespace."""

from __future__ import annotations

from typing import Any

from lxml import etree


def read_local_name(element: Any) -> str:
    """Return the name of an element without its namespace; empty for a comment or a processing instruction.

    >>> read_local_name(etree.fromstring('<a:item xmlns:a="urn:x"/>'))
    'item'
    """
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
