"""Quotation marks that stand alone."""

from __future__ import annotations


def stray_quote(text: str) -> str | None:
    """Return the quotation mark that opens or closes `text` and has no partner.

    Feet, inches and an apostrophe have none.
    """
    text = text.strip()
    if text.count('"') == 1 and (text[0] == '"' or (text[-1] == '"' and not text[-2:-1].isdigit())):
        return '"'
    if text[:1] == "’" and text[-1:] == "'":
        return "’"
    return "“" if text[:1] == "“" and not set('”„"＂') & set(text[1:]) else None
