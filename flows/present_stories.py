"""What became of stories, for a person: after a verdict, after reclustering.

In: turning the answer of a command that moves articles into lines. Out: the moving (`flows.judging`,
`flows.settling`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from db.reading.named import NamedArticle
from flows.present import counted, printable

if TYPE_CHECKING:
    from flows.judging import Judged
    from flows.settling import Resettled


def judged_lines(judged: Judged) -> Iterator[str]:
    """Yield the two articles, the verdict that holds on them, and where it put them."""
    together = judged.a.cluster == judged.b.cluster
    yield _named(judged.a)
    yield _named(judged.b)
    yield f"Verdict that holds: {judged.standing or 'none'}."
    stories = f"story {judged.a.cluster}" if together else f"the stories {judged.a.cluster} and {judged.b.cluster}"
    yield f"They are in {stories} now." if judged.settlement else f"Nothing changed: they were in {stories} already."
    if judged.standing == "same-story" and not together:
        yield "A not-a-copy verdict within their stories keeps them apart: `wiresift explain ID` shows it."


def resettled_lines(resettled: Resettled, explain: bool) -> Iterator[str]:
    """Yield how many articles moved and, to explain it, which from where to where."""
    moves = resettled.moves
    yield f"{counted(len(moves), 'article')} moved to another story."
    others = resettled.changed - len(moves)
    if others:
        yield f"{counted(others, 'article')} more changed: the story has another article that is shown first."
    for move in moves if explain else ():
        yield f"  from {_story(move.before)} to {_story(move.article.cluster)}: {_named(move.article)}"


def _story(cluster: int | None) -> str:
    return "no story" if cluster is None else f"story {cluster}"


def _named(article: NamedArticle) -> str:
    return f"{article.id}  {printable(article.source)}  {printable(article.title or '(no title)')}"
