"""Finding dumps: containers and loose files, names, fingerprints, and what cannot be read."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from extractors.records import Capture, Failure
from flows.readers import Dump, find_dumps, read_dump
from tests.readers.building import PAGE, TEXT, dump_of, jsonl, only_failure, read, source_of, write

RECORD = {"text": TEXT}


def found(path: Path) -> list[str]:
    return [item.name if isinstance(item, Dump) else f"! {Path(item.locator).name}" for item in find_dumps(path)]


def test_containers_are_dumps_and_loose_files_are_one(tmp_path: Path) -> None:
    for name in ("b.jsonl", "sub/a.warc.gz", "x.html", "sub/y.txt.gz", "sub/z.TXT", ".hidden.txt", "sub/.git/a.txt"):
        write(tmp_path / "day" / name, jsonl(RECORD))
    assert found(tmp_path / "day") == ["b.jsonl", "a.warc.gz", "day"]
    loose = list(find_dumps(tmp_path / "day"))[-1]
    assert isinstance(loose, Dump)
    assert [path.name for path in loose.files] == ["y.txt.gz", "z.TXT", "x.html"]
    assert loose.fingerprint == "loose:day"


def test_single_file_is_its_own_dump(tmp_path: Path) -> None:
    loose = dump_of(write(tmp_path / "a.txt", TEXT.encode()))
    assert (loose.name, loose.fingerprint) == ("a.txt", "loose:a.txt")
    [capture] = read_dump(loose, source_of)
    assert capture.locator == "a.txt"
    container = dump_of(write(tmp_path / "a.jsonl", jsonl(RECORD)))
    assert (container.name, list(container.files)) == ("a.jsonl", [])


def test_folder_named_dot_has_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "day" / "a.txt", TEXT.encode())
    monkeypatch.chdir(tmp_path / "day")
    assert dump_of(Path()).fingerprint == "loose:day"


def test_dump_that_moved_or_grew_is_the_same(tmp_path: Path) -> None:
    records = [{"id": str(number), "text": TEXT} for number in range(50)]
    dump = dump_of(write(tmp_path / "a.jsonl", jsonl(*records)))
    moved = dump_of(write(tmp_path / "elsewhere" / "b.jsonl", jsonl(*records, RECORD)))
    other = dump_of(write(tmp_path / "c.jsonl", jsonl(*records[::-1])))
    assert dump.fingerprint == moved.fingerprint != other.fingerprint
    write(tmp_path / "day" / "sub" / "a.html", PAGE.encode())
    before = [capture.locator for capture in read_dump(dump_of(tmp_path / "day"), source_of)]
    shutil.move(tmp_path / "day", tmp_path / "elsewhere" / "day")
    after = [capture.locator for capture in read_dump(dump_of(tmp_path / "elsewhere" / "day"), source_of)]
    assert before == after == ["sub/a.html"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("a.docx", "the suffix .docx is not known"),
        ("a.docx.gz", "the suffix .docx is not known"),
        ("a.jsonl.gz.gz", "the suffix .gz is not known"),
        ("README", "it has no suffix"),
        ("a.gz", "it has no suffix"),
    ],
)
def test_unknown_suffix_is_one_failure(tmp_path: Path, name: str, wrong: str) -> None:
    failure = only_failure(write(tmp_path / name, b"x"))
    assert wrong in failure.error
    assert ".jsonl" in failure.error
    assert failure.locator == str(tmp_path / name)


def test_missing_path_is_one_failure(tmp_path: Path) -> None:
    failure = only_failure(tmp_path / "gone.jsonl")
    assert failure.error == f"{tmp_path / 'gone.jsonl'}: it is not there (any more). Check the path."


def test_links_that_lead_nowhere_or_back_are_failures(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", TEXT.encode())
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "itself.txt").symlink_to(tmp_path / "itself.txt")
    (tmp_path / "up").symlink_to(tmp_path)
    items = read(tmp_path)
    failures = {Path(item.locator).name: item.error for item in items if isinstance(item, Failure)}
    assert "link to something" in failures.pop("dangling.txt")
    assert "leads to itself" in failures.pop("itself.txt")
    assert "link back into a folder above" in failures.pop("up")
    assert not failures
    assert [item.locator for item in items if isinstance(item, Capture)] == ["a.txt"]


def test_links_to_files_and_folders_are_followed(tmp_path: Path) -> None:
    write(tmp_path / "far" / "a.txt", TEXT.encode())
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "far").symlink_to(tmp_path / "far")
    (tmp_path / "day" / "b.txt").symlink_to(tmp_path / "far" / "a.txt")
    assert [item.locator for item in read(tmp_path / "day")] == ["b.txt", "far/a.txt"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    os.mkfifo(tmp_path / "b.txt")
    assert found(tmp_path) == ["! a.jsonl", "! b.txt"]


def test_files_without_permission_are_failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "closed.jsonl", jsonl(RECORD))
    write(tmp_path / "open.jsonl", jsonl(RECORD))
    monkeypatch.setattr(os, "access", lambda path, _: "closed" not in str(path))
    items = list(find_dumps(tmp_path))
    assert found(tmp_path) == ["! closed.jsonl", "open.jsonl"]
    assert isinstance(items[0], Failure)
    assert "permission" in items[0].error


def test_folder_without_permission_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "closed" / "a.txt", TEXT.encode())
    write(tmp_path / "open" / "a.txt", TEXT.encode())
    real = os.listdir

    def listdir(path: Path) -> list[str]:
        if "closed" in path.name:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "listdir", listdir)
    assert [item.locator for item in read(tmp_path)] == [str(tmp_path / "closed"), "open/a.txt"]


@pytest.mark.skipif(sys.platform == "darwin", reason="file names are always UTF-8 there")
def test_file_name_that_is_no_text_can_be_stored(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/g\xf6l.txt")).write_bytes(TEXT.encode())
    [capture] = read(tmp_path)
    assert capture.locator == "g\\xf6l.txt"


def test_folders_nested_deeply_are_read(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(500):
        folder = folder / "d"
    write(folder / "a.txt", TEXT.encode())
    assert len(read(tmp_path)) == 1
