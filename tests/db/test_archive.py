"""The archive: what goes in comes out, once, under its name."""

import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.archive import ArchiveError, get, put
from db.connection import open_archive
from db.packing import Packer, unpack
from extractors.records import digest


@given(st.lists(st.binary(max_size=2000), max_size=20))
def test_bodies_come_back_as_they_were(bodies: list[bytes]) -> None:
    archive = open_archive(Path(":memory:"))
    put(archive, ((digest(body), body) for body in bodies))
    put(archive, ((digest(body), body) for body in bodies))
    assert [get(archive, digest(body)) for body in bodies] == bodies
    assert archive.execute("SELECT COUNT(*) FROM bodies").fetchone() == (len(set(bodies)),)


def test_a_missing_body_says_what_to_do(tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "news.archive.db")
    with pytest.raises(ArchiveError, match="no bytes named ab12; ingest the dump again"):
        get(archive, "ab12")


@pytest.mark.parametrize("damage", [b"nonsense", b""])
def test_damaged_bodies_are_told(tmp_path: Path, damage: bytes) -> None:
    archive = open_archive(tmp_path / "news.archive.db")
    put(archive, [(digest(b"text"), b"text")])
    archive.execute("UPDATE bodies SET body = ?", [damage])
    with pytest.raises(ArchiveError, match="damaged"):
        get(archive, digest(b"text"))


def test_a_body_under_a_wrong_name_is_told(tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "news.archive.db")
    put(archive, [(digest(b"text"), b"text"), (digest(b"more"), b"more")])
    archive.execute("UPDATE bodies SET digest = 'x' WHERE digest = ?", [digest(b"more")])
    archive.execute("UPDATE bodies SET digest = ? WHERE digest = 'x'", [digest(b"else")])
    with pytest.raises(ArchiveError, match="are not those bytes"):
        get(archive, digest(b"else"))


def test_repeated_furniture_is_small(tmp_path: Path) -> None:
    archive = open_archive(tmp_path / "news.archive.db")
    body = b"<div class='menu'>Politics Economy Culture</div>" * 1000
    put(archive, [(digest(body), body)])
    (stored,) = archive.execute("SELECT LENGTH(body) FROM bodies").fetchone()
    assert stored < len(body) / 100


def test_what_waits_packed_takes_no_more_than_it_holds() -> None:
    body = b"the same words again and again " * 20_000
    tracemalloc.start()
    packer = Packer()
    before = tracemalloc.get_traced_memory()[0]
    packed = packer.pack(digest(body), body)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert taken < len(packed.data) + 10_000 < len(body)


def test_threads_that_share_a_packer_share_its_tables() -> None:
    packer = Packer()
    bodies = [f"<p>page {number}</p>".encode() * 2000 for number in range(64)]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda body: packer.pack(digest(body), body), bodies))
    assert [unpack(packed) for packed in together] == bodies
    one_by_one = Packer()
    for body in bodies:
        with ThreadPoolExecutor(1) as thread:
            assert thread.submit(one_by_one.pack, digest(body), body).result() == together[bodies.index(body)]
    assert len(one_by_one._idle) == 1
