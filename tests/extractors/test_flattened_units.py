"""Splitting glued lines, and putting together again what was kept together."""

from __future__ import annotations

import pytest

from extractors.flattened_joins import settle_joins
from extractors.flattened_units import rejoin, units_of


def texts(text: str) -> list[str]:
    return [unit.text for unit in units_of(text)]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("Latest newsThe mill is to be sold", ["Latest news", "The mill is to be sold"]),
        ("Son xəbərlərDağ yolu açıldı", ["Son xəbərlər", "Dağ yolu açıldı"]),
        ("Читайте такжеВ порту строят причал", ["Читайте также", "В порту строят причал"]),
        ("It was over.Nobody had won.", ["It was over.", "Nobody had won."]),
        ("Anna Bright12:43", ["Anna Bright", "12:43"]),
        ("Updated 2 May 2026View images", ["Updated 2 May 2026", "View images"]),
    ],
)
def test_joins_are_split(line: str, pieces: list[str]) -> None:
    assert texts(line) == pieces


@pytest.mark.parametrize(
    "line",
    [
        "She watched it on YouTube with Tom McArdle and the DeMarco twins.",
        "Written by the F.A.Z. and by A.B. Carter at 9 a.m. in the U.S.",
        "„Das war's“, sagte er. „Mehr nicht.“ und ging.",
        "09.Jan.2026",
        "Version 3.5 costs 1,200.50 francs.",
        "See example.com/Path?Query=One for more.",
    ],
)
def test_what_is_no_join_is_not_split(line: str) -> None:
    assert texts(line) == [line]


def test_a_word_that_recurs_is_a_name() -> None:
    assert texts("BlueHarbour grows\nNobody at BlueHarbour would say why") == [
        "BlueHarbour grows",
        "Nobody at BlueHarbour would say why",
    ]


def test_a_doubtful_join_is_closed_again() -> None:
    units = units_of("The ferry company BlueHarbour adds two crossings.")
    assert len(units) == 2
    assert rejoin(settle_joins(units, set())) == "The ferry company BlueHarbour adds two crossings."
    assert len(settle_joins(units, {0})) == 2


def test_a_heading_that_runs_into_its_paragraph_is_written_on_a_line_of_its_own() -> None:
    paragraph = "The boat will leave every forty minutes, and the fare stays as it is, said the harbour master."
    text = f"Fares will not change in winter{paragraph}\nNobody had asked for it."
    units = settle_joins(units_of(text), set())
    assert len(units) == 2  # heading and paragraph are weighed together
    assert units[0].text == f"Fares will not change in winter{paragraph}"
    assert rejoin(units) == f"Fares will not change in winter\n{paragraph}\nNobody had asked for it."


def test_a_word_that_is_small_elsewhere_begins_a_paragraph() -> None:
    paragraph = "Bei der Fähre bleibt alles, wie es ist, sagte der Hafenmeister am Montag im Stadtrat."
    text = f"Keine neuen Preise am Neuen Hafen{paragraph}\nSo war es auch bei der letzten Wahl."
    assert rejoin(settle_joins(units_of(text), set())).startswith(f"Keine neuen Preise am Neuen Hafen\n{paragraph}\n")


@pytest.mark.parametrize(
    "text",
    [
        "The app SchoolHarbour, with which teachers write to parents, was switched off on Monday.",  # no small word
        "He paid with his phone at applePay, and then the harbour master took the money for it.",  # prose before
        "See what is newMore",  # no paragraph
    ],
)
def test_what_is_no_heading_is_not_parted(text: str) -> None:
    assert rejoin(settle_joins(units_of(text), set())).count("\n") == text.count("\n")


def test_glued_pages_are_split_at_sentences() -> None:
    page = "HomeNewsSportThe mill was sold. The buyer is not known. It will stay open.Share this"
    assert texts(page) == [
        "Home", "News", "Sport", "The mill was sold.", "The buyer is not known.", "It will stay open.", "Share this",
    ]  # fmt: skip


def test_sentences_of_scripts_without_case_or_spaces() -> None:
    assert len(units_of("今日は晴れだ。" * 300)) == 300
    assert len(units_of("새 다리가 열렸다. " * 200)) == 200


def test_sentences_are_rejoined_as_they_stood() -> None:
    line = "The mill was sold to a farmer. " * 80
    assert rejoin(units_of(line)) == line.strip()


def test_white_space_is_folded_and_control_characters_go() -> None:
    assert texts("\ufeffa\u00a0 b\x00c\r\n\n \u2028d\te\x0cf") == ["a b c", "d e", "f"]
    assert texts(" \n\t\x00") == []
