"""Alerts: what is told, as plain data that stays as it is from then on.

In: the id and the content of each kind of alert. Out: which articles and sources are told (`flows.watching.matching`,
`flows.watching.health`), and how an alert looks in a feed, in a message and to a webhook (`flows.watching.looks`).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from db.reading.telling import ToldArticle, ToldStory
from db.watches import Alert

IDENTITY_LENGTH = 32  # hexadecimal digits, 128 bits: receivers compare ids of many years and many stores
EXCERPT_LETTERS = 300  # two or three sentences, where no words are marked

Content = dict[str, Any]


def alert_id(*parts: str) -> str:
    """Return the id of an alert. It derives from what is told: the same alert has the same id for ever."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:IDENTITY_LENGTH]


def story_alert(watch: str, article: ToldArticle, story: ToldStory, found: str | None, now: str) -> Content:
    """Return the alert of a story that is new to a watch."""
    content = _content(alert_id("story", watch, article.id), "story", watch, _title(article), now)
    return content | {"article": _article(article, found), "story": _story(story)}


def correction_alert(
    watch: str,
    article: ToldArticle,
    story: ToldStory | None,
    corrects: str,
    changes: list[dict[str, str | None]],
    now: str,
) -> Content:
    """Return the alert of a changed text of an article that was told with the alert `corrects`."""
    identity = alert_id("correction", watch, article.id, article.digest)
    content = _content(identity, "correction", watch, _title(article), now)
    told = {"article": _article(article, None), "story": _story(story) if story else None}
    return content | told | {"corrects": corrects, "changes": changes}


def trouble_alert(watch: str, kind: str, source: str, trouble: str, what: str, began: str, now: str) -> Content:
    """Return the alert that a source is in trouble (`kind` trouble), or well again (recovery)."""
    content = _content(alert_id(kind, source, trouble, began), kind, watch, f"{source}: {what}", now)
    return content | {"source": source, "trouble": trouble, "what": what, "began": began}


def as_row(content: Content, watch: int, version: int | None = None) -> Alert:
    """Return the alert as it is stored."""
    article = content["article"]["id"] if "article" in content else None
    return Alert(
        id=content["id"],
        watch=watch,
        kind=content["kind"],
        content=json.dumps(content, ensure_ascii=False),
        article=article,
        version=version,
        source=content.get("source"),
    )


def _content(identity: str, kind: str, watch: str, title: str, now: str) -> Content:
    return {"id": identity, "kind": kind, "watch": watch, "title": title, "made": now}


def _title(article: ToldArticle) -> str:
    return article.title or _beginning(article.text) or article.address


def _article(article: ToldArticle, found: str | None) -> Content:
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "source": article.source,
        "source_title": article.source_title,
        "authors": list(article.authors),
        "published": article.published,
        "published_at": article.published_at,
        "language": article.language,
        "standfirst": article.standfirst,
        "excerpt": " ".join(found.split()) if found else _beginning(article.text),
    }


def _story(story: ToldStory) -> Content:
    return {"cluster": story.cluster, "articles": story.articles, "sources": list(story.sources)}


def _beginning(text: str) -> str:
    """Return the first words of a text, cut between two words."""
    flat = " ".join(text[: 2 * EXCERPT_LETTERS].split())
    return flat if len(flat) <= EXCERPT_LETTERS else flat[:EXCERPT_LETTERS].rsplit(" ", 1)[0] + " ..."
