"""Which hosts may be asked: those of the public internet, and those that the case file lists by host and port.

Pure: no name is looked up here. An address is checked by its spelling (`check_address`) before a request, and what
the name service says (`is_public`) when the connection is made (`crawler.resolver`).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable

from scrapy.exceptions import IgnoreRequest

from crawler.addresses import split_address

METADATA_ADDRESSES = frozenset(map(ipaddress.ip_address, ("169.254.169.254", "168.63.129.16", "fd00:ec2::254")))
"""Addresses at which clouds tell a machine its secrets; one of them lies in public address space."""

LOCAL_ENDINGS = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "home.arpa", "localdomain")
"""Last parts of names that mean nothing on the public internet (RFC 6761, 6762, 8375; ICANN on name collisions)."""

SERVICE_PORTS = frozenset(
    {
        1080, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3306, 3389, 3659, 4045, 4190,
        5060, 5061, 5432, 5672, 5900, 5984, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 7001,
        9042, 9092, 9200, 9300, 10080, 10250, 11211, 15672, 27017, 50070,
    }
)  # fmt: skip
"""Ports above 1023 that belong to services other than the web: those that browsers refuse (Fetch standard, port
blocking), databases and control services."""

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96",)))
_REFUSED6 = tuple(
    map(
        ipaddress.IPv6Network,
        ("::/8", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16",
         "fc00::/7", "fe80::/9", "fec0::/10", "ff00::/8"),
    )
)  # fmt: skip
_REFUSED4 = tuple(
    map(
        ipaddress.IPv4Network,
        ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
         "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
         "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
)  # fmt: skip
"""Special-purpose blocks of the IANA registries, written out: Python's own list differs from version to version."""


class PrivateAddressError(IgnoreRequest):
    """The address lies on a private, local or reserved network, or is no plain web address."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    Old and new ways to carry an IPv4 address in an IPv6 one count as the address that they carry; tunnels to
    machines behind a router (6to4, Teredo, ISATAP) are never public.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1"), is_public("93.184.216.34")
    (False, False, False, True)
    """
    try:
        ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        carried = ip.ipv4_mapped
        if carried is None and any(ip in network for network in _NAT64):
            carried = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if carried is not None:
            return is_public(str(carried))
        if any(ip in network for network in _REFUSED6) or (int(ip) >> 32) & 0xFDFFFFFF == 0x00005EFE:
            return False
    elif any(ip in network for network in _REFUSED4):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in METADATA_ADDRESSES


def read_host(host: str) -> str:
    """Return the plain form of a host: a name in small ASCII letters, or an IP address as it is usually written.

    Decimal, octal, hexadecimal and shortened IPv4 addresses are read as browsers do (URL standard, host parsing):
    every one of them reaches the same machine. Full-width letters and digits, and points of other scripts, become
    plain ones.

    Args:
        host: Host of an address, without port; an IPv6 address with or without brackets.

    Returns:
        The host, or "" for what is none.

    >>> read_host("0x7f.1"), read_host("2130706433"), read_host("１２７.0.0.1."), read_host("[::1]")
    ('127.0.0.1', '127.0.0.1', '127.0.0.1', '::1')
    """
    bare = host.strip("[]")
    if ":" in bare:
        try:
            return str(ipaddress.IPv6Address(bare))
        except ValueError:
            return ""
    name = unicodedata.normalize("NFKC", host).replace("。", ".").casefold().replace("\u00ad", "")
    if not name.isascii():
        try:
            name = name.encode("idna").decode("ascii")
        except UnicodeError:
            return ""
    name = name.removesuffix(".")
    if not _NAME.fullmatch(name):
        return ""
    parts = name.split(".")
    if _NUMBER.fullmatch(parts[-1]):
        return _read_ipv4(parts)
    return name


def _read_ipv4(parts: list[str]) -> str:
    """Return the IPv4 address that a host ending in a number is; "" where it is none."""
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        return ""
    try:
        numbers = [_read_number(part) for part in parts]
    except ValueError:
        return ""
    *first, last = numbers
    if any(number > 255 for number in first) or last >= 256 ** (5 - len(numbers)):
        return ""
    return str(ipaddress.IPv4Address(last + sum(number << (8 * (3 - place)) for place, number in enumerate(first))))


def _read_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def read_allowed(entries: Iterable[str]) -> frozenset[tuple[str, int]]:
    """Return host and port of what the case file lists.

    Args:
        entries: Addresses, or hosts with or without a port; without one, both ports of the web are meant.

    >>> sorted(read_allowed(["http://localhost:8000/a", "krant.example"]))
    [('krant.example', 80), ('krant.example', 443), ('localhost', 8000)]
    """
    found: set[tuple[str, int]] = set()
    for entry in entries:
        parts = split_address(entry if "://" in entry else f"//{entry}")
        try:
            port = parts.port or _PORTS.get(parts.scheme)
        except ValueError:
            continue
        host = read_host(parts.hostname or "")
        if host:
            found.update((host, each) for each in ((port,) if port else _PORTS.values()))
    return frozenset(found)


def check_address(url: str, allowed: frozenset[tuple[str, int]] = frozenset()) -> None:
    """Let an address pass that may be asked as far as its spelling tells.

    Args:
        url: The address.
        allowed: Hosts and ports that the case file lists (`read_allowed`): the user means them, wherever they lie.

    Raises:
        PrivateAddressError: It is no plain web address, or does not lead to the public internet.
    """
    parts = split_address(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise PrivateAddressError(f"{url[:200]}: not a web address")
    try:
        port = parts.port if parts.port is not None else _PORTS[parts.scheme]
    except ValueError:
        raise PrivateAddressError(f"{url[:200]}: the port is none") from None
    if "@" in parts.netloc or "\\" in url.split("?", maxsplit=1)[0] or "%" in parts.netloc:
        raise PrivateAddressError(f"{url[:200]}: the host is written in a way that hides it")
    host = read_host(parts.hostname)
    if not host:
        raise PrivateAddressError(f"{url[:200]}: the host is no host name")
    if (host, port) in allowed:
        return
    if (port < 1024 and port not in _PORTS.values()) or port in SERVICE_PORTS:
        raise PrivateAddressError(f"{parts.netloc}: port {port} belongs to another service than the web")
    if _is_ip(host):
        if not is_public(host):
            raise PrivateAddressError(f"{parts.hostname}: lies on a private network")
    elif "." not in host or any(host == end or host.endswith(f".{end}") for end in LOCAL_ENDINGS):
        raise PrivateAddressError(f"{parts.hostname}: the name means nothing on the public internet")


def _is_ip(host: str) -> bool:
    return ":" in host or host.rsplit(".", maxsplit=1)[-1].isdigit()
