"""Long lines: the same values as from any other parser, in a part of its memory; all that does not fit is refused."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Capture, Failure
from flows.readers import lines, long_lines
from flows.readers.lines import VERY_LONG_LINE, joined
from flows.readers.long_lines import MARK, PIECE, Record, parse_long_line
from tests.readers.building import read, write

SENTENCE = '<p class="lead">The "salt lake" has moved \U0001f30a again\\, said the \\"keeper\\":\n'
LETTERS = st.sampled_from(['"', "\\", " ", "/", "\n", "\0", "a", "ß", "\u00a0", "語", "\U0001f30a", '", "b": "'])
VALUES = st.one_of(st.lists(LETTERS, max_size=60).map("".join), st.integers(), st.none(), st.lists(st.text(max_size=3)))


def as_bytes(record: object) -> object:
    """Return a record with its texts as bytes."""
    values = record.items() if isinstance(record, dict) else ()
    return {key: value.encode() if isinstance(value, str) else value for key, value in values}


def in_parts(line: bytes, size: int = 3 * PIECE) -> list[bytes]:
    return [line[at : at + size] for at in range(0, len(line), size)]


def any_record(record: Record) -> bool:
    return MARK in record.values()


def page(size: int) -> str:
    return SENTENCE * (size // len(SENTENCE.encode()))


@settings(deadline=None)
@given(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    st.booleans(),
    st.integers(1, 30),
    st.integers(1, 90),
    st.sampled_from([0, VERY_LONG_LINE]),
)
def test_a_line_gives_what_json_gives_or_is_refused(
    record: dict[str, object], escaped: bool, piece: int, part: int, very_long: int
) -> None:
    line = json.dumps(record, ensure_ascii=escaped).encode()
    parts = in_parts(line, part)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lines, "PIECE", piece)
        patch.setattr(long_lines, "VERY_LONG_LINE", very_long)
        try:
            found = parse_long_line(parts, any_record)
        except ValueError:
            assert joined(parts) == line
            return
    assert not parts
    assert as_bytes(found) == as_bytes(record)
    assert sum(isinstance(value, bytes) for value in found.values()) == 1


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("end", ["", "\\", '"', '\\"', " "])
def test_the_long_string_is_found_wherever_it_stands(escaped: bool, end: str) -> None:
    html = page(5 * PIECE) + end
    record = {"id": 'a "quoted" \\ id', "html": html, "url": "https://lake.example/", "authors": ["A", "B"]}
    found = parse_long_line(in_parts(json.dumps(record, ensure_ascii=escaped).encode()), any_record)
    assert found == record | {"html": html.encode()}


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b'{"html": "' + b"a " * PIECE,
        b'{"html": "' + b"a " * PIECE + b'", "url": }',
        b'{"html": "' + b"a " * PIECE + b'\\x", "url": "b"}',
        b'{"html": ["' + b"a " * PIECE + b'"]}',
        b'["' + b"a " * PIECE + b'"]',
        b'{"numbers": [' + b"1, " * PIECE + b'1], "html": "a"}',
        b'{"' + b"a " * PIECE + b'": "html"}',
        b'{"html": "' + b"a " * PIECE + b'\\ud83d"}',
        b'{"html": "' + b"a " * PIECE + b'\xf0\x9f"}',
    ],
)
def test_what_does_not_fit_is_refused(line: bytes) -> None:
    parts = in_parts(line)
    with pytest.raises(ValueError, match=r"."):
        parse_long_line(parts, any_record)
    assert joined(parts) == line


@pytest.mark.parametrize("size", [3 * PIECE, VERY_LONG_LINE])
def test_what_the_caller_does_not_want_is_left(size: int) -> None:
    line = json.dumps({"html": page(size), "id": 2**70}).encode()
    parts = in_parts(line)
    with pytest.raises(ValueError, match="does not fit"):
        parse_long_line(parts, lambda record: record != {"html": MARK, "id": float(2**70)})
    assert joined(parts) == line


def test_a_page_with_one_wide_letter_takes_little_more_than_its_bytes() -> None:
    html = page(80 * PIECE).encode()
    parts = in_parts(json.dumps({"html": html.decode()}).encode())
    tracemalloc.start()
    found = parse_long_line(parts, any_record)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"html": html}
    assert peak < 1.5 * len(html)


def test_a_very_long_line_is_given_up_as_its_page_is_made() -> None:
    html = page(4 * VERY_LONG_LINE)
    tracemalloc.start()
    parts = in_parts(json.dumps({"html": html}).encode())
    line = sum(map(len, parts))
    tracemalloc.reset_peak()
    found = parse_long_line(parts, any_record)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"html": html.encode()}
    assert peak < 1.2 * line


def test_long_and_short_lines_give_the_same_captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [
        json.dumps({"html": page(3 * PIECE), "title": "One", "published": 1768383000.5}),
        json.dumps({"title": page(3 * PIECE), "text": "Two."}),
        json.dumps({"text": page(3 * PIECE), "id": 3}, ensure_ascii=False),
        '{"text": "' + "a " * PIECE + '\\ud83d half of a letter"}',
        '{"text": "' + "a " * PIECE,
    ]
    path = write(tmp_path / "pages.jsonl", "\n".join(records).encode())
    whole = read(path)
    monkeypatch.setattr(lines, "AT_ONCE", PIECE)
    monkeypatch.setattr(long_lines, "VERY_LONG_LINE", 2 * PIECE)
    assert read(path) == whole
    assert [type(item) for item in whole] == [Capture, Capture, Capture, Capture, Failure]
