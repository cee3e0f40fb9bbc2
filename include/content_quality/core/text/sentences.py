"""Where a sentence stops, and whether a line of text can be the end or the beginning of one, in any script."""

from __future__ import annotations

import re

from content_quality.core.records import dataclass
from content_quality.core.text.content_languages import asking_words, content_language
from content_quality.core.text.patterns import lazy, lazy_re

# Unicode's own property (UAX #29, STerm), and what ends a line of prose without being in it: dots, colons (they lead on
# to what follows), the Greek question mark, the Armenian and Tibetan stops, and the marks of informal writing.
STOP = lazy(r"[\p{Sentence_Terminal}…⋯‥;:：；\u037e։།༎♪〜～」』\p{Emoji_Presentation}\p{So}]")
CLOSER = lazy(r"[\p{Pe}\p{Pf}\p{Pi}\"'*_~\s\ufe0f\u200d`\p{Me}]")
INNER_STOP = lazy(
    r"[.!?…][\p{Pe}\p{Pf}\"'*_]*\s(?!\s*\p{Ll})|[。．！？｡؟۔।॥።][\p{Pe}\p{Pf}\"'*_]*(?=[^\s\p{Pe}\p{Pf}])|[。．！？｡؟۔।॥።!?]\s"
)
PLAIN_STOPS = tuple("。.！!？?")  # end most paragraphs; what follows is for the others
CLOSERS = ")]}）］｝】〕」』》〉”’»"
HALF_CHARACTER = lazy(
    r"\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?\u200d\s*$"
)  # an emoji whose other half is missing
# The brackets of a smile are closers.
LAUGH = lazy(
    r"(?:[（(]?[笑爆泣汗][)）]?|(?<=[ぁ-んァ-ヶ一-龯])[wｗ]{1,8}|(?<=\s)(?:[:;=8xX][-^']?[DPpO3(]|\\o/|[:;=8]-?))$"
)
WORD = lazy(r"[\p{L}\p{M}\p{N}]++(?:['’.-][\p{L}\p{M}\p{N}]++)*+")
LONGEST_WORD = 40
LAST_WORD = lazy(rf"(?<![\p{{L}}\p{{M}}\p{{N}}.])[\p{{L}}\p{{M}}'’]{{1,{LONGEST_WORD}}}+$")
KANA_AND_HAN = "[\u3005-\u3007\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
UNSPACED, UNSPACED_RUN = lazy_re(KANA_AND_HAN), lazy_re(f"{KANA_AND_HAN}+")  # `re` is faster than `regex` here
OBJECTS = re.compile("\ufffc+")
OBJECT = "\ufffc"  # stands for a character of code, an address or an image inside prose: neither a letter nor a stop


@dataclass(frozen=True, slots=True)
class Ending:
    """How a paragraph ends: `stopped` properly, or with the words `tail` since its last inner stop."""

    stopped: bool
    core: str  # the text without closing marks and trailing references
    tail: str  # what stands after the last stop inside; all of it when there is none
    sentences: int  # stops inside
    bracketed: bool = False  # a bracketed group stands at the end, after the words judged


def ending(text: str) -> Ending:
    """Return how `text` ends once closing marks, references in brackets and laughter are set aside."""
    if text.endswith(PLAIN_STOPS):
        return Ending(True, text, "", 0)
    if HALF_CHARACTER.search(text[-4:]):
        return Ending(False, text.rstrip(), text, 0)
    whole = _strip_closers(text)
    if not whole or STOP.match(whole[-1]) or LAUGH.search(whole[-12:]):
        return Ending(True, whole, "", 0)
    core = _without_trailing_groups(text)
    stripped = _strip_closers(core)
    if not stripped or STOP.match(stripped[-1]):
        return Ending(True, stripped, "", 0)
    at = sentences = 0
    for stop in INNER_STOP.finditer(stripped):
        if _is_stop(stripped, stop.start(), at):
            sentences, at = sentences + 1, stop.end()
    bracketed = len(core) < len(text.rstrip()) or text.rstrip(" *_~\n")[-1:] in CLOSERS
    return Ending(False, stripped, stripped[at:].strip(), sentences, bracketed)


MIN_SENTENCE = 12  # characters; a stop nearer to the one before is an abbreviation, a number or an exclamation


def _is_stop(text: str, offset: int, sentence_start: int) -> bool:
    return offset - sentence_start >= MIN_SENTENCE or text[offset] in "。！？"


def _strip_closers(text: str) -> str:
    end = len(text)
    while end and CLOSER.match(text[end - 1]) and text[end - 1] not in "」』":
        end -= 1
    return text[:end]


def _without_trailing_groups(text: str) -> str:
    """Return `text` without bracketed groups at its end, such as “(photo: …)”, “[12]”.

    The text before them is judged.
    """
    text = text.rstrip()
    for _ in range(4):  # references in a row
        start = _group_start(text)
        if start <= 0:
            return text
        text = text[:start].rstrip()
    return text


def _group_start(text: str) -> int:
    """Return where the bracketed group that ends `text` opens; -1 when it ends in none."""
    if not text or text[-1] not in ")）]］】":
        return -1
    depth = 0
    for index in range(len(text) - 1, max(-1, len(text) - 600), -1):
        if text[index] in ")）]］】":
            depth += 1
        elif text[index] in "(（[［【":
            depth -= 1
            if depth == 0:
                return index
    return -1


def cannot_end(text: str, language: str, *, sure: bool) -> bool:
    """Return whether the last word or ending of `text` needs more words after it; when `sure`, in any sentence."""
    text = text.rstrip(" *_~\n")
    if not text:
        return False
    if HALF_CHARACTER.search(text[-4:]):
        return True
    words = content_language(language)
    if words.open_ending and not text[-1].isascii():
        end = text[-8:]
        return bool(words.open_ending.search(end)) and not (words.open_but_ends and words.open_but_ends.search(end))
    if text[-1] in "\ufffd,，、،":
        return True
    found = LAST_WORD.search(text[-LONGEST_WORD:])
    last = found[0].replace("’", "'") if found else ""
    if not last or last != last.lower():
        return False  # “19 May” is no auxiliary
    return last in words.cannot_end or (not sure and last in words.rarely_ends)


PAIRS = {"）": "（", "」": "「", "』": "『", ")": "(", "]": "[", "”": "“", "»": "«", "》": "《", "】": "【"}
OPENERS = frozenset(PAIRS.values())
QUOTED = 200  # characters back from the end in which a bracket or quotation is looked for


def is_inside_brackets(text: str) -> bool:
    """Return whether `text` ends inside a bracket or quotation that it opened."""
    opened: list[str] = []
    for index, character in enumerate(text[-QUOTED:]):
        if character in PAIRS:
            if opened and opened[-1] == PAIRS[character]:
                opened.pop()
        elif character in OPENERS and not (character == "(" and text[-QUOTED:][index - 1 : index] in (":", ";")):
            opened.append(character)
    return bool(opened)


def is_finished(text: str, language: str, *, formal: bool) -> bool:
    """Return whether `text`, which has no stop, ends in a finished predicate all the same (Japanese, Korean).

    In a `formal` post plain and nominal endings are attributive, or the beginning of a longer form.
    """
    end = text[-10:]
    if is_formal(end, language):
        return True
    words = content_language(language)
    if formal or words.informal_end is None or not words.informal_end.search(end):
        return False
    return words.open_ending is None or not words.open_ending.search(end)


def could_end(text: str, language: str) -> bool:
    """Return whether the last word of `text` often ends a sentence,.

    So its stop may only be forgotten (Chinese, which shows it in no form).
    """
    return (last := text.rstrip()[-1:]) != "" and last in content_language(language).often_ends


def is_clause(text: str, language: str) -> bool:
    """Return whether `text` is a statement and not a label, in languages whose particles show it (ja, ko, zh)."""
    marks = content_language(language).clause
    return marks is not None and bool(marks.search(text[:MEASURED]))


def has_verb(text: str, language: str) -> bool:
    """Return whether a line of few words holds a finite verb and asks nothing, where the commonest verbs show it."""
    verbs = content_language(language).finite_verbs
    if not verbs:
        return False
    words = WORD.findall(text[:MEASURED].lower())
    return bool(words) and words[0] not in asking_words() and not verbs.isdisjoint(words[1:])


def is_formal(text: str, language: str) -> bool:
    """Return whether a Japanese or Korean sentence, stopped or not, ends in a full form (です・ます, 다・요)."""
    end = _strip_closers(text).rstrip("。．！？.!?")[-10:]
    formal_end = content_language(language).formal_end
    return formal_end is not None and bool(formal_end.search(end))


MARK = lazy(r"[\p{Mn}\p{Mc}]")
PROPER_LOWER = lazy(
    r"(?:[a-z]+[A-Z]|[a-z]+[\d._/:@-]+\w|https?:|www\.)"
)  # iPhone, i18n, user@host, crates.io: names may begin small


def resumes(text: str, language: str) -> bool:
    """Return whether `text` begins in the middle of a sentence."""
    start = text.lstrip()[:12]
    if not start:
        return False
    words = content_language(language)
    is_middle = bool(words.resumes and words.resumes.match(start) and not (words.starts and words.starts.match(start)))
    if UNSPACED.match(start):
        return is_middle
    if MARK.match(start):
        return True  # an accent or a vowel sign, cut off its letter
    if start[0] in ",，、。）」』】":
        return start[0] != "," or start[1:2] == " "
    if is_middle:
        return True
    if not start[0].islower() or words.is_east_asian:
        return False  # in these languages it is a name
    word = WORD.match(start)
    return (
        word is not None
        and not PROPER_LOWER.match(start)
        and (start[len(word[0]) :][:1] in (" ", ",", "\n", "", "'", "’", "."))
    )


MEASURED = 400  # characters; thresholds are far below what these hold


def length(text: str) -> int:
    """Return how much `text` says, in words, up to about 200.

    An unspaced character counts half a word, as in translation practice.
    """
    text = text[:MEASURED]
    if text.isascii():
        return len(text.split())
    spaced, runs = UNSPACED_RUN.subn(" ", text)
    objects = len(OBJECTS.findall(text)) if OBJECT in text else 0
    return len(WORD.findall(spaced)) + objects + (len(text) - len(spaced) + runs) // 2
