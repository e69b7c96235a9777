"""Lines at the end of a text that are not its own, in many languages; the same words inside a text stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.endings import endings
from extractors.records import Reason

BODY = ["The bridge was opened on Monday.", "The minister said so herself."]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Source: Caspian Wire", Reason.CREDIT),
        ("Quelle: Kaukasus-Kurier", Reason.CREDIT),
        ("Mənbə: Xəzər Gündəmi", Reason.CREDIT),
        ("Источник: «Степной вестник»", Reason.CREDIT),
        ("The post A new bridge appeared first on Caspian Wire.", Reason.CREDIT),
        ("Der Beitrag Neue Brücke erschien zuerst auf Kaukasus-Kurier.", Reason.CREDIT),
        ("Reporting by Ada Lund in Port Elin, additional reporting by Jonas Weir; Editing by Mira Holt", Reason.CREDIT),
        ("Reporting by Ada Lund", Reason.CREDIT),
        ("(Bericht von Jan Ohlsen, redigiert von Eva Brandt.)", Reason.CREDIT),
        ("(Reporte de Lucía Prados. Editado por Marta Gil)", Reason.CREDIT),
        ("This is a developing story and will be updated.", Reason.OTHER),
        ("Dieser Artikel wird laufend aktualisiert.", Reason.OTHER),
        ("Notizia in aggiornamento", Reason.OTHER),
        ("Подписывайтесь на наш канал, чтобы первыми узнавать новости.", Reason.PROMPT),
        ("Son dakika haberlerini kaçırmamak için Telegram kanalımıza abone olun.", Reason.PROMPT),
        ("Subscribe to our newsletter", Reason.PROMPT),
    ],
)
def test_a_last_line_that_says_what_it_is_is_left_out(line: str, reason: Reason) -> None:
    found = endings([*BODY, line])
    assert {place: verdict.reason for place, verdict in found.items()} == {2: reason}


def test_several_such_lines_are_left_out_together() -> None:
    found = endings([*BODY, "Abonnieren Sie unseren Newsletter!", "Quelle: Kurier"])
    assert sorted(found) == [2, 3]


def test_the_same_words_inside_a_text_stay() -> None:
    lines = [
        "Source: Caspian Wire",
        "Reporting by hand is slow, she said.",
        "Subscribe to our cause, the placard said.",
        "Then the rain came.",
    ]
    assert endings(lines) == {}


def test_a_sentence_about_reporting_stays() -> None:
    assert endings([*BODY, "Reporting by three papers led to the inquiry."]) == {}
    assert endings([*BODY, "Compiled by hand, the list took nine years."]) == {}


def test_a_text_of_nothing_else_stays() -> None:
    assert endings(["Source: Caspian Wire"]) == {}
    assert endings([]) == {}


@given(st.lists(st.text(max_size=300), max_size=8))
def test_the_first_line_and_long_lines_always_stay(lines: list[str]) -> None:
    found = endings(lines)
    assert 0 not in found
    assert len(found) <= 4
    assert all(len(lines[place]) <= 200 for place in found)


@pytest.mark.parametrize(
    "line", ["the post " + "a " * 90, "reporte " + "de por " * 27, "l'article " + "est " * 40, "source:" + " " * 190]
)
def test_patterns_are_linear(line: str) -> None:
    assert endings(["Text.", line]) == {}
