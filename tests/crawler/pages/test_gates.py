"""Pages that are not what was asked for, and innocent ones that look like them. All of them are made up."""

from __future__ import annotations

import json

import pytest

from crawler.extract import extract
from staving.schema import Flag

LINES = [
    "De gemeente Proefdam legt gesprekken aan de balie voortaan niet meer vast, zo besloot het college dinsdag.",
    "Wethouder Truus Test noemde de opnamen achteraf gezien onnodig; de raad had daar in maart om gevraagd.",
    "Eerder legde de gemeente alle gesprekken vast en bleven de beelden twee weken bewaard, waarna ze werden gewist.",
    "De oppositie is tevreden, maar wil dat ook de oude beelden worden vernietigd voordat het jaar voorbij is.",
]
ARTICLE = "".join(f"<p>{line}</p>" for line in LINES)
NEWS = {"@type": "NewsArticle", "headline": "Proefdam stopt met opnamen", "datePublished": "2021-11-16T17:05:00+01:00"}


def a_page(title: str, body: str, head: str = "", linked: object = None) -> bytes:
    script = f'<script type="application/ld+json">{json.dumps(linked)}</script>' if linked else ""
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{title}</title>{head}{script}</head>'
        f"<body>{body}</body></html>"
    ).encode()


ASKING = (
    "<p>Wij en onze 712 partners gebruiken cookies om deze site te laten werken en advertenties aan te passen.</p>"
    "<p>Met jouw toestemming verwerken wij en derden persoonsgegevens, zoals je ip-adres en je surfgedrag op de site; "
    "dat kun je altijd weer wijzigen.</p>"
)
SHORT = "<p>Even wachten.</p>"
GATES = [
    (Flag.CONSENT_WALL, "DPG Media Privacy Gate", "<div id='x'></div>", ""),
    (Flag.CONSENT_WALL, "Proefblad", '<div id="pg-root-shadow-host"></div>', ""),
    (Flag.CONSENT_WALL, "Voordat je verdergaat naar Zoeker", "<form><button>Alles accepteren</button></form>", ""),
    (Flag.CONSENT_WALL, "Before you continue to Finder", "<button>Accept all</button>", ""),
    (Flag.CONSENT_WALL, "Cookiewall | Proefblad", "<button>Akkoord</button>", ""),
    (Flag.CONSENT_WALL, "Proefblad", "<h2>Wij gebruiken cookies</h2><button>Ik ga akkoord</button>", ""),
    (Flag.CONSENT_WALL, "Proefblad", "<div id='didomi-host'><p>Uw privacy</p><button>Accepteren</button></div>", ""),
    (Flag.CONSENT_WALL, "Proefblad", "<div id='onetrust'>We process personal data.<b>Accept all</b></div>", ""),
    (Flag.CONSENT_WALL, "Probeblatt", "Weiter mit Werbung und Tracking <button>Alle akzeptieren</button>", ""),
    (Flag.CONSENT_WALL, "Journal", "<main>Vos données personnelles. <button>Tout accepter</button></main>", ""),
    (Flag.BLOCKED, "Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript>", ""),
    (Flag.BLOCKED, "Proefblad", "<div>Verify you are human by completing the action below.</div>", ""),
    (Flag.BLOCKED, "Attention Required! | Poort", "<h1>Sorry</h1>", ""),
    (Flag.BLOCKED, "Access Denied", "You don't have permission to access this server. Reference #18.aa12bc34", ""),
    (Flag.BLOCKED, "proefblad.example", "<iframe src='https://geo.captcha-delivery.com/captcha/?x=1'></iframe>", ""),
    (Flag.BLOCKED, "Proefblad", "<div id='px-captcha'></div><p>Press &amp; Hold to confirm you are a human.</p>", ""),
    (Flag.BLOCKED, "", "<iframe src='/_Incapsula_Resource?SWUDNSAI=1'>Request unsuccessful.</iframe>", ""),
    (Flag.BLOCKED, "Pardon Our Interruption", SHORT, ""),
    (Flag.BLOCKED, "Robot or human?", SHORT, ""),
    (Flag.BLOCKED, "Toegang geweigerd", "<p>Uw ip-adres is geblokkeerd.</p>", ""),
    (Flag.BLOCKED, "Proefblad", "<p>Bevestig dat u geen robot bent.</p><div class='g-recaptcha'></div>", ""),
    (Flag.BLOCKED, "Proefblad", "<div>Even geduld</div>", "<script>window._cf_chl_opt={cType:'managed'}</script>"),
    (Flag.BLOCKED, "403 Forbidden", "<center>nginx</center>", ""),
    (Flag.BLOCKED, "Zugriff verweigert", SHORT, ""),
    (Flag.BLOCKED, "Inloggen bij Proefblad", "<form><input type='password'></form>", ""),
    (Flag.BLOCKED, "Log in | Proefblad", "<form><input type='password'></form>", ""),
    (Flag.GONE, "Pagina niet gevonden", SHORT, ""),
    (Flag.GONE, "404", SHORT, ""),
    (Flag.GONE, "Proefblad", "<h1>Oeps</h1><p>De pagina die u zoekt bestaat niet of is verplaatst.</p>", ""),
    (Flag.GONE, "Page not found | Daily Proof", SHORT, ""),
    (Flag.GONE, "Proefblad", "<p>Dit artikel is niet meer beschikbaar.</p>", ""),
    (Flag.GONE, "Seite nicht gefunden - Probeblatt", SHORT, ""),
    (Flag.CONSENT_WALL, "Proefblad", "<h1>Jouw privacy</h1>" + ASKING * 3 + "<b>Akkoord</b>", ""),
    (Flag.GONE, "Probeblatt", "<h1>Seite nicht gefunden</h1>" + ARTICLE * 3, ""),
    (Flag.GONE, "Proefblad", "<h1>Oeps! Deze pagina bestaat niet (meer)</h1>" + ARTICLE * 3, ""),
    (Flag.ERROR, "Proefblad", "<p>Er wordt op dit moment onderhoud uitgevoerd aan onze website.</p>", ""),
    (Flag.ERROR, "502 Bad Gateway", "<center>nginx</center>", ""),
    (Flag.ERROR, "Site in onderhoud", SHORT, ""),
    (Flag.ERROR, "Er ging iets mis | Proefblad", SHORT, ""),
]  # fmt: skip


@pytest.mark.parametrize(("flag", "title", "body", "head"), GATES, ids=[f"{g[0]}-{n}" for n, g in enumerate(GATES)])
def test_a_gate_is_no_document(flag: Flag, title: str, body: str, head: str) -> None:
    found = extract(a_page(title, body, head), url="http://proefblad.example/1")
    assert found.flag is flag
    assert found.text == ""
    assert not found.has_text
    assert found.note


@pytest.mark.parametrize(
    "url",
    [
        "https://myprivacy.proefpers.example/consent?siteKey=1&callbackUrl=https%3A%2F%2Fproefblad.example%2F1",
        "https://consent.zoeker.example/ml?continue=https://proefblad.example/1",
        "https://proefblad.example/cookiewall?return=%2F1",
    ],
)
def test_an_address_gives_a_consent_gate_away(url: str) -> None:
    assert extract(a_page("Proefblad", ARTICLE), url=url).flag is Flag.CONSENT_WALL


TEASER = f"<article><h1>Kop</h1><p>{LINES[0]}</p>"
PAYWALLS = [
    ("", NEWS | {"isAccessibleForFree": False}, ARTICLE),
    ("", NEWS | {"isAccessibleForFree": "False"}, ARTICLE),
    (
        "",
        NEWS | {"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".slot"}},
        ARTICLE,
    ),
    ('<meta property="article:content_tier" content="locked">', None, ARTICLE),
    ('<meta property="article:content_tier" content="metered">', None, TEASER),
    ('<meta name="cxenseparse:recs:paywall" content="true">', None, TEASER),
    ("", None, TEASER + '<div data-paywall="true"></div></article>'),
    ("", None, TEASER + '<div class="article-paywall">Neem een abonnement</div></article>'),
    ("", None, TEASER + '<div id="poool-widget"></div></article>'),
    ("", None, TEASER + '<div class="betaalmuur"></div></article>'),
    ("", None, TEASER + "<p>Dit artikel is alleen voor abonnees</p></article>"),
    ("", None, TEASER + "<h2>Verder lezen? Neem een abonnement</h2></article>"),
    ("", None, TEASER + "<h2>Subscribe to continue</h2></article>"),
    ("", None, TEASER + "<h2>Keep reading with a subscription</h2></article>"),
    ("", None, TEASER + "<p>You have reached your limit of free articles this month.</p></article>"),
]


@pytest.mark.parametrize(("head", "linked", "body"), PAYWALLS)
def test_a_teaser_is_flagged_and_no_evidence(head: str, linked: object, body: str) -> None:
    found = extract(a_page("Kop", body, head, linked), url="http://proefblad.example/1")
    assert found.flag is Flag.PAYWALL
    assert not found.has_text


def test_what_the_page_keeps_for_subscribers_is_not_taken() -> None:
    linked = NEWS | {
        "isAccessibleForFree": False,
        "articleBody": "Dit staat alleen in de gegevens.",
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".slot"},
    }
    body = f"<article><p>{LINES[0]}</p><p>{LINES[1]}</p><div class='slot'><p>{LINES[2]}</p></div></article>"
    found = extract(a_page("Kop", body, linked=linked), url="http://proefblad.example/1")
    assert LINES[0] in found.text
    assert LINES[2] not in found.text
    assert "gegevens" not in found.text


INNOCENT = [
    ("Cookiewall mag niet meer, zegt toezichthouder", ARTICLE + "<p>Cookies accepteren hoeft niet.</p>", "", None),
    ("Captcha's op gemeentesites werken slecht", ARTICLE + "<p>Verify you are human, stond er.</p>", "", None),
    ("Proefdam stopt", ARTICLE, "<script src='https://sdk.privacy-center.example/didomi.js'></script>", None),
    ("Proefdam stopt", ARTICLE + "<div id='onetrust'>Wij gebruiken cookies <b>Akkoord</b></div>", "", None),
    ("Proefdam stopt", ARTICLE, "<script>window._pxAppId='x'</script>", None),
    ("Proefdam stopt", ARTICLE, "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>", None),
    ("Proefdam stopt", ARTICLE, "<script src='https://www.google.example/recaptcha/api.js'></script>", None),
    ("Proefdam stopt", ARTICLE + "<footer><a href='/abo'>Abonnement</a> <a href='/in'>Inloggen</a></footer>", "", None),
    ("Toegang geweigerd tot spreekkamer: bezwaar gegrond", ARTICLE, "", None),
    ("Dossier niet gevonden: gemeente moet opnieuw zoeken", ARTICLE, "", None),
    ("Onderhoud aan brug duurt tot maart", ARTICLE, "", None),
    ("Inloggen met DigiD wordt veiliger", ARTICLE, "", None),
    ("Proefdam stopt", ARTICLE, '<meta property="article:content_tier" content="free">', None),
    ("Proefdam stopt", ARTICLE * 5, '<meta property="article:content_tier" content="metered">', None),
    ("Proefdam stopt", ARTICLE, "<script>var paywall={enabled:false}</script>", NEWS | {"isAccessibleForFree": True}),
    ("Kort bericht", f"<p>{LINES[0]}</p><div class='cc'>Wij gebruiken cookies <b>Akkoord</b></div>", "", NEWS),
    ("Abonnement op de krant wordt duurder", ARTICLE + "<p>Het abonnement kost straks meer.</p>", "", NEWS),
    ("Kop", f"<p>{LINES[0]}</p><p>{LINES[1]}</p>{ASKING}<b>Akkoord</b>", "", NEWS),
    ("Kop", "<h1>Pagina niet gevonden: waarom oude raadsstukken zoek zijn</h1>" + ARTICLE, "", None),
    ("Onderhoud", "<h1>Onderhoud</h1>" + ARTICLE, "", None),
    ("Robot helpt in bibliotheek", ARTICLE + "<p>Bent u een robot, vroeg een kind.</p>", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("title", "body", "head", "linked"), INNOCENT, ids=[str(n) for n in range(len(INNOCENT))])
def test_an_innocent_page_stays_ok(title: str, body: str, head: str, linked: object) -> None:
    found = extract(a_page(title, body, head, linked), url="http://proefblad.example/1")
    assert found.flag is Flag.OK, found.note
    assert LINES[0] in found.text


@pytest.mark.parametrize("value", ["1", " 1 ", "1\n"])
def test_a_reservation_is_seen_however_it_is_written(value: str) -> None:
    head = f'<META NAME="TDM-Reservation" CONTENT="{value}">'
    assert extract(a_page("Kop", ARTICLE, head)).is_reserved
    assert not extract(a_page("Kop", ARTICLE, head.replace("1", "0"))).is_reserved


def test_noai_is_noted_and_nothing_more() -> None:
    found = extract(a_page("Kop", ARTICLE, '<meta name="robots" content="index, noai">'))
    assert (found.flag, found.is_reserved) == (Flag.OK, False)
    assert found.note is not None
    assert "noai" in found.note
