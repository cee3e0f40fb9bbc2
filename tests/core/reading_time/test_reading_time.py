"""Reading time: the vectors of the formula, its laws, and what other tools say."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_quality.core.document.post import Post
from content_quality.core.reading_time import declared_time, estimation, formulas
from content_quality.core.reading_time.formulas import Counts, FormulaError
from content_quality.core.settings import ReadingTime, Settings

IMAGES = "\n\n".join(f"![](/img/{n}.png)" for n in range(10))


def estimate(body: str, front: str = "lang: en", rules: ReadingTime | None = None) -> estimation.Estimate:
    post = Post.read(f"---\n{front}\n---\n\n{body}\n".encode(), "ferry.md")
    return estimation.estimate(post, Settings(reading_time=rules or ReadingTime()))


def words(count: int) -> str:
    return " ".join(["boat"] * count)


@pytest.mark.parametrize(
    ("body", "language", "seconds", "minutes"),
    [
        ("か" * 500, "ja", 60.0, 1),
        ("か" * 503, "ja", 60.36, 2),
        ("か" * 10_000, "ja", 1_200.0, 20),
        (words(238), "en", 60.0, 1),
        (words(241), "en", 60.756, 2),
        ("か" * 1_000 + "\n\n" + words(119), "ja", 150.0, 3),
        (IMAGES, "en", 75.0, 2),
        ("か" * 1_000 + "\n\n" + IMAGES, "ja", 195.0, 4),
        (words(2_050), "fr", 600.0, 10),
        ("か" * 12_936 + "\n\n" + words(562), "ja", 1_694.0, 29),
    ],
)
def test_the_formula_gives_the_documented_minutes(body: str, language: str, seconds: float, minutes: int) -> None:
    found = estimate(body, f"lang: {language}")
    assert found.seconds == pytest.approx(seconds, abs=0.1)
    assert found.minutes == minutes


def test_an_empty_body_has_no_estimate() -> None:
    assert estimate("").minutes is None


def test_only_what_readers_read_is_counted() -> None:
    plain = estimate("The boat leaves at seven.")
    dressed = estimate(
        "The **boat** [leaves](https://example.org/very/long/address) at `seven`.\n\n<!-- not yet -->\n\n```sh\nmake boat\n```\n\n{% include map.html %}\n\nhttps://example.org/more"
    )
    assert (dressed.words, dressed.characters) == (plain.words, plain.characters) == (5, 0)


def test_the_long_vowel_mark_is_a_character_and_punctuation_is_not() -> None:
    found = estimate("フェリー、出港。", "lang: ja")
    assert (found.characters, found.words) == (6, 0)


def test_a_passage_left_out_is_not_counted_even_in_the_middle_of_a_paragraph() -> None:
    text = "---\nlang: en\n---\nOne two three four five six.\n"
    post = Post.read(text.encode(), "x.md")
    start, end = text.index("three"), text.index("five")
    assert estimation.estimate(post, Settings(), without=((start, end),)).words == 4


PROSE = st.lists(st.text(alphabet="abc é", min_size=1, max_size=12).filter(str.strip), min_size=1, max_size=40).map(
    " ".join
)


@given(PROSE, PROSE)
@settings(deadline=None)
def test_another_paragraph_never_takes_less_time(first: str, second: str) -> None:
    assert estimate(f"x {first}\n\ny {second}").seconds >= estimate(f"x {first}").seconds


@given(PROSE)
@settings(deadline=None)
def test_emphasis_code_blocks_and_other_keys_change_nothing(prose: str) -> None:
    plain = estimate(f"boat {prose}").seconds
    assert estimate(f"**boat** {prose}").seconds == plain
    assert estimate(f"boat {prose}\n\n```\nmake boat\n```").seconds == plain
    assert estimate(f"boat {prose}", "lang: en\ntags: [one, two]").seconds == plain


@pytest.mark.parametrize(
    ("front", "minutes", "upto"),
    [
        ("reading_time: 20", 20, None),
        ('readingTime: "20 min read"', 20, None),
        ("read_time: 約20分", 20, None),
        ("reading_time: 5–7 min", 5, 7),
        ("reading_time: PT1H5M", 65, None),
        ("readingTime: {text: 3 min read, minutes: 2.4, time: 144000, words: 480}", 2.4, None),
        ("reading_time: ２０分", 20, None),
        ("reading_time: 1-2 hours", 60, 120),
        ("reading_time: 1h 20m", 80, None),
        ("reading_time: 1時間5分", 65, None),
        ("reading_time: 90 sec", 1.5, None),
        ("reading_time: 5,5 min", 5.5, None),
        ("reading_time: 5+ min", 5, None),
        ("reading_time: 'Lesezeit: 5 Minuten'", 5, None),
        ("reading_time: この記事は5分で読めます", 5, None),
        ("reading_time: 20 min (3000 words)", 20, None),
        ("reading_time: '0:05:30'", 5.5, None),
        ("extra:\n  reading_time: 4", 4, None),
        ("reading_time: 12 words", None, None),
        ("reading_time: '99999999999999999999 min'", None, None),
        ("reading_time: soon", None, None),
        ("reading_time: [3]", None, None),
        ("reading_time: .nan", None, None),
        ("reading_time: .inf", None, None),
        ("reading_time: -5", -5, None),
        ("reading_time: '20'", 20, None),
        ("reading_time: '2,5'", 2.5, None),
        ("readingTime: {text: {minutes: 3}}", None, None),
    ],
)
def test_forms_in_use_are_read(front: str, minutes: float | None, upto: float | None) -> None:
    declared = declared_time.declared(Post.read(f"---\n{front}\n---\n".encode(), "x.md"))
    assert declared.key is not None
    assert (declared.minutes, declared.upto) == (minutes, upto)


@pytest.mark.parametrize(
    "front",
    [
        "read_time: true",
        "reading_time:",
        "reading_time: auto",
        "reading_time: '{{ content | minutes }}'",
        "words: 300",
        "reading_list: 3",
    ],
)
def test_switches_and_other_keys_declare_nothing(front: str) -> None:
    assert declared_time.declared(Post.read(f"---\n{front}\n---\n".encode(), "x.md")).key is None


def test_a_language_without_a_rate_has_bounds_instead_of_confidence() -> None:
    found = estimate("Perahu berlayar ke pulau dua kali sehari pada musim dingin. " * 100, "lang: id")
    assert not found.confident
    assert found.least is not None
    assert found.most is not None
    assert found.least < found.most
    rated = estimate(
        "Perahu berlayar ke pulau dua kali sehari pada musim dingin. " * 100,
        "lang: id",
        ReadingTime(rates=(("id", 200),)),
    )
    assert rated.confident
    assert rated.least == rated.most == rated.minutes


COUNTS = Counts(characters=1_000, words=200, images=1, language="ja", text="か" * 1_000 + "。 " + words(200))


def test_a_site_names_another_tools_formula_or_writes_its_own() -> None:
    assert formulas.compiled("hugo-cjk")(COUNTS) == 3
    assert formulas.compiled("ceil(characters / 600 + words / 200)")(COUNTS) == 3
    assert estimate(words(400), rules=ReadingTime(formula="words // 100")).minutes == 4


@pytest.mark.parametrize(
    ("language", "text", "minutes"),
    [
        ("ja", "か" * 6_531, 11),
        ("zh", "字" * 4_390, 10),
        ("en", words(239), 2),
        ("ko", "배 " * 202, 1),
        ("fr", words(201), 2),
    ],
)
def test_zola_reads_each_language_at_its_own_rate(language: str, text: str, minutes: int) -> None:
    assert formulas.compiled("zola")(Counts(0, 0, 0, language, text)) == minutes


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os')",
        "words ** 9",
        "pages / 2",
        "ceil(words, key=1)",
        "words if words else 1",
        "open('x')",
        "'a' * 9",
        "x" * 300,
        "",
    ],
)
def test_a_formula_is_nothing_but_a_sum_of_the_counts(formula: str) -> None:
    with pytest.raises(FormulaError):
        formulas.compiled(formula)


@given(st.text(), st.integers(0, 50))
@settings(deadline=None)
def test_no_text_makes_a_named_formula_raise(text: str, images: int) -> None:
    counts = Counts(len(text), len(text.split()), images, "ja", text)
    assert all(formula(counts) >= 0 for formula in formulas.NAMED.values())


def test_scripts_without_spaces_have_no_words_to_count() -> None:
    assert estimate("เรือออกจากท่าทุกเช้าและกลับมาในตอนเย็น ", "lang: th").minutes is None
    assert estimate("ເຮືອອອກຈາກທ່າທຸກເຊົ້າ ", "lang: lo").minutes is None
    assert estimate("ទូកចេញពីកំពង់ផែរៀងរាល់ព្រឹក ", "lang: km").minutes is None


def test_korean_is_read_at_202_words_a_minute() -> None:
    assert estimate("배가 " * 404, "lang: ko").minutes == 2


def test_japanese_readers_differ_between_373_and_653_characters_a_minute() -> None:
    found = estimate("ふねが" * 1_666 + "ふね", "lang: ja")
    assert found.minutes == 10
    assert (found.least, found.most) == (8, 14)


PAGE = Counts(characters=0, words=300, images=0, language="en", text="")


def test_a_formula_may_take_the_negative_of_a_count() -> None:
    assert formulas.compiled("-words + 2 * words")(PAGE) == 300


def test_a_formula_that_divides_by_a_count_that_may_be_nothing_is_refused_before_posts_are_read() -> None:
    for formula in ("words / (images - 1)", "words / images", "images // characters"):
        with pytest.raises(FormulaError, match="cannot be computed"):
            formulas.compiled(formula)
    assert formulas.compiled("words / max(images, 1)")(PAGE) == 300


def test_a_number_larger_than_any_is_no_time() -> None:
    assert declared_time.minutes_in(2**1024 - 1) == (None, None)


def test_a_switch_among_the_figures_of_a_tool_is_no_time() -> None:
    assert declared_time.minutes_in({"minutes": True}) == (None, None)


def test_a_tool_that_counts_everything_counts_code_and_characters_too() -> None:
    prose = "船は七時に出ます。" * 100
    code = "```\n" + "lamp " * 2_000 + "\n```\n"
    post = Post.read(f"---\nlang: ja\n---\n{prose}\n\n{code}".encode(), "x.md")
    everything = estimation.generous(post, Settings())
    minutes = estimation.estimate(post, Settings()).minutes
    assert minutes is not None
    assert everything > minutes
