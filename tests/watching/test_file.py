"""watches.toml: what is taken, and that each mistake is told with file, line, key and what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.tables import SettingsError
from flows.watching.file import Places, Watches, load_watches, named_watch
from flows.watching.secrets import MissingSecretError, conceal, reveal

WHOLE = """
[[watches]]
name = "ferries"
query = 'ferry OR "cargo ship" -film'
title = "Ferries"
sources = ["caspianwire"]
languages = ["en"]
days = 7
corrections = false
feed = "feeds/ferries.atom"
webhook = "https://example.org/${HOOK}"
secret = "${SECRET}"
apprise = ["mailto://${LOGIN}@example.org", "${CHAT}"]

[health]
feed = "feeds/health.atom"
"""


def load(folder: Path, text: str) -> Watches:
    (folder / "watches.toml").write_text(text, encoding="utf-8")
    return load_watches(folder)


def test_everything_that_can_be_said_is_taken(tmp_path: Path) -> None:
    loaded = load(tmp_path, WHOLE)
    (watch,) = loaded.watches
    assert watch.days == 7
    assert list(watch.channels) == ["feed", "webhook", "apprise-1", "apprise-2"]
    assert loaded.places["source-health"] == Places(feed="feeds/health.atom")
    assert named_watch(tmp_path, "ferries") == watch


def test_no_file_and_the_file_that_comes_with_wiresift_have_no_watches(tmp_path: Path) -> None:
    assert load_watches(tmp_path) == Watches()
    assert load_watches(Path(__file__).parents[2] / "seeds") == Watches()


def test_the_example_in_the_file_that_comes_with_wiresift_is_right(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "seeds" / "watches.toml").read_text(encoding="utf-8")
    _, _, examples = text.partition("\n\n")
    uncommented = "\n".join(line.removeprefix("# ") for line in examples.splitlines())
    assert [watch.name for watch in load(tmp_path, uncommented).watches] == ["ferries"]


@pytest.mark.parametrize(
    ("line", "at", "told"),
    [
        ('query = "(ferry OR ship) port"', 3, "has no parentheses: write the alternatives out"),
        ('query = "ferry NOT film"', 3, "has no NOT: write '-word'"),
        ('query = "ferry NEAR port"', 3, "has no NEAR: write a phrase"),
        ('query = "title:ferry"', 3, "cannot name a column"),
        ('query = "ferry or ship"', 3, "write OR for alternatives"),
        ("query = '\"cargo ship'", 3, "a double quote that is not closed"),
        ('query = "-film"', 3, "must have a word to look for"),
        ('query = "..."', 3, "must have a word to look for"),
        ('query = "ferry"\nlanguages = ["english, german"]', 4, "is no language; write its code"),
        ('query = "ferry"\nwebhook = "example.org/hook"', 4, "write it as 'https://...'"),
        ('query = "ferry"\nsecret = "hunter2"', 4, "must not stand in the file: write '${NAME}'"),
        ('query = "ferry"\napprise = ["me@example.org"]', 4, "is no address of Apprise"),
        ('query = "ferry"\nfeeds = "x.atom"', 4, "unknown key 'feeds'"),
        ('query = "ferry"\ndays = -1', 4, "must not be negative"),
        ('query = "ferry"\n[[watches]]\nname = "a"\nquery = "x"', 5, "is given twice"),
        ('query = "ferry"\n[[watches]]\nname = "source-health"\nquery = "x"', 5, "is taken"),
        ('query = "ferry"\n[[watches]]\nname = "Big Name"\nquery = "x"', 5, "in small letters"),
        ('query = "ferry"\nfeed = "x"\n[[watches]]\nname = "b"\nquery = "x"\nfeed = "x"', 8, "each needs its own file"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, line: str, at: int, told: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(tmp_path, f'[[watches]]\nname = "a"\n{line}\n')
    assert str(raised.value).startswith(f"{tmp_path / 'watches.toml'}:{at}: ")
    assert told in str(raised.value)


def test_secrets_are_revealed_named_when_missing_and_concealed() -> None:
    environment = {"TOKEN": "abc123"}
    assert reveal("https://x.example/${TOKEN}/$HOME", environment) == "https://x.example/abc123/$HOME"
    with pytest.raises(MissingSecretError, match="no OTHER"):
        reveal("${TOKEN}${OTHER}", environment)
    assert conceal("cannot reach /abc123", environment, "${TOKEN}") == "cannot reach /${TOKEN}"
