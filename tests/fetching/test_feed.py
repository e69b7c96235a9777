"""Feeds of every kind in one form, and what is no feed."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.feeds import FeedRow
from flows.fetching.entries import news
from flows.fetching.feed import FeedContent, FeedKind, NoFeedError, read_feed
from flows.readers import moments
from tests.outlets import stories
from tests.outlets.feeds import WRITERS, sitemap_index

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
STORIES = stories("kinds", NOW - timedelta(hours=3), 3, timedelta(hours=1))
KINDS = {
    "rss": FeedKind.RSS,
    "atom": FeedKind.ATOM,
    "rdf": FeedKind.RDF,
    "json": FeedKind.JSON,
    "news-sitemap": FeedKind.NEWS_SITEMAP,
    "sitemap": FeedKind.SITEMAP,
}


def whole(path: str) -> str:
    return f"https://kinds.example{path}"


def written(kind: str, *, full: bool = False) -> tuple[bytes, str]:
    writer, media_type = WRITERS[kind]
    return writer("kinds", STORIES, NOW, whole, full).encode(), media_type


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_the_same_entries(kind: str) -> None:
    body, media_type = written(kind)
    content = read_feed(body, media_type, whole("/feed"))
    assert content.kind is KINDS[kind]
    assert [entry.address for entry in content.entries] == [whole(story.path) for story in STORIES]
    if kind != "sitemap":
        assert [entry.title for entry in content.entries] == [story.title for story in STORIES]
        published = [moments.utc(entry.published or "") for entry in content.entries]
        assert published == [moments.utc(story.published.isoformat()) for story in STORIES]
    assert all(entry.content is None for entry in content.entries)


@pytest.mark.parametrize("kind", ["rss", "atom", "json"])
def test_whole_articles_are_taken_from_feeds_that_have_them(kind: str) -> None:
    content = read_feed(*written(kind, full=True), whole("/feed"))
    assert all(STORIES[0].paragraphs[0] in (entry.content or "") for entry in content.entries[:1])
    assert [entry.content_type for entry in content.entries] == ["text/html"] * 3


def test_an_index_lists_sitemaps_with_their_times() -> None:
    index = sitemap_index({"/a": NOW, "/b": NOW - timedelta(days=1)}, whole)
    content = read_feed(index.encode(), "application/xml", whole("/sitemap.xml"))
    assert content.kind is FeedKind.SITEMAP_INDEX
    assert [(entry.address, entry.modified) for entry in content.entries] == [
        (whole("/a"), NOW.isoformat()),
        (whole("/b"), (NOW - timedelta(days=1)).isoformat()),
    ]


def test_a_packed_sitemap_is_unpacked_and_a_bomb_is_refused() -> None:
    body, media_type = written("sitemap")
    assert len(read_feed(gzip.compress(body), media_type, whole("/s.xml.gz")).entries) == 3
    with pytest.raises(NoFeedError, match="unpacks to more"):
        read_feed(gzip.compress(b" " * 51_000_000), media_type, whole("/s.xml.gz"))


@pytest.mark.parametrize(
    ("encoding", "said_in_xml", "said_by_http"),
    [
        ("utf-8", "utf-8", None),
        ("utf-8", "iso-8859-9", "iso-8859-9"),
        ("iso-8859-9", "iso-8859-9", "utf-8"),
        ("iso-8859-9", None, "iso-8859-9"),
        ("windows-1254", "utf-8", "windows-1254"),
        ("utf-16", "utf-16", None),
    ],
)
def test_wrong_charsets_do_not_hurt(encoding: str, said_in_xml: str | None, said_by_http: str | None) -> None:
    title = "Iğdır'da şölen: çağrı, öğüt, üzüm; Şile'de kış, ışık"
    declared = f' encoding="{said_in_xml}"' if said_in_xml else ""
    feed = (
        f'<?xml version="1.0"{declared}?><rss version="2.0"><channel><title>t</title><item><title>{title}</title>'
        "<link>https://kinds.example/1</link><description>Kısa bir özet, ığüşöç.</description></item></channel>"
        "</rss>"
    )
    content = read_feed(feed.encode(encoding), "text/xml", whole("/feed"), said_by_http)
    assert [entry.title for entry in content.entries] == [title]


def test_addresses_are_made_whole_and_told_once() -> None:
    items = "".join(
        f"<item><title>x</title><link>{link}</link></item>"
        for link in ("/a?utm_source=rss#top", "a", "https://kinds.example/b", "javascript:alert(1)", "http://[", "")
    )
    feed = f'<rss version="2.0"><channel><title>t</title>{items}</channel></rss>'.encode()
    content = read_feed(feed, "text/xml", whole("/feed.xml"))
    assert [entry.address for entry in content.entries] == [whole("/a"), whole("/b")]


def test_a_feed_that_is_cut_off_gives_what_is_whole_and_says_so() -> None:
    body, media_type = written("rss")
    content = read_feed(body[: body.rindex(b"<pubDate>")], media_type, whole("/feed"))
    assert len(content.entries) == 2
    assert "cut off" in (content.problem or "")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"<!DOCTYPE html><html><body>Sorry</body></html>", "web page"),
        (b"", "no feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "no feed"),
        (b'{"items": []}', "no JSON Feed"),
        (b"{broken", "cannot be read"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": 3}', "no JSON Feed"),
        (b'<!DOCTYPE rss [<!ENTITY a "b">]><rss version="2.0"><channel></channel></rss>', "entities"),
        (b'<!DOCTYPE urlset [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset>&a;</urlset>', "entities"),
        (b"\x1f\x8b" + b"x" * 40, "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_feed_says_what_it_is(body: bytes, says: str) -> None:
    with pytest.raises(NoFeedError, match=says):
        read_feed(body, "text/xml", whole("/feed"))


@given(st.binary(max_size=400), st.sampled_from([b"", b"<rss><channel><item>", b"<urlset>", b"{", b"<feed>"]))
def test_whatever_the_bytes_there_is_a_feed_or_a_reason(body: bytes, before: bytes) -> None:
    try:
        content = read_feed(before + body, "text/xml", whole("/feed"))
    except NoFeedError as error:
        assert str(error)
    else:
        assert isinstance(content, FeedContent)


FEED = FeedRow("kinds", whole("/feed"))
READ_BEFORE = FeedRow("kinds", whole("/feed"), succeeded="2026-03-01T00:00:00Z")


def test_what_is_known_is_not_new() -> None:
    content = read_feed(*written("rss"), whole("/feed"))
    first = news(content, FEED, {}, NOW, undated_are_new=True)
    assert [page.due for page in first.pages] == ["2026-03-02T12:00:00Z"] * 3
    known = {page.address: page for page in first.pages}
    assert not news(content, READ_BEFORE, known, NOW, undated_are_new=True).any


def test_a_whole_article_is_taken_again_only_when_its_words_changed() -> None:
    body, media_type = written("rss", full=True)
    first = news(read_feed(body, media_type, whole("/feed")), FEED, {}, NOW, undated_are_new=True)
    known = {item.page.address: item.page for item in first.whole}
    assert len(first.whole) == 3
    pixel = body.replace(b"&lt;/p&gt;", b"&lt;img src=&quot;/count?7&quot;&gt;  &lt;/p&gt;")
    assert not news(read_feed(pixel, media_type, whole("/feed")), READ_BEFORE, known, NOW, undated_are_new=True).any
    changed = body.replace(STORIES[1].paragraphs[0].encode(), b"It was all different.")
    again = news(read_feed(changed, media_type, whole("/feed")), READ_BEFORE, known, NOW, undated_are_new=True)
    assert [item.entry.address for item in again.whole] == [whole(STORIES[1].path)]


def test_the_first_reading_of_a_sitemap_fetches_what_is_young_and_notes_the_rest() -> None:
    def listed(feed: FeedRow, *, undated_are_new: bool) -> list[bool]:
        times = ["<lastmod>2026-03-02</lastmod>", "<lastmod>2026-02-02T10:00:00Z</lastmod>", ""]
        urls = "".join(f"<url><loc>{whole(f'/{n}')}</loc>{time}</url>" for n, time in enumerate(times))
        content = read_feed(f"<urlset>{urls}</urlset>".encode(), "text/xml", whole("/s"))
        pages = news(content, feed, {}, NOW, undated_are_new=undated_are_new).pages
        return [page.due is not None for page in pages]

    assert listed(FEED, undated_are_new=False) == [True, False, False]
    assert listed(FEED, undated_are_new=True) == [True, False, True]  # a new sitemap of an index that is known
    assert listed(READ_BEFORE, undated_are_new=True) == [True, True, True]
