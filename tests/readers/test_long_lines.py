"""Long lines: the same values as from any other parser, in a part of its memory; all that does not fit is refused."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Capture, Failure
from flows.readers import jsonl, long_lines
from flows.readers.long_lines import PIECE, parse_long_line
from tests.readers.building import read, write

SENTENCE = '<p class="lead">The "salt lake" has moved \U0001f30a again\\, said the \\"keeper\\":\n'
LETTERS = st.sampled_from(['"', "\\", " ", "/", "\n", "\0", "a", "ß", "\u00a0", "語", "\U0001f30a", '", "b": "'])
VALUES = st.one_of(st.lists(LETTERS, max_size=60).map("".join), st.integers(), st.none(), st.lists(st.text(max_size=3)))


def as_bytes(record: object) -> object:
    """Return a record with its texts as bytes."""
    values = record.items() if isinstance(record, dict) else ()
    return {key: value.encode() if isinstance(value, str) else value for key, value in values}


def page(size: int) -> str:
    return SENTENCE * (size // len(SENTENCE.encode()))


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=5), VALUES, max_size=4), st.booleans(), st.integers(1, 30))
def test_a_line_gives_what_json_gives_or_is_refused(record: dict[str, object], escaped: bool, piece: int) -> None:
    line = json.dumps(record, ensure_ascii=escaped).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_lines, "PIECE", piece)
        try:
            found = parse_long_line(line)
        except ValueError:
            return
    assert as_bytes(found) == as_bytes(record)
    assert sum(isinstance(value, bytes) for value in found.values()) == 1


@pytest.mark.parametrize("escaped", [True, False])
@pytest.mark.parametrize("end", ["", "\\", '"', '\\"', " "])
def test_the_long_string_is_found_wherever_it_stands(escaped: bool, end: str) -> None:
    html = page(5 * PIECE) + end
    record = {"id": 'a "quoted" \\ id', "html": html, "url": "https://lake.example/", "authors": ["A", "B"]}
    found = parse_long_line(json.dumps(record, ensure_ascii=escaped).encode())
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
    with pytest.raises(ValueError, match=r"."):
        parse_long_line(line)


def test_a_page_with_one_wide_letter_takes_little_more_than_its_bytes() -> None:
    html = page(80 * PIECE).encode()
    line = json.dumps({"html": html.decode()}).encode()
    tracemalloc.start()
    found = parse_long_line(line)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == {"html": html}
    assert peak < 1.5 * len(html)


def test_long_and_short_lines_give_the_same_captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        json.dumps({"html": page(3 * PIECE), "title": "One", "published": 1768383000.5}),
        json.dumps({"title": page(3 * PIECE), "text": "Two."}),
        json.dumps({"text": page(3 * PIECE), "id": 3}, ensure_ascii=False),
        '{"text": "' + "a " * PIECE + '\\ud83d half of a letter"}',
        '{"text": "' + "a " * PIECE,
    ]
    path = write(tmp_path / "pages.jsonl", "\n".join(lines).encode())
    whole = read(path)
    monkeypatch.setattr(jsonl, "LONG_LINE", PIECE)
    assert read(path) == whole
    assert [type(item) for item in whole] == [Capture, Capture, Capture, Capture, Failure]
