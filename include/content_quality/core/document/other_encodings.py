"""A file that is not UTF-8: which lines cannot be read, and in which encoding it was probably saved."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from content_quality.core.findings import Message, Span, message
from content_quality.core.text.patterns import lazy_re
from content_quality.core.text.shortening import shortened

LINES_NAMED = 5
SHOWN = 60  # characters of the line that shows how it reads
LOST = "\ufffd"
# Letters and signs that Western European languages write beside ASCII; a run of three letters is another script.
WESTERN = lazy_re(
    r"[\t\n\r -~àâäáãåæçèéêëíìîïñóòôöõøœúùûüÿßÀÂÄÁÃÅÆÇÈÉÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜ‘’‚“”„–—…«»‹›€£§°·•©®¡¿\u00a0]+"
)
FOREIGN_RUN = lazy_re(r"[À-ÖØ-öø-ÿŒœ]{3}")
JAPANESE = lazy_re(r"[\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uff00-\uff5e]")
KANA = lazy_re(r"[\u3040-\u30ff]")
LEAST_KANA = 0.2  # of the Japanese characters; a wrong reading has kanji alone


class Encoding(NamedTuple):
    """An encoding, by its name in Python and as editors such as VS Code call it."""

    codec: str
    name: str


WINDOWS, SHIFT_JIS, EUC_JP = (
    Encoding("cp1252", "Western (Windows 1252)"),
    Encoding("cp932", "Japanese (Shift JIS)"),
    Encoding("euc_jp", "Japanese (EUC-JP)"),
)
UTF_16 = {
    codecs.BOM_UTF16_LE: Encoding("utf-16", "UTF-16 LE"),
    codecs.BOM_UTF16_BE: Encoding("utf-16", "UTF-16 BE"),
}


def likely(data: bytes) -> Encoding | None:
    """Return the only encoding in which `data` reads like a language; None when none does, or more than one."""
    for mark, encoding in UTF_16.items():
        if data.startswith(mark):
            return encoding
    found = [encoding for encoding in (WINDOWS, SHIFT_JIS, EUC_JP) if _reads_well(data, encoding)]
    return found[0] if len(found) == 1 else None


def _reads_well(data: bytes, encoding: Encoding) -> bool:
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError:
        return False
    if encoding is WINDOWS:
        return WESTERN.fullmatch(text) is not None and FOREIGN_RUN.search(text) is None
    foreign = sum(mark > "\x7f" for mark in text)
    japanese = len(JAPANESE.findall(text))
    return japanese >= 0.95 * foreign and len(KANA.findall(text)) >= LEAST_KANA * japanese


def not_utf8(data: bytes, start: int) -> tuple[Message, Message, Span]:
    """Return what is wrong with `data`, of which the byte at `start` is no UTF-8, what to do, and the place."""
    line = data.count(b"\n", 0, start) + 1
    column = start - (data.rfind(b"\n", 0, start) + 1) + 1
    return *_told(data), Span(line, column, line, column)


def _told(data: bytes) -> tuple[Message, Message]:
    encoding = likely(data)
    if encoding is not None and encoding.codec == "utf-16":
        return message("The file is saved as {encoding}, not as UTF-8.", encoding=encoding.name), _saved(encoding)
    lines = data.decode("utf-8", "replace").split("\n")
    lost = [number for number, line in enumerate(lines, 1) if LOST in line]
    named = ", ".join(map(str, lost[:LINES_NAMED])) + (", …" if len(lost) > LINES_NAMED else "")
    reason = message("The file is not saved as UTF-8: letters in these lines cannot be read: {lines}.", lines=named)
    if encoding is None or not lost:
        return reason, message(
            "Open the file in an editor on your computer, not in the web browser, in the encoding in which the file "
            "was saved. When every letter looks right, save the file as UTF-8. Do not save the file while a letter is "
            "shown as � or ?: that letter would be lost."
        )
    read = data.decode(encoding.codec).split("\n")[lost[0] - 1]
    return reason, _saved(encoding, lost[0], shortened(read, SHOWN))


def _saved(encoding: Encoding, line: int = 1, words: str = "") -> Message:
    if not words:
        return message(
            "Open the file in an editor on your computer, not in the web browser. Choose the encoding {encoding}; in "
            "VS Code, click the name of the encoding at the bottom, then “Reopen with Encoding”. When every letter "
            "looks right, click the name at the bottom again, then “Save with Encoding”, then “UTF-8”.",
            encoding=encoding.name,
        )
    return message(
        "Open the file in an editor on your computer, not in the web browser. Choose the encoding {encoding}; in VS "
        "Code, click “UTF-8” at the bottom, then “Reopen with Encoding”. Line {line} must then be “{words}”. When "
        "every letter looks right, click “{encoding}” at the bottom, then “Save with Encoding”, then “UTF-8”. Do not "
        "save the file while a letter is shown as � or ?: that letter would be lost.",
        encoding=encoding.name,
        line=line,
        words=words,
    )
