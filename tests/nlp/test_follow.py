"""What later words say of a practice and of another municipality."""

import pytest

from nlp.annotate import annotate
from staving.schema import TextItem


def stated(text):
    found = next(iter(annotate([TextItem(id="t", text=text)]))).assertions
    return {(item.municipality, item.practice, str(item.status)) for item in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Losser werkt met een risicomodel. Dinkelland laat het bij steekproeven.",
            {("GM0168", "algorithmic_scoring", "in_use"), ("GM1774", "algorithmic_scoring", "not_used")},
        ),
        (
            (
                "Uit een rondgang blijkt dat Epe bodycams gebruikt, Heerde er een proef mee voorbereidt en "
                "Hattem ermee gestopt is."
            ),
            {("GM0232", "bodycam", "in_use"), ("GM0246", "bodycam", "considered"), ("GM0244", "bodycam", "stopped")},
        ),
        (
            "Gesprekken worden wel in Kampen opgenomen, maar niet in Raalte.",
            {("GM0166", "interview_recording", "in_use"), ("GM0177", "interview_recording", "not_used")},
        ),
        (
            "Boxtel filmt zijn bezoekers in de spreekkamer; Vught vindt dat niet nodig.",
            {("GM0757", "video_recording", "in_use"), ("GM0865", "video_recording", "not_used")},
        ),
        (
            "Waar Epe de gesprekken opneemt, houdt Heerde het bij aantekeningen.",
            {("GM0232", "interview_recording", "in_use"), ("GM0246", "interview_recording", "not_used")},
        ),
        (
            "Wierden filmt elk gesprek aan de balie. Hellendoorn doet dat alleen als de beveiliging erom vraagt.",
            {("GM0189", "video_recording", "in_use"), ("GM0163", "video_recording", "conditional")},
        ),
        (
            "Asten laat gesprekken door AI uitwerken. Someren begint er voorlopig niet aan.",
            {("GM0743", "ai_transcription", "in_use"), ("GM0847", "ai_transcription", "not_used")},
        ),
    ],
)
def test_another_municipality_is_told_of_without_the_practice(text, expected):
    assert stated(text) == expected
