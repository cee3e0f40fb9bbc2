"""What most posts of a site do is how the site writes; damage is damage however many posts have it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.core.cross_post.comparison import Comparison, merged
from content_quality.core.findings import Severity
from content_quality.core.inspection import Inspection, inspect
from content_quality.core.settings import Settings
from content_quality.core.site.site_findings import SiteSurvey, survey_site
from content_quality.core.site.site_post import site_post
from content_quality.pipeline.local.check_paths import CheckRequest, check_paths
from content_quality.pipeline.local.chosen_files import PostChoice

PROSE = (
    "The ferry of village {n} leaves at {n} past eight, and the baker waits for it with warm bread.",
    "In autumn, number {n} of the lighthouses gets a new lamp, which burns for about {n} years.",
    "Whoever rides along counts {n} gulls on the quay, and forgets the number before the next stop.",
)
Make = Callable[[int], tuple[str, str]]  # the path and the bytes of a post


def show(path: Path) -> None:
    print(json.dumps(check_paths(CheckRequest(PostChoice([str(path)]), jobs=1)).report))


def prose(n: int) -> str:
    return "\n\n".join(sentence.format(n=n) for sentence in PROSE) + "\n"


def post(n: int, front_matter: str, body: str = "") -> str:
    return f"---\n{front_matter}\n---\n\n{body or prose(n)}"


def surveyed(posts: Iterable[tuple[str, str]]) -> tuple[list[Inspection], SiteSurvey]:
    inspected = [inspect(text.encode(), path, CHECKS, Settings()) for path, text in posts]
    found = survey_site([site_post(one) for one in inspected])
    compared = frozenset((one.post_id, one.sha256) for one in inspected)
    comparison = Comparison(compared, {}, found.findings, found.explained)
    return [merged(one, comparison) for one in inspected], found


def loud(inspected: Iterable[Inspection], check: str) -> list[str]:
    return [
        one.path
        for one in inspected
        for found in one.findings
        if found.check == check and found.severity > Severity.INFO
    ]


def told(survey: SiteSurvey) -> list[str]:
    return [str(found.message) for found in survey.findings if found.check == "site-convention"]


def test_a_title_under_another_key_is_how_the_site_writes():
    posts = [(f"news/{n}.md", post(n, f"newstitle: Boats {n}\nauthor: Mika\ntags: [x{n}, y]")) for n in range(12)]
    posts += [(f"blog/{n}.md", post(n, f"title: Quay {n}\nauthor: Mika")) for n in range(20)]
    alone, _ = surveyed(posts[:3])
    inspected, survey = surveyed(posts)
    assert len(loud(alone, "front-matter-keys")) == 3
    assert loud(inspected, "front-matter-keys") == []
    assert told(survey) == ["12 of 12 posts in news have no title. Reported once: this is the site's convention."]


def test_a_title_as_a_map_of_languages_is_how_the_site_writes():
    posts = [
        (f"content/blog/{n}.md", post(n, f"title:\n  en: Boats {n}\n  ja: 船 {n}\nlastmod: 2026-01-02"))
        for n in range(9)
    ]
    inspected, survey = surveyed(posts)
    assert loud(inspected, "front-matter-keys") == []
    assert len(told(survey)) == 1


def test_one_post_that_differs_from_the_others_is_still_wrong():
    posts = [(f"blog/{n}.md", post(n, f"title: Quay {n}\nauthor: Mika")) for n in range(20)]
    posts += [(f"blog/x{n}.md", post(n, "author: Mika")) for n in range(3)]
    inspected, survey = surveyed(posts)
    assert loud(inspected, "front-matter-keys") == ["blog/x0.md", "blog/x1.md", "blog/x2.md"]
    assert told(survey) == []


def test_an_empty_title_is_not_a_way_to_write():
    inspected, _ = surveyed((f"blog/{n}.md", post(n, 'title: ""\nauthor: Mika')) for n in range(20))
    assert len(loud(inspected, "front-matter-keys")) == 20


def test_a_day_that_does_not_exist_is_not_a_way_to_write():
    inspected, _ = surveyed(
        (f"blog/{n}.md", post(n, f"title: Quay {n}\nlayout: post\ndate: 2026-02-30")) for n in range(20)
    )
    assert len(loud(inspected, "front-matter-date")) == 20


def test_a_site_whose_file_names_have_other_dates_is_told_once():
    posts = [
        (f"_posts/2026-01-{n + 1:02}-quay-{n}.md", post(n, f"title: Quay {n}\nlayout: post\ndate: 2025-03-{n + 1:02}"))
        for n in range(12)
    ]
    inspected, survey = surveyed(posts)
    assert loud(inspected, "front-matter-date") == []
    assert len(told(survey)) == 1


def test_files_begun_some_days_before_do_not_excuse_another_year_or_a_swapped_month():
    posts = [
        (f"_posts/2026-01-{n + 1:02}-quay-{n}.md", post(n, f"title: Quay {n}\nlayout: post\ndate: 2026-01-{n + 4:02}"))
        for n in range(12)
    ]
    posts += [
        (f"_posts/2026-02-03-{name}.md", post(n, f"title: {name}\nlayout: post\ndate: {day}"))
        for n, (name, day) in enumerate((("swapped", "2026-03-02"), ("year", "2025-02-03")))
    ]
    inspected, survey = surveyed(posts)
    assert loud(inspected, "front-matter-date") == ["_posts/2026-02-03-swapped.md", "_posts/2026-02-03-year.md"]
    assert len(told(survey)) == 1


def test_pages_that_list_a_section_are_compared_with_each_other():
    posts = [(f"content/{n}.md", post(n, f"title: Quay {n}\nauthor: Mika")) for n in range(30)]
    posts += [(f"content/s{n}/_index.ja.md", post(n, "layout: list\ndate: 2026-01-01")) for n in range(4)]
    inspected, _ = surveyed(posts)
    assert loud(inspected, "front-matter-keys") == []


def test_a_heading_that_closes_several_posts_is_a_farewell():
    posts = [
        (f"blog/{n}.md", post(n, f"title: Quay {n}", prose(n) + "\n## Have a good time!\n" * (n < 4)))
        for n in range(20)
    ]
    inspected, _ = surveyed(posts)
    assert loud(inspected, "empty-section") == []


def test_a_question_that_closes_several_posts_is_a_farewell_and_in_one_post_a_section_without_text():
    posts = [
        (f"blog/{n}.md", post(n, f"title: Quay {n}", prose(n) + "\n## And what do you count?\n" * (n < 3)))
        for n in range(20)
    ]
    inspected, survey = surveyed(posts)
    assert loud(inspected, "empty-section") == []
    assert len(told(survey)) == 1
    alone, _ = surveyed(posts[2:])
    assert loud(alone, "empty-section") == ["blog/2.md"]


def test_posts_cut_below_their_conclusion_are_cut_however_many_they_are():
    posts = [(f"blog/{n}.md", post(n, f"title: Quay {n}", prose(n) + "\n## Conclusion\n")) for n in range(20)]
    inspected, _ = surveyed(posts)
    assert len(loud(inspected, "empty-section")) == 20


def test_a_reading_time_copied_to_the_translations_is_told_once():
    body = "\n\n".join(prose(n) for n in range(60))
    posts = [
        (f"content/p{page}/index.{tongue}md", post(0, f"title: Quay {page}\nreadingTime: {minutes}", body))
        for page, minutes in enumerate((40, 50, 60, 70))
        for tongue in ("", "de.", "fr.")
    ]
    alone, _ = surveyed(posts[:1])
    inspected, survey = surveyed(posts)
    assert len(loud(alone, "reading-time")) == 1
    assert loud(inspected, "reading-time") == []
    assert [found.count for found in survey.findings if found.check == "copied-reading-time"] == [12]


def repeated(n: int) -> str:
    return prose(n) + "\n" + prose(n).replace("\n\n", " ")


def cut(n: int) -> str:
    return prose(n) + f"\nOn the last evening of summer {n} the whole crew went to the\n"


def machine(n: int) -> str:
    return prose(n) + "\nAs an AI language model, I cannot browse the harbour.\n\n---END---\n"


def program(n: int) -> str:
    return prose(n) + f"\n<<<<<<< HEAD\n\nThe quay is {n} m long.\n\n=======\n\nThe quay is short.\n\n>>>>>>> draft\n"


@pytest.mark.parametrize("damage", [repeated, cut, machine, program])
def test_a_site_of_which_most_posts_are_damaged_is_held_in_those_posts(
    damage: Callable[[int], str], tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
):
    for n in range(20):
        text = post(n, f"title: Quay {n}", damage(n) if n < 12 else prose(n))
        (tmp_path / f"{n:02}.md").write_text(text)
    show(tmp_path)
    report = json.loads(capfdbinary.readouterr().out)
    assert [Path(one["path"]).name for one in report["posts"] if one["verdict"] == "hold"] == [
        f"{n:02}.md" for n in range(12)
    ]


def test_the_command_line_takes_a_folder_for_a_site(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]):
    folder = tmp_path / "content" / "blog"
    folder.mkdir(parents=True)
    for n in range(10):
        (folder / f"{n}.md").write_text(post(n, f"title:\n  en: Boats {n}\n  ja: 船 {n}\nlastmod: 2026-01-02"))
    show(tmp_path)
    site = json.loads(capfdbinary.readouterr().out)
    show(folder / "1.md")
    single = json.loads(capfdbinary.readouterr().out)
    assert site["summary"]["clear"] == 10
    assert single["summary"]["hold"] == 1
