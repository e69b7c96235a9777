"""What a changed text is to the one before it."""

from __future__ import annotations

import pytest

from dedup.versions import Revision, revision
from tests.dedup.texts import Desk

NOTICE = "The ferry sank with 45 people aboard on Tuesday night, the harbour master said. Divers found it at dawn."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (NOTICE, NOTICE.upper().replace(",", " –"), Revision.RESPELLED),
        (NOTICE, NOTICE.replace("45", "40"), Revision.CORRECTION),
        (NOTICE, NOTICE.replace("45", "40").replace("Tuesday", "Monday"), Revision.CORRECTION),
        (NOTICE, f"{NOTICE} An earlier version of this report gave a wrong day.", Revision.CORRECTION),
        (NOTICE, "", Revision.ANOTHER_STORY),
        ("", NOTICE, Revision.ANOTHER_STORY),
    ],
)
def test_a_notice_that_changed(before: str, after: str, expected: Revision) -> None:
    assert revision(before, after) is expected


def test_a_story_that_grows_is_an_update() -> None:
    desk = Desk()
    story = desk.story()
    assert revision(story, f"{desk.story(5)}\n{story}") is Revision.UPDATE


def test_a_story_that_loses_its_half_is_rewritten() -> None:
    story = Desk().story(20)
    assert revision(story, story[: len(story) // 2]) is Revision.REWRITTEN


def test_a_story_with_another_name_throughout_is_no_correction_but_the_same_story() -> None:
    story = " ".join(f"Then Mayor {name} opened bridge number {name} at noon." for name in range(40))
    assert revision(story, story.replace("Mayor", "Governor").replace("opened", "shut")) is not Revision.CORRECTION


def test_a_page_that_shows_another_story_every_day() -> None:
    desk = Desk()
    assert revision(desk.story(), desk.story()) is Revision.ANOTHER_STORY
