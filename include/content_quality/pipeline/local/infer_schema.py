"""Use case: propose a JSON Schema from the front matter of existing posts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from content_quality.adapters.isolation import WorkerLost, run_isolated
from content_quality.adapters.site import sources
from content_quality.core.document import front_matter
from content_quality.core.document.profiles.schema_inference import Proposal, infer
from content_quality.core.document.source_text import SourceText
from content_quality.core.settings import Limits

EXIT_DONE, EXIT_UNDECIDED = 0, 2


def infer_schema(paths: list[str]) -> int:
    """Print the schema that the posts under `paths` suggest, and on the error stream what each rule rests on.

    Return the exit status.
    """
    files = [file for name in paths for file in _files(Path(name))]
    proposal = infer(_values(files))
    if not proposal.posts:
        print("content-quality: no post with front matter that can be read", file=sys.stderr)
        return EXIT_UNDECIDED
    json.dump(proposal.schema, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")
    _explain(proposal, len(files))
    return EXIT_DONE


def _files(path: Path) -> list[Path]:
    return [path / file.path for file in sources.walk(path)] if path.is_dir() else [path]


def _values(files: list[Path]) -> Iterator[Mapping[str, object]]:
    limits = Limits()
    for file, values in zip(files, run_isolated(_read, files, limits), strict=True):
        if isinstance(values, Mapping):
            if values:
                yield values
        else:
            why = values.detail if isinstance(values, WorkerLost) else values
            print(f"content-quality: {file} is left out: {why}", file=sys.stderr)


def _read(file: Path) -> dict[str, object] | str:
    """Return the values of a file's front matter, none when it cannot be understood, or why the file cannot be read."""
    try:
        read = front_matter.read(SourceText.decode(sources.read(file, Limits().max_bytes)))
    except (sources.Refused, UnicodeDecodeError) as error:
        return str(error)
    return dict(read.values) if read.readable else {}


def _explain(proposal: Proposal, files: int) -> None:
    print(f"{proposal.posts} of {files} files have front matter that can be read.", file=sys.stderr)
    for covers in proposal.coverage:
        types = ", ".join(f"{name} {count}" for name, count in covers.types)
        notes = [
            note
            for note, holds in (("required", covers.required), (f"one of {covers.choices}", covers.choices))
            if holds
        ]
        line = f"  {covers.key}: {covers.posts} posts ({covers.share:.1%}); {types}; the rule fits {covers.fitting:.1%}"
        print("; ".join([line, *notes]), file=sys.stderr)
