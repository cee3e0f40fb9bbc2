"""What came of a run: the newest decided batch, and where everything is."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from content_quality.adapters.state.batch_files import BatchFiles
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.findings import Severity
from scripts.run.local_airflow import USERS, Ports

COLOURS = {"hold": "red", "review": "yellow", "debt": "magenta", "clear": "green"}
ORDER = {"hold": 0, "review": 1, "debt": 2, "clear": 3}


def decided_batches(workspace: Workspace) -> list[BatchFiles]:
    """Return the batches that were decided, in order."""
    return [files for files in map(BatchFiles, sorted(workspace.batches.glob("*"))) if files.decisions.exists()]


def summary(console: Console, workspace: Workspace) -> None:
    """Print the newest decided batch: post, verdict, first finding."""
    decided = decided_batches(workspace)
    if not decided:
        console.print("No batch has been decided yet.")
        return
    context, decisions = decided[-1].read_decisions()
    table = Table(
        title=f"Batch {decided[-1].folder.name}, decided {context.decided_at:%Y-%m-%d %H:%M} UTC",
        title_justify="left",
        expand=False,
    )
    table.add_column("Post", overflow="fold")
    table.add_column("Verdict")
    table.add_column("First finding", overflow="fold")
    for decision in sorted(decisions, key=lambda one: (ORDER[one.verdict.label], one.path)):
        loud = sorted(
            (found for found in decision.findings if found.severity > Severity.INFO), key=lambda found: -found.severity
        )
        first = f"line {loud[0].span.line}: {loud[0].message}" if loud else ""
        label = decision.verdict.label
        table.add_row(escape(Path(decision.path).name), f"[{COLOURS[label]}]{label}[/]", escape(first))
    console.print(table)
    counts = {label: sum(decision.verdict.label == label for decision in decisions) for label in ORDER}
    console.print(
        f"{len(decisions)} checked, {counts['hold']} held, {counts['review']} to review, {counts['clear']} clear"
    )


def addresses(console: Console, ports: Ports, kept: dict[str, str], state: Path) -> None:
    """Print where the pages and files of this run are, and the users' passwords."""
    url = f"http://localhost:{ports.api}"
    console.print(
        f"\nAirflow     {url}\nDashboard   {url}/content-quality/\n"
        f"Mails       {state / 'mail'}\nReleased    {state / 'release'}"
    )
    for name, role in USERS.items():
        console.print(f"Login       {name} / {kept[name]}   [dim](role {role})[/dim]", soft_wrap=True)
