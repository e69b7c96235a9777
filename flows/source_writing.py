"""Writing the files of sources, with what a person wrote in them left as it is.

In: a new file, changed values, a feed that has moved; each file is replaced whole or not at all. Out: what is written
(`flows.discovery`, and `flows.fetching` for a feed that has moved).
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import tomlkit
from tomlkit.items import Item

from flows.source_files import Source, read_source
from flows.sources import source_path
from flows.tables import SettingsError, read_toml

Value = str | bool | tuple[str, ...]

# In the order in which they are written; what a source does not have is left out.
KEYS = tuple(field.name for field in dataclasses.fields(Source) if field.name != "rules")
ALWAYS = ("name", "hosts", "feeds", "enabled")
LONGEST_LINE = 100  # a longer list is written one item a line


def write_source(seeds: Path, source: Source, comment: str | None = None) -> Path:
    """Write a new source's file and return its path.

    Raise `FileExistsError` when there is one of that name, and `SettingsError` for values that no file may have.
    """
    path = source_path(seeds, source.name)
    document = tomlkit.document()
    if comment:
        document.add(tomlkit.comment(comment))
    for key in KEYS:
        value = getattr(source, key)
        if key in ALWAYS or value:
            document.add(key, _item(key, value))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(tomlkit.dumps(document))
    try:
        read_source(path)
    except SettingsError:
        path.unlink()
        raise
    return path


def change_source(seeds: Path, name: str, **values: Value) -> Path:
    """Set values in a source's file, which must be right, and return its path. Comments, order and rules stay."""
    path = source_path(seeds, name)
    read_toml(path)
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    for key, value in values.items():
        if key in document:
            document[key] = _item(key, value)
        else:
            _insert(document, key, value)
    _replace(path, tomlkit.dumps(document))
    return path


def move_feed(seeds: Path, name: str, old: str, new: str) -> bool:
    """Write a feed's new address in place of the old one. Return whether the file had the old one."""
    feeds = read_source(source_path(seeds, name)).feeds
    if old not in feeds:
        return False
    moved = dict.fromkeys(new if feed == old else feed for feed in feeds)  # the new one may stand there already
    change_source(seeds, name, feeds=tuple(moved))
    return True


def _insert(document: tomlkit.TOMLDocument, key: str, value: Value) -> None:
    """Add a key behind those that come before it. Appended, it would part the rules from the comment above them.

    tomlkit has no public way to insert at a place; a test sees to it that this one stays.
    """
    before = [known for known in KEYS[: KEYS.index(key)] if known in document]
    document._insert_after(before[-1], key, _item(key, value))


def _item(key: str, value: Value | None) -> Item:
    if not isinstance(value, tuple):
        return tomlkit.item(value)
    array = tomlkit.array()
    array.extend(value)
    array.multiline(len(f"{key} = {array.as_string()}") > LONGEST_LINE)
    return array


def _replace(path: Path, text: str) -> None:
    """Write beside the file, check, and put it in its place."""
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
