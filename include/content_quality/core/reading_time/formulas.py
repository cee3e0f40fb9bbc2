"""Reading time as other tools compute it, and a site's own expression.

Named, so that a finding can say whose figure it is.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping
from functools import cache

from content_quality.core.records import dataclass
from content_quality.core.text.patterns import lazy

SPACES = lazy(r"\s+")
# npm reading-time 1.5 counts each of these as a word; katakana is not among them.
NPM_CHARACTER = r"[\u3040-\u309f\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0002ebe0]"
NPM_WORD = lazy(
    rf"{NPM_CHARACTER}(?:[!-/:-@\[-`{{-~\u3000-\u303f\uff00-\uffef \t\r\n])*|(?:(?!{NPM_CHARACTER})[^ \t\r\n])+"
)
# Words by Unicode's default rules (UAX 29): each han or hiragana character, each run of katakana, each run of other
# letters and digits.
UAX_29_WORD = lazy(
    r"[\p{Script=Han}\p{Script=Hiragana}]|[\p{Script=Katakana}ー]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}\p{M}_'’.])+"
)
BY_CHARACTER = frozenset({"ja", "zh"})  # languages whose posts these tools count by characters
IMAGE_SECONDS = (12, 3)  # for the first image, one less for each further one, and at least; Medium


@dataclass(frozen=True, slots=True)
class Counts:
    """What a formula counts in a post: `text` is what a reader sees, and the characters kana and han."""

    characters: int
    words: int
    images: int
    language: str
    text: str

    @property
    def visible(self) -> int:
        """All characters but white space."""
        return len(SPACES.sub("", self.text))


def image_seconds(images: int) -> int:
    """Return the seconds spent on `images`."""
    first, least = IMAGE_SECONDS
    return sum(max(first - index, least) for index in range(images))


def medium(counts: Counts) -> float:
    """Return Medium's figure: 265 words, or 500 characters in Chinese, Japanese and Korean.

    Help.medium.com, "Read time".
    """
    read = counts.visible / 500 if counts.language in (*BY_CHARACTER, "ko") else len(counts.text.split()) / 265
    return max(1, round(read + image_seconds(counts.images) / 60))


def hugo(counts: Counts) -> float:
    """Return Hugo's figure: (words + 212) // 213, words being what stands between spaces."""
    return max(1, (len(counts.text.split()) + 212) // 213)


def hugo_cjk(counts: Counts) -> float:
    """Return Hugo's figure with hasCJKLanguage.

    (n + 500) // 501, a word with other than ASCII counting by its characters.
    """
    length = sum(1 if word.isascii() else len(word) for word in counts.text.split())
    return max(1, (length + 500) // 501)


def npm_reading_time(counts: Counts) -> float:
    """Return the figure of the npm package reading-time 1.5: 200 words a minute."""
    return math.ceil(round(len(NPM_WORD.findall(counts.text)) / 200, 2))


ZOLA_RATES = {"en": 238, "ko": 202, "zh": 439, "ja": 653}  # per minute: words, in Chinese and Japanese characters
ZOLA_OTHER = 200  # words per minute of any other language


def zola(counts: Counts) -> float:
    """Return Zola's figure since 2026.

    Words by Unicode's rules, or characters, at a rate of the language, rounded up.
    """
    length = counts.visible if counts.language in BY_CHARACTER else len(UAX_29_WORD.findall(counts.text))
    return math.ceil(length / ZOLA_RATES.get(counts.language, ZOLA_OTHER))


def wordpress(counts: Counts) -> float:
    """Return the figure of WordPress' Time to Read block.

    189 words a minute, characters where the locale counts those, rounded.
    """
    length = counts.visible if counts.language in BY_CHARACTER else len(counts.text.split())
    return max(1, round(length / 189))


NAMED: Mapping[str, Callable[[Counts], float]] = {
    "medium": medium, "hugo": hugo, "hugo-cjk": hugo_cjk, "npm-reading-time": npm_reading_time, "zola": zola, "wordpress": wordpress,  # noqa: E501 - words in a table
}  # fmt: skip

OPERATORS: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.FloorDiv: operator.floordiv,  # noqa: E501 - one sentence for people
}  # fmt: skip
FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "ceil": math.ceil,
    "floor": math.floor,
    "round": round,
    "min": min,
    "max": max,
}
NAMES = ("characters", "words", "images", "visible")
LONGEST_EXPRESSION = 200  # characters


class FormulaError(ValueError):
    """A formula that cannot be used; the message says why."""


@cache
def compiled(formula: str) -> Callable[[Counts], float]:
    """Return the formula named, or written, in `formula`; raise `FormulaError` for anything but sums of the counts."""
    if formula in NAMED:
        return NAMED[formula]
    try:
        tree = ast.parse(formula, mode="eval") if len(formula) <= LONGEST_EXPRESSION else None
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        tree = None
    if tree is None:
        raise FormulaError(
            f"reading_time.formula {formula!r} is neither one of content-quality, {', '.join(NAMED)} nor an expression."
        )
    # before any post is read: names and operators that are not known, and what a post without images cannot be
    # divided by
    ones = dict.fromkeys(NAMES, 1.0)
    for values in (ones, *({**ones, name: 0.0} for name in NAMES), dict.fromkeys(NAMES, 0.0)):
        _computed(tree.body, values)
    return lambda counts: _minutes(tree.body, counts)


def _minutes(body: ast.expr, counts: Counts) -> float:
    return _computed(body, {name: float(getattr(counts, name)) for name in NAMES})


def _computed(body: ast.expr, values: Mapping[str, float]) -> float:
    try:
        return _evaluated(body, values)
    except (ZeroDivisionError, OverflowError, TypeError) as error:
        raise FormulaError(f"reading_time.formula cannot be computed: {error}.") from error


def _evaluated(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_evaluated(node.left, values), _evaluated(node.right, values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluated(node.operand, values)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
        and node.args
        and not node.keywords
    ):
        return FUNCTIONS[node.func.id](*(_evaluated(argument, values) for argument in node.args))
    raise FormulaError(
        f"reading_time.formula may hold {', '.join(NAMES)}, numbers, + - * / // and {', '.join(FUNCTIONS)}; not {ast.unparse(node)!r}."  # noqa: E501 - one sentence for people
    )
