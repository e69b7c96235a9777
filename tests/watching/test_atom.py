"""Feeds are valid for feed readers whatever the articles hold, and keep their ids."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from db.atom import Entry, Feed, Origin, atom_document, tag
from flows import cli
from tests.db.reading_store import Sample, make_sample
from tests.watching.newsroom import Newsroom
from tests.watching.test_matching import story

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = "2026-03-02T06:00:00Z"

Export = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    return make_sample(tmp_path_factory.mktemp("store"))


@pytest.fixture
def export(sample: Sample, capsys: pytest.CaptureFixture[str]) -> Export:
    def run(*options: str) -> tuple[int, str]:
        code = cli.run(["export", "--db", str(sample.path), "--format", "atom", *options])
        out, err = capsys.readouterr()
        return code, out or err

    return run


def check_valid(document: bytes) -> etree._Element:
    """Check what RFC 4287 asks for. Return the feed."""
    root = etree.fromstring(document)
    for element in [root, *root.findall(f"{ATOM}entry")]:
        for name in ("id", "title", "updated"):
            assert len(element.findall(ATOM + name)) == 1, name
    for entry in root.findall(f"{ATOM}entry"):
        assert entry.find(f"{ATOM}author/{ATOM}name") is not None
        assert entry.find(f"{ATOM}content") is not None or entry.find(f"{ATOM}link[@rel='alternate']") is not None
        assert len(entry.findall(f"{ATOM}link[@rel='alternate']")) <= 1
    return root


class TestDocument:
    @settings(deadline=None)
    @given(st.text(), st.text(), st.lists(st.text()), st.text())
    def test_any_text_makes_a_valid_feed(self, title: str, address: str, lines: list[str], source: str) -> None:
        origin = Origin(source, title)
        paragraphs = (title, *lines)
        entry = Entry(tag("article", source), title, NOW, NOW, address, tuple(lines), title, paragraphs, "en", origin)
        document = atom_document(Feed(tag("feed", source), title, NOW, {"self": address}), [entry])
        check_valid(document)
        assert not feedparser.parse(document).bozo

    def test_nothing_in_a_text_becomes_markup(self) -> None:
        entry = Entry(tag("article", "1"), "<b>x</b> & y", NOW, paragraphs=("<script>alert(1)</script>", "a & b"))
        (found,) = feedparser.parse(atom_document(Feed("tag:x", "t", NOW), [entry]), sanitize_html=False).entries
        assert found.title == "<b>x</b> & y"
        assert found.content[0].value == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n<p>a &amp; b</p>"

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x", "http://[x"]
    )
    def test_links_lead_to_the_web_only(self, address: str) -> None:
        entry = Entry("tag:y", "t", NOW, address=address, paragraphs=("p",))
        root = check_valid(atom_document(Feed("tag:x", "t", NOW), [entry]))
        assert root.findall(f"{ATOM}entry/{ATOM}link") == []

    def test_a_day_alone_becomes_a_time(self) -> None:
        entry = Entry("tag:y", "t", "2026-03-02", "2026-03-01", paragraphs=("p",))
        (found,) = feedparser.parse(atom_document(Feed("tag:x", "t", "2026-03-02"), [entry])).entries
        assert (found.updated, found.published) == ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z")

    def test_ids_are_uris_whatever_a_name_holds(self) -> None:
        assert tag("source", "a b/ü") == "tag:wiresift,2026:source/a%20b%2F%C3%BC"


class TestExport:
    def test_canonical_articles_newest_first(self, export: Export, sample: Sample) -> None:
        code, out = export()
        assert code == 0
        check_valid(out.encode())
        feed = feedparser.parse(out)
        assert [entry.id.rsplit("/", 1)[1] for entry in feed.entries[:1]] == [sample.storm]
        assert sample.copy not in out
        (storm,) = (entry for entry in feed.entries if entry.id.endswith(sample.storm))
        assert storm.title == "Storm shuts harbour"
        assert [author.name for author in storm.authors] == ["Ada Okafor", "Björn Lind"]
        assert storm.published == "2026-01-10T08:30:00Z"
        assert storm.updated == "2026-01-11T09:00:00Z"
        assert storm.link == "https://ledger.example/storm"
        assert "Forty-five boats" in storm.content[0].value

    def test_copies_sources_languages_queries_and_limits(self, export: Export, sample: Sample) -> None:
        assert sample.copy in export("--all")[1]
        assert [e.source.title for e in feedparser.parse(export("--source", "villain")[1]).entries] == ["villain"]
        assert len(feedparser.parse(export("--language", "az")[1]).entries) == 1
        assert len(feedparser.parse(export("--query", "harbour")[1]).entries) == 1
        assert len(feedparser.parse(export("--limit", "1")[1]).entries) == 1
        assert len(feedparser.parse(export("--since", "1")[1]).entries) == 2

    def test_ids_stay_and_differ_by_choice(self, export: Export) -> None:
        feeds = [feedparser.parse(export(*options)[1]).feed.id for options in ((), (), ("--source", "ledger"))]
        assert feeds[0] == feeds[1] != feeds[2]

    def test_the_self_link_is_where_it_will_lie(self, export: Export) -> None:
        out = export("--self-link", "https://news.example/all.atom")[1]
        assert feedparser.parse(out).feed.links[0] == {
            "rel": "self",
            "href": "https://news.example/all.atom",
            "type": "application/atom+xml",
        }

    def test_an_unknown_source_and_options_of_other_formats_are_refused(
        self, export: Export, sample: Sample, capsys: pytest.CaptureFixture[str]
    ) -> None:
        code, told = export("--source", "leger")
        assert code == 1
        assert "ledger" in told
        assert cli.run(["export", "--db", str(sample.path), "--limit", "3"]) == 2
        assert "are for --format atom" in capsys.readouterr().err

    def test_by_watch(self, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
        newsroom.watch('[[watches]]\nname = "ferry"\nquery = "zeppelin"\nsources = ["weekly"]\n')
        newsroom.publish("daily", "a", story(1), "Other source")
        newsroom.publish("weekly", "b", story(2), "Asked for")
        newsroom.round()
        place = ["--db", str(newsroom.database), "--seeds", str(newsroom.seeds), "--format", "atom"]
        assert cli.run(["export", *place, "--watch", "ferry"]) == 0
        feed = feedparser.parse(capsys.readouterr().out)
        assert feed.feed.title == "ferry"
        assert [entry.title for entry in feed.entries] == ["Asked for"]
        assert cli.run(["export", *place, "--watch", "fery"]) == 1
        assert "no watch is called 'fery'; there are: ferry" in capsys.readouterr().err
        assert cli.run(["export", *place, "--watch", "ferry", "--query", "x"]) == 2

    def test_an_empty_store_makes_a_valid_feed(self, newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
        path: Path = newsroom.database
        assert cli.run(["export", "--db", str(path), "--format", "atom"]) == 0
        check_valid(capsys.readouterr().out.encode())
