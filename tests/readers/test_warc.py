"""WARC: which records are pages, HTTP codings, and damage."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from fastwarc.stream_io import BrotliWriter

from extractors.records import Capture, Failure
from flows.readers import Limits
from tests.readers.building import PAGE, TEXT, Warc, captures, only_failure, read, split, write

BODY = PAGE.encode()


def chunked(data: bytes) -> bytes:
    pieces = [data[start : start + 7] for start in range(0, len(data), 7)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def brotli(data: bytes) -> bytes:
    out = io.BytesIO()
    writer = BrotliWriter(out)
    writer.write(data)
    writer.close()
    return out.getvalue()


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "Deflate": bare_deflate,
    "br": brotli,
    "zstd": zstandard.compress,
    "gzip, br": lambda data: brotli(gzip.compress(data)),
    "identity": lambda data: data,
}


def test_page_carries_what_the_record_says(tmp_path: Path) -> None:
    warc = Warc().record("warcinfo", b"software: none\r\n").response(BODY)
    [capture] = captures(write(tmp_path / "crawl.warc", warc.data))
    assert capture.body == BODY
    assert capture.locator == f"offset={warc.offsets[1]}"
    assert (capture.url, capture.charset) == ("https://lake.example/salt", "windows-1251")
    assert capture.captured_at == "2026-01-14T09:30:00Z"
    assert capture.record_id is not None
    assert capture.record_id.startswith("<urn:uuid:")
    assert capture.source == "None|https://lake.example/salt"


@pytest.mark.parametrize("wrap", [False, True])
@pytest.mark.parametrize("coding", CODINGS)
def test_http_codings_are_undone(tmp_path: Path, coding: str, wrap: bool) -> None:
    body = CODINGS[coding](BODY)
    headers = [("Content-Encoding", coding), *([("Transfer-Encoding", "chunked")] if wrap else [])]
    warc = Warc().response(chunked(body) if wrap else body, headers=headers)
    [capture] = captures(write(tmp_path / "crawl.warc", warc.data))
    assert capture.body == BODY


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate", "zstd", "utf-8"])
def test_body_that_the_crawler_decoded_stays_as_it_is(tmp_path: Path, coding: str) -> None:
    headers = [("Content-Encoding", coding), ("Transfer-Encoding", "chunked")]
    [capture] = captures(write(tmp_path / "crawl.warc", Warc().response(BODY, headers=headers).data))
    assert capture.body == BODY


def test_unknown_coding_is_a_failure(tmp_path: Path) -> None:
    warc = Warc().response(b"\x00\x01" * 50, headers=[("Content-Encoding", "dcb")])
    assert "the HTTP coding `dcb` is not known" in only_failure(write(tmp_path / "crawl.warc", warc.data)).error


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_damaged_coding_costs_that_record(tmp_path: Path, coding: str) -> None:
    damaged = CODINGS[coding](BODY * 50)[:-9]
    warc = Warc().response(BODY).response(damaged, headers=[("Content-Encoding", coding)]).response(BODY)
    items = read(write(tmp_path / "crawl.warc", warc.data))
    first, second, third = (f"offset={offset}" for offset in warc.offsets)
    assert split(items) == ([first, third], [second])


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_http_bomb_costs_that_record(tmp_path: Path, coding: str) -> None:
    bomb = CODINGS[coding](bytes(20_000_000))
    warc = Warc().response(bomb, headers=[("Content-Encoding", coding)]).response(BODY)
    good, bad = split(read(write(tmp_path / "crawl.warc", warc.data), Limits(document=1_000_000)))
    assert (good, bad) == ([f"offset={warc.offsets[1]}"], ["offset=0"])


def test_what_is_no_page_is_passed_over(tmp_path: Path) -> None:
    warc = (
        Warc()
        .record("metadata", b"outlink: x")
        .record("request", b"GET / HTTP/1.1\r\n\r\n")
        .record("conversion", b"words", warc_content_type="text/plain")
        .record("response", b"lake.example 127.0.0.1", "dns:lake.example", warc_content_type="text/dns")
        .response(b"", status="301 Moved")
        .response(BODY, status="404 Not Found")
        .response(b"", status="204 No Content")
        .response(b"\x89PNG\r\n", content_type="image/png")
        .response(b"\x89PNG\r\n\x00", content_type=None)
        .response(b"%PDF-1.7", content_type="text/html")
        .response(b"body {}", content_type="text/css")
        .response(b"\x00\x01\x02", content_type="application/octet-stream")
    )
    assert read(write(tmp_path / "crawl.warc", warc.data)) == []


@pytest.mark.parametrize(
    ("body", "declared", "media_type"),
    [
        (BODY, None, "text/html"),
        (BODY, "application/octet-stream", "text/html"),
        (BODY, "TEXT/HTML; charset=utf-8", "text/html"),
        (b"<?xml version='1.0'?>" + BODY, "application/xhtml+xml", "text/html"),
        (TEXT.encode(), "text/plain", "text/plain"),
        (TEXT.encode(), None, "text/plain"),
        (TEXT.encode(), "text/html", "text/plain"),
        (BODY, "text/plain", "text/html"),
    ],
)
@pytest.mark.parametrize("kind", ["response", "resource"])
def test_payload_type_is_sniffed(tmp_path: Path, kind: str, body: bytes, declared: str | None, media_type: str) -> None:
    if kind == "response":
        warc = Warc().response(body, content_type=declared)
    else:
        warc = Warc().record("resource", body, warc_content_type=declared or "application/octet-stream")
    [capture] = captures(write(tmp_path / "crawl.warc", warc.data))
    assert (capture.body, capture.media_type) == (body, media_type)


def test_empty_page_is_a_failure(tmp_path: Path) -> None:
    assert "page is empty" in only_failure(write(tmp_path / "crawl.warc", Warc().response(b"").data)).error


def test_offsets_are_of_the_uncompressed_warc(tmp_path: Path) -> None:
    plain, packed = Warc(), Warc(packed=True)
    for warc in (plain, packed):
        warc.response(BODY).response(BODY)
    wanted = [f"offset={offset}" for offset in plain.offsets]
    for name, data in (
        ("records.warc.gz", packed.data),
        ("whole.warc.gz", gzip.compress(plain.data)),
        ("whole.warc.zst", zstandard.compress(plain.data)),
    ):
        assert split(read(write(tmp_path / name, data))) == (wanted, []), name
        (tmp_path / name).unlink()


@pytest.mark.parametrize("cut", [20, 100, 300, 480])
def test_cut_off_warc_keeps_what_came_before(tmp_path: Path, cut: int) -> None:
    warc = Warc().response(BODY).response(BODY).response(BODY)
    data = warc.data[: warc.offsets[2] + cut]
    assert len(data) < len(warc.data)
    items = read(write(tmp_path / "crawl.warc", data))
    good, bad = split(items)
    assert good == [f"offset={offset}" for offset in warc.offsets[:2]]
    assert len(bad) == 1
    assert isinstance(items[-1], Failure)
    assert "crawl" in items[-1].error or "get the file again" in items[-1].error.lower()


def test_cut_off_in_a_record_that_is_passed_over_is_seen(tmp_path: Path) -> None:
    warc = Warc().response(BODY).response(bytes(5000), content_type="image/png")
    failure = read(write(tmp_path / "crawl.warc", warc.data[:-500]))[-1]
    assert isinstance(failure, Failure)
    assert f"cut off at byte {len(warc.data) - 500:,}" in failure.error
    assert split(read(write(tmp_path / "whole.warc", warc.data)))[1] == []


@pytest.mark.parametrize("garbage", [b"garbage\r\n", b"x" * 200_000])
def test_reading_goes_on_behind_garbage(tmp_path: Path, garbage: bytes) -> None:
    warc = Warc().response(BODY).response(BODY)
    middle = warc.offsets[1]
    data = warc.data[:middle] + garbage + b"\n" + warc.data[middle:]
    good, bad = split(read(write(tmp_path / "crawl.warc", data)))
    assert good == ["offset=0", f"offset={middle + len(garbage) + 1}"]
    assert len(bad) == 1


def test_reading_goes_on_behind_a_record_that_was_cut_off(tmp_path: Path) -> None:
    """As when a crawler dies in a record and appends to its file when it is started again."""
    warc = Warc().response(BODY).response(BODY * 30).response(BODY).response(BODY)
    cut = warc.offsets[2] - 600
    data = warc.data[:cut] + b"\r\n" + warc.data[warc.offsets[2] :]
    shift = cut + 2 - warc.offsets[2]
    good, bad = split(read(write(tmp_path / "crawl.warc", data)))
    assert good[0] == "offset=0"
    assert good[-1] == f"offset={warc.offsets[3] + shift}"
    assert len(bad) == 1


def test_status_line_that_is_none_costs_that_record(tmp_path: Path) -> None:
    data = Warc().response(BODY).data.replace(b"HTTP/1.1 200 OK", b"garbage garbage") + Warc().response(BODY).data
    good, bad = split(read(write(tmp_path / "crawl.warc", data)))
    assert (len(good), bad) == (1, ["offset=0"])


def test_record_beyond_the_limit_costs_that_record(tmp_path: Path) -> None:
    warc = Warc().response(BODY * 100).response(BODY)
    items = read(write(tmp_path / "crawl.warc", warc.data), Limits(document=5000))
    assert isinstance(items[0], Failure)
    assert isinstance(items[1], Capture)
    assert "over 5,000" in items[0].error


def test_no_warc_at_all_is_one_failure(tmp_path: Path) -> None:
    assert "no WARC record" in only_failure(write(tmp_path / "crawl.warc", b"hello world\r\n" * 10)).error
