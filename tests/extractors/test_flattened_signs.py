"""Signs of furniture: words and forms of single lines, and how near they are."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.flattened_measures import Measures
from extractors.flattened_signs import signs_of
from extractors.flattened_vocabulary import CREDITING, KINDS, PROMPTING, kinds_of
from extractors.flattened_words import WORD, words_of

LINES = [
    "The ferry to the northern islands runs again.",
    "Dockers repaired the ramp overnight, the harbour master said.",
    "A ferry leaves the harbour. (Ida Brandt/Coast Pictures)",
    "By Ida Brandt",
    "Read more",
    "A lighthouse keeper retires",
    "A lighthouse keeper retires after forty winters on the rock",
    "12 comments",
    "We and our partners ask for your consent: cookies let us measure this page.",
]


def signs(lines: list[str], marker: list[int] | None = None) -> Measures:
    return signs_of(lines, words_of(lines, {}), np.array(marker or [0] * len(lines), np.float32))


@pytest.fixture(scope="module")
def found() -> Measures:
    return signs(LINES)


def test_forms_are_told_by_the_line_itself(found: Measures) -> None:
    assert np.flatnonzero(found["heading"]).tolist() == [4]
    assert np.flatnonzero(found["comments"]).tolist() == [7]
    assert np.flatnonzero(found["byline"]).tolist() == [3]
    assert np.flatnonzero(found["credit_end"]).tolist() == [2]


@pytest.mark.parametrize("line", ["Kommentare (3)", "4 yorum", "Комментарии", "Leave a comment", "댓글"])
def test_headings_of_comments_in_other_languages(line: str) -> None:
    assert signs(["Es regnet.", line])["comments"].tolist() == [0, 1]


@pytest.mark.parametrize("line", ["Kommentar von Jana Roth", "Comments by the minister caused a row", "Commentary"])
def test_an_opinion_is_no_heading_of_comments(line: str) -> None:
    assert signs(["Es regnet.", line])["comments"].tolist() == [0, 0]


@pytest.mark.parametrize(
    "line", ["Log in to comment.", "Die Kommentarfunktion ist geschlossen", "댓글 3개", "Оставить комментарий"]
)
def test_lines_that_speak_of_commenting_are_told(line: str) -> None:
    found = signs(["Es regnet.", line, "Am Abend schneit es."])
    assert found["commenting"].tolist() == [0, 1, 0]
    assert found["commenting_before"].tolist() == [60, 0, 1]


def test_the_distance_to_headings_is_counted_in_units_and_words(found: Measures) -> None:
    assert found["heading_before"].tolist() == [60, 60, 60, 60, 0, 1, 2, 3, 4]
    assert found["heading_after"].tolist() == [4, 3, 2, 1, 0, 60, 60, 60, 60]
    assert found["comments_words"].tolist()[6:] == [3000, 0, 1]
    assert found["heading_words"][6] == 6


def test_words_of_consent_are_counted_here_and_around(found: Measures) -> None:
    assert found["consent_words"][8] == 3  # partners, consent, cookies
    assert found["consent_words"][:7].sum() == 0
    assert found["addressing"][8] > 0.25
    assert found["consent-5+5"][6] > 0
    assert found["consent-5+5"][0] == 0
    assert (found["document_consent"] == found["document_consent"][0]).all()


@pytest.mark.parametrize(
    ("line", "sign"),
    [
        ("港の記事は会員限定です。", "prompting"),
        ("请登录后阅读全文", "prompting"),
        ("무단전재 및 재배포를 금지합니다", "prompting"),
        ("港の写真＝市が提供", "crediting"),
        ("Ida Brandt, second left, in the foreground", "picturing"),
        ("Ich finde meine Fähre besser", "speaking"),
    ],
)
def test_words_of_a_kind_are_found_also_inside_those_that_scripts_join(line: str, sign: str) -> None:
    found = signs(["Es regnet.", line])
    assert found[f"{sign}_words"][0] == 0
    assert found[f"{sign}_words"][1] > 0


def test_kinds_of_words_in_one_order_whatever_the_script() -> None:
    assert list(kinds_of(["harbour", "photo", "会員登録", "港"])) == [0, CREDITING, PROMPTING, 0]
    assert list(kinds_of(["harbour", "photo"])) == [0, CREDITING]
    assert list(kinds_of([])) == []


def test_a_headline_that_begins_another_line_is_told(found: Measures) -> None:
    assert found["begun"].tolist() == [0, 0, 0, 0, 0, 1, 2, 0, 0]
    assert found["alike"].tolist() == [1, 1, 1, 0, 0, 2, 2, 0, 1]
    assert found["alike+1"].tolist() == [0, 0, 0, 0, 1, 1, 0, 0, 0]


def test_neighbours_in_a_list_are_seen() -> None:
    found = signs(["* one", "* two", "three"], marker=[1, 1, 0])
    assert found["marker-1"].tolist() == [0, 1, 1]
    assert found["marker-2+2"].tolist() == pytest.approx([2 / 3] * 3)


def test_a_text_without_words_has_signs_too() -> None:
    found = signs(["1", "—"])
    assert all(np.isfinite(values).all() and len(values) == 2 for values in found.values())


def test_the_vocabulary_is_single_words_in_lower_case() -> None:
    assert [word for word in KINDS if WORD.findall(word.lower()) != [word]] == []
