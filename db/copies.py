"""Copies: the SQL of signatures, pairs, links and stop-shingles, inside the caller's transaction.

In: reading and writing rows. Out: posting lists and buckets (`db.lists`), clusters and verdicts (`db.clusters`), every
decision (`dedup`), and who joins them (`flows.linking`). Texts are named by numbers that derive from their content
(`signatures.text`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, TypeVar

import numpy as np

from dedup.candidates import Numbers, Pairs
from dedup.records import Evidence, Link, Relation
from dedup.shingles import distinct

Item = TypeVar("Item")
Value = TypeVar("Value", int, str)

# Values that are asked for at once: beyond some hundreds a statement gains nothing.
TOGETHER = 500

# What is to be done with a row of `pairs` when settling.
COMPARE, DECIDE, SETTLED = 0, 1, 2

_encode = json.JSONEncoder(ensure_ascii=False).encode

_EVIDENCE = "a, b, shared, a_size, b_size, numbers, missing, a_from, a_to, b_from, b_to"


def chunks(values: Iterable[Value], size: int = TOGETHER) -> Iterator[list[Value]]:
    """Yield the values in ascending order, the order in which the tables are stored, `size` at a time."""
    ascending = iter(sorted(values))
    while chunk := list(islice(ascending, size)):
        yield chunk


def batches(values: Sequence[Item], size: int = TOGETHER) -> Iterator[Sequence[Item]]:
    """Yield the values as they come, `size` at a time."""
    return (values[at : at + size] for at in range(0, len(values), size))


def select_in(connection: sqlite3.Connection, statement: str, values: Iterable[Value]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of `statement`, whose {} takes the values, `TOGETHER` at a time.

    They are handed over as one parameter, so that there is one statement, whatever their number: one that has 500
    parameters takes SQLite 150 kB, and dozens of statements are kept.
    """
    statement = statement.format("SELECT value FROM json_each(?)")
    for chunk in chunks(values):
        yield from connection.execute(statement, [json.dumps(chunk)])


def stored_scheme(connection: sqlite3.Connection) -> str | None:
    """Return the scheme of the store's signatures, None before the first is stored."""
    row = connection.execute("SELECT scheme FROM schemes").fetchone()
    return str(row[0]) if row else None


def store_scheme(connection: sqlite3.Connection, scheme: str) -> None:
    """Note the scheme of the store's signatures."""
    connection.execute("INSERT OR IGNORE INTO schemes (scheme) VALUES (?)", [scheme])


def store_signatures(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, bytes]]) -> None:
    """Store which text each version has, and the text's sketch."""
    connection.executemany("INSERT INTO signatures (version, text, sketch) VALUES (?, ?, ?)", rows)


def first_versions(connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, int]:
    """Return by text the first version that has it; texts that are not stored are left out."""
    statement = "SELECT text, MIN(version) FROM signatures WHERE text IN ({}) GROUP BY text"
    return dict(select_in(connection, statement, texts))


def read_sketches(connection: sqlite3.Connection, texts: Iterable[int]) -> dict[int, bytes]:
    """Return by text its sketch. Thousands are asked for at once, and one statement takes a sixth less time."""
    statement = "SELECT text, sketch FROM json_each(?) JOIN signatures ON text = value"
    return dict(connection.execute(statement, [json.dumps(sorted(texts))]))


def texts_of_versions(connection: sqlite3.Connection, versions: Iterable[int]) -> dict[int, int]:
    """Return by version the text it has; versions without words have none."""
    statement = "SELECT version, text FROM signatures WHERE version IN ({})"
    return dict(select_in(connection, statement, versions))


def read_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield each text with its words as they were before furniture was taken out."""
    statement = """
        SELECT firsts.text, COALESCE(versions.base_text, versions.text)
        FROM (SELECT MIN(version) AS version, text FROM signatures WHERE text IN ({}) GROUP BY text) AS firsts
        JOIN versions ON versions.id = firsts.version
    """
    yield from select_in(connection, statement, texts)


def text_of_version(connection: sqlite3.Connection, version: int) -> str:
    """Return the text of a version as it was before furniture was taken out."""
    statement = "SELECT COALESCE(base_text, text) FROM versions WHERE id = ?"
    return str(connection.execute(statement, [version]).fetchone()[0])


def store_pairs(connection: sqlite3.Connection, rows: Iterable[tuple[int, int, int]]) -> None:
    """Store pairs to be compared when settling: `a` < `b`, and how many lists they share more than they need."""
    connection.executemany("INSERT INTO pairs (a, b, spare, settled) VALUES (?, ?, ?, 0)", sorted(rows))


def weaken_pairs(connection: sqlite3.Connection, lost: Pairs) -> list[tuple[int, int, int]]:
    """Take lists from pairs that are stored. Return (a, b, spare lists) of each that lost some, ascending."""
    # Of what lists lose hardly any was ever worth a row, and it is of few second texts, as the first ones stay.
    stored = set(select_in(connection, "SELECT a, b FROM pairs WHERE b IN ({})", distinct(lost.second).tolist()))
    rows = zip(lost.lists.tolist(), lost.first.tolist(), lost.second.tolist(), strict=True)
    statement = "UPDATE pairs SET spare = spare - ? WHERE a = ? AND b = ? RETURNING a, b, spare"
    return sorted(connection.execute(statement, row).fetchone() for row in rows if row[1:] in stored)


def forget_pairs(connection: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Remove pairs with their links."""
    remove_links(connection, sorted(linked_pairs(connection, pairs)))
    connection.executemany("DELETE FROM pairs WHERE a = ? AND b = ?", pairs)


def pairs_among(connection: sqlite3.Connection, texts: Numbers) -> Numbers:
    """Return the pairs that these texts make with each other: rows of two."""
    found = select_in(connection, "SELECT a, b FROM pairs WHERE a IN ({})", texts.tolist())
    pairs = np.fromiter(chain.from_iterable(found), dtype=np.int64).reshape(-1, 2)
    return pairs[np.isin(pairs[:, 1], texts)]


def pairs_to_settle(
    connection: sqlite3.Connection, state: int, size: int = TOGETHER
) -> Iterator[list[tuple[int, int]]]:
    """Yield the pairs in this state, `size` at a time, until the caller has moved all of them to another."""
    statement = "SELECT a, b FROM pairs WHERE settled = ? ORDER BY a, b LIMIT ?"
    while rows := connection.execute(statement, [state, size]).fetchall():
        yield rows


def linked_pairs(connection: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which of the pairs had a relation, and so a link, when last settled."""
    firsts = {a for a, _ in pairs}
    statement = "SELECT a, b FROM pairs WHERE a IN ({}) AND relation IS NOT NULL"
    return set(select_in(connection, statement, firsts)).intersection(pairs)


def store_evidence(connection: sqlite3.Connection, items: Iterable[tuple[Evidence, Relation | None]]) -> None:
    """Store what comparing gave and the relation that was decided: the pairs are settled."""
    connection.executemany(
        "UPDATE pairs SET settled = 2, relation = ?, shared = ?, a_size = ?, b_size = ?, numbers = ?, missing = ?,"
        " a_from = ?, a_to = ?, b_from = ?, b_to = ? WHERE a = ? AND b = ?",
        [
            (relation, e.shared, e.a_size, e.b_size, e.numbers, e.missing, *e.a_range, *e.b_range, e.a, e.b)
            for e, relation in items
        ],
    )


def neighbours_of_texts(connection: sqlite3.Connection, texts: Iterable[int], least: int) -> set[int]:
    """Return every text that shares `least` shingles or more with one of `texts`."""
    found: set[int] = set()
    for side, other in (("a", "b"), ("b", "a")):
        statement = f"SELECT DISTINCT {other} FROM pairs WHERE {side} IN ({{}}) AND shared >= {least:d}"  # noqa: S608
        found.update(row[0] for row in select_in(connection, statement, texts))
    return found


def evidence_of_texts(
    connection: sqlite3.Connection, texts: Iterable[int], least: int
) -> Iterator[tuple[int, Evidence]]:
    """Yield (text, evidence) for each of `texts` and every pair that has it and shares `least` shingles."""
    for at, side in enumerate(("a", "b")):
        statement = f"SELECT {_EVIDENCE} FROM pairs WHERE {side} IN ({{}}) AND shared >= {least:d}"  # noqa: S608
        for row in select_in(connection, statement, texts):
            yield row[at], _evidence(row)


def _evidence(row: tuple[Any, ...]) -> Evidence:
    a, b, shared, a_size, b_size, numbers, missing, a_from, a_to, b_from, b_to = row
    return Evidence(a, b, shared, a_size, b_size, numbers, missing, (a_from, a_to), (b_from, b_to))


def mates_of_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> Iterator[tuple[int, int, Relation, float]]:
    """Yield (text, mate, relation, Jaccard) of every pair that has a relation and one of `texts`, as seen from it."""
    for side, other in (("a", "b"), ("b", "a")):
        statement = (
            f"SELECT {side}, {other}, relation, CAST(shared AS REAL) / (a_size + b_size - shared)"  # noqa: S608
            f" FROM pairs WHERE {side} IN ({{}}) AND relation IS NOT NULL"
        )
        for text, mate, relation, jaccard in select_in(connection, statement, texts):
            yield text, mate, Relation(relation), jaccard


def unsettle_pairs(connection: sqlite3.Connection, texts: Iterable[int], state: int) -> None:
    """Have every pair with one of `texts` compared again, or decided again."""
    for side in ("a", "b"):
        statement = f"UPDATE pairs SET settled = {state} WHERE {side} IN ({{}}) AND settled > {state}"  # noqa: S608
        for _ in select_in(connection, statement, texts):
            pass


def store_links(connection: sqlite3.Connection, links: Iterable[Link]) -> None:
    """Store links, in place of what was stored of the same versions."""
    connection.executemany(
        "INSERT OR REPLACE INTO links (a, b, relation, jaccard, containment, contained, numbers, passages)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                link.a, link.b, link.relation, link.jaccard, link.containment, link.contained, link.numbers,
                _encode(link.passages),
            )
            for link in links
        ],
    )  # fmt: skip


def remove_links(connection: sqlite3.Connection, pairs: Sequence[tuple[int, int]]) -> None:
    """Remove the links of pairs of texts."""
    firsts = first_versions(connection, {text for pair in pairs for text in pair})
    versions = [sorted((firsts[a], firsts[b])) for a, b in pairs]
    connection.executemany("DELETE FROM links WHERE a = ? AND b = ?", versions)


def unsettle_pairs_and_keys(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Have all pairs settled again, and these posting lists."""
    connection.execute("UPDATE pairs SET settled = 0")
    add_unsettled_keys(connection, keys)


def keys_with_stop_shingles(connection: sqlite3.Connection) -> Numbers:
    """Return the posting lists in which stop-shingles were found, ascending: one list in a thousand.

    From each to the next, as most of the time would go into walking along the hundreds that each has.
    """
    statement = """
        WITH RECURSIVE found (key) AS (
            SELECT MIN(key) FROM stop_shingles
            UNION ALL
            SELECT (SELECT MIN(key) FROM stop_shingles WHERE key > found.key) FROM found WHERE found.key IS NOT NULL
        )
        SELECT key FROM found WHERE key IS NOT NULL
    """
    return np.fromiter((row[0] for row in connection.execute(statement)), dtype=np.int64)


def stop_shingles_of_keys(connection: sqlite3.Connection, keys: Iterable[int]) -> Iterator[tuple[int, Numbers]]:
    """Yield posting lists with the stop-shingles found in them, ascending: as arrays, as some lists have a thousand."""
    statement = "SELECT key, shingle FROM stop_shingles WHERE key IN ({}) ORDER BY key, shingle"
    for key, rows in groupby(select_in(connection, statement, keys), key=itemgetter(0)):
        yield key, np.fromiter((shingle for _, shingle in rows), dtype=np.int64)


def store_stop_shingles(connection: sqlite3.Connection, key: int, shingles: Numbers) -> None:
    """Store the stop-shingles found in a posting list in place of those stored before."""
    connection.execute("DELETE FROM stop_shingles WHERE key = ?", [key])
    connection.executemany(
        "INSERT INTO stop_shingles (key, shingle) VALUES (?, ?)", ((key, one) for one in shingles.tolist())
    )


def add_unsettled_keys(connection: sqlite3.Connection, keys: Iterable[int]) -> None:
    """Note full posting lists that changed."""
    connection.executemany("INSERT OR IGNORE INTO unsettled_keys VALUES (?)", [(key,) for key in sorted(keys)])


def take_unsettled_keys(connection: sqlite3.Connection) -> list[int]:
    """Return the full posting lists that changed since the last settlement, and forget that they did."""
    keys = [row[0] for row in connection.execute("SELECT key FROM unsettled_keys ORDER BY key")]
    connection.execute("DELETE FROM unsettled_keys")
    return keys


def add_unsettled_texts(connection: sqlite3.Connection, texts: Iterable[int]) -> None:
    """Note texts that lost a pair."""
    connection.executemany("INSERT OR IGNORE INTO unsettled_texts VALUES (?)", [(text,) for text in sorted(texts)])


def take_unsettled_texts(connection: sqlite3.Connection) -> set[int]:
    """Return the texts that lost a pair since the last settlement, and forget that they did."""
    texts = {row[0] for row in connection.execute("SELECT text FROM unsettled_texts")}
    connection.execute("DELETE FROM unsettled_texts")
    return texts


def known_round_ups(connection: sqlite3.Connection, texts: Iterable[int]) -> set[int]:
    """Return which of `texts` were round-ups when last settled."""
    return {row[0] for row in select_in(connection, "SELECT text FROM round_ups WHERE text IN ({})", texts)}


def change_round_ups(connection: sqlite3.Connection, added: Iterable[int], removed: Iterable[int]) -> None:
    """Note which texts are round-ups now and which are no longer."""
    connection.executemany("DELETE FROM round_ups WHERE text = ?", [(text,) for text in sorted(removed)])
    connection.executemany("INSERT INTO round_ups (text) VALUES (?)", [(text,) for text in sorted(added)])
