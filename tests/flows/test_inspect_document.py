"""docs/inspect.md: its commands can be given as they stand, and its pictures and pages are there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from db.datasette.pages import ROUTES
from flows.cli import wiresift
from flows.inspecting import FOLDER

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "inspect.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
COMMANDS = re.findall(r"\.venv/bin/wiresift ([^\n`]*)", TEXT)
PAGES = re.findall(r"`(/[\w/]*)`[,: ]", TEXT)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_understood(command: str) -> None:
    name, *arguments = shlex.split(command.rstrip(" .,"))
    with wiresift.make_context("wiresift", [name]) as context:
        found = wiresift.get_command(context, name)
        assert found
        found.make_context(name, arguments, parent=context)


def test_the_command_of_datasette_names_folders_that_are_there() -> None:
    folders = {ROOT / folder for folder in re.findall(r"db/datasette/\w+", TEXT)}
    assert folders == {FOLDER / "plugins", FOLDER / "templates", FOLDER / "static"}
    assert all(folder.is_dir() for folder in folders)


def test_its_pictures_are_there_and_each_is_described() -> None:
    pictures = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", TEXT)
    assert pictures
    for description, file in pictures:
        assert len(description) > 20
        assert (DOCUMENT.parent / file).is_file()


@pytest.mark.parametrize("page", sorted(set(PAGES)))
def test_a_page_it_tells_of_has_an_address(page: str) -> None:
    filled = page.replace("NUMBER", "1").replace("ID", "0ebf3cfe08135ecd").replace("NAME", "ledger")
    assert any(re.fullmatch(pattern.lstrip("^").rstrip("$"), filled) for pattern, _ in ROUTES)
