"""`content-quality check`: inspect posts and show the report in one format or several."""

from __future__ import annotations

import argparse
import contextlib
import gc
import os
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from content_quality import __version__
from content_quality.commands import check_options, fixing
from content_quality.commands.check_options import FAIL_ON, STDIN
from content_quality.core.report.shape import Report
from content_quality.core.text.printable import one_line

if TYPE_CHECKING:
    from content_quality.pipeline.local.check_paths import Checked
    from content_quality.pipeline.local.chosen_files import PostChoice

EXIT_CLEAN, EXIT_BLOCKED, EXIT_UNDECIDED = 0, 1, 2
CONFIG = Path("content-quality.toml")


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    check_options.add_to(commands).set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    # NumPy starts threads for linear algebra, which nothing here needs: 50 of 480 ms of a short check.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with _without_collection():
        from content_quality.pipeline.local.check_paths import CheckRequest, check_paths

    if wrong := check_options.mistake(arguments):
        print(f"content-quality: {wrong}", file=sys.stderr)
        return EXIT_UNDECIDED
    if arguments.config is None and STDIN not in arguments.paths and (unused := _settings_above(arguments.paths)):
        hint = f"the settings in {unused} are not used; to use them, add --config {shlex.quote(unused)}"
        print(f"content-quality: {one_line(hint)}", file=sys.stderr)
    request = CheckRequest(
        _choice(arguments),
        arguments.config,
        arguments.profile,
        jobs=arguments.jobs,
        against=arguments.against,
        allow_empty=arguments.allow_empty,
        select=arguments.select,
        ignore=arguments.ignore,
        cached=not arguments.no_cache,
    )
    checked, is_written = check_paths(request), True
    if checked.report is None:
        return checked.status
    if arguments.diff:
        return fixing.show_diff(request, checked)
    if arguments.fix:
        posts, is_written = fixing.write(request, checked)
        checked = check_paths(request) if posts else checked
    return _reported(arguments, checked) if is_written else max(_reported(arguments, checked), EXIT_UNDECIDED)


@contextlib.contextmanager
def _without_collection() -> Iterator[None]:
    """Keep what modules make out of the search for garbage, which finds none there: 20 of 400 ms of a short check."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.unfreeze()  # they are of the oldest generation now
        gc.enable()


def _settings_above(paths: Sequence[str]) -> str | None:
    """Return the settings file of the current folder, or the nearest one above a path; the check does not use it."""
    given = [Path.cwd(), *(Path(path).resolve() for path in paths)]
    places = (place / CONFIG for path in given for place in (path, *path.parents))
    return next((os.path.relpath(place) for place in places if place.is_file()), None)


def _reported(arguments: argparse.Namespace, checked: Checked) -> int:
    """Show the report, and return the exit status."""
    report = cast("Report", checked.report)
    try:
        _show(report, arguments, checked.given)
    except BrokenPipeError:
        raise  # the reader of the output has gone; the command line ends quietly
    except OSError as error:
        print(f"content-quality: {error.filename}: {error.strerror}", file=sys.stderr)
        return EXIT_UNDECIDED
    if checked.status == EXIT_UNDECIDED:
        return EXIT_UNDECIDED
    counts = report["summary"]["findings"]
    return EXIT_BLOCKED if any(counts[name] for name in FAIL_ON[arguments.fail_on]) else EXIT_CLEAN


def _choice(arguments: argparse.Namespace) -> PostChoice:
    from content_quality.pipeline.local.chosen_files import PostChoice

    is_given = STDIN in arguments.paths
    stdin = (arguments.stdin_filename, sys.stdin.buffer) if is_given else None
    return PostChoice(() if is_given else arguments.paths, arguments.since, arguments.staged, stdin)


def _show(report: Report, arguments: argparse.Namespace, given: Mapping[str, bytes]) -> None:
    from content_quality.checks import CHECKS
    from content_quality.core.report.explanation import Explanation
    from content_quality.renderers import RENDERERS
    from content_quality.renderers.options import RenderOptions
    from content_quality.renderers.statistics import statistics

    def options(*, terminal: bool) -> RenderOptions:
        return RenderOptions(
            colour=terminal and sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
            width=shutil.get_terminal_size((120, 24)).columns,
            source=lambda path: _lines(path, given),
            text=lambda path: _text(path, given),
            explanations={check.name: Explanation.of(check.documentation) for check in CHECKS},
            version=__version__,
        )

    for other, path in arguments.output:
        path.write_bytes(RENDERERS[other](report, options(terminal=False)).encode("utf-8", "replace"))
    is_text = arguments.format == "text"
    shown = RENDERERS[arguments.format](report, options(terminal=is_text))
    if is_text:
        sys.stdout.write(shown)
    else:  # for programs: UTF-8, whatever the terminal speaks
        sys.stdout.buffer.write(shown.encode("utf-8", "replace"))
    if arguments.statistics:
        (sys.stdout if is_text else sys.stderr).write(statistics(report))


def _text(path: str, given: Mapping[str, bytes]) -> str | None:
    """Return the text of a post; None when the file can no longer be read."""
    try:
        return (given[path] if path in given else Path(path).read_bytes()).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError):
        return None


def _lines(path: str, given: Mapping[str, bytes]) -> list[str]:
    """Return the lines of a post as an editor counts them; none when the file can no longer be read."""
    text = _text(path, given)
    return [] if text is None else text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
