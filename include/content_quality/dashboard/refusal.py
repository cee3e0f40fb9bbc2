"""A refusal that says in the reader's language what to do, and leads back."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.exceptions import HTTPException


class Refusal(HTTPException):
    """An answer that refuses; title and sentence are lines of the catalogue."""

    def __init__(self, status: int, title: str, sentence: str, back: str = "", parameters: Sequence[str] = ()) -> None:
        super().__init__(status, sentence)
        self.title, self.sentence, self.back = title, sentence, back
        self.parameters = list(parameters)  # of the address, that cannot be understood
