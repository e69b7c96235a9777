"""What a watch tells: each story once, its corrections, and nothing that was there before."""

from __future__ import annotations

import json
import random

import pytest

from flows.judging import Judgement, judge
from flows.watching.after import after_round, before_round
from tests.flows.corpus import article
from tests.watching.newsroom import Newsroom

FERRY = '[[watches]]\nname = "ferry"\nquery = "zeppelin"\n'


def story(number: int, word: str = "zeppelin") -> str:
    """Return an invented text of about 280 words in which the word stands."""
    return f"Seen beside the {word}: {article(number)}"


def told(newsroom: Newsroom) -> list[tuple[str, str]]:
    """Return kind and title of every alert."""
    return newsroom.rows("SELECT kind, json_extract(content, '$.title') FROM alerts ORDER BY number")


@pytest.fixture
def watching(newsroom: Newsroom) -> Newsroom:
    """Return a newsroom with a watch that has been matched once, on an empty store."""
    newsroom.watch(FERRY)
    newsroom.publish("daily", "start", article(900), "Nothing of interest")
    newsroom.round()
    return newsroom


class TestStories:
    def test_a_story_is_told_once_and_its_copies_are_not(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First")
        watching.publish("weekly", "b", story(1), "Copy at once")
        assert watching.round().stories == {"ferry": 1}
        watching.publish("evening", "c", story(1) + "\nA line of its own.", "Copy later")
        assert watching.round().stories == {"ferry": 0}
        assert told(watching) == [("story", "First")]

    def test_the_alert_says_what_there_is_to_say(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First", day="2026-03-02")
        watching.publish("weekly", "b", story(1), "Copy", day="2026-03-03")
        watching.round()
        ((content,),) = watching.rows("SELECT content FROM alerts")
        alert = json.loads(content)
        assert alert["kind"] == "story"
        assert alert["watch"] == "ferry"
        assert alert["article"]["url"] == "https://daily.example/a"
        assert alert["article"]["source"] == "daily"
        assert alert["article"]["published"] == "2026-03-02"
        assert "zeppelin" in alert["article"]["excerpt"]
        assert alert["story"] == {"cluster": alert["story"]["cluster"], "articles": 2, "sources": ["daily", "weekly"]}

    def test_another_round_tells_nothing_more(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First")
        watching.round()
        watching.publish("daily", "a", story(1), "First")  # the same page, captured again
        assert watching.round().stories == {"ferry": 0}
        assert watching.round().stories == {"ferry": 0}

    def test_a_text_that_comes_to_match_is_told(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1, "steamer"), "Live")
        watching.round()
        watching.publish("daily", "a", story(1), "Live")
        assert watching.round().stories == {"ferry": 1}

    def test_only_articles_of_its_sources_and_languages(self, newsroom: Newsroom) -> None:
        newsroom.watch(FERRY + 'sources = ["weekly"]\nlanguages = ["tr", "az"]\n')
        newsroom.publish("daily", "a", story(1), "Other source", language="tr")
        newsroom.publish("weekly", "b", story(2), "Other language", language="trk")
        newsroom.publish("weekly", "c", story(3), "Told", language="tr-CY")
        newsroom.round()
        assert told(newsroom) == [("story", "Told")]

    def test_the_source_that_was_asked_for_is_shown_even_if_another_was_first(self, newsroom: Newsroom) -> None:
        newsroom.watch(FERRY + 'sources = ["weekly"]\n')
        newsroom.publish("agency", "a", story(1), "Original", day="2026-03-01")
        newsroom.publish("weekly", "b", story(1), "Copy", day="2026-03-02")
        newsroom.round()
        assert told(newsroom) == [("story", "Copy")]

    def test_old_news_is_not_told_and_undated_is(self, newsroom: Newsroom) -> None:
        newsroom.watch(FERRY + "days = 7\n")
        newsroom.publish("daily", "a", story(1), "Old", day="2026-02-01")
        newsroom.publish("daily", "b", story(2), "Undated", day="")
        newsroom.publish("daily", "c", story(3), "Yesterday", day="2026-03-01")
        newsroom.round()
        assert sorted(title for _, title in told(newsroom)) == ["Undated", "Yesterday"]


class TestBefore:
    def test_what_was_there_before_the_watch_is_not_told(self, newsroom: Newsroom) -> None:
        newsroom.publish("daily", "a", story(1), "Old")
        newsroom.round()
        newsroom.watch(FERRY)
        newsroom.publish("daily", "a", story(1), "Old")
        newsroom.publish("weekly", "b", story(1), "Copy of the old")
        newsroom.publish("weekly", "c", story(2), "New")
        newsroom.round()
        assert told(newsroom) == [("story", "New")]

    def test_a_watch_that_asks_another_question_begins_anew(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1, "steamer"), "Steamer")
        watching.round()
        watching.watch(FERRY.replace("zeppelin", "steamer"))
        watching.publish("daily", "b", story(2, "steamer"), "Another steamer")
        watching.round()
        assert told(watching) == [("story", "Another steamer")]

    def test_a_watch_that_was_taken_out_and_put_back_begins_anew(self, watching: Newsroom) -> None:
        watching.watch("")
        watching.publish("daily", "a", story(1), "Meanwhile")
        watching.round()
        watching.watch(FERRY)
        watching.publish("daily", "b", story(2), "Since")
        watching.round()
        assert told(watching) == [("story", "Since")]

    def test_rounds_that_were_killed_before_they_told_are_made_up_for(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First")
        watching.take_in()
        watching.publish("daily", "b", story(2), "Second")
        watching.take_in()
        assert watching.round().stories == {"ferry": 2}

    def test_the_very_first_round_of_a_watch_may_be_killed(self, newsroom: Newsroom) -> None:
        newsroom.publish("daily", "old", story(1), "From before")
        newsroom.take_in()
        newsroom.watch(FERRY)
        before_round(newsroom.store, newsroom.seeds, newsroom.clock)
        newsroom.publish("daily", "a", story(2), "First")
        newsroom.take_in()
        assert newsroom.round().stories == {"ferry": 1}
        assert told(newsroom) == [("story", "First")]

    def test_a_first_round_without_notice_tells_what_it_brought_and_what_killed_ones_left(
        self, newsroom: Newsroom
    ) -> None:
        newsroom.publish("daily", "old", story(1), "From before")
        newsroom.take_in()
        newsroom.watch(FERRY)
        newsroom.publish("daily", "a", story(2), "Killed")
        killed = newsroom.take_in()
        newsroom.change("UPDATE runs SET state = 'killed' WHERE id = ?", killed)
        newsroom.publish("daily", "b", story(3), "Told")
        after_round(newsroom.store, newsroom.seeds, newsroom.take_in(), newsroom.clock)
        assert sorted(title for _, title in told(newsroom)) == ["Killed", "Told"]


class TestStoriesThatMove:
    def test_stories_that_merge_tell_nothing(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "One")
        watching.publish("weekly", "b", story(2), "Two")
        assert watching.round().stories == {"ferry": 2}
        say(watching, "same-story")
        assert stories(watching) == 1
        assert watching.round().stories == {"ferry": 0}

    def test_a_story_that_splits_tells_nothing(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "One")
        watching.publish("weekly", "b", story(2), "Two")
        watching.take_in()
        say(watching, "same-story")
        assert watching.round().stories == {"ferry": 1}
        say(watching, "same-story", withdraw=True)
        assert stories(watching) == 2
        assert watching.round().stories == {"ferry": 0}

    def test_a_story_that_joins_one_that_was_told_tells_nothing(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "One")
        watching.publish("weekly", "b", story(2, "steamer"), "Two")
        watching.round()
        say(watching, "same-story")
        watching.round()
        watching.publish("weekly", "b", story(2), "Two")
        assert watching.round().stories == {"ferry": 0}

    def test_what_joined_a_story_that_was_told_and_leaves_it_again_tells_nothing(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "One")
        assert watching.round().stories == {"ferry": 1}
        watching.publish("weekly", "b", story(2), "Two")
        watching.take_in()
        say(watching, "same-story")
        assert watching.round().stories == {"ferry": 0}
        say(watching, "same-story", withdraw=True)
        assert stories(watching) == 2
        watching.publish("weekly", "b", story(2), "Two")  # captured again, so that it is looked at
        assert watching.round().stories == {"ferry": 0}

    def test_what_a_person_says_is_no_copy_is_told(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "One")
        watching.publish("weekly", "b", story(1) + "\nWhat nobody else has.", "Two", day="2026-03-04")
        assert watching.round().stories == {"ferry": 1}
        say(watching, "not-a-copy")
        assert watching.round().stories == {"ferry": 1}
        assert told(watching) == [("story", "One"), ("story", "Two")]
        assert watching.round().stories == {"ferry": 0}


def say(newsroom: Newsroom, verdict: str, *, withdraw: bool = False) -> None:
    """Have a person say something of the pages `a` of the daily and `b` of the weekly."""
    ids = dict(newsroom.rows("SELECT address, id FROM articles"))
    pair = ids["https://daily.example/a"], ids["https://weekly.example/b"]
    judge(newsroom.store, Judgement(*pair, verdict, "Ada", "Ada" if withdraw else None))


def stories(newsroom: Newsroom) -> int:
    """Return how many stories the pages `a` and `b` are in."""
    return len(newsroom.rows("SELECT DISTINCT cluster FROM articles WHERE address LIKE '%/a' OR address LIKE '%/b'"))


class TestCorrections:
    def test_a_changed_text_is_told_as_such_once(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1) + "\nForty boats stayed in port.", "First")
        watching.round()
        watching.publish("daily", "a", story(1) + "\nForty-five boats stayed in port.", "First")
        assert watching.round().corrections == {"ferry": 1}
        assert watching.round().corrections == {"ferry": 0}
        first, second = (json.loads(row[0]) for row in watching.rows("SELECT content FROM alerts ORDER BY number"))
        assert second["kind"] == "correction"
        assert second["corrects"] == first["id"]
        assert second["changes"] == [
            {"before": "Forty boats stayed in port.", "after": "Forty-five boats stayed in port."}
        ]

    def test_a_correction_that_takes_the_word_away_is_told(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First")
        watching.round()
        watching.publish("daily", "a", story(1, "steamer"), "First")
        assert watching.round().corrections == {"ferry": 1}

    def test_small_changes_are_told_when_they_add_up(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1) + "\nThey recieve us.", "First")
        watching.round()
        watching.publish("daily", "a", story(1) + "\nThey receive us!", "First")
        assert watching.round().corrections == {"ferry": 0}
        watching.publish("daily", "a", story(1) + "\nThey receive nobody!", "First")
        assert watching.round().corrections == {"ferry": 1}

    def test_a_changed_copy_is_not_told(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1), "First", day="2026-03-01")
        watching.publish("weekly", "b", story(1), "Copy", day="2026-03-02")
        watching.round()
        watching.publish("weekly", "b", story(1) + "\nThe council had promised otherwise.", "Copy", day="2026-03-02")
        assert watching.round().corrections == {"ferry": 0}

    def test_a_text_extracted_anew_is_no_correction_and_one_after_it_is(self, watching: Newsroom) -> None:
        watching.publish("daily", "a", story(1) + "\nSubscribe to our letter.", "First")
        watching.round()
        ((old,),) = watching.rows("SELECT newest FROM articles WHERE address LIKE '%/a'")
        watching.publish("daily", "a", story(1), "First")
        watching.take_in()
        watching.change("UPDATE versions SET superseded_by = (SELECT MAX(id) FROM versions) WHERE id = ?", old)
        assert watching.round().corrections == {"ferry": 0}
        watching.publish("daily", "a", story(1) + "\nThe museum opened at last.", "First")
        assert watching.round().corrections == {"ferry": 1}
        ((content,),) = watching.rows("SELECT content FROM alerts WHERE kind = 'correction'")
        assert json.loads(content)["changes"] == [{"before": None, "after": "The museum opened at last."}]

    def test_a_watch_may_do_without_them(self, newsroom: Newsroom) -> None:
        newsroom.watch(FERRY + "corrections = false\n")
        newsroom.publish("daily", "a", story(1), "First")
        newsroom.round()
        newsroom.publish("daily", "a", story(2), "First")
        assert newsroom.round().corrections == {"ferry": 0}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_rounds_are_killed_each_story_is_told_once_and_none_is_lost(watching: Newsroom, seed: int) -> None:
    dice = random.Random(seed)
    published = set()
    for page in range(40):
        text = dice.randrange(12)
        published.add(text)
        watching.publish(dice.choice(["daily", "weekly", "evening"]), str(page), story(text), f"Story {text}")
        if dice.random() < 0.5:
            watching.round() if dice.random() < 0.5 else watching.take_in()
    watching.round()
    assert sorted(told(watching)) == sorted(("story", f"Story {text}") for text in published)
