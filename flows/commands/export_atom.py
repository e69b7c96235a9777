"""`wiresift export --format atom`: the newest articles as a feed.

In: which articles become which feed. Out: which there are (`db.reading.newest`), and how Atom is written (`db.atom`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db.atom import Entry, Feed, Origin, atom_document, tag
from db.reading.newest import Choice, NewestArticle, last_settled, newest_articles

NEVER = "1970-01-01T00:00:00Z"  # when a store without articles was changed


@dataclass(frozen=True, slots=True)
class AtomExport:
    """What a feed is of."""

    choice: Choice
    limit: int
    title: str | None = None
    self_link: str | None = None  # where the feed will lie

    @property
    def identity(self) -> str:
        """What the feed's id is made of: the same choice is the same feed, wherever it lies."""
        choice = self.choice
        return "&".join([*choice.sources, *choice.languages, choice.query or ""]) or "all"


def atom_export(connection: sqlite3.Connection, export: AtomExport) -> tuple[str, int]:
    """Return the feed, and the cursor from which a later export goes on, both as of one moment.

    Raise `StoreError` for an unknown source.
    """
    connection.execute("BEGIN")
    try:
        cursor, settled = last_settled(connection)
        entries = [_entry(article) for article in newest_articles(connection, export.choice, export.limit)]
    finally:
        connection.rollback()
    updated = max((entry.updated for entry in entries), default=settled or NEVER)
    links = {"self": export.self_link} if export.self_link else {}
    feed = Feed(tag("feed", export.identity), export.title or _title(export.choice), updated, links)
    return atom_document(feed, entries).decode() + "\n", cursor


def _title(choice: Choice) -> str:
    said = [*choice.sources, *choice.languages, *([choice.query] if choice.query else [])]
    return f"Wiresift: {', '.join(said) or 'all articles'}"


def _entry(article: NewestArticle) -> Entry:
    return Entry(
        id=tag("article", article.id),
        title=article.title or article.text.partition("\n")[0],
        updated=article.updated,
        published=article.published_at,
        address=article.address,
        authors=article.authors,
        summary=article.standfirst,
        paragraphs=tuple(article.text.split("\n")),
        language=article.language,
        origin=Origin(article.source, article.source_title or article.source, article.homepage),
    )
