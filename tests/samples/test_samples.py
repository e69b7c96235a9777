"""The sample dumps are what the script makes of the articles, and the articles are related as their labels say."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest

from tests.samples.build import LABELS, build, label_lines, read_labels, stored_dumps

LABELLED = read_labels()
ARTICLES = {label["id"]: label for label in LABELLED if not label["failure"]}

# Of word 3-shingles, as measured: near-copies .66 to .82, cuts and excerpts .38 to .53 and wholly contained, template
# pairs .51 to .53, other pairs at most .01.
NEAR_COPY = 0.6
CONTAINED = 0.98
TEMPLATES = 0.5
UNRELATED = 0.02


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def jaccard(first: str, second: str) -> float:
    one, other = SHINGLES[first], SHINGLES[second]
    return len(one & other) / len(one | other)


def containment(first: str, second: str) -> float:
    one, other = SHINGLES[first], SHINGLES[second]
    return len(one & other) / min(len(one), len(other))


def numbers_in(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)?", text))


SHINGLES = {identity: shingles(label["text"]) for identity, label in ARTICLES.items()}


def copies_of_their_original(*relations: str) -> list[tuple[str, str]]:
    return [(label["id"], label["of"]) for label in ARTICLES.values() if label["relation"] in relations]


def test_the_dumps_and_labels_are_what_the_script_makes() -> None:
    files, labels = build()
    stored = {name: path.read_bytes() for name, path in stored_dumps()}
    assert sorted(stored) == sorted(files)
    differing = [name for name in files if stored[name] != files[name]]
    assert not differing, "run `python -m tests.samples.build`"
    assert LABELS.read_text(encoding="utf-8") == label_lines(labels)


def test_the_dumps_are_small() -> None:
    assert sum(path.stat().st_size for _, path in stored_dumps()) < 1_000_000


def test_every_file_has_labels_and_every_label_a_place_of_its_own() -> None:
    assert {label["file"] for label in LABELLED} == {name for name, _ in stored_dumps()}
    places = Counter((label["file"], label["locator"]) for label in LABELLED)
    assert max(places.values()) == 1


def test_as_many_as_promised() -> None:
    assert len(LABELLED) == 63
    assert Counter(label["relation"] for label in LABELLED) == {
        "original": 15,
        "single": 16,
        "same-text": 3,
        "near-copy": 7,
        "cut": 3,
        "excerpt": 3,
        "correction": 1,
        "live": 2,
        "round-up": 1,
        "template": 8,
        "broken": 4,
    }
    assert Counter(label["language"] for label in ARTICLES.values()) == {"en": 25, "ru": 10, "tr": 9, "az": 9, "de": 6}
    assert len({label["outlet"] for label in LABELLED}) == 6
    assert sorted(label["failure"] for label in LABELLED if label["failure"]) == ["extract", "read", "read", "read"]


def test_articles_are_as_long_as_news() -> None:
    for label in ARTICLES.values():
        low, high = (80, 150) if label["relation"] == "template" else (60, 420)
        assert low <= len(label["text"].split()) <= high, label["id"]


@pytest.mark.parametrize(("copy", "original"), copies_of_their_original("same-text"))
def test_same_texts_are_equal(copy: str, original: str) -> None:
    assert ARTICLES[copy]["text"] == ARTICLES[original]["text"]
    assert ARTICLES[copy]["outlet"] != ARTICLES[original]["outlet"]


@pytest.mark.parametrize(("copy", "original"), copies_of_their_original("near-copy"))
def test_near_copies_are_near_and_not_equal(copy: str, original: str) -> None:
    assert NEAR_COPY < jaccard(copy, original) < 1
    assert ARTICLES[copy]["title"] != ARTICLES[original]["title"]


@pytest.mark.parametrize(("part", "original"), copies_of_their_original("cut", "excerpt"))
def test_cuts_and_excerpts_stand_in_their_original(part: str, original: str) -> None:
    assert ARTICLES[part]["text"] in ARTICLES[original]["text"]
    begins = ARTICLES[original]["text"].startswith(ARTICLES[part]["text"])
    assert begins == (ARTICLES[part]["relation"] == "cut")
    assert containment(part, original) > CONTAINED
    assert jaccard(part, original) < NEAR_COPY


def test_a_correction_changes_one_figure_at_the_same_address() -> None:
    [(later, earlier)] = copies_of_their_original("correction")
    before, after = ARTICLES[earlier]["text"].split(), ARTICLES[later]["text"].split()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert changed == [("4.8", "4.6")]
    assert ARTICLES[later]["url"] == ARTICLES[earlier]["url"]
    assert ARTICLES[later]["captured_at"] > ARTICLES[earlier]["captured_at"]


def test_the_live_page_grows_at_one_address() -> None:
    storm = [label for label in ARTICLES.values() if label["story"] == "storm"]
    captures = sorted(storm, key=lambda label: str(label["captured_at"]))
    assert len(captures) == 3
    assert len({label["url"] for label in captures}) == 1
    for before, after in itertools.pairwise(captures):
        assert after["text"].startswith(before["text"])
        assert len(after["text"]) > len(before["text"])


def test_the_round_up_holds_the_beginnings_of_four_stories() -> None:
    round_up = ARTICLES["week-roundup"]["text"].splitlines()
    originals = [label for label in ARTICLES.values() if label["relation"] == "original"]
    held = {label["story"] for label in originals if set(label["text"].splitlines()[:2]) <= set(round_up)}
    assert held == {"rail-ferry", "cubesat", "seabed-cable", "carpet"}


def test_template_stories_look_alike_and_have_other_numbers() -> None:
    templates = [label for label in ARTICLES.values() if label["relation"] == "template"]
    pairs = itertools.combinations(templates, 2)
    alike = [(one, other) for one, other in pairs if jaccard(one["id"], other["id"]) > TEMPLATES]
    assert len(alike) == 4
    for one, other in alike:
        assert one["story"] != other["story"]
        numbers, others = numbers_in(one["text"]), numbers_in(other["text"])
        assert len(numbers & others) < min(len(numbers), len(others)) / 2


def test_other_stories_share_nothing() -> None:
    for one, other in itertools.combinations(ARTICLES.values(), 2):
        related = one["story"] == other["story"] or {one["relation"], other["relation"]} & {"round-up", "template"}
        assert related or jaccard(one["id"], other["id"]) < UNRELATED, (one["id"], other["id"])
