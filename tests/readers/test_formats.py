"""Every format in every packing, bare, in a zip and in a tar."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from extractors.records import Origin
from tests.readers.building import (
    PACKINGS,
    PAGE,
    TEXT,
    Warc,
    captures,
    jsonl,
    only_failure,
    read,
    tarred,
    write,
    zipped,
)

RECORD = {
    "id": "n-1",
    "url": "https://lake.example/salt",
    "title": "Salt",
    "authors": ["Ada Low", "Bo Ek"],
    "published": "2026-01-14",
    "language": "en",
    "source": "lake",
    "captured_at": "2026-01-14 10:30:00+01:00",
    "html": PAGE,
}
FILLING = "The water goes where the wind wants it to go. " * 30

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Lake</title><link>https://lake.example/</link><language>en</language>
<item><title>Salt</title><link>https://lake.example/salt</link><guid>n-1</guid>
<dc:creator>Ada Low and Bo Ek</dc:creator>
<pubDate>Wed, 14 Jan 2026 09:30:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[{PAGE}]]></content:encoded></item></channel></rss>"""

ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>Lake</title><id>lake</id>
<updated>2026-01-14T09:30:00Z</updated>
<entry><title>Salt</title><id>n-1</id><link href="https://lake.example/salt"/><published>2026-01-14T08:30:00Z</published>
<author><name>Ada Low</name></author><author><name>Bo Ek</name></author>
<content type="html"><![CDATA[{PAGE}]]></content></entry></feed>"""

RDF = f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://lake.example/"><title>Lake</title><link>https://lake.example/</link></channel>
<item rdf:about="n-1"><title>Salt</title><link>https://lake.example/salt</link><dc:date>2026-01-14</dc:date>
<content:encoded><![CDATA[{PAGE}]]></content:encoded></item></rdf:RDF>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Lake",
    "language": "en",
    "items": [
        {
            "id": "n-1",
            "url": "https://lake.example/salt",
            "title": "Salt",
            "content_html": PAGE,
            "date_published": "2026-01-14T09:30:00+01:00",
            "authors": [{"name": "Ada Low"}, {"name": "Bo Ek"}],
        }
    ],
}


def table(delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(RECORD)
    writer.writerow([value if isinstance(value, str) else "; ".join(value) for value in RECORD.values()])
    return out.getvalue().encode()


FORMATS: dict[str, tuple[bytes, str]] = {
    "page.html": (PAGE.encode(), ""),
    "page.htm": (PAGE.encode(), ""),
    "page.xhtml": (PAGE.encode(), ""),
    "page.txt": (PAGE.encode(), ""),
    "news.jsonl": (jsonl(RECORD), "line=1"),
    "news.ndjson": (b"\xef\xbb\xbf\r\n" + jsonl(RECORD).replace(b"\n", b"\r\n"), "line=2"),
    "lines.json": (jsonl(RECORD, RECORD)[: len(jsonl(RECORD))], "line=1"),
    "array.json": (b"[\n" + jsonl(RECORD) + b"]", "record=1"),
    "feed.json": (jsonl(JSON_FEED), "entry=1"),
    "news.csv": (table(), "row=1"),
    "semicolons.csv": (b"\xef\xbb\xbf" + table(";"), "row=1"),
    "news.tsv": (table("\t"), "row=1"),
    "crawl.warc": (Warc().response(PAGE.encode()).data, "offset=0"),
    "feed.rss": (RSS.encode(), "entry=1"),
    "feed.atom": (ATOM.encode(), "entry=1"),
    "feed.rdf": (RDF.encode(), "entry=1"),
    "feed.xml": (ATOM.replace("utf-8", "utf-16").encode("utf-16"), "entry=1"),
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("name", FORMATS)
def test_reads_each_format_in_each_packing(tmp_path: Path, name: str, packing: str) -> None:
    data, place = FORMATS[name]
    path = write(tmp_path / (name + packing), PACKINGS[packing](data))
    [capture] = captures(path)
    assert capture.body == PAGE.encode()
    assert capture.media_type == "text/html"
    assert capture.locator == (place or path.name)


@pytest.mark.parametrize("packing", ["", ".gz", ".zst"])
@pytest.mark.parametrize("archive", [".zip", ".tar"])
@pytest.mark.parametrize("name", FORMATS)
def test_reads_each_format_in_archives(tmp_path: Path, name: str, archive: str, packing: str) -> None:
    data, place = FORMATS[name]
    members = {f"2026/{name}.gz": PACKINGS[".gz"](data), f"2026/{name}": data}
    packed = PACKINGS[packing]((zipped if archive == ".zip" else tarred)(members))
    first, second = captures(write(tmp_path / f"day{archive}{packing}", packed))
    suffix = f"#{place}" if place else ""
    assert [first.locator, second.locator] == [f"2026/{name}.gz{suffix}", f"2026/{name}{suffix}"]
    assert first.body == second.body == PAGE.encode()


@pytest.mark.parametrize("name", ["day.tgz", "day.tbz2", "day.txz", "day.tzst"])
def test_reads_short_suffixes_of_packed_tars(tmp_path: Path, name: str) -> None:
    packing = {".tgz": ".gz", ".tbz2": ".bz2", ".txz": ".xz", ".tzst": ".zst"}[Path(name).suffix]
    path = write(tmp_path / name, PACKINGS[packing](tarred({"a.txt": TEXT.encode()})))
    assert [capture.locator for capture in captures(path)] == ["a.txt"]


@pytest.mark.parametrize("name", ["news.jsonl", "array.json", "news.csv", "semicolons.csv", "news.tsv"])
def test_records_carry_what_they_say(tmp_path: Path, name: str) -> None:
    [capture] = captures(write(tmp_path / name, FORMATS[name][0]))
    assert (capture.record_id, capture.url, capture.charset) == ("n-1", RECORD["url"], "utf-8")
    assert capture.captured_at == "2026-01-14T09:30:00Z"
    assert capture.source == "lake|https://lake.example/salt"
    hints = capture.hints
    assert (hints.title, hints.published, hints.language) == ("Salt", "2026-01-14", "en")
    assert (hints.authors, hints.origin) == (("Ada Low", "Bo Ek"), Origin.DUMP)


@pytest.mark.parametrize(
    ("name", "published", "language", "authors"),
    [
        ("feed.rss", "Wed, 14 Jan 2026 09:30:00 +0100", "en", ("Ada Low", "Bo Ek")),
        ("feed.atom", "2026-01-14T08:30:00Z", "en", ("Ada Low", "Bo Ek")),
        ("feed.rdf", "2026-01-14", None, ()),
        ("feed.json", "2026-01-14T09:30:00+01:00", "en", ("Ada Low", "Bo Ek")),
    ],
)
def test_feed_entries_carry_what_they_say(
    tmp_path: Path, name: str, published: str, language: str | None, authors: tuple[str, ...]
) -> None:
    [capture] = captures(write(tmp_path / name, FORMATS[name][0]))
    assert (capture.record_id, capture.url, capture.charset) == ("n-1", "https://lake.example/salt", "utf-8")
    assert capture.captured_at is None
    hints = capture.hints
    assert (hints.title, hints.published, hints.language) == ("Salt", published, language)
    assert (hints.authors, hints.origin) == (authors, Origin.FEED)


def test_loose_files_say_nothing_beside_their_bytes(tmp_path: Path) -> None:
    body = "Yeni göl xəbəri.".encode("windows-1254", "replace") + b"\x00 behind a NUL"
    [capture] = captures(write(tmp_path / "a.txt", body))
    assert capture.body == body
    assert (capture.url, capture.captured_at, capture.charset, capture.record_id) == (None, None, None, None)
    assert capture.source == "None|None"


def test_nested_archives_name_each_step(tmp_path: Path) -> None:
    inner = zipped({"a.html": PAGE.encode(), "deep/news.jsonl": jsonl(RECORD)})
    path = write(tmp_path / "outer.tar.gz", PACKINGS[".gz"](tarred({"in/inner.zip": inner, "b.txt": TEXT.encode()})))
    locators = [capture.locator for capture in captures(path)]
    assert locators == ["in/inner.zip!/a.html", "in/inner.zip!/deep/news.jsonl#line=1", "b.txt"]


def test_description_counts_as_article_only_when_it_is_long(tmp_path: Path) -> None:
    feed = RSS.replace("<![CDATA[" + PAGE + "]]>", "").replace("Short.", FILLING)
    [capture] = captures(write(tmp_path / "long.rss", feed.encode()))
    assert capture.body.decode().strip() == FILLING.strip()
    assert capture.media_type == "text/plain"
    teaser = only_failure(write(tmp_path / "short.rss", feed.replace(FILLING, "Short.").encode()))
    assert teaser.locator == "entry=1"
    assert "teaser of 6 characters" in teaser.error
    assert "https://lake.example/salt" in teaser.error


@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
def test_sitemaps_are_no_articles(tmp_path: Path, root: str) -> None:
    sitemap = f'<?xml version="1.0"?><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></{root}>'
    assert "is a sitemap" in only_failure(write(tmp_path / "sitemap.xml", sitemap.encode())).error


def test_order_is_the_same_each_time(tmp_path: Path) -> None:
    for name in ("b/2.html", "a.txt", "b/10.html", "c.jsonl"):
        write(tmp_path / name, jsonl(RECORD) if name.endswith("jsonl") else PAGE.encode())
    once = [item.locator for item in read(tmp_path)]
    assert once == ["line=1", "a.txt", "b/10.html", "b/2.html"]
    assert [item.locator for item in read(tmp_path)] == once
