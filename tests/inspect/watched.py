"""Watches in a store: one that has told a story and a correction, one of sources, and what waits to be delivered."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from db import outbox, watches
from db.watches import Alert, Question


@dataclass(frozen=True, slots=True)
class Told:
    """What the watches say; a hostile store says something worse."""

    watch: str = "storms"
    query: str = 'storm OR "strong wind"'
    title: str = "Storm shuts harbour"
    trouble: str = "ledger: no new article for two days"
    error: str = "the receiver answered 503"


def add_watches(store: sqlite3.Connection, article: str, source: str, told: Told) -> None:
    """Store the watches in the open transaction; the caller then notes what was delivered (`note_deliveries`)."""
    question = Question(told.query, (source,), ("en",)).written
    rows = watches.sync_watches(store, {told.watch: question, "source-health": ""}, 0, "2026-01-09T00:00:00Z")
    storms, health = sorted(rows, key=lambda row: row.name == "source-health")
    outbox.sync_channels(store, storms.id, ("feed", "webhook"), "2026-01-09T00:00:00Z")
    outbox.sync_channels(store, health.id, ("apprise-1",), "2026-01-09T00:00:00Z")
    content = json.dumps({"title": told.title})
    for number, kind in enumerate(("story", "correction")):
        alert = Alert(f"{number:032}", storms.id, kind, content, article)
        watches.store_alert(store, alert, 1, f"2026-01-1{number}T12:00:00Z")
    for number, kind in enumerate(("trouble", "recovery"), 2):
        alert = Alert(f"{number:032}", health.id, kind, json.dumps({"title": told.trouble}), source=source)
        watches.store_alert(store, alert, 1, f"2026-01-1{number}T12:00:00Z")


def note_deliveries(store: sqlite3.Connection, told: Told) -> None:
    """Note that the feed took everything, that the webhook refused an alert, and that the chat cannot be reached."""
    feed, webhook, chat = (channel.id for channel in outbox.channels_to_try(store, "2026-01-20T00:00:00Z"))
    outbox.note_delivered(store, feed, [1, 2], "2026-01-11T12:01:00Z")
    outbox.note_refused(store, webhook, 1, told.error, "2026-01-11T18:00:00Z")
    outbox.note_unreachable(store, chat, told.error, "2026-01-13T18:00:00Z")
