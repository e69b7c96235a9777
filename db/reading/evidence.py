"""What is known of one article, as frozen rows: the answer of `db.reading.article`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sighting:
    """One capture: when and where the bytes were received."""

    version: int
    dump: str
    dump_path: str
    locator: str
    record_id: str | None
    url: str | None
    captured_at: str | None
    sha256: str
    size: int
    media_type: str
    run: int


@dataclass(frozen=True, slots=True)
class Removed:
    """A run of blocks that was left out, after `position` paragraphs of the text."""

    reason: str
    detail: str
    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Value:
    """A metadata value and where it came from."""

    value: str | bool | tuple[str, ...] | None
    origin: str


@dataclass(frozen=True, slots=True)
class Version:
    """One clean text of the article."""

    id: int
    metadata: dict[str, Value]
    published_raw: str | None
    published_precision: str | None
    published_at: str | None
    text: str
    words: int
    recipe: str
    run: int
    superseded_by: int | None
    removed: tuple[Removed, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a cluster."""

    article: str
    source: str
    title: str | None
    published: str | None
    canonical: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The cluster of an article. `members` begins with the canonical one and may be cut; `size` counts all."""

    id: int
    size: int
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """A verified pair, seen from this article."""

    relation: str
    version: int
    article: str  # the other one, as are the next four
    source: str
    title: str | None
    other_version: int
    contains_other: bool  # which of the two texts is the larger
    jaccard: float
    containment: float
    numbers: float
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person decided about this article and another."""

    article: str
    verdict: str
    who: str
    decided: str
    withdrawn: str | None
    withdrawn_by: str | None


@dataclass(frozen=True, slots=True)
class ArticleFailure:
    """A capture of this article's address that gave no version."""

    id: str
    stage: str
    error: str
    dump: str | None
    locator: str
    run: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """An article with all that is known of it. `counts` has the full length of each list that may have been cut."""

    id: str
    source: str
    address: str
    newest: int | None
    run: int
    settlement: int | None  # the one that changed it last; None: not settled yet
    versions: tuple[Version, ...]  # in order, the newest last
    recipes: dict[str, dict[str, str]]
    captures: tuple[Sighting, ...]
    story: Story | None
    links: tuple[ArticleLink, ...]
    verdicts: tuple[Verdict, ...]
    failures: tuple[ArticleFailure, ...]
    counts: dict[str, int]
