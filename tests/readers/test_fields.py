"""Keys and values of records: spellings, types, times, authors, and what bodies are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.records import Capture
from flows.readers import sniff
from flows.readers.moments import utc
from flows.readers.people import split_authors
from tests.readers.building import PAGE, TEXT, captures, jsonl, write


def one(tmp_path: Path, record: object) -> Capture:
    [capture] = captures(write(tmp_path / "news.jsonl", jsonl(record)))
    return capture


@pytest.mark.parametrize(
    ("key", "media_type"),
    [
        ("html", "text/html"),
        ("raw_html", "text/html"),
        ("rawHTML", "text/html"),
        ("text", "text/plain"),
        ("plain-text", "text/plain"),
        ("body", "text/plain"),
        ("Content", "text/plain"),
        ("articleBody", "text/plain"),
    ],
)
def test_body_has_many_names(tmp_path: Path, key: str, media_type: str) -> None:
    capture = one(tmp_path, {key: TEXT})
    assert (capture.body.decode(), capture.media_type) == (TEXT, media_type)


@pytest.mark.parametrize("key", ["body", "content"])
@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        (PAGE, "text/html"),
        ("<p>One.</p><p>Two.</p>", "text/html"),
        ("Words first, <b>then</b> tags.<br/>", "text/html"),
        (" \n<!-- note --><div>One.</div>", "text/html"),
        ("If a < b and b > c, nothing follows.", "text/plain"),
        ("She wrote <sic> beside it.", "text/plain"),
        (TEXT, "text/plain"),
    ],
)
def test_body_of_either_kind_is_sniffed(tmp_path: Path, key: str, text: str, media_type: str) -> None:
    assert one(tmp_path, {key: text}).media_type == media_type


def test_html_counts_before_text(tmp_path: Path) -> None:
    assert one(tmp_path, {"text": TEXT, "content": TEXT, "html": PAGE}).body.decode() == PAGE
    assert one(tmp_path, {"content": PAGE, "text": TEXT, "html": None}).body.decode() == TEXT


@pytest.mark.parametrize("key", ["date", "published", "publishDate", "date_published", "pub_date", "Publication Date"])
def test_publication_date_has_many_names(tmp_path: Path, key: str) -> None:
    capture = one(tmp_path, {"text": TEXT, key: "14 Jan 2026"})
    assert (capture.hints.published, capture.captured_at) == ("14 Jan 2026", None)


@pytest.mark.parametrize("key", ["captured_at", "crawl_date", "fetched_at", "crawled-at", "timestamp", "dateDownload"])
def test_capture_time_has_many_names(tmp_path: Path, key: str) -> None:
    capture = one(tmp_path, {"text": TEXT, key: "2026-01-14 09:30"})
    assert (capture.hints.published, capture.captured_at) == (None, "2026-01-14T09:30:00Z")


def test_values_of_other_shapes_that_make_sense(tmp_path: Path) -> None:
    record = {
        "text": TEXT,
        "id": 17,
        "source": {"id": None, "name": "Lake"},
        "author": {"name": "Ada Low"},
        "lang": "tr",
        "published": 1768383000,
        "link": " https://lake.example/ ",
        "title": "",
    }
    capture = one(tmp_path, record)
    assert (capture.record_id, capture.url) == ("17", "https://lake.example/")
    assert capture.source == "Lake|https://lake.example/"
    assert capture.hints.authors == ("Ada Low",)
    assert (capture.hints.published, capture.hints.language) == ("2026-01-14T09:30:00Z", "tr")
    assert capture.hints.title is None


def test_authors_of_every_shape(tmp_path: Path) -> None:
    for authors in (["Ada Low", "Bo Ek"], [{"name": "Ada Low"}, {"name": "Bo Ek"}], "Ada Low and Bo Ek"):
        assert one(tmp_path, {"text": TEXT, "authors": authors}).hints.authors == ("Ada Low", "Bo Ek")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Low", ["Ada Low"]),
        ("By Ada Low", ["Ada Low"]),
        ("Ada Low; Bo Ek", ["Ada Low", "Bo Ek"]),
        ("Ada Low | Bo Ek", ["Ada Low", "Bo Ek"]),
        ("Ada Low, Bo Ek and Cy van der Ven", ["Ada Low", "Bo Ek", "Cy van der Ven"]),
        ("Ada Low & Bo Ek", ["Ada Low", "Bo Ek"]),
        ("Айгүл Сәрсенова, Тимур Саидбаев", ["Айгүл Сәрсенова", "Тимур Саидбаев"]),
        ("Low, Ada", ["Low, Ada"]),
        ("Low, Ada; Ek, Bo", ["Low, Ada", "Ek, Bo"]),
        ("Ada Low, Paris", ["Ada Low, Paris"]),
        ("Salt and Water", ["Salt and Water"]),
        ("Department of Health and Care", ["Department of Health and Care"]),
        ("Ada Low and the night desk of the paper", ["Ada Low and the night desk of the paper"]),
        ("  ;  ", []),
    ],
)
def test_authors_are_parted_only_where_it_is_safe(text: str, names: list[str]) -> None:
    assert list(split_authors(text)) == names


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("2026-01-14", "2026-01-14"),
        ("20260114", "2026-01-14"),
        ("2026-01-14T09:30:00Z", "2026-01-14T09:30:00Z"),
        ("2026-01-14T09:30:00.999999+03:00", "2026-01-14T06:30:00Z"),
        ("2026-01-14 09:30:00.902973", "2026-01-14T09:30:00Z"),
        ("2026-01-14 09:30 UTC", "2026-01-14T09:30:00Z"),
        ("20260114093000", "2026-01-14T09:30:00Z"),
        ("Wed, 14 Jan 2026 10:30:00 +0100", "2026-01-14T09:30:00Z"),
        ("1768383000", "2026-01-14T09:30:00Z"),
        (1768383000, "2026-01-14T09:30:00Z"),
        (1768383000.75, "2026-01-14T09:30:00Z"),
        (1768383000999, "2026-01-14T09:30:00Z"),
        (1768383000999000, "2026-01-14T09:30:00Z"),
        ("yesterday", None),
        ("", None),
        ("2026-02-30", None),
        ("0001-01-01T00:00:00+10:00", None),
        (float("nan"), None),
        (float("inf"), None),
        (-1e300, None),
    ],
)
def test_capture_times_are_utc_or_unknown(said: str | float, meant: str | None) -> None:
    assert utc(said) == meant


def test_unreadable_capture_time_is_no_failure(tmp_path: Path) -> None:
    assert one(tmp_path, {"text": TEXT, "captured_at": "soon"}).captured_at is None


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_pages_in_wide_encodings_are_html(encoding: str) -> None:
    assert sniff.of_text(PAGE.encode(encoding)) == sniff.HTML
    assert sniff.of_response(PAGE.encode(encoding), None) == sniff.HTML


def test_html_file_without_a_tag_is_text(tmp_path: Path) -> None:
    [capture] = captures(write(tmp_path / "a.html", TEXT.encode()))
    assert capture.media_type == "text/plain"


def test_csv_reads_other_spellings_too(tmp_path: Path) -> None:
    table = f"Headline;Crawl Date;Body\nSalt;2026-01-14;{json.dumps(TEXT)[1:-1]}\n".encode()
    [capture] = captures(write(tmp_path / "news.csv", table))
    assert (capture.hints.title, capture.captured_at) == ("Salt", "2026-01-14")


@pytest.mark.parametrize("written", ["123456789012345678901234567890", "12345678901234567", "1.5", "1e3", '"n-1"'])
def test_an_id_is_kept_as_it_is_written_whatever_its_size(tmp_path: Path, written: str) -> None:
    line = f'{{"id": {written}, "text": "The salt lake has moved again."}}'.encode()
    [capture] = captures(write(tmp_path / "news.jsonl", line))
    assert capture.record_id == str(json.loads(written))


def test_a_number_that_json_does_not_have_costs_nothing(tmp_path: Path) -> None:
    [capture] = captures(write(tmp_path / "news.jsonl", b'{"score": NaN, "text": "The salt lake has moved again."}'))
    assert capture.body == b"The salt lake has moved again."
