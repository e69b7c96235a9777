"""What every table, view and column of the main database and of the archive is for.

In: words for people, from which docs/schema.md is made (`db.reference`), and Datasette's own descriptions. Out: the
schema itself (`db.schema`). Not described are what SQLite and sqlite-utils keep for themselves. A test holds both
against a new store.
"""

from __future__ import annotations

from collections.abc import Mapping

from db.descriptions import archive, articles, copies, fetching, furniture, inspecting, intake, views, watching
from db.descriptions.description import Description

__all__ = ["ARCHIVE_DESCRIPTIONS", "DESCRIPTIONS", "Description"]

DESCRIPTIONS: Mapping[str, Description] = (
    intake.INTAKE
    | articles.ARTICLES
    | copies.COPIES
    | furniture.FURNITURE
    | fetching.FETCHING
    | watching.WATCHING
    | inspecting.INSPECTING
    | views.VIEWS
)

ARCHIVE_DESCRIPTIONS: Mapping[str, Description] = archive.ARCHIVE
