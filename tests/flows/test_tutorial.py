"""The tutorial is true: each of its commands prints what it shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ wiresift (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def shown_commands() -> list[tuple[str, str]]:
    """Return the tutorial's commands with the output that it shows."""
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    return [(match[1], match[2]) for block in BLOCK.findall(text) for match in COMMAND.finditer(block)]


def as_pattern(shown: str) -> re.Pattern[str]:
    """Return the pattern of an output in which `...` stands for anything."""
    return re.compile(".*".join(re.escape(piece) for piece in shown.strip().split("...")) + r"\s*", re.DOTALL)


def test_every_command_prints_what_the_tutorial_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    commands = shown_commands()
    assert len(commands) == 8
    for command, shown in commands:
        done = subprocess.run(
            [sys.executable, "-m", "flows.cli", *command.split()],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        printed = "\n".join(
            line for line in (done.stdout + done.stderr).splitlines() if "documents stored, now in" not in line
        )
        assert as_pattern(shown).fullmatch(printed.strip()), f"{command}\n{printed}"
