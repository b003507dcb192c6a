"""Mail: subject, date and name of the sender; nobody's address, number or signature."""

from __future__ import annotations

import json
import re
from email.message import EmailMessage
from importlib.resources import files

from office_files import SENTENCE, a_docx, p

from crawler.extract import extract, extract_all
from crawler.pages.contacts import hide_contacts
from staving.schema import DocumentKind, Flag

TEXT = f"""Geachte redactie,

{SENTENCE}
Bel 06-12345678 of mail els@bode.example voor meer.

Met vriendelijke groet,

Els de Vries
Adviseur | Gemeente Proefdam
T 0321 - 12 34 56
Dorpsstraat 1, 1234 AB Proefdam

-----Oorspronkelijk bericht-----
Van: Jan Proef <jan@raad.example>
Aan: Els de Vries
Onderwerp: opnamen

Klopt het dat de balie filmt?
"""


def a_mail(text: str = TEXT, **headers: str) -> EmailMessage:
    mail = EmailMessage()
    values = {
        "From": '"Vries, Els de" <els@bode.example>',
        "To": "Jan Proef <jan@raad.example>",
        "Subject": "FW: RE: Opnamen aan de balie é",
        "Date": "Mon, 15 Nov 2021 09:30:00 +0100",
        "Message-ID": "<1@bode.example>",
        **headers,
    }
    for name, value in values.items():
        mail[name] = value
    mail.set_content(text)
    return mail


def test_a_mail_gives_subject_date_and_name() -> None:
    found = extract(a_mail().as_bytes())
    assert found.flag is Flag.OK
    assert found.title == "Opnamen aan de balie é"
    assert found.authors == ("Els de Vries",)
    assert found.published == "2021-11-15T09:30+01:00"
    assert (found.kind, found.media_type, found.language) == (DocumentKind.LETTER, "message/rfc822", "nl")


def test_contact_data_are_nowhere_in_what_is_kept() -> None:
    found = extract(a_mail().as_bytes())
    assert found.text.split("\n") == [
        "Geachte redactie,",
        SENTENCE,
        "Bel [telefoonnummer] of mail [e-mailadres] voor meer.",
        "Met vriendelijke groet,",
        "-----Oorspronkelijk bericht-----",
        "Van: Jan Proef [e-mailadres]",
        "Onderwerp: opnamen",
        "Klopt het dat de balie filmt?",
    ]
    assert found.note == "contact data left out"
    assert "@" not in repr(found)


def test_patterns_match_their_examples_and_nothing_else() -> None:
    for name, rule in json.loads(files("crawler.pages").joinpath("mail.json").read_text(encoding="utf-8")).items():
        find = re.search if "shown" in rule or name in {"prefix", "quoted"} else re.fullmatch
        if name == "quoted":
            find = re.match
        for example in rule["examples"]:
            assert find(rule["pattern"], example), (name, example)
        for example in rule["counter_examples"]:
            assert not find(rule["pattern"], example), (name, example)


def test_numbers_that_are_no_telephone_numbers_stay() -> None:
    text = "Op 15-11-2021 kostte het 1.234.567 euro (artikel 5.1.2 Woo, NEN 7510, zaak C-311/18, kamerstuk 34851)."
    assert hide_contacts(text) == text


def test_an_html_mail_is_read_as_text() -> None:
    mail = EmailMessage()
    mail["From"] = "De Voorbeeldbode <nieuws@bode.example>"
    mail["Subject"] = "Nieuwsbrief"
    mail["Date"] = "Mon, 15 Nov 2021 09:30:00 +0100"
    mail["List-Unsubscribe"] = "<https://bode.example/af>"
    mail.set_content("Bekijk online")
    page = (
        "<div style='display:none'>voorproef</div><h1>Balie</h1>"
        f"<table><tr><td>{SENTENCE}</td><td>Tweede kolom van de brief</td></tr></table>"
    )
    mail.add_alternative(page, subtype="html")
    found = extract(mail.as_bytes())
    assert found.text.split("\n") == ["Balie", SENTENCE, "Tweede kolom van de brief"]
    assert (found.kind, found.outlet, found.authors) == (DocumentKind.ARTICLE, "De Voorbeeldbode", ())


def test_attachments_are_documents_of_their_own() -> None:
    mail = a_mail()
    mail.add_attachment(
        a_docx(p("Bijlage over opnamen")), maintype="application", subtype="octet-stream", filename="b.docx"
    )
    mail.add_attachment(b"\x89PNG\r\n", maintype="image", subtype="png", filename="p.png")
    mail.add_attachment(b"a;b", maintype="text", subtype="csv", filename="c.csv")
    first, second, third = extract_all(mail.as_bytes())
    assert first.note == "contact data left out; 1 pictures, cards or appointments not read"
    assert (second.text, second.note) == ("Bijlage over opnamen", "attachment b.docx")
    assert third.flag is Flag.UNSUPPORTED
    assert third.note is not None
    assert third.note.startswith("attachment c.csv: a table")


def test_a_mail_in_a_mail_is_read_to_a_bound() -> None:
    mail = a_mail("Binnenste brief.")
    for number in range(6):
        outer = a_mail(f"Schil {number}.")
        outer.add_attachment(mail)
        mail = outer
    found = extract_all(mail.as_bytes())
    assert [item.text for item in found] == ["Schil 5.", "Schil 4.", "Schil 3.", "Schil 2.", ""]
    assert found[-1].flag is Flag.UNSUPPORTED


def test_a_mailbox_gives_each_of_its_mails() -> None:
    one, two = (a_mail(f"Brief {number}.\n").as_bytes() for number in (1, 2))
    box = b"From els Mon Nov 15 09:30:00 2021\n" + one + b"\nFrom jan Mon Nov 15 09:31:00 2021\n" + two
    assert [item.text for item in extract_all(box)] == ["Brief 1.", "Brief 2."]


def test_an_encrypted_mail_is_flagged() -> None:
    head = b"From: Els de Vries <e@b.example>\nSubject: x\nMIME-Version: 1.0\n"
    body = b'Content-Type: application/pkcs7-mime; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nAAAA\n'
    assert extract(head + body).flag is Flag.ENCRYPTED


def test_a_text_that_begins_like_a_mail_is_a_text() -> None:
    assert (
        extract(b"Van: de raad\nDatum: 3 maart 2021\n\nDe balie filmt niet.\n", file_name="a.txt").media_type
        == "text/plain"
    )
    assert extract(b"From: noon\nTo: midnight\n\nDe balie filmt niet.\n").media_type == "text/plain"


def test_odd_headers_are_borne() -> None:
    mail = b"From: =?utf-8?b?!!?= <x>\nSubject: =?koi-99?q?a=ZZ?=\nDate: gisteren\nMessage-ID: <>\nTo: \xff\n\nTekst.\n"
    found = extract(mail)
    assert (found.flag, found.text, found.published) == (Flag.OK, "Tekst.", None)
