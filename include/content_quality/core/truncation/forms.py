"""Forms of a line that is no sentence, by the characters and words it is made of."""

from __future__ import annotations

import re
from itertools import islice

import regex

from content_quality.core.document.text_or_code import COLUMNS, reads_as_code
from content_quality.core.text.content_languages import alternatives, with_edges
from content_quality.core.text.patterns import lazy, lazy_re
from content_quality.core.text.sentences import INNER_STOP, OBJECT, UNSPACED

# Formulas, commands, checksums, mail addresses, options. One by one: as alternatives of one pattern they take ten times
# as long.
SIGNS_OF_CODE = tuple(
    map(
        lazy_re,
        (
            r"\\(?:begin|end)\{", r"^\$ ", r"^\ufffc+(?:\s\ufffc+)?\s+[-–—]\s", r"[0-9a-f]{16,}", r"^[=#|~^]", r"[=|]\s*$",  # noqa: E501 - a pattern
            r"\w=[\x22']", r"\$\$", r"^(?:Copyright|©)", r"^\W*$", r"[<(][\w.+-]+@[\w-]+\.[\w.-]+[>)]", r"(?:©|\([cC]\)) ?\d{4}",  # noqa: E501 - a pattern
            r"^//?[\w.-]+/", r"^\S{1,30}\s=\s\S{1,40}$", r"^-{1,2}\w[\w-]*[ =]", r"(?:\w=\w\S*\s.*){2}", r"\w::\w", r"^<%", r"\[[A-Z_]{3,20}[^\]\s]{0,20}\][^\n]{0,80}\[[A-Z_]{3,}",  # noqa: E501 - a pattern
            # Two lines or more of a file of settings: a name with a mark or a capital inside, and its value.
            r"\A(?:#?(?=\S{0,38}?[a-z0-9][._A-Z])[\w.]{2,40}[ \t]+\S{1,40}[ \t]*(?:\n|\Z)){2,}\Z",
        ),
    )
)  # fmt: skip
# Words and the marks of text; one look tells most paragraphs from code.
PLAIN = lazy_re(
    r"(?![a-z])[^\W\d_][^\W\d_'’]*(?:(?:[,.!?]? |[、。，！？「」（）])[^\W\d_][^\W\d_'’]*)*[,.!?、。，！？「」（）]*"
)
COMMAND = lazy_re(r"^[a-z][\w.-]*(?:\s\S{1,30}){0,3}\s--?\w")  # a short line of lower-case words with an option
COMMAND_WORDS = 8
CODE_SHARE = 0.6  # of the lines of a paragraph, from which it is code
FILES = lazy_re(r"^(?:[a-z][\w-]*\s)?[\w-]+\.[a-z]\w{1,3}\s+[\w-]+\.[a-z]\w{1,3}\b")
LEAST_LETTERS = 8  # outside of code and addresses; with fewer, and more of other signs, the line is not prose
VERSE_LINE = 60  # characters; verse and addresses have several short lines, none of which ends in a stop
SHORT_LINE = 40  # characters of a line in a list typed without marks, whatever its first letter
LIST_LINES, SHORT_WORDS = 4, 3  # so many of them, or so few words in each
CAPITALS = lazy(r"(?=(?:[^\s]+\s+){2})[^\p{Ll}\p{Lo}]+")  # a headline of three words or more
BRACKETED = lazy_re(r"[(（\[［【][^()（）\[\]［］【】]*[)）\]］】]")  # a remark as a whole
QUOTED = lazy_re(r"[“„«\"「『‘][^\n]*[”“»\"」』’][,，、]?|'[^']*'|\"[^\"]*\"")  # a line that is a quotation as a whole
LABEL = lazy(r"[\p{L}\p{N}\ufffc][^.。:：\n]{0,60}(?:[:：]\s|：)")
LABEL_MARK = lazy(r"[\p{So}\p{N}\s.)*•·-]{0,6}[\p{L}\p{N}\ufffc][^.。:：\n]{0,30}(?:[:：]\s|：)", regex.MULTILINE)
QUESTION_LINE = lazy_re(r"[QＱ]\d{0,3}\s?[.．:：、)）]\s?[^\n]{1,120}")  # of questions and answers: “Q. How long?”
# A step that is set as a paragraph: “b. Press start”, “c) who is of age, or”.
STEP = lazy(r"\s*(?:\p{Ll}|[ivx]{1,5}|\p{N}{1,3})[.)）]\s")
DEFINITION = lazy_re(r"\n[ \t]*:\s")  # of a term in the line above; a short one has no stop
SPACE, NO_WORD = r"\s", r"(?<!\w)"
ENUMERATED = lazy_re(lambda: rf"[,;，；、](?:\s*(?:{alternatives('after_comma')}))?\s*$", re.IGNORECASE)
CONJUNCTION_LAST = lazy_re(lambda: f"(?:{with_edges('list_conjunctions', SPACE, '')})$", re.IGNORECASE)
# A heading by its number, set as a paragraph: “2.7.19. Further reading”, “Table 6.3: Packages”.
NUMBERED = lazy(
    lambda: (
        rf"(?:\p{{N}}{{1,3}}(?:\.\p{{N}}{{1,3}}){{1,4}}\.?|(?:{alternatives('numbered')})"
        r"\s?\p{N}{1,3}(?:[.-]\p{N}{1,3}){0,3}[.:：]?)\s\S[^\n]{0,80}"
    ),
    regex.IGNORECASE,
)
# `::: package.module` and its options, which a page of reference takes the place of.
INSERTED = lazy_re(r"(?:^|\n)[ \t]*:::[ \t]+[^\W\d]\w*(?:\.\w+)+[ \t]*(?:\n|$)")
FACE_CHARACTERS = 20  # from the end, in which a face or a laugh is looked for
# A smiley, a face drawn with signs, a laugh: they end a line as a stop does.
FACE = lazy(
    lambda: (
        r"(?:\^[_.-]?\^|[:;=][-'’]?[()DPp3*]+|(?<!\()\({2,}+|(?<!\))\){2,}+|(?<!\w)(?:[xX]D+|T[_.]T|[oO][_.][oO]|>[_.]<|-[_.]-|<3+)|[(（][^()（）\p{L}\p{N}]{2,12}[)）]\S{0,2}"
        rf"|(?:{with_edges('laughs', NO_WORD, '')}))[~!\s]*$"
    )
)
NUMBER_LAST = lazy(r"\p{N}[\p{L}%°]{0,3}$")
# An address, a file, an option, a place with its postal code: where a line of text may end.
NAME_LAST = lazy(
    r"(?:^|[^!-~])(?:--\w[!-~]*|(?=[!-~]*?[A-Za-z0-9][@/_=]++[A-Za-z0-9])[!-~]++|[!-~]++(?<=[^\s.]\.[a-z]{1,6})|\d{4,6}(?:-\d{4})?,?(?:\s\p{Lu}[\p{L}.]*){1,3})$"
)
NAME_LIKE = lazy(
    r"(?:[\p{N}\p{P}\p{S}\s]++|[—–-]\s?.{1,60}|[\p{L}&.-]++ ?(?:[\p{L}&.-]++ ?){0,2}:.{0,60})", regex.DOTALL
)
ENTRY = lazy_re(r"\S{2,60}\s+[-–—]\s+\S")  # a name and, after a dash, what it is, as in a manual
SYMBOL_FIRST = lazy(r"\s*[\p{So}\p{Emoji_Presentation}]")
ROUTE = lazy_re(r"\s(?:->|=>|<-|→|⇒|⟶|›|»)\s|[✓✔✅❌☑]")  # a route through menus or states, a ticked line
ROUTE_SIGNS = (">", "<", *"→⇒⟶›»✓✔✅❌☑")  # one of these is in it
COMMAS, DOTS = ",，、", "·•|∙・"
SEPARATED = lazy_re(rf"(?:\s[{DOTS}]\s[^{DOTS}]*){{2}}")  # names in a row
HASHTAGS = lazy(r"(?:^|\s)#[\p{L}\p{N}_]+.*\s#[\p{L}\p{N}_]+", regex.DOTALL)
LISTED = 6  # members of a row of names
MEMBER = r"(?:\s*+(?:[^\s,，、.。]|(?<=\b[A-Z])\.)(?:[^,，、.。]|(?<=\b[A-Z])\.){0,29}+|\s++)"
NAMES_LISTED = lazy_re(  # a row of short members; sentences have longer clauses
    rf"[,，、](?:(?<=[^,，、.。].)|(?<=\b[A-Z]\..))(?:{MEMBER}[,，、]){{{LISTED - 1}}}"
)
CREDIT = lazy(
    lambda: rf"\W{{0,3}}(?:{alternatives('credits')})\b?\s?(?:{alternatives('credited_by')}|[:：/／])", regex.IGNORECASE
)
NAME_WORD = lazy(r"[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}.'’&-]*")
NAME_SHARE = 0.6  # of the words of a line that begin with a capital, from which it is names or a headline
NAME_WORDS = 25
SMALL_WORD = 3  # letters of a word between names (of, the, and, von, de) that is not counted


def is_code(prose: str) -> bool:
    """Return whether the text is a formula, a command, a listing or data read as text."""
    if PLAIN.fullmatch(prose):
        return False
    if any(mark.search(prose) for mark in SIGNS_OF_CODE) or prose.count("   ") > 1 + prose.count("\n"):
        return True
    if COLUMNS.search(prose) and "\n" not in prose:
        return True
    if FILES.match(prose):
        return True
    if prose.count(" ") <= COMMAND_WORDS and COMMAND.match(prose):
        return True
    return reads_as_code(prose, least=CODE_SHARE)


def is_mostly_signs(prose: str) -> bool:
    """Return whether the text is code or numbers more than words."""
    letters = sum(1 for _ in islice(filter(str.isalpha, prose), LEAST_LETTERS))
    return letters < LEAST_LETTERS and 2 * letters < len(prose)


def is_verse(prose: str) -> bool:
    """Return whether the text is verse, an address, or a list whose marks are none to the parser."""
    lines = [line.strip() for line in prose.splitlines()]
    if len(lines) < 3 or any(len(line) > VERSE_LINE for line in lines) or INNER_STOP.search(prose):
        return False
    first = lines[0][:1]
    is_marked = not first.isalnum() and first != OBJECT and all(line[:1] == first for line in lines)
    is_short = len(lines) > 3 and all(len(line) <= SHORT_LINE for line in lines)
    return is_marked or is_short or sum(line[:1].isupper() for line in lines) >= len(lines) - 1


def is_table(prose: str) -> bool:
    """Return whether most lines are rows of a table that lacks the line under its head."""
    lines = [line for line in prose.split("\n") if line.strip()]
    return len(lines) >= 2 and 2 * sum(line.count("|") >= 1 for line in lines) > len(lines)


def is_names(line: str, *, least: int = 2) -> bool:
    """Return whether most words of the line, and at least so many, begin with a capital, as in names and headlines."""
    words = [word for word in NAME_WORD.findall(line) if len(word) > SMALL_WORD or word[:1].isupper()]
    if not words or len(words) > NAME_WORDS or INNER_STOP.search(line) or len(UNSPACED.findall(line)) > len(line) // 4:
        return False
    letters = [word for word in words if any(map(str.isalpha, word))]
    return len(letters) >= least and sum(word[:1].isupper() for word in letters) >= NAME_SHARE * len(letters)


def is_row(prose: str) -> bool:
    """Return whether the text is a row of names.

    Between dots or bars, between arrows, between many commas, hashtags.
    """
    return bool(  # signs are counted first, in a tenth of the time
        (_count(prose, DOTS) >= 2 and SEPARATED.search(prose))
        or (_count(prose, COMMAS) >= LISTED and NAMES_LISTED.search(prose))
        or (any(map(prose.__contains__, ROUTE_SIGNS)) and ROUTE.search(prose))
        or (prose.count("#") >= 2 and HASHTAGS.search(prose))
    )


def _count(prose: str, marks: str) -> int:
    return sum(map(prose.count, marks))


def has_labels(prose: str) -> bool:
    """Return whether at least half of the lines of the text, and not just one of several, are a label and its value."""
    lines = [line for line in prose.splitlines() if line.strip()]
    labelled = sum(bool(LABEL_MARK.match(line)) for line in lines)
    return len(lines) > 1 and 2 * labelled >= len(lines) and labelled > 1
