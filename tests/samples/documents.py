"""The documents and outlets of the samples, read from `documents/*.toml`, `outlets/*.toml` and `dumps.toml`.

In: the texts with what is built on them: a line `@rail-ferry-caspianwire 1 3` in a text stands for paragraphs 1 to 3 of
that document, and `replace` edits what came out, so a copy is written as its difference. Out: how they look in a dump.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

_INCLUDED = re.compile(r"@(?P<id>[a-z0-9-]+)(?: (?P<first>\d+) (?P<last>\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented outlet: what its template shows around every article, in its language."""

    name: str
    title: str
    homepage: str
    language: str
    locale: str
    time_zone: str
    tagline: str
    date: str
    months: list[str]
    navigation: list[str]
    share: list[str]
    newsletter: str
    newsletter_button: str
    read_also: list[str]
    cookies: str
    cookies_button: str
    footer: str
    latest: list[list[str]]
    most_read: list[str]
    words: dict[str, str]
    bios: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a dump: an article as one outlet had it at one time, or a broken record."""

    id: str
    outlet: Outlet
    form: str  # how it stands in its dump: "page", "bare-page", "response", "html-record", "text-record", "entry", ...
    relation: str
    language: str
    story: str = ""
    path: str = ""
    title: str = ""
    standfirst: str = ""
    authors: list[str] = field(default_factory=list)
    published: str = ""
    published_raw: str = ""
    modified: str = ""
    captured_at: str = ""
    page_date: str = ""
    join: str = " "  # what stands between title and date in glued text
    section: str = ""
    tags: list[str] = field(default_factory=list)
    caption: str = ""
    photographer: str = ""
    linked: list[str] = field(default_factory=list)
    comments: list[list[str]] = field(default_factory=list)
    charset: str = "utf-8"
    broken_json_ld: bool = False
    content_encoding: str = ""
    transfer_encoding: str = ""
    credit: str = ""
    prompt: str = ""
    failure: str = ""
    raw: str = ""
    paragraphs: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where the outlet published it."""
        return self.outlet.homepage + self.path if self.path else ""

    @property
    def bio(self) -> str:
        """What the outlet says of the first author; empty where it says nothing."""
        return self.outlet.bios.get(self.authors[0], "") if self.authors else ""


@dataclass(frozen=True, slots=True)
class Container:
    """A dump that holds many documents."""

    file: str
    documents: tuple[Document, ...]
    keys: dict[str, str]  # how a JSONL file spells the keys


@cache
def all_documents() -> dict[str, Document]:
    """Return every document by its id, in the order of the ids."""
    outlets = {name: Outlet(name=name, **table) for name, table in _tables("outlets").items()}
    tables = _tables("documents")
    documents = {}
    for identity, table in tables.items():
        outlet = outlets[table["outlet"]]
        made: dict[str, Any] = {"id": identity, "outlet": outlet, "paragraphs": tuple(_paragraphs(identity, tables))}
        written = {key: value for key, value in table.items() if key not in ("text", "replace")}
        documents[identity] = Document(**({"language": outlet.language} | written | made))
    return documents


def containers() -> Iterator[Container]:
    """Yield the dumps that hold many documents."""
    documents = all_documents()
    for file, table in _table(HERE / "dumps.toml").items():
        yield Container(file, tuple(documents[identity] for identity in table["documents"]), table.get("keys", {}))


def loose_documents() -> list[Document]:
    """Return the documents that are files of their own."""
    contained = {document.id for container in containers() for document in container.documents}
    return [document for identity, document in all_documents().items() if identity not in contained]


def _paragraphs(identity: str, tables: dict[str, dict[str, Any]]) -> list[str]:
    table = tables[identity]
    text = "\n".join(_included(line, tables) for line in table.get("text", "").strip().splitlines())
    for old, new in table.get("replace", []):
        if old not in text:
            raise ValueError(f"documents/{identity}.toml: replace: {old!r} does not stand in the text")
        text = text.replace(old, new)
    return text.splitlines()


def _included(line: str, tables: dict[str, dict[str, Any]]) -> str:
    match = _INCLUDED.fullmatch(line)
    if match is None:
        return line
    paragraphs = _paragraphs(match["id"], tables)
    first, last = int(match["first"] or 1), int(match["last"] or len(paragraphs))
    return "\n".join(paragraphs[first - 1 : last])


def _tables(folder: str) -> dict[str, dict[str, Any]]:
    return {path.stem: _table(path) for path in sorted((HERE / folder).glob("*.toml"))}


def _table(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
