"""docs/watches.md is true: its files are right, and each of its commands prints what it shows."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from flows.watching.file import load_watches
from flows.watching.health import Trouble
from tests.documented import as_pattern, printed, shown_commands

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "watches.md").read_text(encoding="utf-8")
FILES = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def test_every_command_prints_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    (tmp_path / "seeds" / "watches.toml").write_text(FILES[0], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    commands = shown_commands(PAGE)
    assert len(commands) == 7
    for command, shown in commands:
        code, told = printed(command)
        assert code == 0, told
        assert as_pattern(shown).match(told), f"{command}\n{told}"
    assert (tmp_path / "feeds" / "storms.atom").is_file()
    assert (tmp_path / "storms.atom").is_file()


def test_the_files_it_shows_are_right(tmp_path: Path) -> None:
    (tmp_path / "watches.toml").write_text(FILES[1], encoding="utf-8")
    assert [list(places.channels) for places in load_watches(tmp_path).places.values()] == [
        ["feed", "webhook", "apprise-1", "apprise-2"],
        ["feed", "apprise-1"],
    ]


def test_it_names_every_trouble() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == [str(trouble) for trouble in Trouble]
