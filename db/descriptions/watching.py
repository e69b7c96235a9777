"""What watches, alerts, the outbox and the troubles of sources are for."""

from __future__ import annotations

from db.descriptions.description import PART, Description

WATCHING = {
    "watches": Description(
        "a watch of seeds/watches.toml, and how far it has matched; `source-health` is what tells of sources",
        {
            **PART,
            "name": "its name in the file",
            "question": "query, sources and languages, a JSON object: with another question it is a watch made anew",
            "made": "when a round first met it with this question: UTC, ISO 8601",
            "since": "the last run whose articles were there before it was made",
            "matched_run": "the run after which it was matched last",
            "matched_settlement": "the settlement up to which it has matched",
            "ended": "when a round no longer found it in the file; null while it stands there",
        },
    ),
    "alerts": Description(
        "something that a watch tells: a story, a correction of one, a source's trouble or its end",
        {
            "number": "a number given in the order of making",
            "id": "32 hexadecimal digits of the sha256 of what is told: the same alert has the same id for ever",
            "watch": "the watch",
            "kind": "story, correction, trouble or recovery",
            "article": "the article that is told, of stories and corrections",
            "version": "its version when it was told",
            "source": "the source, of troubles and recoveries",
            "run": "the run after which it was made",
            "made": "when: UTC, ISO 8601",
            "content": "what is told, a JSON object: what a webhook is sent",
        },
    ),
    "told_articles": Description(
        "an article of a story that a watch has told, or that was there before the watch was made",
        {
            "watch": "the watch",
            "article": "the article",
            "alert": "the alert with which its story was told; null where it was there before the watch",
            "version": "its newest version when it was told last",
        },
    ),
    "channels": Description(
        "a place where a watch tells: its feed file, its webhook, one of its Apprise addresses",
        {
            **PART,
            "watch": "the watch",
            "name": "feed, webhook, or apprise-1 and so on: the address itself may be a secret and is not stored",
            "failures": "how often in a row it could not be reached",
            "paused_until": "when it is tried again; null when nothing failed",
            "error": "why it failed last; null when it did not",
            "ended": "when a round no longer found it in the file; null while it stands there",
        },
    ),
    "deliveries": Description(
        "an alert and a channel that is to tell it: the outbox",
        {
            "channel": "the channel",
            "alert": "the alert",
            "attempts": "how often it was tried in vain",
            "paused_until": "when it is tried again, where the receiver refused this alert; else null",
            "error": "why it was refused last",
            "delivered": "when the receiver took it: UTC, ISO 8601; null while it waits",
        },
    ),
    "source_troubles": Description(
        "a trouble of a source, from its beginning to its end",
        {
            **PART,
            "source": "the source",
            "kind": "silent, empty, alike, rebuilt, feed, robots or file",
            "what": "what is wrong and what to do, in a sentence",
            "facts": "the figures behind it, a JSON object",
            "began": "when it was noticed: UTC, ISO 8601",
            "ended": "when it was found to be over; null while it stands",
            "ending": "why it is over",
        },
    ),
}
