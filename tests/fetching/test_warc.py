"""What was fetched, written as WARC, is read by other tools and by our own reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator

from extractors.records import Capture, digest
from flows.commands.export import export
from flows.readers import find_dumps, read_dump
from tests.fetching.weeks import Week

Record = tuple[str, int, str, str]  # address, status, date, sha256 of the body


def exported(week: Week, *options: str) -> tuple[bytes, str]:
    """Return what `export --format warc` writes, and what it tells."""
    result = CliRunner().invoke(export, ["--db", str(week.database), "--format", "warc", *options])
    assert result.exit_code == 0, result.output
    return result.stdout_bytes, result.stderr


def by_warcio(data: bytes) -> list[Record]:
    found = []
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        if record.rec_type == "response":
            headers, status = record.rec_headers, int(record.http_headers.get_statuscode())
            body = record.content_stream().read()
            assert int(record.http_headers.get_header("Content-Length")) == len(body)
            found.append((headers["WARC-Target-URI"], status, headers["WARC-Date"], digest(body)))
    return found


def by_fastwarc(data: bytes) -> list[Record]:
    return [
        (
            record.headers["WARC-Target-URI"],
            record.http_headers.status_code or 0,
            record.headers["WARC-Date"],
            digest(record.reader.read()),
        )
        for record in FastIterator(io.BytesIO(data), record_types=WarcRecordType.response, verify_digests=True)
    ]


@pytest.mark.parametrize("read", [by_warcio, by_fastwarc])
def test_every_kept_document_is_a_response_with_its_time_and_digest(
    week: Week, read: Callable[[bytes], list[Record]]
) -> None:
    data, told = exported(week)
    kept = week.rows("SELECT final_address, status, received, digest FROM responses ORDER BY id")
    assert read(data) == kept
    pages = week.rows("SELECT COUNT(*) FROM responses WHERE kind = 'page'")[0][0]
    assert pages > 100
    assert f"{len(kept)} responses" in told


def test_a_page_is_the_payload_of_its_capture(week: Week) -> None:
    orphans = week.rows(
        "SELECT COUNT(*) FROM responses LEFT JOIN captures USING (dump, locator)"
        " LEFT JOIN payloads ON payloads.id = captures.payload"
        " WHERE kind = 'page' AND payloads.digest IS NOT responses.digest"
    )
    assert orphans == [(0,)]


def test_headers_are_kept_except_cookies_and_codings(week: Week) -> None:
    data, _ = exported(week, "--source", "plain")
    for record in FastIterator(io.BytesIO(data), record_types=WarcRecordType.response):
        names = {name.lower() for name, _ in record.http_headers.asdict().items()}
        assert {"content-type", "etag", "last-modified", "content-length"} <= names
        assert names.isdisjoint({"set-cookie", "content-encoding", "transfer-encoding"})


def test_the_cursor_goes_on_and_the_same_gives_the_same(week: Week) -> None:
    whole, told = exported(week)
    cursor = told.rsplit("cursor: ", 1)[1].strip()
    rest, told_again = exported(week, "--since", cursor)
    assert by_fastwarc(rest) == []
    assert told_again.rsplit("cursor: ", 1)[1].strip() == cursor
    half, _ = exported(week, "--since", str(int(cursor) // 2))
    assert by_fastwarc(whole)[-len(by_fastwarc(half)) :] == by_fastwarc(half)
    ids = [[record.record_id for record in FastIterator(io.BytesIO(data))][1:] for data in (whole, exported(week)[0])]
    assert ids[0] == ids[1]


def test_our_own_reader_reads_the_pages_back(week: Week, tmp_path: Path) -> None:
    output = tmp_path / "fetched.warc.gz"
    exported(week, "--source", "rebuilt", "--output", str(output))
    (dump,) = find_dumps(output)
    read = list(read_dump(dump, lambda _, __: "rebuilt"))  # type: ignore[arg-type]
    pages = week.rows(
        "SELECT url, captured_at FROM captures JOIN sources ON sources.id = source WHERE sources.name = 'rebuilt'"
    )
    found = {(item.url, item.captured_at) for item in read if isinstance(item, Capture)}
    assert found == set(pages)
    assert all(datetime.fromisoformat(at).tzinfo for _, at in pages)


def test_what_chooses_articles_does_not_choose_responses(week: Week) -> None:
    result = CliRunner().invoke(export, ["--db", str(week.database), "--format", "warc", "--language", "en"])
    assert result.exit_code == 2
    assert "--source and --since" in result.output
