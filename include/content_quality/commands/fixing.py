"""`content-quality check --diff` and `--fix`: certain fixes as a diff, or in the files."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from content_quality.core.repair.proposal import RepairProposal
    from content_quality.pipeline.local.check_paths import Checked, CheckRequest
    from content_quality.pipeline.local.repair_files import Repaired

EXIT_NOTHING, EXIT_PROPOSED, EXIT_UNDECIDED = 0, 1, 2


def show_diff(request: CheckRequest, checked: Checked) -> int:
    """Print the fixes of the posts in the report as a unified diff, and return the exit status."""
    from content_quality.pipeline.local.fix_files import fixable, proposed_fixes

    posts, faults, counts = 0, 0, Counter[str]()
    for repaired in proposed_fixes(request, fixable(checked)):
        proposal = repaired.proposal
        if proposal is None:
            faults += 1
            _tell(f"{repaired.name}: {repaired.fault}")
        elif not proposal.is_empty:
            posts += 1
            counts.update(fixed(proposal))
            sys.stdout.writelines(f"{_printable(line)}\n" for line in _diff(repaired.name, proposal))
    _tell(_summary(posts, counts, "can be fixed; nothing was written"))
    if faults or checked.status == EXIT_UNDECIDED:
        return EXIT_UNDECIDED
    return EXIT_PROPOSED if posts else EXIT_NOTHING


def write(request: CheckRequest, checked: Checked) -> tuple[int, bool]:
    """Write the fixes of the report's posts; return how many posts were fixed, and whether all could be written."""
    from content_quality.pipeline.local.fix_files import fixable, proposed_fixes, write_fixes

    posts, faults, counts = 0, 0, Counter[str]()
    known: dict[str, RepairProposal] = {}

    def noted(fixes: Iterable[Repaired]) -> Iterable[Repaired]:
        for one in fixes:
            if one.proposal is not None:
                known[one.name] = one.proposal
            yield one

    for written in write_fixes(request, noted(proposed_fixes(request, fixable(checked)))):
        if written.fault:
            faults += 1
            _tell(f"{written.name}: {written.fault}")
        else:
            posts += 1
            counts.update(fixed(known[written.name]))
            for line in _lines(written.name, known[written.name]):
                _tell(line)
    _tell(_summary(posts, counts, "fixed"))
    return posts, not faults


def _diff(name: str, proposal: RepairProposal) -> Iterable[str]:
    from content_quality.core.repair.unified_diff import unified_diff

    before, kept = proposal.before, proposal.kept_lines
    if proposal.drops_bom:  # the mark is shown in the line from which it goes
        before, kept = f"\ufeff{before}", tuple(-1 if line == 0 else line for line in kept)
    return unified_diff(before, proposal.after, kept, (f"{name} (as it is)", f"{name} (fixed)"))


def _printable(line: str) -> str:
    """Return `line` as a terminal may show it; a tab stays a tab."""
    from content_quality.core.text.printable import one_line

    return "\t".join(map(one_line, line.split("\t")))


def fixed(proposal: RepairProposal) -> Counter[str]:
    """Return how many findings of each check `proposal` fixes."""
    return Counter(check for check, _, _ in {(edit.check, edit.fingerprint, edit.span.line) for edit in proposal.edits})


def _lines(name: str, proposal: RepairProposal) -> Iterable[str]:
    places = dict.fromkeys((edit.span.line, edit.check) for edit in proposal.edits)
    return (f"{name}:{line}: fixed [{check}]" for line, check in places)


def _summary(posts: int, counts: Counter[str], what: str) -> str:
    if not posts:
        return "There is nothing to fix."
    by_check = ", ".join(f"{check} {count}" for check, count in sorted(counts.items()))
    return f"{posts} {'post' if posts == 1 else 'posts'} {what}: {by_check}."


def _tell(text: str) -> None:
    from content_quality.core.text.printable import one_line

    print(f"content-quality: {one_line(text)}", file=sys.stderr)
