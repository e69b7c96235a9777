"""What the views and the search table are for."""

from __future__ import annotations

from db.descriptions.description import Description

_TITLE_AND_TEXT = {"title": "the title of the newest version", "text": "the clean text of the newest version"}
_CURRENT = {
    "id": "the article",
    "source": "the source's name",
    "address": "the article's address",
    **_TITLE_AND_TEXT,
    "published": "date of publication as EDTF",
    "published_at": "the same in UTC, for sorting",
    "published_precision": "what it is known to",
    "modified": "date of the last change, as EDTF",
    "language": "BCP 47",
    "authors": "a JSON list",
    "standfirst": "the lead before the text",
    "words": "how many words the text has",
    "canonical_url": "the address that the page gives itself",
    "cluster": "the story",
    "canonical": "1 for the article shown first of its story, 0 for its copies; null before the first settlement",
    "version": "the newest version",
    "recipe": "what it was made with",
    "changed": "the settlement that changed it last",
}

VIEWS = {
    "article_search": Description(
        "the newest version of an article, for full-text search (FTS5); rowid is the version", _TITLE_AND_TEXT
    ),
    "current_articles": Description("an article with its newest version", _CURRENT),
    "canonical_articles": Description("an article that is shown first of its story, with its newest version", _CURRENT),
    "cluster_members": Description(
        "an article of a story, the canonical one first",
        {name: _CURRENT[name] for name in ("cluster", "canonical", "source", "title", "published_at", "words")}
        | {"article": "the article"},
    ),
    "source_health": Description(
        "a source with what it has brought",
        {
            "source": "the source's name",
            "captures": "its captures",
            "articles": "its articles",
            "copies": "its articles that are copies: not the one shown first of their story",
            "failures": "its captures that gave no article",
            "last_capture": "when it was captured last, where that is known",
        },
    ),
    "removed_by_reason": Description(
        "a source and a reason for which blocks were removed from the newest versions of its articles",
        {
            "source": "the source's name",
            "reason": "the reason",
            "blocks": "runs of blocks",
            "characters": "how long they are together",
        },
    ),
    "who_copies_whom": Description(
        "two sources, of which one had a story first and the other brought a copy of it; both may be the same",
        {
            "source": "the source of the first article of each story: published first; canonical if no time is known",
            "copied_by": "the source of the copies",
            "copies": "how many other articles of those stories it has",
            "timed": "for how many of them both times of publication are known to the minute",
            "median_hours": "the median of their delays, in hours; null where no delay is known",
        },
    ),
}
