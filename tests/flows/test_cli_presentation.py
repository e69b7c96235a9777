"""How stored texts are shown: harmless whatever they hold, aligned, and with what changed."""

from __future__ import annotations

import json
import re
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.connection import open_reader, open_store
from db.reading.article import explain_article
from db.reading.changes import Change, changes
from db.reading.scope import Scope
from db.reading.search import search_articles
from db.reading.status import read_status
from flows.commands.export_formats import guarded
from flows.present import columns, json_text, printable, printable_lines, wrapped
from flows.present_article import explanation_lines, text_lines
from flows.present_changes import marked_words
from flows.present_search import hit_lines
from flows.present_status import status_lines
from tests.db.reading_store import HOSTILE, Sample, make_sample

OUR_STYLES = re.compile(r"\x1b\[(?:0|1|2|31)m")  # plain, bold, dim, red


def is_harmless(line: str) -> bool:
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
        or letter in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
        for letter in OUR_STYLES.sub("", line)
    )


@given(st.text(st.characters(categories=None)))
def test_printable_text_is_harmless_and_one_line(text: str) -> None:
    assert is_harmless(printable(text))
    assert all(map(is_harmless, printable_lines(text)))


@given(st.text())
def test_printable_leaves_letters_alone(text: str) -> None:
    letters = "".join(letter for letter in text if letter.isalnum())
    assert printable(letters) == letters


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_is_harmless_and_says_the_same(text: str) -> None:
    assert is_harmless(json_text([text]))
    assert json.loads(json_text([text])) == [text]


def test_joiners_stay() -> None:
    assert printable("می\u200cخواهم") == "می\u200cخواهم"


@pytest.fixture
def hostile_store(tmp_path: Path) -> Sample:
    """A store in which every text that can come from outside is hostile."""
    sample = make_sample(tmp_path)
    texts = {
        "versions": ("title", "published", "published_raw", "language", "standfirst", "section", "text", "image"),
        "captures": ("url", "locator", "record_id", "captured_at"),
        "failures": ("error", "locator"),
        "removed_blocks": ("detail",),
        "verdicts": ("who",),
        "runs": ("error",),
    }
    with closing(open_store(sample.path)) as store:
        for table, names in texts.items():
            for name in names:
                store.execute(f"UPDATE {table} SET {name} = ?", (HOSTILE,))  # noqa: S608 - names of ours
        store.execute("UPDATE dumps SET name = ?, path = ?", (HOSTILE, HOSTILE))
        store.execute("UPDATE sources SET name = name || ?", (HOSTILE,))
        store.execute("UPDATE articles SET address = id || ?", (HOSTILE,))
        store.execute("UPDATE removed_texts SET text = ?", (HOSTILE,))
        store.execute("UPDATE links SET passages = ?", (json.dumps([HOSTILE]),))
        store.execute("UPDATE recipes SET parts = ?", (json.dumps({HOSTILE: HOSTILE}),))
        store.execute("UPDATE versions SET authors = ?", (json.dumps([HOSTILE]),))
        store.execute("UPDATE runs SET state = 'failed'")
        store.execute("INSERT INTO article_search (article_search) VALUES ('rebuild')")
    return sample


@pytest.mark.parametrize("width", [None, 40])
def test_no_stored_text_reaches_the_terminal_as_it_is(hostile_store: Sample, width: int | None) -> None:
    with closing(open_reader(hostile_store.path)) as store:
        lines = [*status_lines(read_status(store))]
        for hit in search_articles(store, "evil", Scope(copies=True)):
            lines += hit_lines(hit, width)
            lines += explanation_lines(explain_article(store, hit.article), width)
    assert len(lines) > 50
    assert [line for line in lines if not is_harmless(line)] == []


class TestLayout:
    def test_numbers_stand_right_and_words_left(self) -> None:
        table = [
            line.replace("\x1b[2m", "").replace("\x1b[0m", "")
            for line in columns([("a", 1), ("bcd", 1234)], ("x", "n"))
        ]
        assert table == ["  x        n", "  a        1", "  bcd  1,234"]

    def test_wide_letters_take_two_columns(self) -> None:
        assert list(columns([("新聞", "a"), ("bbbb", "c")], ("x", "y")))[1:] == ["  新聞  a", "  bbbb  c"]

    def test_an_empty_table_is_its_headings(self) -> None:
        assert len(list(columns([], ("x", "y")))) == 1

    def test_lines_are_wrapped_for_a_terminal_only(self) -> None:
        words = "word " * 30
        assert len(list(wrapped(words, None, "  "))) == 1
        assert all(len(line) <= 40 for line in wrapped(words, 40, "  "))


class TestText:
    def test_removed_blocks_stand_where_they_stood(self, tmp_path: Path) -> None:
        sample = make_sample(tmp_path)
        with closing(open_reader(sample.path)) as store:
            version = explain_article(store, sample.storm).versions[-1]
        lines = [OUR_STYLES.sub("", line) for line in text_lines(version, None)]
        assert lines == [
            "  - [navigation: page header]",
            "  -   Home",
            "  -   World",
            "  -   Sport",
            "    A storm closed the harbour on Monday.",
            "    Forty-five boats stayed in port.",
            "  - [prompt: newsletter]",
            "  -   Subscribe to our letter",
            "    The mole held.",
            "  - [link-list: under the heading 'Most read']",
            "  -   Ten ways to cook fish",
        ]

    def test_changes_between_versions_are_found(self, tmp_path: Path) -> None:
        sample = make_sample(tmp_path)
        with closing(open_reader(sample.path)) as store:
            older, newer = explain_article(store, sample.storm).versions
        assert changes(older, newer) == (
            Change("title", "Storm closes harbour", "Storm shuts harbour"),
            Change("text", "Forty boats stayed in port.", "Forty-five boats stayed in port."),
        )
        assert changes(newer, newer) == ()

    @pytest.mark.parametrize(
        ("before", "after", "marked"),
        [
            ("at 12 today", "at 13 today", "at [-12-] {+13+} today"),
            ("at noon", "at noon today", "at noon {+today+}"),
            ("not at noon", "at noon", "[-not-] at noon"),
        ],
    )
    def test_changed_words_are_marked(self, before: str, after: str, marked: str) -> None:
        assert marked_words(before, after) == marked

    def test_a_giant_paragraph_is_not_compared_word_by_word(self) -> None:
        assert marked_words("a " * 3000, "b").startswith("[-a a")


class TestGuard:
    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\n@x", "'=1"])
    def test_a_formula_is_guarded(self, text: str) -> None:
        assert guarded(text) == "'" + text

    @pytest.mark.parametrize("text", ["", "Storm", "1 - 1", "a=b", "«Az»", " "])
    def test_other_texts_are_not(self, text: str) -> None:
        assert guarded(text) == text

    @given(st.text())
    def test_taking_one_apostrophe_off_gives_the_text_back(self, text: str) -> None:
        assert guarded(text).removeprefix("'") == text
