"""One article, one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.identity import clean_address, find_identity, identify, open_gate
from crawler.publishers import Amp, HostIndex, Identity, Publisher, load_publishers

BLAD = Publisher(
    id="proefblad",
    name="Proefblad",
    owner="Proefpers",
    kind="newspaper",
    site="https://www.proefblad.example/",
    hosts=("proefblad.example",),
    identity=Identity(
        pattern=r"~(?P<id>a[0-9a-f]{6,7})/?(?:[?#]|$)", address="https://www.proefblad.example/artikel~{id}/"
    ),
)

KNOWN = HostIndex(load_publishers().values())

GATE = "https://myprivacy.dpgmedia.nl/consent?siteKey=k1&callbackUrl="

STENTOR = "https://www.destentor.nl/artikel~a0b1c2d3/"
TROUW = "https://www.trouw.nl/artikel~b0a1c2d3/"
NU = "https://www.nu.nl/-/6000001/"
NOS = "https://nos.nl/artikel/2400001"
NRC = "https://www.nrc.nl/artikel-a4000001"
FLEVOLAND = "https://www.omroepflevoland.nl/nieuws/250001"
WEST = "https://www.omroepwest.nl/nieuws/4700001"
BINNENLANDS = "https://www.binnenlandsbestuur.nl/digitaal/gemeente-stopt-met-proef"
AP = "https://www.autoriteitpersoonsgegevens.nl/documenten/brief-aan-gemeente"
SECURITY = "https://www.security.nl/posting/700001"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        # slugs, doors, tracking
        ("https://www.destentor.nl/dronten/college-kijkt-naar-spreekkamers~a0b1c2d3/", STENTOR),
        ("https://www.destentor.nl/flevoland/heel-andere-kop~a0b1c2d3/", STENTOR),
        ("https://www.destentor.nl/dronten/college-kijkt~a0b1c2d3", STENTOR),
        ("http://www.destentor.nl/dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://destentor.nl/dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://m.destentor.nl/dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://WWW.DeStentor.nl/dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://www.destentor.nl./dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://www.destentor.nl/dronten/college-kijkt~a0b1c2d3/?cb=0a1b2c&auth_rd=1", STENTOR),
        ("https://www.destentor.nl/dronten/college-kijkt~a0b1c2d3/?utm_source=nieuwsbrief#reacties", STENTOR),
        ("https://www.destentor.nl/dronten/college-kijkt~a0b1c2d3/?referrer=https%3A%2F%2Ft.co%2F", STENTOR),
        ("https://www.destentor.nl/dronten/college-kijkt%7Ea0b1c2d3/", STENTOR),
        (GATE + "https%3A%2F%2Fwww.destentor.nl%2Fdronten%2Fcollege-kijkt~a0b1c2d3%2F", STENTOR),
        (
            GATE
            + "https%3A%2F%2Fwww.destentor.nl%2Fprivacygate-confirm%3FredirectUri%3D%252Fdronten%252Fx~a0b1c2d3%252F",
            STENTOR,
        ),
        (
            GATE + "https%3A%2F%2Fwww.destentor.nl%2Fprivacy-gate%2Faccept%3FredirectUri%3D%252Fdronten%252Fx~a0b1c2d3",
            STENTOR,
        ),
        ("https://www.google.com/amp/s/www.destentor.nl/dronten/college-kijkt~a0b1c2d3/", STENTOR),
        ("https://www.google.nl/url?sa=t&url=https%3A%2F%2Fwww.destentor.nl%2Fdronten%2Fx~a0b1c2d3%2F&usg=1", STENTOR),
        ("https://www-destentor-nl.cdn.ampproject.org/c/s/www.destentor.nl/dronten/x~a0b1c2d3/", STENTOR),
        ("https://www.trouw.nl/binnenland/een-gesprek-op-band~b0a1c2d3/?utm_campaign=shared_earned", TROUW),
        ("https://trouw.nl/politiek/een-ander-opschrift~b0a1c2d3", TROUW),
        ("https://www.nu.nl/binnenland/6000001/gemeente-stopt-met-proef.html", NU),
        ("http://m.nu.nl/politiek/6000001/kamer-vraagt-naar-proef.html?redirect=1", NU),
        ("https://www.nu.nl/privacy-gate/accept?redirectUri=%2Fbinnenland%2F6000001%2Fgemeente.html", NU),
        (
            GATE
            + "https%3A%2F%2Fwww.nu.nl%2Fprivacy-gate%2Faccept%3FredirectUri%3D%25252Fx%25252F6000001%25252Fa.html",
            NU,
        ),
        ("https://nos.nl/artikel/2400001-gemeente-stopt-met-opnames", NOS),
        ("https://nos.nl/artikel/2400001-gemeente-stopt-met-opnames.html", NOS),
        ("https://nos.nl/l/2400001", NOS),
        ("http://nos.nl/nieuwsuur/artikel/2400001-gemeente-stopt", NOS),
        ("https://nos.nl/collectie/13800/artikel/2400001-gemeente-stopt", NOS),
        ("https://nos.nl/artikel/2400001#UTM_MEDIUM=email", NOS),
        ("https://www.nrc.nl/nieuws/2021/11/19/gemeente-nam-gesprekken-op-a4000001", NRC),
        ("https://www.nrc.nl/nieuws/2021/11/20/andere-kop-a4000001?t=1637400000", NRC),
        ("https://www.telegraaf.nl/nieuws/1200001/gemeente-stopt", "https://www.telegraaf.nl/nieuws/1200001/"),
        (
            "https://www.telegraaf.nl/binnenland/gemeente-stopt/120000001.html?gclid=1",
            "https://www.telegraaf.nl/nieuws/120000001/",
        ),
        ("https://www.lc.nl/friesland/gemeente-stopt/150000001.html", "https://lc.nl/150000001.html"),
        ("https://www.rtlnieuws.nl/nieuws/nederland/artikel/5500001/x", "https://www.rtl.nl/nieuws/artikel/5500001"),
        ("https://www.rtl.nl/boulevard/artikel/5500001/y", "https://www.rtl.nl/nieuws/artikel/5500001"),
        ("https://www.omroepflevoland.nl/nieuws/250001/gemeente-stopt", FLEVOLAND),
        ("https://www.omroepflevoland.nl/nieuws/250001/wethouder-legt-uit?fbclid=Iw1", FLEVOLAND),
        ("https://omroepflevoland.nl/nieuws/250001/", FLEVOLAND),
        ("https://www.omroepwest.nl/nieuws/amp/4700001/gemeente-stopt", WEST),
        ("https://www.omroepwest.nl/nieuws/4700001/Gemeente-Stopt", WEST),
        ("https://www.rtvoost.nl/nieuws/2300001/gemeente-stopt", "https://www.oost.nl/nieuws/2300001"),
        ("https://www.omropfryslan.nl/nl/nieuws/17000001/gemeente", "https://www.omropfryslan.nl/nl/nieuws/17000001"),
        ("https://www.omropfryslan.nl/fy/nijs/17000001/gemeente", "https://www.omropfryslan.nl/fy/nijs/17000001"),
        ("https://www.security.nl/posting/700001/Gemeente+stopt+met+opnames?channel=rss", SECURITY),
        ("https://www.security.nl/posting/700001", SECURITY),
        ("https://www.ftm.nl/artikelen/gemeente-neemt-op?share=1", "https://www.ftm.nl/artikelen/gemeente-neemt-op"),
        (
            "https://www.dedrontenaar.nl/nieuws/dronten/300001/gemeente-stopt",
            "https://www.dedrontenaar.nl/nieuws/300001",
        ),
        # outlets without article numbers: the cleaned address, through one door
        (BINNENLANDS, BINNENLANDS),
        (f"{BINNENLANDS}/", BINNENLANDS),
        (f"{BINNENLANDS}?utm_medium=email&utm_source=nieuwsbrief", BINNENLANDS),
        (f"{BINNENLANDS}#reacties", BINNENLANDS),
        (f"{BINNENLANDS}/amp", BINNENLANDS),
        (f"{BINNENLANDS}/print/", BINNENLANDS),
        (f"{BINNENLANDS}?print=1", BINNENLANDS),
        (f"{BINNENLANDS};jsessionid=0A1B2C3D", BINNENLANDS),
        ("http://binnenlandsbestuur.nl/digitaal/gemeente-stopt-met-proef", BINNENLANDS),
        ("http://m.binnenlandsbestuur.nl/digitaal/gemeente-stopt-met-proef?gclid=x", BINNENLANDS),
        ("https://www.binnenlandsbestuur.nl:443/digitaal//gemeente-stopt-met-proef", BINNENLANDS),
        ("https://www.binnenlandsbestuur.nl/sociaal/../digitaal/gemeente-stopt-met-proef", BINNENLANDS),
        (f"{BINNENLANDS}?page=2&utm_source=x", f"{BINNENLANDS}?page=2"),
        ("http://autoriteitpersoonsgegevens.nl/documenten/brief-aan-gemeente/", AP),
        (f"{AP}?refsrc=mail&_ga=1.2", AP),
        ("https://feeds.nos.nl/nosnieuwsbinnenland?format=xml", "https://feeds.nos.nl/nosnieuwsbinnenland?format=xml"),
        # what only looks alike stays itself
        ("https://www.trouw.nl.elders.example/x~b0a1c2d3/", "https://www.trouw.nl.elders.example/x~b0a1c2d3"),
        ("https://neptrouw.nl/x~b0a1c2d3/", "https://neptrouw.nl/x~b0a1c2d3"),
        ("https://www.trouw.nl@elders.example/x~b0a1c2d3", "https://www.trouw.nl@elders.example/x~b0a1c2d3"),
        ("https://www.destentor.nl/login?next=%2Fx~a0b1c2d3", "https://www.destentor.nl/login?next=%2Fx~a0b1c2d3"),
    ],
)
def test_one_address_for_each_article(url: str, expected: str) -> None:
    found = identify(url, publishers=KNOWN)
    assert found == expected
    assert identify(found, publishers=KNOWN) == found


def test_two_slugs_are_one_article() -> None:
    first = identify("https://www.proefblad.example/oss/camera-weg~a1b2c3d4/", publishers=[BLAD])
    second = identify("https://proefblad.example/binnenland/nieuwe-kop~a1b2c3d4/?utm_source=x#deel", publishers=[BLAD])
    assert first == second == "https://www.proefblad.example/artikel~a1b2c3d4/"


def test_a_gate_gives_way_to_its_target() -> None:
    gate = "https://myprivacy.proefpers.example/consent?siteKey=1&callbackUrl="
    inner = "https%3A%2F%2Fwww.proefblad.example%2Foss%2Fa~a1b2c3d4%2F"
    assert open_gate(gate + inner) == "https://www.proefblad.example/oss/a~a1b2c3d4/"
    twice = "https%3A%2F%2Fwww.proefblad.example%2Fprivacygate-confirm%3FredirectUri%3D%252Foss%252Fa~a1b2c3d4%252F"
    assert open_gate(gate + twice) == "https://www.proefblad.example/oss/a~a1b2c3d4/"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.google.co.uk/amp/s/krant.example/a", "https://krant.example/a"),
        ("https://www.google.com/amp/krant.example/a?page=2", "http://krant.example/a?page=2"),
        ("https://krant-example.cdn.ampproject.org/v/s/krant.example/a", "https://krant.example/a"),
        ("https://www.google.com/url?q=https://krant.example/a&sa=U", "https://krant.example/a"),
        ("https://www.google.com/search?q=krant", "https://www.google.com/search?q=krant"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        (
            "https://google.com.elders.example/amp/s/krant.example/a",
            "https://google.com.elders.example/amp/s/krant.example/a",
        ),
        ("http://[kapot", "http://[kapot"),
    ],
)
def test_viewers_of_amp_pages_are_looked_through(url: str, expected: str) -> None:
    assert open_gate(url) == expected


def test_gates_that_lead_in_circles_are_left() -> None:
    circle = "https://consent.site.example/consent?callbackUrl=https%3A%2F%2Fconsent.site.example%2Fconsent"
    assert open_gate(circle) == "https://consent.site.example/consent"


def test_a_canonical_link_counts_only_at_home() -> None:
    url = "https://www.proefblad.example/los/stuk"
    assert identify(url, "/vast/stuk", publishers=[BLAD]) == "https://www.proefblad.example/vast/stuk"
    assert identify(url, "https://elders.example/stuk", publishers=[BLAD]) == url
    assert identify(url, "https://www.proefblad.example/", publishers=[BLAD]) == url
    assert identify(url, "http://[kapot", publishers=[BLAD]) == url


def test_a_canonical_link_to_a_section_does_not_hide_the_article() -> None:
    url = "https://www.proefblad.example/oss/camera-weg~a1b2c3d4/"
    expected = "https://www.proefblad.example/artikel~a1b2c3d4/"
    assert identify(url, "https://www.proefblad.example/oss/", publishers=[BLAD]) == expected


def test_an_outlet_on_a_subdomain_of_another_keeps_its_pages() -> None:
    city = Publisher(
        id="stad", name="Stad", owner="P", kind="local", site="https://stad.proefblad.example/",
        hosts=("stad.proefblad.example",),
    )  # fmt: skip
    url = "https://www.proefblad.example/los/stuk"
    assert identify(url, "https://stad.proefblad.example/stuk", publishers=[BLAD, city]) == url


def _with(canonical: str) -> Publisher:
    import dataclasses

    return dataclasses.replace(BLAD, canonical=canonical)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("identity", "https://www.proefblad.example/artikel~a1b2c3d4/"),
        ("link", "https://www.proefblad.example/vast/stuk~a1b2c3d4"),
        ("cleaned", "https://www.proefblad.example/artikel~a0000001/"),
    ],
)
def test_the_record_says_what_counts_first(rule: str, expected: str) -> None:
    url, link = "https://www.proefblad.example/los~a0000001", "/vast/stuk~a1b2c3d4"
    assert identify(url, link, publishers=[_with(rule)]) == expected


def test_a_record_may_map_its_amp_addresses() -> None:
    import dataclasses

    amp = Amp(pattern=r"//amp\.proefblad\.example/p/(\d+)", address=r"//www.proefblad.example/nieuws/\1")
    outlet = dataclasses.replace(BLAD, identity=None, amp=amp)
    expected = "https://www.proefblad.example/nieuws/12"
    assert identify("https://amp.proefblad.example/p/12", publishers=[outlet]) == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://Site.example:443/a?fbclid=1&page=2#x", "https://site.example/a?page=2"),
        ("https://site.example/artikel/amp/", "https://site.example/artikel"),
        ("https://site.example/amp/artikel", "https://site.example/artikel"),
        ("https://site.example/amp/", "https://site.example/amp"),
        ("https://site.example/artikel.amp.html", "https://site.example/artikel.html"),
        ("https://site.example/artikel?amp", "https://site.example/artikel"),
        ("https://site.example/artikel?outputType=amp", "https://site.example/artikel"),
        ("https://site.example/print/artikel", "https://site.example/artikel"),
        ("https://site.example/artikel?view=print&id=4", "https://site.example/artikel?id=4"),
        ("https://site.example/lijst?view=kaart&mode=1&type=1", "https://site.example/lijst?mode=1&type=1&view=kaart"),
        ("https://site.example/a?b=2&a=1", "https://site.example/a?a=1&b=2"),
        ("https://site.example/a?a=1&amp;utm_medium=x&amp;b=2", "https://site.example/a?a=1&b=2"),
        ("https://site.example/?12345", "https://site.example/?12345"),
        ("https://site.example/a?eid=3&gallery=2&reference=7&keyword=x", "https://site.example/a?eid=3&gallery=2&keyword=x&reference=7"),
        ("https://site.example/a?ref=twitter&source=rss", "https://site.example/a"),
        ("https://site.example/a?ref=120&source=bundel", "https://site.example/a?ref=120&source=bundel"),
        ("https://site.example/a?PHPSESSID=1&sid=5", "https://site.example/a?sid=5"),
        ("https://site.example/a?sid=0123456789abcdef01", "https://site.example/a"),
        ("https://site.example/a%3Bjsessionid=7?q=1", "https://site.example/a?q=1"),
        ("https://site.example/é?q=é", "https://site.example/%C3%A9?q=%C3%A9"),
        ("https://site.example:8443/a/", "https://site.example:8443/a"),
        ("https://site.example", "https://site.example/"),
        ("file:brief.md", "file:brief.md"),
        ("http://[kapot", "http://[kapot"),
        ("", ""),
    ],
)  # fmt: skip
def test_addresses_are_cleaned(url: str, expected: str) -> None:
    assert clean_address(url) == expected


@given(
    path=st.lists(
        st.sampled_from(["amp", "print", "a", "nieuws", "x.amp.html", "2021", "~a0b1c2d3", "b;jsessionid=1"])
    ),
    query=st.lists(st.sampled_from(["page=2", "utm_source=x", "print=1", "amp", "q=a%20b", "", "a=b=c"])),
    slash=st.booleans(),
)
def test_cleaning_twice_changes_nothing(path: list[str], query: list[str], slash: bool) -> None:
    url = f"https://site.example/{'/'.join(path)}{'/' * slash}?{'&'.join(query)}"
    assert clean_address(clean_address(url)) == clean_address(url)


@given(st.text(max_size=60))
def test_no_address_is_an_error(url: str) -> None:
    identify(url, url, publishers=KNOWN)
    identify(f"https://www.destentor.nl/{url}", f"https://{url}", publishers=KNOWN)


def test_a_gate_without_target_stays() -> None:
    assert open_gate("https://consent.site.example/consent?x=1") == "https://consent.site.example/consent?x=1"
    assert open_gate("https://consent.site.example/consent?callbackUrl=javascript:alert(1)").startswith(
        "https://consent."
    )


def test_an_unknown_outlet_has_no_identity() -> None:
    assert find_identity("https://elders.example/x~a0b1c2d3", None) is None
