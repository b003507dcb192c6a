"""Open zip files and the XML in them within bounds: bombs, entities and passwords end as a flag.

The sizes that a zip file states are not believed: what is read is counted.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from crawler.pages.lines import UnreadableError
from staving.schema import Flag

MAX_MEMBERS = 20_000
"""Entries that a zip file may have."""

MAX_TOTAL = 64 * 1024 * 1024
"""Bytes that are read of one zip file, after decompression."""

MAX_RATIO = 250
"""How many times larger an entry may become; office files stay far below."""

RATIO_FROM = 1024 * 1024
"""Bytes below which the ratio does not matter."""

_KNOWN_METHODS = frozenset({0, 8, 9, 12, 14})
_MAX_VERSION = 63


class Package:
    """A zip file that is read part by part."""

    def __init__(self, content: bytes, *, budget: int = MAX_TOTAL) -> None:
        """Open a zip file.

        Args:
            content: The bytes.
            budget: Bytes that may be read of it in all.

        Raises:
            UnreadableError: Where it is none, is damaged or has too many entries.
        """
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
            if _begins_well(content):
                raise UnreadableError(
                    Flag.TRUNCATED, "the zip or office file is cut off or damaged; save it again"
                ) from error
            raise UnreadableError(
                Flag.UNSUPPORTED, "a zip, Word or OpenDocument file that cannot be opened; save it as PDF, HTML or text"
            ) from error
        self.members = tuple(item for item in self._zip.infolist() if not item.is_dir())
        """The files in it, in their order."""
        if len(self.members) > MAX_MEMBERS:
            raise UnreadableError(Flag.TOO_LARGE, f"a zip file with more than {MAX_MEMBERS} files; unpack it")
        self.names = frozenset(item.filename for item in self.members)
        """Names of the files in it."""
        self._left = budget

    @property
    def left(self) -> int:
        """Bytes that may still be read."""
        return self._left

    def read(self, name: str | zipfile.ZipInfo) -> bytes:
        """Return one file.

        Raises:
            UnreadableError: Where it is missing, locked, damaged, too large or packed too tightly.
        """
        try:
            info = self._zip.getinfo(name) if isinstance(name, str) else name
        except KeyError as error:
            raise UnreadableError(Flag.TRUNCATED, f"a part is missing ({name}); save the file again") from error
        if info.flag_bits & 0x1:
            raise UnreadableError(Flag.ENCRYPTED, "locked with a password; unpack it or save it without one")
        bound = min(self._left, max(RATIO_FROM, MAX_RATIO * info.compress_size))
        try:
            with self._zip.open(info) as file:
                content = file.read(bound + 1)
        except NotImplementedError as error:
            raise UnreadableError(Flag.UNSUPPORTED, "packed in a way that is not read; unpack it") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
            raise UnreadableError(Flag.TRUNCATED, "damaged; save it again") from error
        except Exception as error:  # lzma and bz2 raise errors of their own
            raise UnreadableError(Flag.TRUNCATED, f"damaged ({type(error).__name__}); save it again") from error
        if len(content) > bound:
            raise UnreadableError(Flag.TOO_LARGE, "becomes too large when unpacked; unpack it yourself if you trust it")
        self._left -= len(content)
        return content

    def read_xml(self, name: str) -> tuple[Any, bool]:
        """Return the root of an XML part, and whether the part was whole.

        Raises:
            UnreadableError: As of `read`, and where there is no XML in it.
        """
        return parse_xml(self.read(name))


def parse_xml(content: bytes) -> tuple[Any, bool]:
    """Return the root of an XML file, and whether the file was whole; nothing outside it is read.

    Raises:
        UnreadableError: Where it declares entities (a way to make a small file endless) or holds no element.
    """
    if b"<!ENTITY" in content or b"<\0!\0E\0N\0T" in content or b"\0<\0!\0E\0N\0T" in content:
        raise UnreadableError(Flag.UNSUPPORTED, "its XML declares entities, which no office program writes")
    for is_lenient in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            recover=is_lenient,
        )
        try:
            root = etree.fromstring(content, parser)
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None:
            return root, not is_lenient
    raise UnreadableError(Flag.TRUNCATED, "its XML is damaged; save the file again")


def local(element: Any) -> str:
    """Return the name of an element without its namespace, fast; empty where it is none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return the value of an attribute, whatever its namespace (the strict form of Office files has others)."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def child(element: Any, *path: str) -> Any | None:
    """Return the first descendant along these local names, or None."""
    for name in path:
        element = next((item for item in element if local(item) == name), None)
        if element is None:
            return None
    return element


def _begins_well(content: bytes) -> bool:
    """Tell whether a file begins as zip files do: then its end is missing."""
    version = int.from_bytes(content[4:6], "little")
    method = int.from_bytes(content[8:10], "little")
    return len(content) > 30 and version <= _MAX_VERSION and method in _KNOWN_METHODS
