"""Which of several feeds is taken, and what is proposed of its source."""

from __future__ import annotations

import pytest

from extractors.records import Hints
from flows.discovery.candidates import Candidate, newest, ranked
from flows.discovery.places import PageLinks
from flows.discovery.proposing import hosts_of, interval_of, name_of, propose
from flows.discovery.search import Discovery
from flows.fetching.feed import FeedContent, FeedEntry, FeedKind

HOME = "https://courier.example/"


def entry(number: int, published: str | None = None, content: str | None = None, host: str = HOME) -> FeedEntry:
    return FeedEntry(f"{host}{number}", Hints(title=f"Harbour news {number}", published=published), content=content)


def candidate(
    *entries: FeedEntry, kind: FeedKind = FeedKind.RSS, path: str = "feed", title: str | None = "Courier"
) -> Candidate:
    content = FeedContent(kind, title, "en", HOME, entries)
    return Candidate(f"{HOME}{path}", "linked by the page", content, entries)


def test_a_feed_comes_before_a_news_sitemap_before_a_plain_one() -> None:
    plain, news, feed = (
        candidate(entry(1), kind=kind) for kind in (FeedKind.SITEMAP, FeedKind.NEWS_SITEMAP, FeedKind.RSS)
    )
    assert ranked([plain, news, feed]) == (feed, news, plain)


def test_what_the_site_names_first_is_its_main_feed() -> None:
    main, section = candidate(entry(1), entry(2)), candidate(entry(8), entry(9), path="sport")
    assert ranked([main, section])[0] is main


def test_the_same_feed_with_whole_texts_wins() -> None:
    teasers = candidate(entry(1), entry(2), entry(3))
    whole = candidate(entry(1, content="x"), entry(2, content="x"), path="feed.json", kind=FeedKind.JSON)
    section = candidate(entry(8, content="x"), path="sport")
    assert ranked([section, teasers, whole])[0] is section
    assert ranked([teasers, section, whole]) == (whole, teasers, section)


@pytest.mark.parametrize(
    "useless",
    [candidate(), candidate(entry(1), path="comments/feed/"), candidate(entry(1), title="Yorumlar: Harbour")],
)
def test_empty_feeds_and_those_of_comments_are_left_out(useless: Candidate) -> None:
    assert ranked([useless]) == ()


def test_the_newest_entries_are_taken_wherever_they_stand() -> None:
    old, new = entry(1, "Mon, 12 Jan 2026 11:00:00 +0400"), entry(2, "2026-01-16T08:20:00Z")
    assert newest([entry(0), old, new], 2) == [new, old]
    assert newest([entry(0), entry(3)], 1) == [entry(0)]


@pytest.mark.parametrize(
    ("hosts", "title", "name"),
    [
        (["news.courier.co.uk"], "x", "courier"),
        (["kuryer.com.tr"], "x", "kuryer"),
        (["courier.example"], "The Courier", "courier"),
        (["127.0.0.1"], "Quay Courier: news", "quaycouriernews"),
        (["127.0.0.1"], "Курьер", "source"),
    ],
)
def test_a_name_is_made_of_the_registered_host_else_of_the_title(hosts: list[str], title: str, name: str) -> None:
    assert name_of(f"https://{hosts[0]}/", hosts, title) == name


@pytest.mark.parametrize(
    ("hours", "every"),
    [
        ([0, 1, 2, 3, 4, 5], "1h"),
        ([0, 24, 48, 72], "1d"),
        ([0, 0.05, 0.1, 0.15, 0.2], "10m"),
        ([0, 24], "1h"),
        ([], "1h"),
    ],
)
def test_the_interval_follows_how_often_something_is_published(hours: list[float], every: str) -> None:
    entries = [
        entry(n, f"2026-01-{1 + int(h) // 24:02}T{int(h) % 24:02}:{round(h % 1 * 60):02}:00Z")
        for n, h in enumerate(hours)
    ]
    assert interval_of(entries) == every


def test_hosts_are_those_of_the_articles_not_of_the_feed() -> None:
    entries = [entry(n) for n in range(8)] + [entry(n, host="https://m.courier.example/") for n in range(4)]
    stray = entry(1, host="https://stray.example/")
    assert hosts_of(candidate(*entries, stray)) == ["courier.example"]


def test_a_source_is_proposed_whole() -> None:
    feed = candidate(*(entry(n, f"2026-01-1{n}T08:00:00Z") for n in range(5)), title="Courier - RSS Feed")
    source = propose(Discovery(HOME, PageLinks(), (feed,)), {"courier"}, {"other.example": "other"})
    assert (source.name, source.title, source.homepage) == ("courier-2", "Courier", HOME)
    assert (source.hosts, source.every, source.language) == (("courier.example",), "1d", "en")


def test_a_host_that_another_source_claims_is_left_to_it() -> None:
    feed = candidate(entry(1))
    assert propose(Discovery(HOME, PageLinks(), (feed,)), (), {"courier.example": "other"}).hosts == ()
