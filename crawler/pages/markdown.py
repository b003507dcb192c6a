"""Read Markdown: the words in their order without the markup, so that quotations match what a reader sees."""

from __future__ import annotations

import html
import re

from markdown_it import MarkdownIt
from markdown_it.token import Token

from crawler.extracted import Extracted
from crawler.pages.dates import read_date
from staving.languages import guess_language
from staving.schema import DocumentKind

_FRONT = re.compile(r"\A---\s*\n(?P<body>(?:[^\n]*\n)*?)---\s*(?:\n|\Z)")
_NOTE_BEGIN = re.compile(r"^\[\^([\w-]+)\]:\s*", re.MULTILINE)
_NOTE = re.compile(r"\[\^([\w-]+)\]")
_SUP = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUPERSCRIPT = re.compile(r"<sup>\s*(.*?)\s*</sup>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_LETTER_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^(?:geachte?|edelachtbare|beste)\b.{0,60},$",
        r"\b(?:hoogachtend|(?:met )?(?:vriendelijke|hartelijke) groet(?:en)?),?$",
        r"^(?:betreft|onderwerp|ons kenmerk|uw kenmerk)\s*:",
    )
)
_DUTCH_DATE = re.compile(r"^\s*(?:datum:?\s*)?(\d{1,2} [a-z]+ (?:19|20)\d\d)\s*$", re.IGNORECASE | re.MULTILINE)


def read_markdown(source: str) -> Extracted:
    """Return the text of a Markdown file, with title and date where it states them.

    Emphasis and links leave their words; the number of a note becomes a raised digit, so that it cannot be taken
    for part of a sentence; addresses stay; headings, list items and cells of tables get a line of their own.
    """
    fields: dict[str, str] = {}
    if match := _FRONT.match(source):
        pairs = [
            line.partition(":")
            for line in match["body"].splitlines()
            if ":" in line and not line.startswith((" ", "\t"))
        ]
        if pairs:
            fields = {name.strip().casefold(): value.strip().strip("\"'") for name, _, value in pairs}
            source = source[match.end() :]
    source = _NOTE.sub(r"<sup>\1</sup>", _NOTE_BEGIN.sub(r"<sup>\1</sup> ", source))
    parser = MarkdownIt("commonmark").enable("table").disable("code")
    tokens = parser.parse(source.replace("\r\n", "\n").replace("\r", "\n"))
    text, headings = _write(tokens)
    is_letter = sum(bool(sign.search(text)) for sign in _LETTER_SIGNS) >= 2
    subject = re.search(r"^(?:betreft|onderwerp)\s*:\s*(.+)$", text, re.IGNORECASE | re.MULTILINE)
    dates = _DUTCH_DATE.findall(text[:3000])
    title = fields.get("title") or (subject[1] if is_letter and subject else next(iter(headings), ""))
    return Extracted(
        title=title.strip(),
        authors=tuple(name.strip() for name in re.split(r",|;", fields.get("author", "")) if name.strip()),
        published=read_date(fields.get("date")) or (read_date(dates[0]) if dates else None),
        language=fields.get("lang") or guess_language(text),
        text=text,
        kind=DocumentKind.LETTER if is_letter else DocumentKind.REPORT,
        media_type="text/markdown",
    )


def _write(tokens: list[Token]) -> tuple[str, list[str]]:
    lines: list[str] = []
    headings: list[str] = []
    bullets: list[str] = []
    pending = ""
    in_heading = False
    for token in tokens:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            bullets.append("-" if token.type.startswith("bullet") else "1")
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            bullets.pop()
        elif token.type == "list_item_open":
            pending = f"{token.info}. " if bullets and bullets[-1] == "1" and token.info else "- "
        elif token.type in {"heading_open", "heading_close"}:
            in_heading = token.type == "heading_open"
        elif token.type == "inline":
            for number, line in enumerate(_write_inline(token.children or []).split("\n")):
                if line.strip():
                    lines.append((pending if number == 0 else "") + " ".join(line.split()))
                    if in_heading and number == 0:
                        headings.append(" ".join(line.split()))
            pending = ""
        elif token.type in {"fence", "code_block"}:
            lines.extend(line.rstrip() for line in token.content.split("\n") if line.strip())
        elif token.type == "html_block":
            block = _TAG.sub(
                "\n", _raise(re.sub(r"<(script|style)\b.*?</\1\s*>", "", token.content, flags=re.I | re.S))
            )
            lines.extend(" ".join(html.unescape(line).split()) for line in block.split("\n") if line.strip())
        if (
            token.type in {"paragraph_close", "heading_close", "table_close", "fence", "code_block", "html_block"}
            and lines
        ):
            lines.append("")
    joined = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return joined, headings


def _write_inline(children: list[Token]) -> str:
    parts: list[str] = []
    raised: list[str] | None = None
    for token in children:
        out = raised if raised is not None else parts
        if token.type in {"text", "code_inline"}:
            out.append(token.content)
        elif token.type == "softbreak":
            out.append(" ")
        elif token.type == "hardbreak":
            out.append("\n")
        elif token.type == "image":
            out.append(token.content)
        elif token.type == "html_inline":
            tag = token.content.casefold()
            if tag.startswith("<br"):
                out.append("\n")
            elif tag == "<sup>":
                raised = []
            elif tag == "</sup>" and raised is not None:
                parts.append("".join(raised).strip().translate(_SUP))
                raised = None
    return "".join(parts) + ("".join(raised) if raised else "")


def _raise(text: str) -> str:
    return _SUPERSCRIPT.sub(lambda match: match[1].translate(_SUP), text)
