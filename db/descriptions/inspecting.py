"""What the tables are for that the pages of `wiresift inspect` count with."""

from __future__ import annotations

from db.descriptions.description import Description

_SOURCE_AND_DAY = {
    "source": "the article's source",
    "day": "the day of its publication, UTC; null when that is not known",
}

INSPECTING = {
    "article_figures": Description(
        "an article's figures as of its newest version: what the pages count",
        {
            "article": "the article",
            "version": "its newest version",
            **_SOURCE_AND_DAY,
            "published_at": "when it was published, UTC; null when the day is not known",
            "language": "BCP 47",
            "cluster": "its story",
            "copy": "1 when another article of its story is the one shown first, else 0",
            "kept": "how many characters its text has",
            "first_source": "the source that had its story first; null for the first article itself",
            "delay": "how many hours after the first article it was published; null where that is not known",
        },
    ),
    "article_cuts": Description(
        "a reason for which blocks were removed from the newest version of an article, and how much",
        {
            "article": "the article",
            "reason": "the reason",
            **_SOURCE_AND_DAY,
            "blocks": "runs of blocks",
            "characters": "how long they are together",
        },
    ),
    "source_figures": Description(
        "a source and what it has brought, kept with every row that comes or goes",
        {
            "source": "the source",
            "captures": "its captures",
            "last_capture": "when it was captured last, UTC; null where that is not known",
            "articles": "its articles that are shown",
            "copies": "those of them that are not the one shown first of their story",
            "kept": "how many characters their texts have",
            "last_day": "the latest day of their publication, UTC; null where none is known",
        },
    ),
    "cut_figures": Description(
        "a source and a reason for which blocks were removed from the newest versions of its articles",
        {
            "source": "the source",
            "reason": "the reason",
            "blocks": "runs of blocks",
            "characters": "how long they are together",
        },
    ),
    "later_versions": Description(
        "a version of an article that was known before it, with another text", {"version": "the version"}
    ),
    "uncounted": Description(
        "an article whose figures are being counted again; empty between settlements", {"article": "the article"}
    ),
}
