"""Reading captures again by locator and digest, for stores that keep no bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.records import Capture, Failure, digest
from flows.readers import Dump, find_dumps, read_dump, reread
from tests.readers.building import PAGE, TEXT, Warc, dump_of, jsonl, source_of, tarred, write, zipped

MANY = jsonl(*({"id": str(number), "text": f"{TEXT} {number}"} for number in range(20)))
DUMPS = {
    "news.jsonl": MANY,
    "crawl.warc": Warc().response(PAGE.encode()).response(TEXT.encode()).data,
    "day.zip": zipped({"a.html": PAGE.encode(), "in.zip": zipped({"b.jsonl": MANY})}),
    "day.tar": tarred({"a.html": PAGE.encode(), "b.jsonl": MANY}),
    "page.html": PAGE.encode(),
}


def captured(dump: Dump) -> dict[str, bytes]:
    return {item.locator: item.body for item in read_dump(dump, source_of) if isinstance(item, Capture)}


@pytest.mark.parametrize("name", DUMPS)
def test_every_capture_is_had_again(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, DUMPS[name])
    bodies = captured(dump_of(path))
    assert bodies
    assert dict(reread(path, {locator: digest(body) for locator, body in bodies.items()})) == bodies
    last = list(bodies)[-1]
    assert list(reread(path, {last: digest(bodies[last])})) == [(last, bodies[last])]


def test_loose_files_are_had_again_by_their_folder(tmp_path: Path) -> None:
    for name in ("sub/a.html", "b.txt", "c.jsonl"):
        write(tmp_path / name, MANY)
    *_, loose = find_dumps(tmp_path)
    assert isinstance(loose, Dump)
    assert dict(reread(loose.path, {"sub/a.html": digest(MANY)})) == {"sub/a.html": MANY}


def test_what_is_gone_or_changed_is_a_failure(tmp_path: Path) -> None:
    path = write(tmp_path / "news.jsonl", MANY)
    bodies = captured(dump_of(path))
    wanted = {"line=3": digest(bodies["line=3"]), "line=4": digest(b"other"), "line=99": digest(b"gone")}
    again = dict(reread(path, wanted))
    assert again.pop("line=3") == bodies["line=3"]
    failures = {locator: item for locator, item in again.items() if isinstance(item, Failure)}
    assert "other bytes stand there now" in failures["line=4"].error
    assert "nothing stands there" in failures["line=99"].error
    assert failures["line=99"].payload == wanted["line=99"]


def test_dump_that_is_gone_is_a_failure_for_each(tmp_path: Path) -> None:
    [(locator, failure)] = reread(tmp_path / "gone.jsonl", {"line=1": digest(b"a")})
    assert locator == "line=1"
    assert isinstance(failure, Failure)
    assert str(tmp_path / "gone.jsonl") in failure.error


def test_nothing_wanted_reads_nothing(tmp_path: Path) -> None:
    assert list(reread(tmp_path / "gone.jsonl", {})) == []
