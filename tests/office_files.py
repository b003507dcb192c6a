"""Small office files, mails and saved pages, made by hand with invented text."""

from __future__ import annotations

import zipfile
from io import BytesIO

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SENTENCE = "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast."


def a_zip(files: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip file."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return out.getvalue()


def p(text: str, *, style: str = "", properties: str = "") -> str:
    """Return a paragraph of Word."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"


def listed(text: str, *, number: int = 1, depth: int = 0) -> str:
    """Return an item of a list of Word."""
    return p(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>')


def a_docx(body: str, **parts: str) -> bytes:
    """Return a Word document; further parts by their name in word/, `core` for the properties."""
    core = parts.pop("core", "")
    files: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": (
            f'<Relationships><Relationship Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
            '<Relationship Type="urn:core-properties/core-properties" Target="docProps/core.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{W}" xmlns:mc="urn:mc" xmlns:wps="urn:wps" xmlns:v="urn:v">'
            f"<w:body>{body}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Type="{_RELATION}/{name}" Target="{name}.xml"/>' for name in parts)
        + "</Relationships>",
    }
    files |= {f"word/{name}.xml": content for name, content in parts.items()}
    if core:
        files["docProps/core.xml"] = (
            '<cp:coreProperties xmlns:cp="urn:cp" xmlns:dc="urn:dc" xmlns:dcterms="urn:dcterms">'
            f"{core}</cp:coreProperties>"
        )
    return a_zip(files)


def a_part(content: str) -> str:
    """Return a part of a Word document with its root."""
    return f'<w:root xmlns:w="{W}">{content}</w:root>'


def an_odt(body: str, *, styles: str = "", meta: str = "", manifest: str = "<manifest/>", kind: str = "text") -> bytes:
    """Return an OpenDocument file."""
    spaces = " ".join(
        f'xmlns:{name}="urn:{name}"' for name in ("office", "text", "table", "draw", "style", "dc", "meta")
    )
    return a_zip(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": (
                f"<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
                f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
            ),
            "meta.xml": f"<office:document-meta {spaces}><office:meta>{meta}</office:meta></office:document-meta>",
            "META-INF/manifest.xml": manifest,
        }
    )


NEXIS = """\
De Voorbeeldbode
15 november 2021 maandag
Editie Proefdam

Copyright 2021 Voorbeeldpers B.V. All Rights Reserved
Section: REGIO PROEFDAM; Blz. 3
Length: 23 words
Byline: JAN VAN DER PROEF
Dateline: PROEFDAM
Body

De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast.
Wethouder Test noemde de opnamen onnodig. De raad had daar om gevraagd.

Graphic

De balie. Foto: Test Pers

Classification
Language: DUTCH; NEDERLANDS
Subject: PRIVACY (90%)
Load-Date: November 16, 2021

End of Document
"""
"""One article as Nexis Uni writes it, below its title."""
