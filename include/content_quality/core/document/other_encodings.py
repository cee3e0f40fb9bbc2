"""A file that is not UTF-8: where, and in which encoding it can be read, so that no letter is lost."""

from __future__ import annotations

from content_quality.core.findings import Message, Span, excerpt, message

ENCODINGS = ("EUC-JP", "Shift_JIS", "Windows-1252")  # the strictest first; any file can be read in the last


def _encoding_of(data: bytes) -> str:
    """Return an encoding in which the whole file can be read: Japanese ones refuse nearly every other file."""
    for name in ENCODINGS:
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        return name
    return ENCODINGS[-1]


def not_utf8(data: bytes, start: int) -> tuple[Message, Message, Span]:
    """Return what is wrong with `data`, of which the byte at `start` is no UTF-8, what to do, and the place."""
    encoding = _encoding_of(data)
    line = data.count(b"\n", 0, start) + 1
    column = start - (data.rfind(b"\n", 0, start) + 1) + 1
    reason = message(
        "The file is not UTF-8: byte {byte} in line {line} is not part of a character.",
        byte=f"0x{data[start]:02x}",
        line=line,
    )
    instead = message(
        "Do not edit the file in a web browser, and do not save it while a letter is shown as � or ?: that letter "
        "would be lost. Open the file in a text editor with the encoding {encoding}; line {line} is then: {words}. If "
        "every letter looks right, save the file as UTF-8.",
        encoding=encoding,
        line=line,
        words=excerpt(data.split(b"\n")[line - 1].decode(encoding, "replace"), 60),
    )
    return reason, instead, Span(line, column, line, column)
