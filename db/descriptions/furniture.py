"""What the lines of a source's texts are counted for."""

from __future__ import annotations

from db.descriptions.description import Description

FURNITURE = {
    "lines": Description(
        "a line of a version that may be furniture: at the head or the end of the text, or short",
        {
            "line": "48 bits of the hash of the source's name and the line, or a title; every text has the empty line",
            "story": "the story that the version's article was in when last settled",
            "version": "the version",
        },
    ),
    "furniture": Description(
        "a line that recurs in the articles of a source; the empty line says how many stories the source has",
        {
            "source": "the source",
            "line": "the hash of the source's name and the line",
            "texts": "in how many stories of the source it stands, copies counted once",
            "example": "the line",
            "taken": "0: it stays; 1: it is taken out at the end of texts and between paragraphs; 2: also at the head",
        },
    ),
    "unsettled_versions": Description("a version whose lines are not counted yet", {"version": "the version"}),
    "unsettled_stories": Description(
        "an article whose story is another since its lines were counted",
        {"article": "the article", "story_before": "the story as which it was counted"},
    ),
    "furniture_lines": Description(
        "a line that is taken out of the texts of a source",
        {
            "source": "the source's name",
            "line": "the line",
            "stories": "in how many stories of the source it stands, copies counted once",
            "share": "their share of the source's stories",
            "taken": "from where it is taken out",
        },
    ),
}
