"""No request leaves for a private network, however the address is written and whatever the name service says."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.hosts import PrivateAddressError, check_address, is_public, read_allowed, read_host
from crawler.resolver import PublicResolver


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1", "::", "::1", "::7f00:1", "::ffff:127.0.0.1",
        "::ffff:192.168.1.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::", "fec0::1",
        "2001:0:53aa:64c::1", "2001:db8::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "ff02::1",
        "2a00::5efe:a01:203", "2a00::200:5efe:a01:203", "100::1", "geen adres", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://127.1/", "http://127.0.1/", "http://0177.0.0.1/", "http://0x7f.0x0.0x0.0x1/",
        "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://127.0.0.1./", "http://0/",
        "http://１２７.０.０.１/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://%31%32%37.0.0.1/",
        "http://LocalHost/", "http://localhost./", "http://a.LOCALHOST/", "http://ⓛocalhost/", "http://nas.local/",
        "http://intranet/", "http://printer.lan/", "http://metadata.google.internal/", "http://169.254.169.254/x",
        "http://[::1]/", "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
        "http://public.example@127.0.0.1/", "http://127.0.0.1#@public.example/", "http://127.0.0.1?@public.example/",
        "http://user:pw@public.example/", "http://public.example\\@127.0.0.1/", "http:\\\\127.0.0.1\\",
        "http://public.example:22/", "http://public.example:6379/", "http://public.example:25/",
        "http://public.example:0/", "http://public.example:99999/", "http://public.example:x/",
        "file:///etc/passwd", "data:text/html,a", "ftp://public.example/", "s3://bak/a", "gopher://public.example/",
        "javascript:1", "//public.example/", "", "http://", "http:///a", "http://a..example/", "http://[::1/",
        "http://256.256.256.256/", "http://1.2.3.4.5/", "http://krant.example.0x7f/",
    ],
)  # fmt: skip
def test_spellings_that_are_refused(url: str) -> None:
    with pytest.raises(PrivateAddressError):
        check_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.krant.example/a", "http://krant.example:8080/", "https://krant.example:443/a?naar=http://b@c",
        "http://8.8.8.8/", "https://gemeente-oss.example/stukken/a%20b.pdf", "https://nieuws_a.krant.example/",
        "https://zoë.example/", "https://krant.example./a", "https://192.168.krant.example/", "https://3fm.example/",
    ],
)  # fmt: skip
def test_ordinary_addresses_pass(url: str) -> None:
    check_address(url)


def test_what_the_case_file_lists_passes_by_host_and_port() -> None:
    allowed = read_allowed(["http://LOCALHOST:8000/feed.xml", "10.0.0.7:22", "http://[::1]/", "http://kapot:x/"])
    assert allowed == {("localhost", 8000), ("10.0.0.7", 22), ("::1", 80)}
    for url in ("http://localhost:8000/a", "http://10.0.0.7:22/", "http://0xa.7:22/", "http://[::1]/"):
        check_address(url, allowed)
    for url in ("http://localhost:8001/", "http://127.0.0.1:8000/", "http://10.0.0.7/", "https://[::1]/"):
        with pytest.raises(PrivateAddressError):
            check_address(url, allowed)


@given(st.integers(min_value=0, max_value=2**32 - 1))
def test_all_spellings_of_a_number_are_one_address(number: int) -> None:
    plain = str(ipaddress.IPv4Address(number))
    assert {read_host(each) for each in (plain, str(number), hex(number), f"0{number:o}", f"{plain}.")} == {plain}


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    try:
        check_address("http://" + text)
    except PrivateAddressError:
        return
    assert read_host(text) or text


class Receiver:
    """Takes what a resolver finds."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.is_done = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        self.is_done = True


class NameService:
    """Says something else each time it is asked."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, port: int = 0, *rest: Any) -> Any:  # noqa: N802
        receiver.resolutionBegan(None)
        for answer in self.answers.pop(0):
            make = IPv6Address if ":" in answer else IPv4Address
            receiver.addressResolved(make("TCP", answer, port))
        receiver.resolutionComplete()
        return receiver


def look_up(resolver: PublicResolver, name: str, port: int = 80) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, port)
    assert receiver.is_done
    return receiver.found


def test_a_name_that_changes_its_answer_gains_nothing() -> None:
    """DNS rebinding: the answer that is looked at is the one that is connected to."""
    service = NameService(["93.184.216.34"], ["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:10.0.0.1"])
    resolver = PublicResolver(service, frozenset())
    assert [look_up(resolver, "Wissel.example") for _ in range(4)] == [["93.184.216.34"], [], [], []]
    assert "wissel.example" in PublicResolver.REFUSED


def test_listed_hosts_may_lie_anywhere() -> None:
    service = NameService(*[["127.0.0.1"]] * 3)
    resolver = PublicResolver(service, read_allowed(["eigen.example:8000"]))
    assert look_up(resolver, "eigen.example", 8000) == ["127.0.0.1"]
    assert look_up(resolver, "eigen.example", 8001) == []
    assert look_up(resolver, "EIGEN.example", 0) == ["127.0.0.1"]
