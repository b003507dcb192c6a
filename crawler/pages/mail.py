"""Read mail (RFC 5322, MIME): subject, date, the name of the sender, the text, and what is attached.

Of people no more than the name of the sender is kept: recipients, addresses, telephone numbers and signatures are left
out before anything is stored.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import PurePath

from crawler.decode import decode
from crawler.extracted import Extracted
from crawler.pages.contacts import drop_contacts, hide_contacts, load_mail_rules
from crawler.pages.dates import AMSTERDAM
from crawler.pages.flow import read_flow
from crawler.pages.lines import Line, has_words, join_lines, tidy
from crawler.pages.office import keep_people, turn_name
from crawler.pages.plain import read_plain
from staving.languages import guess_language
from staving.schema import DocumentKind, Flag

MEDIA_TYPE = "message/rfc822"

MAX_PARTS = 2000
"""Parts of a mail that are looked at."""

MAX_MESSAGES = 2000
"""Messages of a mailbox that are read."""

ReadAttachment = Callable[[bytes, str, str | None], tuple[Extracted, ...]]
"""Reads a file in a file: content, name, media type."""

_IN_MAILBOX = re.compile(
    rb"(?:\A|\r?\n\r?\n|(?<=\n)\n)From [^\r\n]{1,200}(?:19|20)\d\d[^\r\n]{0,20}\r?\n(?=[A-Za-z-]+:)"
)
_BROKEN = (MessageError, ValueError, LookupError, AssertionError, TypeError, AttributeError)
"""What the standard library raises over damaged headers and parts."""

_LEFT_OUT = ("image/", "audio/", "video/", "text/vcard", "text/x-vcard", "text/calendar", "application/ics")
_SIGNATURES = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


def read_mail(content: bytes, *, read_attachment: ReadAttachment) -> tuple[Extracted, ...]:
    """Return a mail and the documents attached to it.

    Args:
        content: The message.
        read_attachment: Reads what is attached; bounds on depth and size are its own.
    """
    return _read_message(parse_message(content), read_attachment)


def read_mailbox(content: bytes, *, read_attachment: ReadAttachment) -> tuple[Extracted, ...]:
    """Return the mails of a mailbox file (RFC 4155) with their attachments."""
    places = [match.span() for match in _IN_MAILBOX.finditer(content)]
    starts = [end for _, end in places]
    ends = [*(start for start, _ in places[1:]), len(content)][: len(starts)]
    found: list[Extracted] = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if number >= MAX_MESSAGES:
            note = f"only the first {MAX_MESSAGES} of {len(starts)} messages were read; split the mailbox"
            found.append(Extracted(flag=Flag.TRUNCATED, note=note, media_type="application/mbox"))
            break
        message = re.sub(rb"(?m)^>(>*From )", rb"\1", content[start:end])
        found.extend(read_mail(message, read_attachment=read_attachment))
    return tuple(found) or (
        Extracted(flag=Flag.EMPTY, note="no message in the mailbox", media_type="application/mbox"),
    )


def parse_message(content: bytes) -> Message:
    """Return the parts of a message; the lenient policy never refuses one."""
    return message_from_bytes(content.lstrip(b"\r\n\t "), policy=policy.compat32)


def read_header(message: Message, name: str) -> str:
    """Return a header as text, or "" where it is missing; broken encodings are kept as they stand."""
    raw = message.get(name)
    if raw is None:
        return ""
    try:
        text = str(raw)
        return tidy(str(make_header(decode_header(text))))
    except _BROKEN:
        return tidy(re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", raw)) if isinstance(raw, str) else ""


def read_sent(message: Message) -> str | None:
    """Return when a message was sent, with its zone."""
    try:
        sent = parsedate_to_datetime(read_header(message, "Date"))
        if sent.tzinfo is None:
            sent = sent.replace(tzinfo=AMSTERDAM)
        return sent.isoformat(timespec="minutes")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def read_payload(part: Message) -> bytes:
    """Return the bytes of a part, decoded from base64 or quoted-printable."""
    try:
        payload = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return payload if isinstance(payload, bytes) else b""


def read_part_text(part: Message) -> str:
    """Return the characters of a text part in the charset it names."""
    return decode(read_payload(part), header=f"text/x; charset={read_param(part, 'charset')}").text


def read_param(part: Message, name: str) -> str:
    """Return a parameter of the Content-Type of a part, or ""."""
    try:
        found = part.get_param(name)
    except _BROKEN:
        return ""
    return found if isinstance(found, str) else ""


def iterate_parts(message: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a message in a message is one part."""
    stack: list[Message] = [message]
    count = 0
    while stack and count < MAX_PARTS:
        part = stack.pop()
        count += 1
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" or not isinstance(payload, list):
            yield part
        else:
            stack.extend(reversed([item for item in payload if isinstance(item, Message)]))


def _read_message(message: Message, read_attachment: ReadAttachment) -> tuple[Extracted, ...]:
    if message.get_content_type() in {"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"}:
        note = "the mail is encrypted; save it decrypted, or as PDF"
        return (Extracted(flag=Flag.ENCRYPTED, note=note, media_type=MEDIA_TYPE),)
    plain: list[str] = []
    pages: list[str] = []
    attached: list[Message] = []
    passed = 0
    for part in iterate_parts(message):
        kind = part.get_content_type()
        is_attached = part.get_content_disposition() == "attachment" or (_find_name(part) != "" and part is not message)
        if kind.startswith(_LEFT_OUT) or kind in _SIGNATURES:
            passed += kind not in _SIGNATURES and is_attached
        elif is_attached or kind not in {"text/plain", "text/html"}:
            attached.append(part)
        elif kind == "text/plain":
            plain.append(_unfold_flowed(part))
        else:
            pages.append(read_part_text(part))
    lines = _choose_lines(plain, pages)
    mail = _describe(message, lines, passed)
    found = [mail]
    for number, part in enumerate(attached, start=1):
        found.extend(_read_attached(part, number, read_attachment))
    if not mail.text and len(found) > 1:
        found = found[1:]
    return tuple(found)


def _choose_lines(plain: list[str], pages: list[str]) -> tuple[Line, ...]:
    """Return the text of a mail: the plain form, unless it is only a hint at the other one."""
    as_plain = [Line(line) for text in plain for line in read_plain(text).split("\n")]
    as_page = [line for page in pages for line in read_flow(page)]
    sizes = [sum(len(line.text.split()) for line in lines) for lines in (as_plain, as_page)]
    return tuple(as_plain if sizes[0] and 3 * sizes[0] >= sizes[1] else as_page)


def _describe(message: Message, lines: tuple[Line, ...], passed: int) -> Extracted:
    text = join_lines(drop_contacts(lines))
    subject = load_mail_rules()["prefix"].sub("", hide_contacts(read_header(message, "Subject")))
    sender = _read_sender(message)
    is_newsletter = any(message.get(name) is not None for name in ("List-Unsubscribe", "List-Id", "List-Post"))
    remarks = ["contact data left out"]
    if passed:
        remarks.append(f"{passed} pictures, cards or appointments not read")
    is_empty = not has_words(text)
    if is_empty:
        text = ""
        remarks.insert(0, "no text in the mail")
    return Extracted(
        flag=Flag.EMPTY if is_empty else Flag.OK,
        note="; ".join(remarks),
        title=subject,
        authors=() if is_newsletter else keep_people([sender]),
        published=read_sent(message),
        outlet=sender if is_newsletter and sender else None,
        language=guess_language(text),
        text=text,
        kind=DocumentKind.ARTICLE if is_newsletter else DocumentKind.LETTER,
        media_type=MEDIA_TYPE,
    )


def _read_sender(message: Message) -> str:
    """Return the name of the sender; never the address."""
    name = parseaddr(read_header(message, "From"))[0]
    name = tidy(re.sub(r"\s*[(\[<].*|\bvia\b.*", "", name)).strip(" \"',")
    return "" if "@" in name or hide_contacts(name) != name else turn_name(name)[:80]


def _read_attached(part: Message, number: int, read_attachment: ReadAttachment) -> Iterator[Extracted]:
    kind = part.get_content_type()
    name = tidy(PurePath(_find_name(part).replace("\\", "/")).name)[:120]
    payload = part.get_payload()
    if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
        content, name = _write_message(payload[0]), name or f"message {number}.eml"
    else:
        content = read_payload(part)
    label = hide_contacts(name) or f"attachment {number}"
    for item in read_attachment(content, name, kind):
        note = f"attachment {label}: {item.note}" if item.note else f"attachment {label}"
        yield replace(item, note=note, title=item.title or label)


def _find_name(part: Message) -> str:
    """Return the name of an attached file, or ""."""
    try:
        return part.get_filename() or ""
    except _BROKEN:
        return ""


def _write_message(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except _BROKEN:
        return message.as_string().encode("utf-8", "replace")


def _unfold_flowed(part: Message) -> str:
    """Return a text part; lines that end in a space go on in the next where the mail says so (RFC 3676)."""
    text = read_part_text(part)
    if read_param(part, "format").casefold() != "flowed":
        return text
    return re.sub(r"(?<!\n--)(?<=[^\s>]) \r?\n(?!>|\s|-- ?\r?\n)", " ", text)
