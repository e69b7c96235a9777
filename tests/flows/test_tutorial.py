"""The tutorial is true: each of its commands prints what it shows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.documented import as_pattern, printed, shown_commands

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial.md"


def test_every_command_prints_what_the_tutorial_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    commands = shown_commands(PAGE.read_text(encoding="utf-8"))
    assert len(commands) == 8
    for command, shown in commands:
        _, told = printed(command)
        assert as_pattern(shown).fullmatch(told), f"{command}\n{told}"
