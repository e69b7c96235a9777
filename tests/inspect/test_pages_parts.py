"""The parts that pages are made of: how values look, shared passages, places on a time line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.datasette.showing import changed_words, day, hours, link, moment, seconds, segment, share, snippet, visible
from db.datasette.timeline import timeline
from db.reading.changes import word_changes
from db.reading.controls import OBEYED
from db.reading.pages.comparison import SHORTEST_RUN, Comparison, compare_texts
from db.reading.pages.days import days_before
from db.reading.pages.story import StoryMember
from db.reading.search import MARK_BEGIN, MARK_END


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2026-01-14T09:30:00+01:00", "14 Jan 2026, 09:30 +01:00"),
        ("2026-01-14T09:30Z", "14 Jan 2026, 09:30 UTC"),
        ("2026-01-14T09:30:05.250Z", "14 Jan 2026, 09:30 UTC"),
        ("2025-09-02T15:40", "2 Sep 2025, 15:40"),
        ("2026-01-14", "14 Jan 2026"),
        ("2021-04", "Apr 2021"),
        ("2021", "2021"),
        ("XXXX-04-05", "5 Apr, year not known"),
        ("2026-19-05", "5 2026"),
        ("soon", "soon"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_written_as_people_do(edtf: str | None, shown: str) -> None:
    assert day(edtf) == shown


def test_an_unknown_moment_says_so() -> None:
    assert "not known" in moment(None)
    assert 'datetime="2026-01-14T09:30:00Z"' in moment("2026-01-14T09:30:00Z")


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (0.42, "25 min"), (3.5, "3.5 h"), (47.94, "47.9 h"), (50.4, "2.1 days")]
)
def test_a_delay_is_written_as_people_do(value: float | None, shown: str) -> None:
    assert hours(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(0, "0%"), (0.0004, "0.0%"), (0.339, "33.9%"), (1.0, "100%")])
def test_a_share_is_written_in_percent(value: float, shown: str) -> None:
    assert share(value) == shown


@pytest.mark.parametrize(
    ("finished", "shown"),
    [
        (None, ""),
        ("2026-01-01T00:00:05Z", "5 s"),
        ("2026-01-01T00:12:00Z", "12 min"),
        ("2026-01-01T03:00:00Z", "3.0 h"),
    ],
)
def test_a_run_took_as_long(finished: str | None, shown: str) -> None:
    assert seconds(("2026-01-01T00:00:00Z", finished)) == shown


@pytest.mark.parametrize("address", ["http://a.example/", "https://a.example/x?y=z#w", "https://[::1]/"])
def test_what_is_an_address_of_the_web_is_linked(address: str) -> None:
    assert link(address) == address


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:x", " https://a.example", "//a.example", "https:///x",
     "data:text/html,x", "mailto:a@b", "http://[::1", "https://a.example/\u202egpj", "sha256:00", "", None],
)  # fmt: skip
def test_nothing_else_is_linked(address: str | None) -> None:
    assert link(address) is None


@given(st.text())
def test_whatever_is_shown_has_no_markup_and_nothing_that_is_obeyed(text: str) -> None:
    shown = visible(text)
    assert not OBEYED.search(shown)
    without = shown.replace('<span class="control" title="', "").replace("</span>", "")
    assert "<" not in without


@given(st.text())
def test_a_segment_is_one(text: str) -> None:
    assert "/" not in segment(text.encode("utf-8", "replace").decode())


def test_marks_of_a_snippet_are_markup_and_those_of_its_text_are_not() -> None:
    assert snippet(f"<mark>a {MARK_BEGIN}b{MARK_END}") == "<bdi>&lt;mark&gt;a <mark>b</mark></bdi>"


def test_changed_words_are_told_apart() -> None:
    shown = changed_words(list(word_changes("forty boats <b>", "fifty boats <b>")))
    assert shown == "<del>forty</del> <ins>fifty</ins> boats &lt;b&gt;"


def marked(comparison: Comparison) -> tuple[list[str], list[str]]:
    return (
        [stretch.text for paragraph in comparison.left for stretch in paragraph if stretch.shared],
        [stretch.text for paragraph in comparison.right for stretch in paragraph if stretch.shared],
    )


@pytest.mark.parametrize(
    ("left", "right", "shared"),
    [
        # letter case, typography and invisible characters do not count; what is shown is as it was written
        (
            "He said: “Forty boats stayed IN port.”",
            'said "forty boats stayed in port"',
            "said: “Forty boats stayed IN port",
        ),
        ("Forty bo\u00adats stayed in", "forty boats stayed in", "Forty bo\u00adats stayed in"),
        # three words are chance
        ("at the end of it", "at the end, then", None),
        # a script without spaces
        ("昨日港が閉鎖された", "港が閉鎖", "港が閉鎖"),
        # the reading order does not matter
        ("غادرت السفن الميناء صباح اليوم", "غادرت السفن الميناء صباح", "غادرت السفن الميناء صباح"),
    ],
)
def test_shared_passages_are_those_that_stand_in_both(left: str, right: str, shared: str | None) -> None:
    assert marked(compare_texts(left, right))[0] == ([shared] if shared else [])


@given(st.lists(st.sampled_from("abcdef \n.,"), max_size=60), st.lists(st.sampled_from("abcdef \n.,"), max_size=60))
def test_a_comparison_loses_nothing_of_either_text(left: list[str], right: list[str]) -> None:
    texts = ["".join(left), "".join(right)]
    comparison = compare_texts(*texts)
    for text, paragraphs in zip(texts, (comparison.left, comparison.right), strict=True):
        assert "\n".join("".join(stretch.text for stretch in paragraph) for paragraph in paragraphs) == text


def test_equal_texts_are_marked_from_end_to_end() -> None:
    comparison = compare_texts("one two three four five", "one two three four five")
    assert (comparison.left_share, comparison.right_share) == (1.0, 1.0)
    assert len(["one", "two", "three", "four"]) == SHORTEST_RUN


def member(article: str, source: str, published_at: str | None, precision: str | None = "minute") -> StoryMember:
    return StoryMember(article, source, None, published_at, published_at, precision, 1, False, None, False, None)


def test_a_time_line_puts_each_article_at_its_time() -> None:
    line = timeline(
        (
            member("1", "a", "2026-01-01T00:00:00Z"),
            member("2", "b", "2026-01-01T00:00:00Z", "day"),
            member("3", "a", "2026-01-02T00:00:00Z"),
            member("4", "c", None, None),
        )
    )
    assert line is not None
    places = {dot.member.article: (row.source, dot.place, dot.exact) for row in line.rows for dot in row.dots}
    assert places == {"1": ("a", 3.0, True), "2": ("b", 50.0, False), "3": ("a", 97.0, True)}
    assert line.left_out == 1
    assert (line.first, line.last) == ("2026-01-01T00:00Z", "2026-01-02T00:00Z")


def test_there_is_no_time_line_of_one_time() -> None:
    assert timeline((member("1", "a", "2026-01-01T00:00:00Z"), member("2", "b", None))) is None


def test_a_minute_is_not_stretched_over_the_whole_time_line() -> None:
    line = timeline((member("1", "a", "2026-01-01T00:00:00Z"), member("2", "b", "2026-01-01T00:01:00Z")))
    assert line is not None
    assert line.rows[1].dots[0].place < 10


def test_days_are_counted_over_the_end_of_a_month() -> None:
    assert days_before("2024-03-01", 3) == ["2024-02-28", "2024-02-29", "2024-03-01"]
