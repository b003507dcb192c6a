"""Keep the crawler off machines that are nobody's public site."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from twisted.internet.threads import deferToThread


class PrivateAddressError(IgnoreRequest):
    """The address lies on a private, local or reserved network."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public internet.

    >>> is_public("127.0.0.1"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (False, False, False)
    """
    ip = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global and not ip.is_multicast


class PublicHosts:
    """Refuse requests to private, loopback and link-local addresses, after asking the name service.

    Hosts that the case file lists by name and port are meant by the user, and let through. Where the case file sets
    a proxy, the proxy resolves names and every request goes through it.
    """

    def __init__(self, allowed: frozenset[str], has_proxy: bool) -> None:
        self._allowed = allowed
        self._has_proxy = has_proxy

    @classmethod
    def from_crawler(cls, crawler: Any) -> PublicHosts:
        """Return the middleware with the settings of a crawler."""
        return cls(
            frozenset(crawler.settings.getlist("STAVING_ALLOWED_HOSTS")), crawler.settings.getbool("STAVING_HAS_PROXY")
        )

    async def process_request(self, request: Any) -> None:
        """Let a request pass, or refuse it.

        Raises:
            PrivateAddressError: The host is not on the public internet, or the address is no web address.
        """
        parts = urlsplit(request.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise PrivateAddressError(f"{request.url}: not a web address")
        if self._has_proxy or parts.netloc in self._allowed:
            return
        try:
            from scrapy.utils.defer import maybe_deferred_to_future

            found = await maybe_deferred_to_future(deferToThread(socket.getaddrinfo, parts.hostname, parts.port or 80))
        except OSError:
            return  # The request itself will say that the host is not known.
        for info in found:
            if not is_public(str(info[4][0])):
                raise PrivateAddressError(f"{parts.hostname}: lies on a private network")
