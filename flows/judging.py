"""Judging: a person's verdict on two articles, stored or taken back, and settled at once.

In: the order of the steps and what is refused. Out: how verdicts decide a partition (`flows.clustering`), their SQL
(`db.clusters`), and what a person sees (`flows.commands.verdict`).
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from db import clusters
from db.connection import StoreError, transaction
from db.reading.named import NamedArticle, named_article
from flows.linking import check_scheme
from flows.settling import settle
from flows.writing import recorded_run, utc_now


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of the articles `a` and `b`, or takes back."""

    a: str
    b: str
    verdict: str
    who: str | None  # None only when it is taken back: then whoever gave it
    withdrawn_by: str | None = None  # who takes it back; None: it is given


@dataclass(frozen=True, slots=True)
class Judged:
    """The two articles after settling, the verdict that holds now, and the settlement; None when nothing changed."""

    a: NamedArticle
    b: NamedArticle
    standing: str | None
    settlement: int | None


def judge(connection: sqlite3.Connection, judgement: Judgement) -> Judged:
    """Store or take back a verdict in a run of its own and settle. The caller holds the store's lock.

    Raise `StoreError` when both articles are one, or when there is nothing to take back; then no run is noted.
    Killed after the verdict is stored, the next run settles it.
    """
    a, b = judgement.a, judgement.b
    if a == b:
        raise StoreError(f"both ids are of one article, {a}; name two")
    check_scheme(connection)
    taken_back = _to_take_back(connection, judgement) if judgement.withdrawn_by else []
    with recorded_run(connection, "verdict") as run:
        with transaction(connection):
            if judgement.withdrawn_by:
                clusters.withdraw_verdicts(connection, taken_back, judgement.withdrawn_by, utc_now())
            elif judgement.who is not None:
                clusters.store_verdict(connection, a, b, judgement.verdict, judgement.who, utc_now())
        settlement = settle(connection, run, utc_now())
    standing = clusters.verdicts_of_pair(connection, a, b)
    latest = standing[-1].verdict if standing else None
    return Judged(named_article(connection, a), named_article(connection, b), latest, settlement)


def _to_take_back(connection: sqlite3.Connection, judgement: Judgement) -> list[int]:
    standing = clusters.verdicts_of_pair(connection, judgement.a, judgement.b)
    found = [item.id for item in standing if item.verdict == judgement.verdict and judgement.who in (None, item.who)]
    if not found:
        given = ", ".join(f"{item.verdict} by {item.who}" for item in standing) or "none"
        raise StoreError(
            f"nothing to withdraw: no such verdict stands on {judgement.a} and {judgement.b}. Standing: {given};"
            " `wiresift explain ID` shows all that were ever given"
        )
    return found
