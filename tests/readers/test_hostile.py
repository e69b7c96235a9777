"""Input that is broken or made to do harm: one failure for each thing that is wrong, and reading goes on."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from extractors.records import Capture, Failure, Stage
from flows.readers import Dump, Limits, read_dump
from tests.readers.building import (
    PACKINGS,
    TEXT,
    jsonl,
    only_failure,
    read,
    source_of,
    split,
    tarred,
    write,
    zipped,
)

SMALL = Limits(document=20_000, line=30_000, feed=30_000)
GOOD = {"id": "n-1", "text": TEXT}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b'{"text": "cut', "not JSON"),
        (b'["text"]', "JSON object"),
        (b'"text"', "JSON object"),
        (b"null", "JSON object"),
        (b"{}", "neither `html` nor `text`"),
        (b'{"title": "Salt"}', "neither `html` nor `text` (keys: `title`)"),
        (b'{"text": ""}', "`text` is empty"),
        (b'{"html": null, "text": " \\n"}', "`html` is empty"),
        (b'{"text": 5}', "`text` has to be a text, and is a number"),
        (b'{"html": ["<p>"]}', "`html` has to be a text, and is a list"),
        (b'{"text": "a", "url": ["x"]}', "`url` has to be a text, and is a list"),
        (b'{"text": "a", "author": [["x"]]}', "`author` has to be a text, and is a list"),
        (b'{"text": "a", "title": true}', "`title` has to be a text, and is true or false"),
        (b'{"text": "\xff\xfe"}', "not UTF-8 at byte 11"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
        (b'{"text": "a", "id": ' + b"1" * 5000 + b"}", "not a usable JSON value"),
        (b'{"text": "' + b"a" * 2_000_000 + b'"}', "line 2 is longer than"),
        (b'{"text": "' + b"a" * 1_500_000 + b'"}', "over 1,000,000"),
    ],
)
def test_broken_line_costs_that_line(tmp_path: Path, line: bytes, wrong: str) -> None:
    path = write(tmp_path / "news.jsonl", jsonl(GOOD) + line + b"\n" + jsonl(GOOD))
    first, broken, last = read(path, Limits(document=1_000_000, line=1_900_000))
    assert isinstance(first, Capture)
    assert isinstance(last, Capture)
    assert isinstance(broken, Failure)
    assert (broken.locator, broken.stage, broken.payload) == ("line=2", Stage.READ, None)
    assert wrong in broken.error
    assert last.locator == "line=3"


def test_last_line_without_newline_may_be_as_long_as_the_limit(tmp_path: Path) -> None:
    line = jsonl(GOOD).rstrip()
    path = write(tmp_path / "news.jsonl", line)
    assert split(read(path, Limits(line=len(line)))) == (["line=1"], [])
    assert split(read(path, Limits(line=len(line) - 1))) == ([], ["line=1"])


@pytest.mark.parametrize("name", ["news.jsonl", "news.json", "news.csv"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_wide_encodings_of_records_are_refused_once(tmp_path: Path, name: str, encoding: str) -> None:
    mark = b"\xfe\xff" if encoding == "utf-16-be" else b""
    failure = only_failure(write(tmp_path / name, mark + jsonl(GOOD, GOOD).decode().encode(encoding)))
    assert "has to be UTF-8" in failure.error


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (b"a,b,c", "3 cells"),
        (b"a,", "`text` is empty"),
        (b"a", "neither"),
        (b"a,\xe4\xf6", "not UTF-8"),
        (b'a,"' + b"x" * 40_000 + b'"', "longer than"),
    ],
)
def test_broken_row_costs_that_row(tmp_path: Path, row: bytes, wrong: str) -> None:
    good = b'n-1,"one\ntwo"\n'
    items = read(write(tmp_path / "news.csv", b"id,text\n" + good + row + b"\n\n" + good), SMALL)
    failures = [item for item in items if isinstance(item, Failure)]
    assert wrong in failures[0].error
    assert failures[0].locator == "row=2"
    assert isinstance(items[0], Capture)
    assert isinstance(items[-1], Capture)
    assert items[-1].body == b"one\ntwo"


def test_quote_that_is_never_closed_is_one_failure(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", b'id,text\n1,good\n2,"open\n3,swallowed\n')
    assert split(read(path)) == (["row=1"], ["row=2"])


def test_quote_that_is_never_closed_ends_at_the_limit(tmp_path: Path) -> None:
    rows = b"".join(b"%d,%s\n" % (number, b"x" * 90) for number in range(1000))
    first, failure, *rest = read(write(tmp_path / "news.csv", b'id,text\n1,good\n2,"open\n' + rows), SMALL)
    assert isinstance(first, Capture)
    assert isinstance(failure, Failure)
    assert "the row that begins in line 3 is longer than 30,000 bytes" in failure.error
    assert 600 < len(rest) < 700
    assert all(isinstance(item, Capture) for item in rest)


def test_table_without_header_is_one_failure(tmp_path: Path) -> None:
    failure = only_failure(write(tmp_path / "news.csv", b"1,Salt\n2,Water\n"))
    assert "names no column `html` or `text` (it has `1`, `Salt`)" in failure.error


def test_large_field_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "news.csv", b"id,text\n1," + b"x" * 300_000 + b"\n")
    [capture] = read(path)
    assert isinstance(capture, Capture)
    assert len(capture.body) == 300_000


def test_nul_bytes_pass_through(tmp_path: Path) -> None:
    write(tmp_path / "news.jsonl", json.dumps({"text": "a\x00b"}).encode())
    write(tmp_path / "news.csv", b"id,text\n1,a\x00b\n")
    assert [item.body for item in read(tmp_path) if isinstance(item, Capture)] == [b"a\x00b", b"a\x00b"]


def test_lone_surrogates_become_replacement_characters(tmp_path: Path) -> None:
    [capture] = read(write(tmp_path / "news.jsonl", b'{"text": "a\\ud83d", "title": "\\udc00"}'))
    assert isinstance(capture, Capture)
    assert (capture.body.decode(), capture.hints.title) == ("a\ufffd", "\ufffd")


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.jsonl", "a.csv", "a.warc", "a.xml", "a.json", "a.zip", "a.tar"])
@pytest.mark.parametrize("packing", PACKINGS)
def test_empty_file_is_one_failure(tmp_path: Path, name: str, packing: str) -> None:
    assert "empty" in only_failure(write(tmp_path / (name + packing), PACKINGS[packing](b""))).error


@pytest.mark.parametrize("packing", [packing for packing in PACKINGS if packing])
@pytest.mark.parametrize("archived", [False, True])
def test_cut_off_packing_keeps_what_came_before(tmp_path: Path, packing: str, archived: bool) -> None:
    records = [{"id": str(number), "text": os.urandom(600).hex()} for number in range(400)]
    cut = PACKINGS[packing](jsonl(*records))
    cut = cut[: len(cut) * 3 // 4]
    name = "news.jsonl" + packing
    path = write(tmp_path / "day.zip", zipped({name: cut})) if archived else write(tmp_path / name, cut)
    *before, failure = read(path)
    assert len(before) > 50
    assert all(isinstance(item, Capture) for item in before)
    assert isinstance(failure, Failure)
    assert failure.locator == (name if archived else "")
    assert failure.error.startswith(name)
    assert "near byte" in failure.error


@pytest.mark.parametrize("packing", [packing for packing in PACKINGS if packing])
def test_wrong_packing_is_one_failure(tmp_path: Path, packing: str) -> None:
    assert "damaged or cut off" in only_failure(write(tmp_path / f"news.jsonl{packing}", jsonl(GOOD))).error


@pytest.mark.parametrize("packing", [packing for packing in PACKINGS if packing])
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.warc", "a.csv"])
def test_bomb_is_one_failure(tmp_path: Path, name: str, packing: str) -> None:
    data = PACKINGS[packing](bytes(30_000_000))
    path = write(tmp_path / (name + packing), data)
    failure = only_failure(path, Limits(document=1_000_000, line=40_000_000))
    assert "bomb" in failure.error or "more than 1,000,000 bytes" in failure.error or "damaged" in failure.error


@pytest.mark.parametrize("packing", [packing for packing in PACKINGS if packing])
def test_bomb_in_a_packed_tar_ends_the_tar(tmp_path: Path, packing: str) -> None:
    members = {"a.txt": TEXT.encode(), "zeros.jsonl": bytes(30_000_000), "b.txt": TEXT.encode()}
    path = write(tmp_path / ("a.tar" + packing), PACKINGS[packing](tarred(members)))
    items = read(path, Limits(document=1_000_000, line=40_000_000))
    assert split(items) == (["a.txt"], [""])
    assert isinstance(items[-1], Failure)
    assert "in zeros.jsonl: " in items[-1].error
    assert "bomb" in items[-1].error


def test_member_that_unpacks_to_ten_gigabytes_is_refused_unread(tmp_path: Path) -> None:
    data = bytearray(zipped({"zeros.jsonl": bytes(1_000_000), "good.jsonl": jsonl(GOOD)}))
    directory = data.find(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = (0xF0000000).to_bytes(4, "little")  # the size unpacked, in the directory
    items = read(write(tmp_path / "bomb.zip", bytes(data)))
    assert split(items) == (["good.jsonl#line=1"], ["zeros.jsonl"])
    assert isinstance(items[0], Failure)
    assert "bomb" in items[0].error


def test_zips_within_zips_end_at_the_depth(tmp_path: Path) -> None:
    data = zipped({f"{number}.txt": bytes(1000) for number in range(4)})
    for level in range(5):
        data = zipped({f"{level}-{number}.zip": data for number in range(2)})
    items = read(write(tmp_path / "nested.zip", data))
    good, bad = split(items)
    assert good == []
    assert len(bad) == 2**4
    assert all("inside 4 archives" in item.error for item in items if isinstance(item, Failure))


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = zipped({"a.txt": os.urandom(5000)})
    directory = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[directory:end]
    tail = bytearray(data[end:])
    for field in (8, 10):
        tail[field : field + 2] = (20).to_bytes(2, "little")
    tail[12:16] = (20 * len(entry)).to_bytes(4, "little")
    assert "overlap" in only_failure(write(tmp_path / "a.zip", data[:directory] + entry * 20 + bytes(tail))).error


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/etc/out.txt", "C:\\out.txt", "..\\out.txt"])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_member_that_leaves_the_archive_is_refused(tmp_path: Path, name: str, kind: str) -> None:
    members = {name: b"out", "good.txt": TEXT.encode()}
    items = read(write(tmp_path / f"a.{kind}", (zipped if kind == "zip" else tarred)(members)))
    assert split(items) == (["good.txt"], [name])
    assert isinstance(items[0], Failure)
    assert "climbs out" in items[0].error or "absolute" in items[0].error
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"a.{kind}"]


def test_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"secret.txt": b"secret", "good.txt": TEXT.encode()}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    items = read(write(tmp_path / "a.zip", bytes(data)))
    assert split(items) == (["good.txt"], ["secret.txt"])
    assert isinstance(items[0], Failure)
    assert "encrypted" in items[0].error


def test_damaged_member_costs_that_member(tmp_path: Path) -> None:
    data = bytearray(zipped({"bad.jsonl": jsonl(GOOD) * 50, "good.txt": TEXT.encode()}))
    data[50] ^= 0xFF
    good, bad = split(read(write(tmp_path / "a.zip", bytes(data))))
    assert good[-1] == "good.txt"
    assert bad[-1] == "bad.jsonl"


def special_tar() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in [("s.txt", tarfile.SYMTYPE), ("h.txt", tarfile.LNKTYPE), ("p.txt", tarfile.FIFOTYPE)]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("good.txt")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT.encode()))
    return out.getvalue()


def test_links_and_devices_of_a_tar_are_refused(tmp_path: Path) -> None:
    items = read(write(tmp_path / "a.tar", special_tar()))
    assert split(items) == (["good.txt"], ["s.txt", "h.txt", "p.txt"])


def test_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    assert "link" in only_failure(write(tmp_path / "a.zip", out.getvalue())).error


def test_tar_with_a_lying_size_is_one_failure(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, size in (("good.txt", len(TEXT)), ("lies.txt", 10**6)):
            info = tarfile.TarInfo(name)
            info.size = size
            archive.addfile(info, io.BytesIO(TEXT.encode().ljust(size)))
    cut = out.getvalue()[:3000]
    assert split(read(write(tmp_path / "a.tar", cut))) == (["good.txt"], [""])


def test_damaged_tar_header_is_not_taken_for_the_end(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": TEXT.encode(), "b.txt": TEXT.encode(), "c.txt": TEXT.encode()}))
    data[1024 + 148] ^= 0xFF
    *_, failure = items = read(write(tmp_path / "a.tar", bytes(data)))
    assert split(items) == (["a.txt"], [""])
    assert isinstance(failure, Failure)
    assert "damaged at byte 1,024" in failure.error


def test_tar_header_of_any_length_is_not_read(tmp_path: Path) -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 8 << 30
    data = info.tobuf(tarfile.GNU_FORMAT) + bytes(4096)
    assert "header of 8,589,934,592 bytes" in only_failure(write(tmp_path / "a.tar", data)).error


def test_no_zip_and_no_tar_are_one_failure_each(tmp_path: Path) -> None:
    assert "no zip" in only_failure(write(tmp_path / "z" / "a.zip", b"hello " * 500)).error
    assert "tar is damaged" in only_failure(write(tmp_path / "t" / "a.tar", b"hello " * 500)).error


def test_documents_beyond_the_limit_are_failures(tmp_path: Path) -> None:
    failure = only_failure(write(tmp_path / "a.html", b"<p>" + b"x" * 30_000), SMALL)
    assert "more than 20,000 bytes" in failure.error
    assert "`document`" in failure.error


def test_file_that_cannot_be_opened_is_one_failure(tmp_path: Path) -> None:
    folder = tmp_path / "news.jsonl"
    folder.mkdir()
    for path, wrong in ((folder, "it is a folder"), (tmp_path / "gone.jsonl", "it is not there")):
        [failure] = read_dump(Dump(path.name, path), source_of)
        assert isinstance(failure, Failure)
        assert wrong in failure.error


def test_damage_on_the_disk_is_one_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    path = write(tmp_path / "a.jsonl", jsonl(GOOD))
    monkeypatch.setattr(Path, "open", broken)
    [failure] = read_dump(Dump("a.jsonl", path), source_of)
    assert isinstance(failure, Failure)
    assert failure.error == "a.jsonl: it could not be read: Input/output error."


def test_gzip_of_several_members_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", gzip.compress(jsonl(GOOD)) + gzip.compress(jsonl(GOOD)))
    assert split(read(path)) == (["line=1", "line=2"], [])
