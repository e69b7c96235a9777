"""Properties: what is written comes back, whatever it is; and no bytes at all make a reader raise."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.records import Capture, Failure
from flows.readers import Limits
from flows.readers.formats import ARCHIVES, PACKED, READERS
from flows.readers.moments import utc
from flows.readers.people import split_authors
from tests.readers.building import PACKINGS, Warc, read, tarred, write, zipped

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).filter(lambda text: text.strip())
RECORDS = st.lists(
    st.fixed_dictionaries({"text": TEXTS}, optional={"id": TEXTS, "url": TEXTS, "title": TEXTS, "source": TEXTS}),
    max_size=8,
)
PATIENT = settings(deadline=None)  # the machine may be busy
SMALL = Limits(document=100_000, line=150_000, feed=150_000, spool=150_000)


def read_bytes(name: str, data: bytes) -> list[Capture | Failure]:
    with tempfile.TemporaryDirectory() as folder:
        return read(write(Path(folder) / name, data), SMALL)


def checked(items: list[Capture | Failure], records: list[dict[str, str]]) -> None:
    assert len(items) == len(records)
    for item, record in zip(items, records, strict=True):
        assert isinstance(item, Capture)
        assert item.body.decode() == record["text"]
        for said, key in ((item.record_id, "id"), (item.url, "url"), (item.hints.title, "title")):
            assert said == (record.get(key, "").strip() or None)


@PATIENT
@given(RECORDS, st.booleans(), st.sampled_from(["\n", "\r\n", "\n\n"]), st.sampled_from(sorted(PACKINGS)))
def test_jsonl_comes_back(records: list[dict[str, str]], escaped: bool, newline: str, packing: str) -> None:
    lines = [json.dumps(record, ensure_ascii=escaped) for record in records]
    data = newline.join(["", *lines]).encode() or b"\n"
    checked(read_bytes("a.jsonl" + packing, PACKINGS[packing](data)) if lines else [], records)


@PATIENT
@given(RECORDS, st.sampled_from([None, 1]))
def test_json_array_comes_back(records: list[dict[str, str]], indent: int | None) -> None:
    checked(read_bytes("a.json", json.dumps(records, indent=indent).encode()), records)


@PATIENT
@given(RECORDS, st.sampled_from(",;\t|"), st.booleans())
def test_csv_comes_back(records: list[dict[str, str]], delimiter: str, quoted: bool) -> None:
    out = io.StringIO(newline="")
    columns = ["id", "text", "url", "title", "source"]
    writer: csv.DictWriter[str] = csv.DictWriter(
        out, columns, delimiter=delimiter, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writeheader()
    writer.writerows(records)
    checked(read_bytes("a.csv", out.getvalue().encode()), records)


@PATIENT
@given(st.lists(st.binary(min_size=1, max_size=300).map(lambda data: b"<p>" + data), max_size=6), st.booleans())
def test_warc_comes_back(bodies: list[bytes], packed: bool) -> None:
    warc = Warc(packed=packed)
    for number, body in enumerate(bodies):
        warc.response(body, url=f"https://lake.example/{number}")
    items = read_bytes("a.warc.gz" if packed else "a.warc", warc.data) if bodies else []
    assert [(item.body, item.url) for item in items if isinstance(item, Capture)] == [
        (body, f"https://lake.example/{number}") for number, body in enumerate(bodies)
    ]
    assert len(items) == len(bodies)


@PATIENT
@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=6), st.sampled_from(["zip", "tar"]))
def test_archived_files_come_back(bodies: list[bytes], kind: str) -> None:
    members = {f"{number}/a.txt": body for number, body in enumerate(bodies)}
    items = read_bytes(f"a.{kind}", (zipped if kind == "zip" else tarred)(members))
    assert {item.locator: item.body for item in items if isinstance(item, Capture)} == members


NAMES = st.builds(
    lambda suffix, packing: f"a{suffix}{packing}",
    st.sampled_from(sorted([*READERS, *ARCHIVES])),
    st.sampled_from(["", *PACKED]),
)


@settings(PATIENT, max_examples=200)
@given(NAMES, st.binary(max_size=2000))
def test_no_bytes_make_a_reader_raise(name: str, data: bytes) -> None:
    packing = next((packing for packing in PACKED if name.endswith(packing)), "")
    for content in (data, PACKINGS[packing](data)):
        assert all(isinstance(item, Capture | Failure) for item in read_bytes(name, content))


SEEDS = {
    "a.warc": Warc().response(b"<p>one</p>").response(b"<p>two</p>", headers=[("Transfer-Encoding", "chunked")]).data,
    "a.zip": zipped({"a.txt": b"one", "b.jsonl": b'{"text": "a"}'}),
    "a.tar": tarred({"a.txt": b"one", "b.jsonl": b'{"text": "a"}'}),
    "a.rss": b"<rss version='2.0'><channel><item><title>a</title><description>b</description></item></channel></rss>",
    "a.json": b'{"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "a"}]}',
    "a.csv": b'id,text\n1,"a\nb"\n',
    "a.jsonl.gz": PACKINGS[".gz"](b'{"text": "a"}\n' * 9),
    "a.jsonl.zst": PACKINGS[".zst"](b'{"text": "a"}\n' * 9),
}
CHANGES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), min_size=1, max_size=4)


@settings(PATIENT, max_examples=300)
@given(st.sampled_from(sorted(SEEDS)), CHANGES)
def test_no_damage_makes_a_reader_raise(name: str, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray(SEEDS[name])
    for place, piece in changes:
        at = int(place * len(data))
        data[at : at + max(1, len(piece))] = piece
    assert all(isinstance(item, Capture | Failure) for item in read_bytes(name, bytes(data)))


@PATIENT
@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.datetimes().map(str), st.dates().map(str)))
def test_every_time_is_utc_or_unknown(value: str | float) -> None:
    meant = utc(value)
    assert meant is None or utc(meant) == meant


@PATIENT
@given(st.text(max_size=80))
def test_no_author_is_empty_or_invented(text: str) -> None:
    for name in split_authors(text):
        assert name
        assert name in text
