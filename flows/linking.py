"""Linking: what the store knows of copies, decided by `dedup` over rows that `db` fetches.

In: the evidence of new texts (`link`, at storing) and what depends on everything stored (`settle_copies`, at settling).
Out: SQL (`db.copies`, `db.clusters`), and every rule (`dedup`).

All that is stored depends on the texts alone, not on the order in which they came: see `dedup.candidates` for pairs,
`dedup.stops` for stop-shingles and `dedup.settle` for relations and clusters.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby

import numpy as np
from numpy.typing import NDArray

from db import clusters, copies, lists
from db.connection import StoreError
from dedup.candidates import (
    LIST_LENGTH,
    ListChanges,
    Numbers,
    Pair,
    Pairs,
    Rows,
    add_lists,
    follow_buckets,
    follow_lists,
    needed,
    together,
)
from dedup.compare import Comparison, compare, count_shared
from dedup.content import Content
from dedup.passages import cut_passages
from dedup.records import Link, Relation, Signature
from dedup.scheme import SCHEME
from dedup.settle import decide
from dedup.shingles import distinct, numbered
from dedup.sketches import least_shared, may_share_enough, read_sketches
from dedup.stops import LEAST_TEXTS, find_stop_shingles, texts_with_mates
from flows.clustering import settle_clusters, settle_round_ups, texts_of_moved
from flows.contents import Contents, Trimmed
from flows.memory import return_holes, return_libraries

# So many are put in order before their texts are read, so that a text is read once and not for each of its pairs.
PAIRS_IN_ORDER = 20_000

# So many lists are in memory together, of up to 20 texts each, with what comparing them takes: 1 MB.
LISTS_TOGETHER = 250

# Of so many texts together the stop-shingles are kept, as many lists of one template have the same: 1,000 each, 0.4 MB.
GROUPS_KEPT = 50

# So many are in memory together with their texts: of 400 words, two each, 50 kB, and of 10,000 words 1.2 MB.
PAIRS_TOGETHER = 5

NO_SHINGLES = np.empty(0, dtype=np.int64)

_contents = Contents()


@dataclass(frozen=True, slots=True)
class NewText:
    """A version that was stored in the open transaction, and what copies of its text are found by.

    Without the text: those of a batch of long articles are 1.8 MB, and few are asked for.
    """

    version: int
    signature: Signature


class SchemeError(StoreError):
    """The store's signatures were made in another way, so new ones cannot be compared with them."""


def check_scheme(connection: sqlite3.Connection) -> None:
    """Raise `SchemeError` when the store's signatures are of another scheme than this program's."""
    stored = copies.stored_scheme(connection)
    if stored not in (None, SCHEME):
        raise SchemeError(
            f"this store's signatures are of the scheme {stored!r}, this program's of {SCHEME!r}, and the two cannot be"
            " compared; use the program that made the store, or ingest the dumps into a new one"
        )


def link(connection: sqlite3.Connection, new: Sequence[NewText]) -> None:
    """Store the signatures of new versions and the pairs they make with everything stored, in the open transaction."""
    check_scheme(connection)
    copies.store_scheme(connection, SCHEME)
    worded = [item for item in new if item.signature.text]
    known = copies.first_versions(connection, {item.signature.text for item in worded})
    copies.store_signatures(connection, [(item.version, item.signature.text, item.signature.sketch) for item in worded])
    fresh: dict[int, NewText] = {}
    same = []
    for item in worded:
        first = known.setdefault(item.signature.text, item.version)
        if first == item.version:
            fresh[item.signature.text] = item
        else:
            same.append(_same_text(connection, first, item.version))
    copies.store_links(connection, same)
    _store_pairs(connection, list(fresh.values()))
    _contents.put_away()  # from where the heap ends while a batch is stored: what stays there keeps holes below it


def _same_text(connection: sqlite3.Connection, first: int, version: int) -> Link:
    text = copies.text_of_version(connection, version)
    everything = cut_passages(text, [(0, len(text))])
    return Link(first, version, Relation.SAME_TEXT, 1.0, 1.0, first, 1.0, everything)


def _store_pairs(connection: sqlite3.Connection, fresh: Sequence[NewText]) -> None:
    """Put texts that are stored for the first time into their lists, and store the pairs worth comparing."""
    arrived = {item.signature.text: item.signature.content for item in fresh}
    for text, content in arrived.items():
        _contents.add(text, content)
    changes = _changes_in_lists(connection, fresh)
    gained, lost = _changes_in_buckets(connection, fresh)
    weakened = copies.weaken_pairs(connection, add_lists(changes.lost, lost))
    _forget_pairs(connection, _no_longer_worth_comparing(connection, weakened))
    copies.store_pairs(connection, _worth_comparing(connection, add_lists(changes.gained, gained), arrived))


def _no_longer_worth_comparing(connection: sqlite3.Connection, weakened: Sequence[tuple[int, int, int]]) -> list[Pair]:
    """Return which pairs would not be worth comparing if they came now: (a, b, spare lists) of those that lost some."""
    gone = [(a, b) for a, b, spare in weakened if spare < 0]
    doubtful = [(a, b) for a, b, spare in weakened if spare == 0]
    if doubtful:
        first, second = np.array(doubtful, dtype=np.int64).T
        may_stay = _may_share_enough(connection, first, second)
        gone += [pair for pair, may in zip(doubtful, may_stay.tolist(), strict=True) if not may]
    return gone


def _forget_pairs(connection: sqlite3.Connection, gone: Sequence[Pair]) -> None:
    """Forget pairs, and have what depended on them settled again: their texts and their lists."""
    copies.forget_pairs(connection, gone)
    copies.add_unsettled_texts(connection, {text for pair in gone for text in pair})
    for some in copies.batches(gone):
        contents = _contents.read(connection, {text for pair in some for text in pair})
        keys = {text: set(content.postings.tolist()) for text, content in contents.items()}
        copies.add_unsettled_keys(connection, {key for a, b in some for key in keys[a] & keys[b]})


def _changes_in_lists(connection: sqlite3.Connection, fresh: Sequence[NewText]) -> ListChanges:
    arrived = _rows([item.signature.text for item in fresh], [item.signature.postings for item in fresh])
    stored, closed = lists.read_open_lists(connection, arrived, LIST_LENGTH)
    lists.store_postings(connection, arrived)
    changes = follow_lists(arrived[~np.isin(arrived[:, 0], closed)], stored)
    copies.add_unsettled_keys(connection, changes.changed.tolist())
    return changes


def _changes_in_buckets(connection: sqlite3.Connection, fresh: Sequence[NewText]) -> tuple[Pairs, Pairs]:
    arrived = _rows([item.signature.text for item in fresh], [item.signature.bands for item in fresh])
    firsts = lists.firsts_of_buckets(connection, distinct(arrived[:, 0]).tolist())
    changes = follow_buckets(arrived, firsts, lambda band: lists.texts_in_bucket(connection, band))
    lists.store_bands(connection, arrived)
    return changes


def _rows(texts: Sequence[int], keys: Sequence[Sequence[int]]) -> Rows:
    """Return a row of a key and its text for each of the keys that the texts have."""
    owners = np.repeat(np.array(texts, dtype=np.int64), [len(some) for some in keys])
    return np.column_stack([np.fromiter(chain.from_iterable(keys), dtype=np.int64, count=len(owners)), owners])


def _worth_comparing(
    connection: sqlite3.Connection, gained: Pairs, arrived: Mapping[int, Content]
) -> list[tuple[int, int, int]]:
    """Return (a, b, spare lists) of the pairs that share enough lists and enough of their shingles.

    `arrived` has the contents of new texts: what need not be read again, as it is in memory.
    """
    spare = gained.lists - needed(gained)
    kept = spare > 0
    doubtful = np.flatnonzero(spare == 0)
    for start in range(0, len(doubtful), PAIRS_IN_ORDER):
        some = doubtful[start : start + PAIRS_IN_ORDER]
        kept[some] = _may_share_enough(connection, gained.first[some], gained.second[some])
    promising = zip(gained.first[kept].tolist(), gained.second[kept].tolist(), strict=True)
    lists = dict(zip(promising, spare[kept].tolist(), strict=True))
    worth: list[tuple[int, int, int]] = []
    for pairs in copies.batches(together(lists), PAIRS_TOGETHER):
        texts = {text for pair in pairs for text in pair}
        stored = _contents.look(connection, texts - arrived.keys())
        contents = stored | {text: arrived[text] for text in texts & arrived.keys()}
        good = [(a, b) for a, b in pairs if _share_enough(contents[a], contents[b])]
        for text in stored.keys() & {text for pair in good for text in pair}:
            _contents.add(text, stored[text])
        worth.extend((a, b, lists[a, b]) for a, b in good)
    return worth


def _share_enough(one: Content, other: Content) -> bool:
    return count_shared(one, other) >= least_shared(min(len(one.shingles), len(other.shingles)))


def _may_share_enough(connection: sqlite3.Connection, first: Numbers, second: Numbers) -> NDArray[np.bool_]:
    """Return which pairs may be worth comparing, by the sketches of their texts.

    It is asked of pairs with no list to spare: of those with more, nine in ten are worth it.
    """
    texts, places = numbered(np.concatenate((first, second)))
    stored = copies.read_sketches(connection, texts.tolist())
    sketches = read_sketches([stored[text] for text in texts.tolist()])
    return may_share_enough(sketches[places[: len(first)]], sketches[places[len(first) :]])


def settle_copies(connection: sqlite3.Connection) -> set[str]:
    """Settle stop-shingles, relations, round-ups, clusters and canonicals, in the open transaction.

    Call it after `articles.newest` is set. Return the articles whose cluster or whose cluster's canonical changed.
    """
    _settle_stop_shingles(connection)
    return_holes()  # that the lists and their texts have left: what is compared next comes on top
    return_libraries()
    trimmed = Trimmed(connection, _contents)
    texts = copies.take_unsettled_texts(connection) | _settle_evidence(connection, trimmed)
    moved = clusters.take_moved(connection)
    texts |= texts_of_moved(connection, moved)
    changed = settle_round_ups(connection, trimmed, texts)
    copies.unsettle_pairs(connection, changed, copies.DECIDE)
    for pairs in copies.pairs_to_settle(connection, copies.DECIDE):
        _decide(connection, _compare(trimmed, pairs))
    _contents.put_away()
    return settle_clusters(connection, texts | changed, {item.article for item in moved})


def recluster(connection: sqlite3.Connection) -> set[str]:
    """Settle everything again from the stored texts and lists, in the open transaction. Return what changed, if any.

    A cluster keeps its id as long as the store says which article is its canonical, wherever its members were put.
    """
    moved_back = clusters.bring_canonicals_home(connection)
    copies.unsettle_pairs_and_keys(connection, lists.long_lists(connection, LEAST_TEXTS))
    clusters.unsettle_everything(connection)
    changed = settle_copies(connection)
    clusters.remove_empty_clusters(connection)
    return changed | moved_back


def _settle_stop_shingles(connection: sqlite3.Connection) -> None:
    """Find the stop-shingles of the lists that changed, and have the pairs of their texts compared again."""
    known: dict[tuple[int, ...], Numbers] = {}
    for chunk in copies.chunks(copies.take_unsettled_keys(connection), LISTS_TOGETHER):
        found = _find_stop_shingles(connection, lists.read_lists(connection, chunk, LIST_LENGTH), known)
        changed = _changed(found, copies.stop_shingles_of_keys(connection, chunk))
        for key in changed:
            copies.store_stop_shingles(connection, key, found.get(key, NO_SHINGLES))
        copies.unsettle_pairs(connection, lists.texts_in_lists(connection, changed), copies.COMPARE)


def _changed(found: Mapping[int, Numbers], stored: Iterable[tuple[int, Numbers]]) -> list[int]:
    """Return the lists whose stop-shingles are not those that are stored, ascending."""
    changed = {key for key, shingles in found.items() if len(shingles)}
    for key, before in stored:
        if np.array_equal(found.get(key, NO_SHINGLES), before):
            changed.remove(key)
        else:
            changed.add(key)
    return sorted(changed)


def _find_stop_shingles(
    connection: sqlite3.Connection, rows: Rows, known: dict[tuple[int, ...], Numbers]
) -> dict[int, Numbers]:
    """Return by posting list the stop-shingles of those that may have some, as they are stored: signed, ascending.

    `known` has what was found of texts before, and gets what is found now.
    """
    found: dict[int, Numbers] = {}
    likely = texts_with_mates(rows, copies.pairs_among(connection, distinct(rows[:, 1])))
    for texts, keys in groupby(sorted(likely, key=likely.__getitem__), likely.__getitem__):
        found.update(dict.fromkeys(keys, _stop_shingles_of(connection, tuple(texts), known)))
    return found


def _stop_shingles_of(
    connection: sqlite3.Connection, texts: tuple[int, ...], known: dict[tuple[int, ...], Numbers]
) -> Numbers:
    if texts not in known:
        if len(known) == GROUPS_KEPT:
            known.clear()
        contents = _contents.read(connection, texts)
        shingles = find_stop_shingles([contents[text] for text in texts])
        known[texts] = np.sort(shingles.view(np.int64))
    return known[texts]


def _settle_evidence(connection: sqlite3.Connection, trimmed: Trimmed) -> set[int]:
    """Compare the pairs that are to be compared, stop-shingles left out. Return their texts."""
    texts: set[int] = set()
    for pairs in copies.pairs_to_settle(connection, copies.COMPARE, PAIRS_IN_ORDER):
        for some in copies.batches(together(pairs)):
            _decide(connection, _compare(trimmed, some))
        texts.update(text for pair in pairs for text in pair)
    return texts


def _compare(trimmed: Trimmed, pairs: Sequence[Pair]) -> list[Comparison]:
    compared: list[Comparison] = []
    for some in copies.batches(pairs, PAIRS_TOGETHER):
        contents = trimmed.read({text for pair in some for text in pair})
        compared.extend(compare(a, contents[a], b, contents[b]) for a, b in some)
    return compared


def _decide(connection: sqlite3.Connection, compared: Sequence[Comparison]) -> None:
    """Decide how the texts of each pair are related, and store or remove their links."""
    items = [one.evidence for one in compared]
    round_ups = copies.known_round_ups(connection, {text for item in items for text in item.texts})
    relations = [(item, decide(item, item.a in round_ups, item.b in round_ups)) for item in items]
    linked = copies.linked_pairs(connection, [(item.a, item.b) for item, relation in relations if not relation])
    copies.remove_links(connection, sorted(linked))
    copies.store_evidence(connection, relations)
    related = [(one, relation) for one, (_, relation) in zip(compared, relations, strict=True) if relation]
    copies.store_links(connection, _links(connection, related))


def _links(connection: sqlite3.Connection, related: list[tuple[Comparison, Relation]]) -> Iterator[Link]:
    """Yield what is shown of the related pairs, those with passages of one text together."""
    related.sort(key=lambda pair: pair[0].evidence.contained)
    for some in copies.batches(related, PAIRS_TOGETHER):
        texts = dict(copies.read_texts(connection, {one.evidence.contained for one, _ in some}))
        firsts = copies.first_versions(connection, {text for one, _ in some for text in one.evidence.texts})
        for one, relation in some:
            item = one.evidence
            a, b = sorted((firsts[item.a], firsts[item.b]))
            yield Link(
                a=a,
                b=b,
                relation=relation,
                jaccard=round(item.jaccard, 4),
                containment=round(item.containment, 4),
                contained=firsts[item.contained],
                numbers=round(item.numbers, 4),
                passages=cut_passages(texts[item.contained], one.runs),
            )
