"""Links in pictures."""

from __future__ import annotations

from markupsafe import escape


def link_part(body: str, href: str | None, label: str | None = None) -> str:
    """Return a part of a picture as a link, where it leads to a path of this site; else the part alone.

    Args:
        body: SVG, escaped.
        href: The path.
        label: Accessible name; None where the part has one of its own.
    """
    if href is None or not href.startswith("/") or href.startswith(("//", "/\\")):
        return body
    named = f' aria-label="{escape(label)}"' if label is not None else ""
    return f'<a href="{escape(href)}"{named}>{body}</a>'
