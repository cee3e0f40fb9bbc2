"""`content-quality repair`: propose the damaged post made whole, as a diff."""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content_quality.core.repair.proposal import RepairProposal
    from content_quality.pipeline.local.repair_files import Repaired

EXIT_DONE, EXIT_PROPOSED, EXIT_UNDECIDED = 0, 1, 2
MOST_NAMED = 20  # places that are not mended, in the summary


def add_to(commands: Any) -> None:
    """Add the subcommand to the parser's `commands`."""
    repair = commands.add_parser(
        "repair",
        help="propose the damaged post made whole, out of its own words, as a diff",
    )
    repair.add_argument("post", metavar="POST", help="the post's file; a folder with --all")
    repair.add_argument("--write", action="store_true", help="replace the file by its repair")
    repair.add_argument("--all", action="store_true", help="look at every post of a folder, and print a table")
    repair.add_argument("--dry-run", action="store_true", help="with --all, which writes nothing in any case")
    repair.add_argument("--leave", type=int, action="append", default=[], metavar="N", help="leave the edit N out")
    repair.add_argument(
        "--keep", type=int, action="append", default=[], metavar="N",
        help="keep the copy of the edit N, and delete the other one",
    )  # fmt: skip
    repair.add_argument(
        "--delete", type=int, action="append", default=[], metavar="N",
        help="delete the copy of the edit N, although the two copies differ",
    )  # fmt: skip
    repair.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")
    repair.set_defaults(run=_repair)


def _repair(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import Settings, SettingsError
    from content_quality.pipeline.local.list_files import files_of
    from content_quality.pipeline.local.repair_files import repair_files
    from content_quality.pipeline.project import project_of

    if arguments.all and arguments.write:
        return _refused("Repairs are written one by one, after an editor has read them. Leave out --write.")
    if arguments.all and _options(arguments):
        return _refused("The numbers of edits belong to one post. Leave out --all.")
    try:
        project = project_of(arguments.config) if arguments.config else None
    except SettingsError as error:
        return _refused(f"{arguments.config}: {error}")
    if project is not None and project.acceptances.fault:
        return _refused(f"{project.acceptances.fault}. The repair cannot respect waivers that cannot be read.")
    if not arguments.all and Path(arguments.post).is_dir():
        return _refused(f"{arguments.post} is a folder. Name a post, or add --all.")
    names, missing = files_of([arguments.post])
    if missing or not names:
        return _refused(f"{arguments.post}: no such post, or it cannot be read")
    settings = project.settings if project else Settings()
    repaired = repair_files(names, settings, project)
    if arguments.all:
        return _table(repaired)
    one = next(iter(repaired))
    if wanted := _options(arguments):
        from content_quality.pipeline.local.repair_files import OptionUnknownError, as_chosen

        try:
            one = as_chosen(one, wanted)
        except OptionUnknownError as unknown:
            return _refused(str(unknown))
    return _one(one, settings.limits.max_bytes, is_written=arguments.write)


def _options(arguments: argparse.Namespace) -> dict[int, int]:
    """Return what is taken of which edit, each by its number from 0."""
    from content_quality.core.repair.patches import DELETE_COPY, KEEP_OTHER, LEAVE

    wanted = {LEAVE: arguments.leave, KEEP_OTHER: arguments.keep, DELETE_COPY: arguments.delete}
    return {number - 1: option for option, numbers in wanted.items() for number in numbers}


def _refused(why: str) -> int:
    from content_quality.core.text.printable import one_line

    print(f"content-quality: {one_line(why)}", file=sys.stderr)
    return EXIT_UNDECIDED


def _one(repaired: Repaired, limit: int, *, is_written: bool) -> int:
    from content_quality.core.text.printable import one_line
    from content_quality.pipeline.local.repair_files import SourceChangedError, write_repair

    proposal = repaired.proposal
    if proposal is None:
        return _refused(f"{repaired.name}: {repaired.fault}")
    sys.stdout.writelines(f"{one_line(line)}\n" for line in diff(repaired.name, proposal))
    for line in summary(proposal):
        print(one_line(line))
    if proposal.is_empty:
        return EXIT_DONE
    if not is_written:
        return EXIT_PROPOSED
    try:
        write_repair(repaired, limit)
    except SourceChangedError:
        return _refused(f"{repaired.name}: the file changed meanwhile. Nothing was written.")
    except OSError as error:
        return _refused(f"{repaired.name}: {error}")
    print("The repair was written.")
    return EXIT_DONE


def diff(name: str, proposal: RepairProposal) -> Iterable[str]:
    """Return the lines of the unified diff."""
    before, after = proposal.before.splitlines(), proposal.after.splitlines()
    return difflib.unified_diff(before, after, f"{name} (as it is)", f"{name} (repaired)", lineterm="")


def summary(proposal: RepairProposal) -> Iterable[str]:
    """Return what the repair does, in a few lines."""
    if proposal.is_empty:
        yield "Nothing to repair." if not proposal.unmended else "No repair is proposed."
    else:
        left = sum(one.severity.label != "info" for one in proposal.remaining)
        gone = max(0, proposal.findings_before - left)
        yield (
            f"{proposal.shorter} % shorter, {gone} of {proposal.findings_before} findings gone; "
            f"confidence {proposal.confidence}: {'; '.join(map(str, proposal.reasons)) or 'nothing was guessed'}."
        )
        for number, choice in enumerate(proposal.choices, 1):
            edit, lines = choice.main, _lines(choice.lines)
            named = ", ".join(dict.fromkeys(one.name for one in edit.evidence))
            why = f": {named}" if named else ""
            kinds = "two copies that differ; both stay" if choice.is_open else ", ".join(choice.kinds)
            other = f"; the other copy: line {_lines(choice.other)}" if choice.other else ""
            yield f"  {number}. line {lines}: {kinds}{other} [{edit.check} {edit.fingerprint}{why}]"
    for left_over in proposal.unmended[:MOST_NAMED]:
        finding = left_over.finding
        yield f"  not mended: line {left_over.line}: {left_over.reason} [{finding.check}]"
    if len(proposal.unmended) > MOST_NAMED:
        yield f"  not mended: {len(proposal.unmended) - MOST_NAMED} more places"


def _lines(lines: tuple[int, int]) -> str:
    first, last = lines
    return f"{first}–{last}" if last != first else str(first)


def _table(repaired: Iterable[Repaired]) -> int:
    from content_quality.core.text.printable import one_line

    rows: dict[str, list[str]] = {"high": [], "medium": [], "low": [], "none": []}
    sound, faults = 0, 0
    for one in repaired:
        if one.proposal is None:
            faults += 1
            print(f"content-quality: {one_line(one.name)}: {one_line(one.fault)}", file=sys.stderr)
        elif one.proposal.is_empty and not one.proposal.unmended:
            sound += 1
        elif one.proposal.is_empty:
            rows["none"].append(_row(one.name, one.proposal))
        else:
            rows[one.proposal.confidence].append(_row(one.name, one.proposal))
    print(f"{'confidence':<11}{'shorter':>8}{'findings':>10}{'edits':>7}{'left':>6}  post")
    for confidence, lines in rows.items():
        for line in lines:
            print(f"{confidence:<11}{one_line(line)}")
    counts = ", ".join(f"{len(lines)} {confidence}" for confidence, lines in rows.items())
    print(f"{counts} (nothing can be mended); {sound} posts need no repair; {faults} could not be read.")
    if faults:
        return EXIT_UNDECIDED
    return EXIT_PROPOSED if any(rows[confidence] for confidence in ("high", "medium", "low")) else EXIT_DONE


def _row(name: str, proposal: RepairProposal) -> str:
    left = sum(one.severity.label != "info" for one in proposal.remaining)
    findings = f"{proposal.findings_before}→{left}"
    return f"{proposal.shorter:>6} %{findings:>10}{len(proposal.edits):>7}{len(proposal.unmended):>6}  {name}"
