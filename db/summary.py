"""The summary of a run, read from the store after it: what a person wants to know at its end.

In: counts of one run. Out: the state of the whole store, and presentation.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from extractors.records import Reason


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run did."""

    run: int
    read: int
    new_captures: int
    new_articles: int
    new_versions: int  # all new texts; those of known articles are new_versions - new_articles
    copies: dict[str, int]  # relation -> new texts that have such a link to another article's text
    failures: list[tuple[str, str, int]]  # stage, error, how many
    kept_characters: int
    removed_characters: dict[str, int]  # reason -> characters
    seconds: float

    @property
    def failed(self) -> int:
        """How many failures the run stored."""
        return sum(count for _, _, count in self.failures)


def summarise(connection: sqlite3.Connection, run: int, seconds: float) -> Summary:
    """Return the summary of a finished run."""
    read, new_captures, new_articles, new_versions = connection.execute(
        "SELECT read, new_captures, new_articles, new_versions FROM runs WHERE id = ?", [run]
    ).fetchone()
    return Summary(
        run=run,
        read=read,
        new_captures=new_captures,
        new_articles=new_articles,
        new_versions=new_versions,
        copies=dict(connection.execute(_COPIES, {"run": run}).fetchall()),
        failures=connection.execute(_FAILURES, [run]).fetchall(),
        kept_characters=connection.execute(_KEPT, [run]).fetchone()[0],
        removed_characters=_removed_characters(connection, run),
        seconds=seconds,
    )


def _removed_characters(connection: sqlite3.Connection, run: int) -> dict[str, int]:
    """Return the characters removed by reason, most first. In one walk: grouping would sort every block in memory."""
    sums = zip(Reason, connection.execute(_REMOVED, [run]).fetchone(), strict=True)
    characters = [(str(reason), count) for reason, count in sums if count is not None]
    return dict(sorted(characters, key=lambda pair: (-pair[1], pair[0])))


_COPIES = """
SELECT relation, COUNT(DISTINCT version)
FROM (
    SELECT links.relation, new.id AS version
    FROM versions AS new JOIN links ON links.a = new.id JOIN versions AS other ON other.id = links.b
    WHERE new.run = :run AND other.article <> new.article AND other.run <> :run
    UNION ALL
    SELECT links.relation, new.id
    FROM versions AS new JOIN links ON links.b = new.id JOIN versions AS other ON other.id = links.a
    WHERE new.run = :run AND other.article <> new.article
)
GROUP BY relation ORDER BY relation
"""

_FAILURES = """
SELECT stage, error, COUNT(*) FROM failures WHERE run = ? GROUP BY stage, error ORDER BY COUNT(*) DESC, stage, error
"""

_KEPT = "SELECT COALESCE(SUM(LENGTH(text)), 0) FROM versions WHERE run = ?"

_REMOVED = f"""
SELECT {", ".join(f"SUM(LENGTH(removed_texts.text)) FILTER (WHERE reason = '{reason}')" for reason in Reason)}
FROM versions
JOIN removed_blocks ON removed_blocks.version = versions.id
JOIN removed_texts ON removed_texts.id = removed_blocks.text
WHERE versions.run = ?
"""  # noqa: S608 - words of ours
