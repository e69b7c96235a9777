"""Feeds and JSON files that are broken or made to do harm: one failure for each thing that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.records import Failure
from flows.readers import Limits
from tests.readers.building import only_failure, read, split, write

SMALL = Limits(document=20_000, line=30_000, feed=30_000)


@pytest.mark.parametrize(
    ("prologue", "wrong"),
    [
        ('<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>', "entities"),
        ('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "entities"),
        ('<!DOCTYPE rss [<!ENTITY a "<rss>">]>', "entities"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_in_feeds_are_refused(tmp_path: Path, prologue: str, wrong: str, encoding: str) -> None:
    feed = f'<?xml version="1.0"?>{prologue}<rss version="2.0"><channel><title>&b;</title></channel></rss>'
    assert wrong in only_failure(write(tmp_path / "a.xml", feed.encode(encoding))).error


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"<rss version='2.0'><channel>" + b"<item><title>a</title></item>" * 3, "cut off"),
        (b"<html><body>a</body></html>", "no feed"),
        (b"hello", "no feed"),
        (b"\x00\xff" * 100, "no feed"),
    ],
)
def test_feeds_that_are_none_are_failures(tmp_path: Path, data: bytes, wrong: str) -> None:
    *_, failure = read(write(tmp_path / "a.xml", data))
    assert isinstance(failure, Failure)
    assert wrong in failure.error


def test_deeply_nested_feed_is_survived(tmp_path: Path) -> None:
    feed = b"<rss version='2.0'><channel><item>" + b"<b>" * 50_000 + b"</b>" * 50_000 + b"</item></channel></rss>"
    assert all(isinstance(item, Failure) for item in read(write(tmp_path / "a.rss", feed)))


@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({"version": "https://jsonfeed.org/version/1", "items": 5}, "no list of `items`"),
        ({"version": "https://jsonfeed.org/version/1", "items": [5]}, "entry 1: an item has to be"),
        ({"version": "https://jsonfeed.org/version/1", "items": [{"id": "a"}]}, "no article in it"),
        ({"version": "https://jsonfeed.org/version/1", "items": [{"content_text": "a", "url": []}]}, "`url`"),
        ([5], "record 1: a record has to be"),
    ],
)
def test_broken_json_files_are_failures(tmp_path: Path, value: object, wrong: str) -> None:
    for indent in (None, 1):
        failure = only_failure(write(tmp_path / "a.json", json.dumps(value, indent=indent).encode()))
        assert wrong in failure.error


def test_whole_json_that_is_broken_is_one_failure(tmp_path: Path) -> None:
    assert "not JSON" in only_failure(write(tmp_path / "a.json", b'[\n{"text": "a"},\n')).error


def test_cut_off_feed_keeps_the_entries_that_are_whole(tmp_path: Path) -> None:
    entry = "<entry><id>{}</id><title>a</title><content>" + "Salt and water. " * 20 + "</content></entry>"
    feed = '<feed xmlns="http://www.w3.org/2005/Atom">' + entry.format(1) + entry.format(2) + entry.format(3)[:200]
    items = read(write(tmp_path / "a.atom", feed.encode()))
    assert split(items) == (["entry=1", "entry=2"], [""])
    assert isinstance(items[-1], Failure)
    assert "in entry 3" in items[-1].error
