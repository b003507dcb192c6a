"""Leave contact data of private persons out of mail: addresses, telephone numbers, recipients, signatures."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.pages.lines import Line

LONGEST_SIGNATURE = 15
"""Lines below a closing formula that may belong to a signature."""

_MOBILE_LINE = re.compile(
    r"(?i)^(?:verzonden|verstuurd|sent|get outlook|outlook voor) .{0,30}"
    r"(?:iphone|ipad|android|telefoon|phone|mobiel|ios).*"
)


@cache
def load_mail_rules() -> dict[str, Any]:
    """Return the patterns of `mail.json`, compiled, and under "shown" what stands where something was left out."""
    rows = json.loads(files("crawler.pages").joinpath("mail.json").read_text(encoding="utf-8"))
    rules: dict[str, Any] = {name: re.compile(row["pattern"]) for name, row in rows.items()}
    rules["shown"] = {name: row["shown"] for name, row in rows.items() if "shown" in row}
    return rules


def hide_contacts(text: str) -> str:
    """Return a text with a word in brackets for each e-mail address and telephone number.

    >>> hide_contacts("Mail naar j.proef@bode.example of bel 06-12345678.")
    'Mail naar [e-mailadres] of bel [telefoonnummer].'
    """
    rules = load_mail_rules()
    for name, shown in rules["shown"].items():
        text = rules[name].sub(shown, text)
    return re.sub(r"<(?:mailto:)?(\[e-mailadres\])>|\bmailto:(?=\[)", r"\1", text)


def drop_contacts(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines of a mail without signatures, recipients, addresses and telephone numbers."""
    rules = load_mail_rules()
    kept: list[Line] = []
    in_signature = 0
    for line in lines:
        text = line.text.strip()
        if text == "--" or _MOBILE_LINE.match(text):
            in_signature = LONGEST_SIGNATURE
            continue
        if in_signature:
            if not text or _belongs_to_signature(text):
                in_signature -= 1 if text else 0
                continue
            in_signature = 0
        if rules["recipient"].fullmatch(text):
            continue
        kept.append(Line(hide_contacts(line.text), line.is_heading))
        if rules["closing"].fullmatch(text.strip("> *,.!")):
            in_signature = LONGEST_SIGNATURE
    return tuple(kept)


def _belongs_to_signature(text: str) -> bool:
    """Tell whether a line below a closing formula may be name, function, address or telephone number.

    A quoted or forwarded message, a sentence and a long line are none.
    """
    if load_mail_rules()["quoted"].match(text):
        return False
    return len(text) <= 90 and not (len(text) > 45 and text.endswith((".", "!", "?", "”", '"')))
