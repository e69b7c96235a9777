"""docs/add-a-source.md can be followed to its end: each of its files is written, each of its commands run, in order."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documented import as_pattern, printed
from tests.sources.site import Site

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(console|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
FILE = re.compile(r"# (\S+\.toml)(, at its end)?\n")


def blocks(site: Site) -> Iterator[tuple[str, str]]:
    """Yield the page's files and commands in their order, with the port on which the outlet is published here."""
    text = (ROOT / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        yield match[1], match[2].replace("127.0.0.1:8000", f"127.0.0.1:{site.port}")


def test_every_step_does_what_the_page_shows(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    site.put_sample()
    commands = 0
    for kind, block in blocks(site):
        if kind == "toml":
            write(tmp_path, block)
            continue
        for command, shown in COMMAND.findall(block):
            commands += 1
            told = run(command)
            assert as_pattern(shown).fullmatch(told), f"{command}\n{told}"
    assert commands == 14


def write(folder: Path, block: str) -> None:
    """Write the file that a block shows, or add the block to it, as its first line says."""
    named = FILE.match(block)
    assert named, block
    path = folder / named[1]
    path.parent.mkdir(exist_ok=True)
    with path.open("a" if named[2] else "w", encoding="utf-8") as stream:
        stream.write(block)


def run(command: str) -> str:
    """Return what a command prints, as a terminal would show it."""
    program, *arguments = command.split()
    if program != "wiresift":
        subprocess.run([program, *arguments], check=True, timeout=10)
        return ""
    return printed(" ".join(arguments))[1]
