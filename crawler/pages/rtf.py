r"""Read Rich Text Format (specification 1.9.1): code pages, \u escapes, notes; pictures and fields are passed over."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, replace

from crawler.pages.lines import Line, UnreadableError, make_lines, raise_digits, tidy
from crawler.pages.office import Draft
from staving.schema import Flag

MEDIA_TYPE = "application/rtf"

MAX_DEPTH = 2000
"""Groups within groups that are followed."""

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|(.)",
    re.DOTALL,
)
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_SYMBOLS = {
    "tab": " ", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "line": "\n", "lbr": "\n", "emspace": " ", "enspace": " ", "qmspace": " ", "zwj": "", "zwnj": "",
}  # fmt: skip
_SKIPPED = frozenset(
    """
    colortbl filetbl listtable listoverridetable rsidtbl generator pict object objdata themedata datastore fldinst
    header headerl headerr headerf footer footerl footerr footerf xmlnstbl latentstyles datafield bkmkstart bkmkend
    annotation atnid atnauthor atndate atnref atrfstart atrfend comment nonshppict revtbl pntxta pntxtb pntext pnseclvl
    ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn tc xe template operator category keywords doccomm manager company
    subject hlinkbase userprops shpinst
    """.split()
)
_INFO = frozenset({"title", "author", "creatim", "revtim"})
_TARGETS = frozenset({"fonttbl", "stylesheet", "info", "listtext"})
_NOTE = "note"


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside a group."""

    target: str = "body"
    is_hidden: bool = False
    is_raised: bool = False
    skipped: int = 1
    codec: str = "cp1252"
    note: int = -1


class _Reader:
    """Reads token by token; no group is followed by recursion, so that depth costs nothing."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._state = _State()
        self._stack: list[_State] = []
        self._bytes = bytearray()
        self._units: list[int] = []
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._styles: dict[int, str] = {}
        self._style: int | None = None
        self._outline: int | None = None
        self._style_text: list[str] = []
        self._parts: list[str] = []
        self._cells: list[str] = []
        self._label = ""
        self._in_table = False
        self._starred = False
        self._pass = 0
        self.lines: list[Line] = []
        self.notes: list[list[str]] = []
        self.info: dict[str, list[str]] = {}
        self.remarks: dict[str, None] = {}

    def read(self) -> bool:
        """Read all; return whether each group was closed."""
        place, content = 0, self._content
        while place < len(content):
            match = _TOKEN.match(content, place)
            if match is None:  # pragma: no cover - the last alternative matches any byte
                break
            place = match.end()
            word, number, code, sign, brace, text, _ = match.groups()
            if word is not None:
                place = self._read_word(word.decode("ascii"), int(number) if number else None, place)
            elif code is not None:
                self._add_bytes(bytes([int(code, 16)]))
            elif sign is not None:
                self._read_sign(sign)
            elif brace == b"{":
                self._flush()
                if len(self._stack) >= MAX_DEPTH:
                    raise UnreadableError(Flag.UNSUPPORTED, "groups nested too deeply; save it as DOCX or PDF")
                self._stack.append(self._state)
                self._pass = 0
            elif brace == b"}":
                self._close()
                if not self._stack:
                    break
            elif text is not None:
                self._add_bytes(text)
        self._flush()
        self._end_paragraph()
        return not self._stack

    def _close(self) -> None:
        self._flush()
        if self._state.target == "stylesheet":
            name = tidy("".join(self._style_text)).strip(" ;")
            if name and self._style is not None:
                self._styles[self._style] = name
            self._style_text, self._style = [], None
        if self._stack:
            self._state = self._stack.pop()
        self._starred = False
        self._pass = 0

    def _read_word(self, word: str, number: int | None, place: int) -> int:
        if word == "u":
            self._flush_bytes()
            self._units.append((number or 0) & 0xFFFF)
            self._pass = self._state.skipped
            return place
        if word == "bin":
            self._flush()
            return place + max(0, number or 0)
        if self._pass and word not in _SYMBOLS:
            self._pass = 0
        elif self._pass:
            self._pass -= 1
            return place
        self._flush()
        is_starred, self._starred = self._starred, False
        if not self._open_target(word, is_starred=is_starred):
            self._set(word, number)
        return place

    def _open_target(self, word: str, *, is_starred: bool) -> bool:
        """Follow a word that says where the text of a group goes; return whether it was one."""
        state = self._state
        if word == "shptxt":
            self._state = replace(state, target="body" if state.note < 0 else _NOTE)
        elif state.target == "skip" and word not in {"shptxt", "fonttbl"}:
            return word != "uc"
        elif word in _TARGETS or (word in _INFO and state.target in {"info", *_INFO}):
            self._state = replace(state, target=word)
        elif word == "footnote":
            self.notes.append([])
            mark = raise_digits(str(len(self.notes)))
            self._write(mark)
            self._state = replace(state, target=_NOTE, note=len(self.notes) - 1, is_raised=False)
        elif word in _SKIPPED or is_starred:
            if word == "annotation":
                self.remarks["comments left out"] = None
            self._state = replace(state, target="skip")
        else:
            return False
        return True

    def _set(self, word: str, number: int | None) -> None:  # noqa: C901, PLR0912 - one branch for each word of the format
        state = self._state
        is_on = number != 0
        if word in _SYMBOLS:
            self._write(_SYMBOLS[word])
        elif word in {"par", "sect", "page"}:
            self._end_paragraph()
        elif word in {"cell", "nestcell"}:
            self._end_cell()
        elif word in {"row", "nestrow"}:
            self._end_row()
        elif word in {"pard", "trowd", "intbl"}:
            self._in_table = word != "pard"
            if word == "pard":
                self._outline = self._style = None
        elif word == "s":
            self._style = number
        elif word == "outlinelevel":
            self._outline = number
        elif word == "plain":
            self._state = replace(state, is_hidden=False, is_raised=False)
        elif word in {"v", "deleted"}:
            if word == "deleted" and is_on:
                self.remarks["tracked changes: deletions left out, insertions kept"] = None
            self._state = replace(state, is_hidden=is_on)
        elif word in {"super", "nosupersub", "sub"}:
            self._state = replace(state, is_raised=word == "super" and is_on)
        elif word == "uc":
            self._state = replace(state, skipped=min(10, max(0, number or 0)))
        elif word == "ansicpg":
            self._default = _find_codec(f"cp{number}", self._default)
            self._state = replace(state, codec=self._default)
        elif word in {"mac", "pc", "pca"}:
            self._default = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[word]
            self._state = replace(state, codec=self._default)
        elif word in {"f", "af", "deff"} and number is not None:
            self._font = number
            if word == "f" and state.target != "fonttbl":
                self._state = replace(state, codec=self._fonts.get(number, self._default))
        elif word == "fcharset" and state.target == "fonttbl" and number in _CHARSETS:
            self._fonts[self._font] = _CHARSETS[number]
        elif state.target in {"creatim", "revtim"} and word in {"yr", "mo", "dy"} and number is not None:
            self.info.setdefault(state.target, []).append(f"{number:04d}" if word == "yr" else f"{number:02d}")

    def _read_sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._starred = True
        elif self._pass:
            self._pass -= 1
        elif sign in {b"\n", b"\r"}:
            self._flush()
            self._end_paragraph()
        elif sign in {b"{", b"}", b"\\"}:
            self._add_bytes(sign)
        elif sign in {b"~", b"_"}:
            self._flush()
            self._write(" " if sign == b"~" else "-")

    def _add_bytes(self, text: bytes) -> None:
        cut = min(self._pass, len(text))
        self._pass -= cut
        if len(text) > cut:
            self._flush_units()
            if self._state.target not in {"skip", "fonttbl"}:
                self._bytes += text[cut:]

    def _flush(self) -> None:
        self._flush_units()
        self._flush_bytes()

    def _flush_bytes(self) -> None:
        if self._bytes:
            text, self._bytes = self._bytes.decode(self._state.codec, "replace"), bytearray()
            self._write(text)

    def _flush_units(self) -> None:
        if self._units:
            units, self._units = self._units, []
            packed = b"".join(unit.to_bytes(2, "little") for unit in units)
            self._write(packed.decode("utf-16-le", "replace"))

    def _write(self, text: str) -> None:
        state = self._state
        if state.is_hidden and state.target in {"body", _NOTE}:
            return
        if state.is_raised and text.strip().isdecimal():
            text = raise_digits(text)
        if state.target == "body":
            self._parts.append(text)
        elif state.target == _NOTE and state.note >= 0:
            self.notes[state.note].append(text)
        elif state.target == "listtext":
            self._label += text
        elif state.target in {"title", "author"}:
            self.info.setdefault(state.target, []).append(text)
        elif state.target == "stylesheet":
            self._style_text.append(text)

    def _end_paragraph(self) -> None:
        if self._state.target == _NOTE:
            self._write(" ")
            return
        if self._state.target != "body":
            return
        if self._in_table:
            self._parts.append("\n")
            return
        text, self._parts = "".join(self._parts), []
        label, self._label = tidy(self._label), ""
        if label and not any(letter.isalnum() for letter in label):
            label = "-"
        name = self._styles.get(self._style if self._style is not None else -1, "")
        outline = self._outline if self._outline is not None else 9
        is_heading = 0 <= outline < 9 or re.fullmatch(r"(?:heading|kop) ?\d|title|titel", name, re.I) is not None
        lines = make_lines(text, is_heading=is_heading, prefix=f"{label} " if label else "")
        self.lines.extend(lines or [Line("")])

    def _end_cell(self) -> None:
        if self._state.target == "body":
            self._cells.append("".join(self._parts))
            self._parts, self._label = [], ""

    def _end_row(self) -> None:
        if self._state.target == "body" and self._cells:
            filled = [cell for cell in self._cells if cell.strip()]
            if len(filled) == 1 and (len(self._cells) == 1 or "\n" in filled[0].strip()):
                self.lines.extend(make_lines(filled[0]))  # a frame around text, not a row of values
            elif filled:
                self.lines.append(Line(" | ".join(tidy(cell) for cell in self._cells).strip(" |")))
            self._cells = []
            self._in_table = False


def read_rtf(content: bytes) -> Draft:
    """Return what an RTF file says.

    Raises:
        UnreadableError: Where groups are nested beyond all reason.
    """
    reader = _Reader(content)
    is_whole = reader.read()
    notes = [tidy("".join(parts)) for parts in reader.notes]
    dates = {name: _make_date(reader.info.get(name, [])) for name in ("creatim", "revtim")}
    return Draft(
        lines=tuple(reader.lines),
        notes=tuple(Line(f"{raise_digits(str(count))} {note}") for count, note in enumerate(notes, start=1) if note),
        title=tidy("".join(reader.info.get("title", []))),
        authors=(tidy("".join(reader.info.get("author", []))),),
        made=dates["creatim"],
        changed=dates["revtim"],
        media_type=MEDIA_TYPE,
        remarks=tuple(reader.remarks),
        is_whole=is_whole,
    )


def _make_date(parts: list[str]) -> str | None:
    return "-".join(parts) if len(parts) == 3 else None


def _find_codec(name: str, default: str) -> str:
    try:
        return codecs.lookup("utf-8" if name == "cp65001" else name).name
    except LookupError:
        return default
