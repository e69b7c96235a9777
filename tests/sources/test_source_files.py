"""A source's file: every fault with its line and what to write, and changes that leave the rest as it was."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.intervals import due_at, next_by_cron, seconds_of
from flows.source_files import Source, faults_of_file, read_source
from flows.source_writing import change_source, move_feed, write_source
from flows.tables import SettingsError, line_of

FILE = """# The harbour paper.
name = "daily"   # as the file is called
hosts = [
    "daily.example",  # the paper
]
feeds = ["https://daily.example/feed"]
enabled = false

# Until the page was rebuilt.
[[rules]]
until = "2025-12-31"
remove = [".old"]

# Today's page.
[[rules]]
body = ".story"
"""


@pytest.fixture
def path(seeds: Path) -> Path:
    written = seeds / "sources" / "daily.toml"
    written.write_text(FILE)
    return written


@pytest.mark.parametrize(
    ("trail", "line"),
    [
        (("name",), 2),
        (("hosts",), 3),
        (("feeds",), 6),
        (("rules",), 10),
        (("rules", 0, "remove"), 12),
        (("rules", 1), 15),
        (("rules", 1, "body"), 16),
        (("rules", 2), None),
        (("name", "x"), None),
    ],
)
def test_the_line_of_a_value_is_found(path: Path, trail: tuple[str | int, ...], line: int | None) -> None:
    assert line_of(path, trail) == line


def test_text_in_quotes_that_looks_like_a_key_is_none(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_text('title = """\nevery = 5\n"""\nevery = "5m"\n')
    assert line_of(path, ("every",)) == 4


def test_a_right_file_has_no_faults(path: Path) -> None:
    assert faults_of_file(path) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("enabled = false", 'enabled = "no"', "7: enabled must be true or false, not 'no'"),
        ("enabled =", "enable =", "7: unknown key 'enable'; known are"),
        ("enabled =", "enable =", "perhaps 'enabled' is meant"),
        ('"https://daily', '"daily', "6: feeds 'daily.example/feed' is no address; write it as 'https://...'"),
        ('"https://daily', '"file:///daily', "6: feeds 'file:///daily.example/feed' is no address"),
        ('"daily.example"', '"https://daily.example/"', "3: hosts 'https://daily.example/' is no host"),
        ("enabled = false", 'every = "30"', "7: every '30' is no interval; write it as '30m'"),
        ("enabled = false", 'cron = "0 25 * * *"', "7: cron '0 25 * * *' is no cron expression (Bad hour)"),
        ("enabled = false", 'cron = "0 0 30 2 *"', "7: cron '0 0 30 2 *'"),
        ("enabled = false", 'every = "1h"\ncron = "0 6 * * *"', "8: cron and every cannot both hold"),
        ("enabled = false", 'language = "Turkish!"', "7: language 'Turkish!' is no language"),
        ("enabled = false", 'time_zone = "Baku"', "7: time_zone 'Baku' is not known"),
        ("enabled = false", 'fetch_again = ["soon"]', "7: fetch_again 'soon' is no interval"),
        ('"2025-12-31"', '"last year"', "11: [rules] until 'last year' is no day"),
        ('".old"', '".old["', "12: [rules] remove '.old[' is neither CSS nor XPath"),
        (
            '".story"',
            '"//p[wrong()]"',
            "16: [rules] body '//p[wrong()]' cannot be evaluated (Unregistered function); write CSS or XPath",
        ),
        ('body = ".story"', 'bodies = ".story"', "16: [rules] unknown key 'bodies'"),
        ('until = "2025-12-31"\n', "", "14: [rules] never used"),
        ('name = "daily"', 'name = "weekly"', "2: name must be 'daily', as the file is called"),
        ('name = "daily"', 'name = "daily', "is not TOML"),
    ],
)
def test_every_fault_is_told_with_its_line_and_what_to_write(path: Path, old: str, new: str, fault: str) -> None:
    path.write_text(FILE.replace(old, new))
    (found,) = faults_of_file(path)
    assert found.startswith(str(path))
    assert fault in found


def test_all_faults_are_told_at_once(path: Path) -> None:
    path.write_text(FILE.replace("enabled", "enable").replace('"https://', '"'))
    assert len(faults_of_file(path)) == 2
    path.write_text(FILE.replace("enabled", "enable").replace('["https://daily.example/feed"]', "5"))
    assert len(faults_of_file(path)) == 2
    path.write_text(FILE.replace('"https://', '"').replace('".story"', '"["'))
    assert len(faults_of_file(path)) == 2


def test_reading_a_wrong_file_says_the_line(path: Path) -> None:
    path.write_text(FILE.replace("enabled = false", 'every = "often"'))
    with pytest.raises(SettingsError, match=r"daily\.toml:7: every 'often' is no interval"):
        read_source(path)


def test_a_change_leaves_comments_order_and_rules(seeds: Path, path: Path) -> None:
    change_source(seeds, "daily", enabled=True, every="30m", homepage="https://daily.example/")
    expected = FILE.replace("enabled = false\n", 'every = "30m"\nenabled = true\n').replace(
        "hosts = [", 'homepage = "https://daily.example/"\nhosts = ['
    )
    assert path.read_text() == expected
    assert len(read_source(path).rules) == 2


def test_a_feed_that_has_moved_is_written_in_its_place(seeds: Path, path: Path) -> None:
    assert move_feed(seeds, "daily", "https://daily.example/feed", "https://daily.example/rss")
    assert path.read_text() == FILE.replace("/feed", "/rss")
    assert not move_feed(seeds, "daily", "https://daily.example/feed", "https://daily.example/other")


def test_a_feed_that_has_moved_to_another_one_of_the_source_stands_there_once(seeds: Path, path: Path) -> None:
    change_source(seeds, "daily", feeds=("https://daily.example/feed", "https://daily.example/rss"))
    move_feed(seeds, "daily", "https://daily.example/feed", "https://daily.example/rss")
    assert read_source(path).feeds == ("https://daily.example/rss",)


def test_a_written_file_reads_as_the_source(seeds: Path) -> None:
    source = Source("new", 'A "quoted"\ntitle \\', "https://new.example/", ("new.example",), language="tr", every="1h")
    assert read_source(write_source(seeds, source)) == source
    with pytest.raises(FileExistsError):
        write_source(seeds, source)


@settings(deadline=None, max_examples=50)
@given(title=st.text(min_size=1), feed=st.text(alphabet=st.characters(exclude_categories=("Z", "C")), min_size=1))
def test_whatever_a_site_calls_itself_its_file_can_be_read(title: str, feed: str) -> None:
    source = Source("new", title, feeds=(f"https://new.example/?{feed}",))
    with tempfile.TemporaryDirectory() as folder:
        path = write_source(Path(folder), source)
        assert read_source(path) == source
        change_source(Path(folder), "new", homepage="https://new.example/", enabled=False)
        changed = read_source(path)
    assert (changed.title, changed.feeds, changed.enabled) == (title, source.feeds, False)


def test_a_file_that_would_stop_every_run_is_not_left_behind(seeds: Path) -> None:
    with pytest.raises(SettingsError, match="hosts 'a b' is no host"):
        write_source(seeds, Source("new", hosts=("a b",)))
    assert list((seeds / "sources").iterdir()) == []


def test_nothing_is_left_beside_a_changed_file(seeds: Path, path: Path) -> None:
    change_source(seeds, "daily", enabled=True)
    assert [each.name for each in path.parent.iterdir()] == ["daily.toml"]


@pytest.mark.parametrize(("interval", "seconds"), [("30m", 1800), (" 6h ", 21600), ("1 d", 86400)])
def test_intervals_are_read(interval: str, seconds: int) -> None:
    assert seconds_of(interval) == seconds


@pytest.mark.parametrize("interval", ["", "0m", "30", "m", "-5m", "1.5h", "30s", "1h30m", "999999d"])
def test_what_is_no_interval_is_told(interval: str) -> None:
    with pytest.raises(ValueError, match="write it as '30m'"):
        seconds_of(interval)


def test_what_is_due_next_follows_cron_in_its_time_zone_else_the_interval() -> None:
    last = datetime(2026, 1, 14, 9, 30, tzinfo=UTC)
    assert due_at(last, "30m", None, None).isoformat() == "2026-01-14T10:00:00+00:00"
    assert due_at(last, None, None, None).isoformat() == "2026-01-14T10:30:00+00:00"
    assert due_at(last, None, "0 6 * * *", "Asia/Baku").isoformat() == "2026-01-15T02:00:00+00:00"
    assert next_by_cron("0 6 * * *", last).isoformat() == "2026-01-15T06:00:00+00:00"
