"""The dumps have the forms that they are samples of: encodings, metadata, glued lines, HTTP codings, feeds, damage."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import feedparser
import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType
from lxml import html
from warcio.archiveiterator import ArchiveIterator as IndependentIterator

from tests.samples.build import DUMPS, read_labels
from tests.samples.compressed import gzipped

LABELLED = read_labels()
LABELS = {label["id"]: label for label in LABELLED}
PAGES = [label for label in LABELLED if label["form"] in ("page", "bare-page")]
GLUED = [label for label in LABELLED if label["form"] == "glued-text"]
RECORDS = [label for label in LABELLED if label["form"] == "text-record"]
WARC = DUMPS / "crawl-2026-01.warc.gz"

# The spellings of one key, as the files have them.
TEXT_KEYS = ("text", "body")


def contents(label: dict[str, Any]) -> bytes:
    path = DUMPS / str(label["file"])
    return path.read_bytes()


def name(label: dict[str, Any]) -> str:
    return str(label["id"])


def shown(markup: bytes | str) -> str:
    return " ".join("".join(map(str, html.fromstring(markup).itertext())).split())


def line_of(label: dict[str, Any]) -> str:
    body = contents(label)
    text = gzip.decompress(body) if label["file"].endswith(".gz") else body
    return text.decode().splitlines()[int(label["locator"].removeprefix("line=")) - 1]


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 200_000])
def test_stored_gzip_is_gzip(size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    assert gzip.decompress(gzipped(body)) == body


@pytest.mark.parametrize("label", PAGES, ids=name)
def test_a_page_shows_its_text_and_what_is_to_be_removed(label: dict[str, Any]) -> None:
    page = contents(label)
    visible = shown(page if b"charset" in page else page.decode())
    assert label["removed"]
    for text in [*label["text"].splitlines(), *(block["text"] for block in label["removed"])]:
        assert text in visible
    assert not [block for block in label["removed"] if block["text"] in label["text"]]


@pytest.mark.parametrize(
    ("identity", "charset", "words"),
    [
        ("ground-station", "iso-8859-9", "kapının kilidini değiştirip"),
        ("steppe-telescope", "windows-1251", "На бывшем аэродроме"),
    ],
)
def test_a_legacy_page_is_in_the_encoding_that_it_declares(identity: str, charset: str, words: str) -> None:
    page = contents(LABELS[identity])
    assert f"charset={charset}".encode() in page
    assert words in page.decode(charset)
    with pytest.raises(UnicodeDecodeError):
        page.decode()


def test_linked_data_comes_plain_in_a_graph_broken_and_not_at_all() -> None:
    found = {label["id"]: linked_data(contents(label)) for label in PAGES}
    assert json.loads(found["rail-ferry-caspianwire"])["@type"] == "NewsArticle"
    assert "@graph" in json.loads(found["corridor-insurers"])
    with pytest.raises(json.JSONDecodeError):
        json.loads(found["alat-terminal"])
    assert found["seabed-cable-turanledger"] == ""


def linked_data(page: bytes) -> str:
    scripts = html.fromstring(page).iterfind('.//script[@type="application/ld+json"]')
    return next((script.text or "" for script in scripts), "")


def test_the_bare_page_has_a_title_and_no_other_metadata() -> None:
    page = html.fromstring(contents(LABELS["night-train"]).decode())
    assert page.xpath("//title/text()") == [LABELS["night-train"]["title"]]
    assert not page.xpath("//meta | //script | //time | //h1 | //link | //@lang")


@pytest.mark.parametrize("label", GLUED, ids=name)
def test_glued_text_begins_with_title_and_date_and_ends_with_the_date_of_the_page(label: dict[str, Any]) -> None:
    first, empty, *lines = contents(label).decode().splitlines()
    removed = [(block["reason"], block["text"]) for block in label["removed"]]
    assert ("metadata", first) in removed
    assert first.startswith(label["title"])
    assert empty == ""
    assert "\n".join(lines).startswith(label["text"])
    heading = dict(removed[:2])["heading"]
    headlines = [text for reason, text in removed if reason == "link-list"]
    after = lines[len(label["text"].splitlines()) :]
    assert after == [heading + headlines[0], *headlines[1:], "", removed[-1][1]]
    assert removed[-1][0] == "page-date"


def test_titles_are_glued_with_and_without_a_space() -> None:
    firsts = [contents(label).decode().splitlines()[0].removeprefix(label["title"]) for label in GLUED]
    assert {first.startswith(" ") for first in firsts} == {True, False}


@pytest.mark.parametrize("label", [label for label in LABELLED if label["form"] == "clean-text"], ids=name)
def test_clean_text_is_the_body_alone(label: dict[str, Any]) -> None:
    assert contents(label).decode().split("\n\n") == [
        *label["text"].split("\n")[:-1],
        label["text"].split("\n")[-1] + "\n",
    ]
    assert label["title"] is None
    assert label["published"] is None


@pytest.mark.parametrize("label", RECORDS, ids=name)
def test_a_text_record_holds_its_text_and_added_lines(label: dict[str, Any]) -> None:
    record = json.loads(line_of(label))
    [text] = [record[key] for key in TEXT_KEYS if key in record]
    assert text.splitlines() == [*label["text"].splitlines(), *(block["text"] for block in label["removed"])]
    assert record["url"] == label["url"]


def test_warc_offsets_are_those_of_the_records() -> None:
    plain = BytesIO(gzip.decompress(WARC.read_bytes()))
    found = {
        f"offset={record.stream_pos}": (record.headers["WARC-Target-URI"], record.headers["WARC-Date"])
        for record in ArchiveIterator(plain, record_types=WarcRecordType.response)
    }
    labels = [label for label in LABELLED if label["file"] == WARC.name]
    assert found == {label["locator"]: (label["url"], label["captured_at"]) for label in labels}


def test_warc_bodies_are_chunked_compressed_both_and_neither() -> None:
    codings = {(headers.get("content-encoding"), headers.get("transfer-encoding")) for headers, _ in responses()}
    assert codings == {(None, None), ("gzip", None), (None, "chunked"), ("gzip", "chunked")}


def test_warc_bodies_are_the_pages() -> None:
    labels = [label for label in LABELLED if label["file"] == WARC.name]
    for label, (_, body) in zip(labels, responses(), strict=True):
        visible = shown(body)
        assert all(paragraph in visible for paragraph in label["text"].splitlines())


def responses() -> Iterator[tuple[dict[str, str], bytes]]:
    with WARC.open("rb") as stream:
        for record in IndependentIterator(stream):
            if record.rec_type == "response":
                headers = {key.lower(): value for key, value in record.http_headers.headers}
                yield headers, record.content_stream().read()


@pytest.mark.parametrize("file", ["feeds/caspianwire.rss", "feeds/turanledger.rss", "feeds/stepvestnik.atom"])
def test_xml_feeds_carry_the_full_text(file: str) -> None:
    feed = feedparser.parse((DUMPS / file).read_bytes())
    assert not feed.bozo
    labels = [label for label in LABELLED if label["file"] == file]
    for entry, label in zip(feed.entries, labels, strict=True):
        assert (entry.title, entry.link) == (label["title"], label["url"])
        assert [author["name"] for author in entry.get("authors", [])] == label["authors"]
        visible = shown(entry.content[0].value)
        expected = [*label["text"].splitlines(), *(block["text"] for block in label["removed"])]
        assert all(paragraph in visible for paragraph in expected)


def test_the_json_feed_carries_the_full_text() -> None:
    feed = json.loads((DUMPS / "feeds/xezergundemi.json").read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    labels = [label for label in LABELLED if label["file"] == "feeds/xezergundemi.json"]
    for item, label in zip(feed["items"], labels, strict=True):
        assert (item["title"], item["url"]) == (label["title"], label["url"])
        assert shown(item["content_html"]) == " ".join(label["text"].split())


def test_four_records_are_broken_each_in_its_own_way() -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(line_of(LABELS["broken-json-line"]))
    assert not {"text", "html", "body", "content"} & json.loads(line_of(LABELS["broken-no-text"])).keys()
    with pytest.raises(EOFError):
        gzip.decompress(contents(LABELS["broken-truncated"]))
    assert html.fromstring(contents(LABELS["broken-shell"])).xpath("//p | //h1 | //article") == []
