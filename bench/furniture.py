"""Furniture learned from sources: what of it goes, and what goes wrongly.

In: an invented corpus whose lines are labelled (`bench.furniture_corpus`), stored and settled as a run does it, and
the labelled set of copies, on which is measured what is taken out and that the copies found stay the same. Out:
extraction, which in a run has removed much of this before.
"""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.copies_store import Document, bytes_of, new_store, store_versions
from bench.furniture_corpus import FURNITURE, Article, corpus
from bench.sets import Sets
from db.connection import transaction
from db.settled import make_searchable, number_settlement
from dedup.signature import sign
from flows.furnishing import furnish
from flows.linking import NewText, link, settle_copies

SET = "dedup/news-copies"
SEED = 3  # thresholds were chosen on the corpora of 1 and 2
TABLES = ("lines", "furniture", "unsettled_versions", "unsettled_stories")


@dataclass(slots=True)
class Score:
    """Lines that recur, by what they are: how many there are and how many were taken out; and taken body lines."""

    there: Counter[str] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    body: int = 0

    @property
    def precision(self) -> float:
        """Return the share of furniture among the lines taken out."""
        right = sum(self.taken[kind] for kind in FURNITURE)
        return right / max(1, sum(self.taken.values()) + self.body)

    @property
    def recall(self) -> float:
        """Return the share of furniture that was taken out."""
        return sum(self.taken[kind] for kind in FURNITURE) / sum(self.there[kind] for kind in FURNITURE)


def store_articles(connection: sqlite3.Connection, articles: Sequence[Article]) -> None:
    """Store the articles of an invented corpus with their titles, and settle."""
    documents = [Document(article.address, article.source, article.text) for article in articles]
    store(connection, documents, {article.address: article.title for article in articles})


def store(
    connection: sqlite3.Connection, documents: Sequence[Document], titles: Mapping[str, str], batch: int = 500
) -> float:
    """Store and link the documents, then settle. Return the CPU seconds of what furniture takes of settling."""
    for start in range(0, len(documents), batch):
        some = documents[start : start + batch]
        signatures = sign([document.text for document in some])
        with transaction(connection):
            versions = store_versions(connection, some)
            connection.executemany(
                "UPDATE versions SET title = ? WHERE article = ?", [(titles.get(d.id), d.id) for d in some]
            )
            make_searchable(connection, versions)
            link(connection, [NewText(*pair) for pair in zip(versions, signatures, strict=True)])
    with transaction(connection):
        changed = settle_copies(connection)
        began = time.process_time()
        changed |= furnish(connection, set())
        seconds = time.process_time() - began
        number_settlement(connection, 1, "", changed)
    return seconds


def score(connection: sqlite3.Connection, articles: Iterable[Article]) -> Score:
    """Return how the lines of the articles fared."""
    found = Score()
    for article in articles:
        taken = Counter(_taken(connection, article.address))
        for line in article.lines:
            gone = taken[line.text] > 0
            taken[line.text] -= gone
            if line.kind:
                found.there[line.kind] += 1
                found.taken[line.kind] += gone
            else:
                found.body += gone
    return found


def _taken(connection: sqlite3.Connection, article: str) -> Iterator[str]:
    rows = connection.execute(
        "SELECT removed_texts.text FROM removed_blocks JOIN versions ON versions.id = version"
        " JOIN removed_texts ON removed_texts.id = removed_blocks.text WHERE article = ? AND reason = 'repeated'",
        [article],
    )
    return (text for (text,) in rows)


def measure_invented(sets: Sets) -> Iterator[str]:
    """Yield the lines of a table of the invented corpus, by what a line is."""
    articles = corpus(SEED)
    connection = new_store(sets.scratch / "invented.db")
    store_articles(connection, articles)
    found = score(connection, articles)
    yield (
        f"Of {len(articles)} invented articles with labelled lines, on which nothing was tuned: {found.precision:.1%}"
        f" of the lines taken out are furniture, {found.recall:.1%} of the furniture was taken out."
    )
    yield ""
    yield "| line | furniture | there | taken out |"
    yield "|---|---|---|---|"
    for kind, there in sorted(found.there.items(), key=lambda item: (item[0] not in FURNITURE, -item[1])):
        yield f"| {kind} | {'yes' if kind in FURNITURE else 'no'} | {there} | {found.taken[kind] / there:.3f} |"
    yield f"| the article's own | no | all others | {found.body} lines |"


def measure_copies(sets: Sets) -> Iterator[str]:
    """Yield what is taken out of the labelled set of copies, and what it costs."""
    documents = [Document(row["id"], row["source"], row["text"]) for row in sets.rows(SET)]
    connection = new_store(sets.scratch / "furnished.db")
    seconds = store(connection, documents, {row["id"]: row["title"] for row in sets.rows(SET)})
    lines, words = connection.execute(
        "SELECT COUNT(*), SUM(LENGTH(removed_texts.text) - LENGTH(REPLACE(removed_texts.text, ' ', '')) + 1)"
        " FROM removed_blocks JOIN removed_texts ON removed_texts.id = removed_blocks.text WHERE reason = 'repeated'"
    ).fetchone()
    texts = connection.execute("SELECT COUNT(*) FROM versions WHERE base_text IS NOT NULL").fetchone()[0]
    total = connection.execute("SELECT SUM(COALESCE(base_words, words)) FROM versions").fetchone()[0]
    rows = connection.execute("SELECT COUNT(*) FROM lines").fetchone()[0]
    yield (
        f"Of the labelled copies: {lines} lines and {words} words ({words / total:.1%}) taken out of {texts} of"
        f" {len(documents)} texts."
        f" {rows / len(documents):.1f} rows and {bytes_of(connection, TABLES) / len(documents):.0f} bytes an article;"
        f" counting and taking out costs {seconds / len(documents) * 1000:.2f} ms of processor time an article."
    )
