"""`wiresift sources` from outside, against a site on the loopback interface."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from flows.commands.reference import DOCUMENT
from flows.commands.sources import sources
from flows.source_files import read_source
from tests.sources.conftest import Terminal
from tests.sources.site import Site

RULE = '\n[[rules]]\nremove = [".series"]\n'


@pytest.fixture
def courier(site: Site) -> Site:
    site.put_sample()
    return site


@pytest.fixture
def added(courier: Site, seeds: Path) -> Path:
    """Return the file of a source that was made without a look at the network."""
    path = seeds / "sources" / "courier.toml"
    path.write_text(
        f'name = "courier"\nhosts = ["127.0.0.1"]\nfeeds = ["{courier.address("/feed.xml")}"]\nenabled = true\n'
    )
    return path


def test_every_option_has_a_help_and_stands_in_the_reference() -> None:
    reference = DOCUMENT.read_text(encoding="utf-8")
    for name, command in sources.commands.items():
        assert command.help
        assert f"### sources {name}\n" in reference
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, f"{name} {parameter.name}"


def test_listing_imports_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from flows.cli import run; code = run(['sources', 'list', '--seeds', sys.argv[1]]);"
        "heavy = {'prefect', 'trafilatura', 'lxml', 'urllib3', 'tomlkit'} & set(sys.modules);"
        "sys.exit(code or ' '.join(heavy) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


class TestAdd:
    def test_a_source_is_found_shown_and_written(self, courier: Site, terminal: Terminal, seeds: Path) -> None:
        assert terminal.run("sources", "add", courier.address()) == 0
        source = read_source(seeds / "sources" / "quaycourier.toml")
        assert (source.title, source.homepage, source.language) == ("Quay Courier", courier.address(), "en")
        assert source.feeds == (courier.address("/feed.xml"),)
        assert (source.hosts, source.every, source.enabled) == (("127.0.0.1",), "12h", True)
        assert terminal.out.count("Text (") == 5
        assert "2026-01-16T08:20:00+04:00 | Leyla Nabizade | en" in terminal.out
        assert "wiresift fetch quaycourier" in terminal.out

    def test_a_site_with_a_plain_sitemap_alone_gets_its_language_from_its_articles(
        self, courier: Site, terminal: Terminal, seeds: Path
    ) -> None:
        pages = "".join(f"<url><loc>{path}</loc></url>" for path in courier.pages if path.endswith(".html"))
        courier.put("/map.xml", f"<urlset>{pages}</urlset>")
        assert terminal.run("sources", "add", courier.address("/map.xml"), "--name", "map") == 0
        assert read_source(seeds / "sources" / "map.toml").language == "en"

    def test_again_says_that_it_is_there(self, added: Path, courier: Site, terminal: Terminal) -> None:
        assert terminal.run("sources", "add", courier.address()) == 1
        assert f"{added} has this host already, and is enabled" in terminal.err
        assert courier.asked == []

    @pytest.mark.usefixtures("added")
    def test_a_name_of_ones_own_makes_a_second_source_of_a_host(
        self, courier: Site, terminal: Terminal, seeds: Path
    ) -> None:
        assert terminal.run("sources", "add", courier.address("/feed.xml"), "--name", "second") == 0
        assert read_source(seeds / "sources" / "second.toml").hosts == ()
        assert terminal.run("sources", "add", courier.address(), "--name", "second") == 1
        assert "second.toml is there already; give another --name" in terminal.err

    def test_a_disabled_one_without_feeds_is_completed(self, courier: Site, terminal: Terminal, seeds: Path) -> None:
        path = seeds / "sources" / "known.toml"
        path.write_text('# Mine.\nname = "known"\nhosts = ["127.0.0.1"]\nfeeds = []\nenabled = false\n')
        assert terminal.run("sources", "add", courier.address()) == 0
        assert path.read_text().startswith("# Mine.\n")
        assert read_source(path).enabled
        assert read_source(path).feeds == (courier.address("/feed.xml"),)

    def test_a_feed_on_another_host_belongs_to_the_source_of_its_articles(
        self, courier: Site, terminal: Terminal, seeds: Path
    ) -> None:
        path = seeds / "sources" / "known.toml"
        path.write_text('name = "known"\nhosts = ["127.0.0.1"]\nenabled = false\n')
        courier.pages["/feed.xml"] = courier.pages["/feed.xml"].replace(
            b"<link>/", f"<link>{courier.address()}".encode()
        )
        elsewhere = f"http://localhost:{courier.port}/feed.xml"
        assert terminal.run("sources", "add", elsewhere) == 0
        assert read_source(path).feeds == (elsewhere,)
        assert terminal.run("sources", "add", elsewhere) == 1
        assert f"{path} has this host already, and is enabled" in terminal.err

    def test_what_is_no_news_is_not_written(self, site: Site, terminal: Terminal, seeds: Path) -> None:
        item = "<item><title>x</title><link>/shop</link></item>"
        site.put("/feed.xml", f'<rss version="2.0"><channel><title>Shop</title>{item}</channel></rss>')
        site.put("/shop", "<html><body><a href='/a'>Buy</a></body></html>")
        assert terminal.run("sources", "add", site.address("/feed.xml")) == 1
        assert "none of its newest 1 page holds an article" in terminal.err
        assert list((seeds / "sources").iterdir()) == []
        assert terminal.run("sources", "add", site.address("/feed.xml"), "--anyway") == 0

    def test_other_feeds_are_told_and_taken_when_asked_for(
        self, courier: Site, terminal: Terminal, seeds: Path
    ) -> None:
        courier.put("/second.xml", courier.pages["/feed.xml"])
        head = b'<head><link rel="alternate" type="application/rss+xml" href="/second.xml">'
        courier.pages["/"] = courier.pages["/"].replace(b"<head>", head)
        assert terminal.run("sources", "add", courier.address(), "--name", "one") == 0
        assert "1 other feed found as well; --all-feeds takes it too" in terminal.out
        (seeds / "sources" / "one.toml").unlink()
        assert terminal.run("sources", "add", courier.address(), "--name", "one", "--all-feeds") == 0
        assert len(read_source(seeds / "sources" / "one.toml").feeds) == 2

    def test_what_a_feed_says_of_itself_is_harmless_to_a_terminal(
        self, courier: Site, terminal: Terminal, seeds: Path
    ) -> None:
        evil = "\x1b[2J\u202eeliw".encode()
        courier.pages["/feed.xml"] = courier.pages["/feed.xml"].replace(b"Quay Courier | RSS", evil[4:])
        courier.pages["/"] = courier.pages["/"].replace(b'content="Quay Courier"', b'content="' + evil + b'"')
        assert terminal.run("sources", "add", courier.address(), "--name", "evil") == 0
        assert not {"\x1b", "\u202e"} & set(terminal.out + terminal.err)
        assert read_source(seeds / "sources" / "evil.toml").title

    @pytest.mark.parametrize("name", ["Courier", "a/b", "..", ""])
    def test_a_name_that_is_no_file_name_is_refused(self, terminal: Terminal, name: str) -> None:
        assert terminal.run("sources", "add", "courier.example", "--name", name) == 2


class TestTry:
    @pytest.mark.usefixtures("added")
    def test_shows_everything_and_writes_nothing(self, terminal: Terminal, seeds: Path) -> None:
        before = {path: path.read_bytes() for path in seeds.rglob("*") if path.is_file()}
        assert terminal.run("sources", "try", "courier", "--number", "2") == 0
        assert terminal.out.count("written ") == 2
        assert "  title          Last lighthouse keeper of Sumqar Spit hands over the lamp  [" in terminal.out
        assert "  - [link-list: " in terminal.out
        assert {path: path.read_bytes() for path in seeds.rglob("*") if path.is_file()} == before
        assert not (seeds.parent / "news.db").exists()

    def test_rules_are_applied(self, added: Path, terminal: Terminal, courier: Site) -> None:
        added.write_text(added.read_text() + RULE)
        assert terminal.run("sources", "try", "courier", "--url", courier.address("/wool-exchange.html"), "--json") == 0
        (line,) = terminal.out.splitlines()
        removed = {block["reason"]: block["text"] for block in json.loads(line)["removed"]}
        assert removed["rule"].startswith("This story is part of our winter series")

    @pytest.mark.usefixtures("added")
    def test_feeds_that_fail_are_told(self, terminal: Terminal, courier: Site) -> None:
        courier.statuses["/feed.xml"] = 500
        assert terminal.run("sources", "try", "courier") == 1
        assert "the server answered 500" in terminal.err
        assert "none of its feeds gives an entry" in terminal.err

    @pytest.mark.usefixtures("added")
    def test_a_name_that_is_mistyped_is_told(self, terminal: Terminal) -> None:
        assert terminal.run("sources", "try", "curier") == 1
        assert "there is no such source; perhaps you mean courier" in terminal.err


class TestCheck:
    @pytest.mark.usefixtures("added")
    def test_files_feeds_and_totals_are_told(self, terminal: Terminal, seeds: Path) -> None:
        (seeds / "sources" / "broken.toml").write_text('name = "broken"\nevery = "often"\n')
        (seeds / "sources" / "quiet.toml").write_text(
            'name = "quiet"\nfeeds = ["http://127.0.0.1:1/"]\nenabled = false\n'
        )
        assert terminal.run("sources", "check") == 1
        assert f"broken: wrong\n  ! {seeds / 'sources' / 'broken.toml'}:2: every 'often' is no interval" in terminal.out
        assert "/feed.xml: rss, 6 entries, the newest of 2026-01-16T04:20:00Z" in terminal.out
        assert terminal.out.endswith("2 sources right, 1 wrong: broken\n")
        assert "127.0.0.1:1" not in terminal.out, "disabled feeds are not asked"

    def test_a_named_one_is_asked_although_it_is_disabled(self, terminal: Terminal, seeds: Path) -> None:
        (seeds / "sources" / "quiet.toml").write_text(
            'name = "quiet"\nfeeds = ["http://127.0.0.1:1/"]\nenabled = false\n'
        )
        assert terminal.run("sources", "check", "quiet") == 1
        assert "! feed http://127.0.0.1:1/: " in terminal.out

    @pytest.mark.usefixtures("added")
    def test_offline_asks_nobody(self, terminal: Terminal, courier: Site) -> None:
        assert terminal.run("sources", "check", "--offline") == 0
        assert (terminal.out, courier.asked) == ("1 source right, 0 wrong\n", [])

    @pytest.mark.usefixtures("added")
    def test_a_feed_that_is_none_is_wrong(self, terminal: Terminal, courier: Site) -> None:
        courier.pages["/feed.xml"] = courier.pages["/"]
        assert terminal.run("sources", "check", "courier") == 1
        assert "it is a web page and no feed; `wiresift sources add` finds the feeds of a page" in terminal.out

    def test_a_host_of_two_sources_is_told_once(self, terminal: Terminal, seeds: Path) -> None:
        for name in ("one", "two"):
            (seeds / "sources" / f"{name}.toml").write_text(f'name = "{name}"\nhosts = ["shared.example"]\n')
        assert terminal.run("sources", "check", "--offline") == 1
        assert terminal.out.count("two.toml:2: hosts: 'shared.example' is also claimed by 'one'") == 1


class TestFreeze:
    def test_a_frozen_page_guards_a_rule(self, added: Path, terminal: Terminal, courier: Site, seeds: Path) -> None:
        added.write_text(added.read_text() + RULE)
        assert terminal.run("sources", "freeze", "courier", courier.address("/wool-exchange.html")) == 0
        (golden,) = (seeds / "sources" / "courier").glob("wool-exchange-*.json")
        assert golden.with_suffix(".html").read_bytes() == courier.pages["/wool-exchange.html"]
        assert json.loads(golden.read_text())["text"][0].startswith("The first auction")
        assert terminal.run("sources", "check", "--offline") == 0
        assert f"frozen {golden.stem}: as it was" in terminal.out

        added.write_text(added.read_text().replace(".series", ".serial"))
        assert terminal.run("sources", "check", "--offline") == 1
        assert "is no longer what it was" in terminal.out
        assert "      +This story is part of our winter series" in terminal.out

        assert terminal.run("sources", "freeze", "courier", "--renew") == 0
        assert f"{golden}: renewed" in terminal.out
        assert terminal.run("sources", "check", "--offline") == 0

    @pytest.mark.usefixtures("added")
    def test_a_page_without_an_article_is_not_frozen(self, terminal: Terminal, courier: Site) -> None:
        assert terminal.run("sources", "freeze", "courier", courier.address("/missing")) == 1
        assert "the server answered 404" in terminal.err

    @pytest.mark.usefixtures("added")
    def test_a_damaged_pair_is_told(self, terminal: Terminal, seeds: Path) -> None:
        (seeds / "sources" / "courier").mkdir()
        (seeds / "sources" / "courier" / "x.json").write_text("{}")
        assert terminal.run("sources", "check", "--offline") == 1
        assert "the frozen page is damaged" in terminal.out

    @pytest.mark.parametrize("arguments", [["courier"], ["courier", "http://x.example/", "--renew"]])
    @pytest.mark.usefixtures("added")
    def test_an_address_or_renew_is_needed_and_not_both(self, terminal: Terminal, arguments: list[str]) -> None:
        assert terminal.run("sources", "freeze", *arguments) == 2


class TestEnable:
    def test_one_without_feeds_is_looked_for(self, courier: Site, terminal: Terminal, seeds: Path) -> None:
        path = seeds / "sources" / "known.toml"
        path.write_text(f'name = "known"\nhomepage = "{courier.address()}"\nfeeds = []\nenabled = false\n')
        assert terminal.run("sources", "enable", "known") == 0
        assert read_source(path).feeds == (courier.address("/feed.xml"),)
        assert read_source(path).every == "12h"

    def test_one_with_feeds_is_not_asked(self, added: Path, terminal: Terminal, courier: Site) -> None:
        assert terminal.run("sources", "disable", "courier") == 0
        assert not read_source(added).enabled
        assert terminal.run("sources", "enable", "courier") == 0
        assert read_source(added).enabled
        assert courier.asked == []

    def test_one_without_an_address_is_told_and_keeps_no_other_one_back(
        self, added: Path, terminal: Terminal, seeds: Path
    ) -> None:
        (seeds / "sources" / "lost.toml").write_text('name = "lost"\nenabled = false\n')
        terminal.run("sources", "disable", "courier")
        assert terminal.run("sources", "enable", "lost", "courier") == 1
        assert "lost: not enabled: " in terminal.err
        assert "it has no feeds and no homepage to look for them" in terminal.err
        assert read_source(added).enabled
