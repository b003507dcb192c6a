"""Ask the name service once, look at the answer, and connect to that answer: check and connection cannot differ.

A name that first points to the public internet and a moment later into the user's own network (DNS rebinding) gains
nothing: each answer is looked at on its way to the connection.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.request import getproxies

from twisted.internet.interfaces import IHostnameResolver, IResolutionReceiver
from zope.interface import implementer

from crawler.hosts import is_public, read_allowed, read_host


@implementer(IResolutionReceiver)
class _Sieve:
    """Takes the answers of the name service, and hands them on only when all of them are public."""

    def __init__(self, receiver: Any, refuse: Any) -> None:
        self._receiver = receiver
        self._refuse = refuse
        self._found: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802 (the name is Twisted's)
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        private = [address for address in self._found if not is_public(str(address.host))]
        if private:
            # One private answer among public ones is no mistake of an honest site: none of them is used.
            self._refuse(str(private[0].host))
        else:
            for address in self._found:
                self._receiver.addressResolved(address)
        self._receiver.resolutionComplete()


@implementer(IHostnameResolver)
class PublicResolver:
    """The resolver of the reactor, without answers that lead off the public internet (`TWISTED_DNS_RESOLVER`).

    Hosts and ports that the case file lists (`STAVING_ALLOWED_HOSTS`) and the proxy of the user pass.
    """

    REFUSED: ClassVar[dict[str, str]] = {}
    """Host names of which an answer was refused, and that answer. Kept small."""

    def __init__(self, original: Any, allowed: frozenset[tuple[str, int]]) -> None:
        """Keep the resolver that is asked.

        Args:
            original: A resolver of Twisted (IHostnameResolver).
            allowed: Hosts and ports of which every answer passes.
        """
        self._original = original
        self._allowed = allowed
        self._reactor: Any = None

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicResolver:
        """Return the resolver for a crawler, around the one of the reactor."""
        entries = [*crawler.settings.getlist("STAVING_ALLOWED_HOSTS"), *getproxies().values()]
        made = cls(reactor.nameResolver, read_allowed(entries))
        made._reactor = reactor
        return made

    def install_on_reactor(self) -> None:
        """Have the reactor look up names here from now on."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 (the name is Twisted's)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[Any] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Look up a name, and hand on what is public (see Twisted's IHostnameResolver)."""
        receiver = resolutionReceiver
        if not self._is_allowed(hostName, portNumber):
            receiver = _Sieve(resolutionReceiver, lambda answer: self._note(hostName, answer))
        return self._original.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)

    def _is_allowed(self, name: str, port: int) -> bool:
        host = read_host(name)
        if port:
            return (host, port) in self._allowed
        return any(host == known for known, _ in self._allowed)  # a proxy is looked up without its port

    @classmethod
    def _note(cls, name: str, answer: str) -> None:
        if len(cls.REFUSED) >= 1000:
            cls.REFUSED.clear()
        cls.REFUSED[name.casefold()] = answer
