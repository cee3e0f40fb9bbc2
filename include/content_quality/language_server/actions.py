"""What the user can do about a finding. Nothing here writes a file: a fix is an edit that the editor makes."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from content_quality.core.findings import Finding
from content_quality.core.i18n.catalogue import marked
from content_quality.language_server.diagnostics import Result

EXPLAIN, SHOW, WAIVE = "contentQuality.explain", "contentQuality.show", "contentQuality.waive"
ASK_REASON = "contentQuality.askReason"  # a command of the client: it asks its user, and then calls WAIVE
FIX_TITLE = marked("Fix: {check}")
DELETE_TITLE = marked("Delete this copy")
WAIVE_TITLE = marked("Accept {check} with a reason…")
GO_TITLE = marked("Go to: {place}, line {line}")
EXPLAIN_TITLE = marked("Explain {check}")


def quick_fix(result: Result, finding: Finding, *, versioned: bool) -> types.CodeAction | None:
    """Return the fix of `finding`; None when it has none that changes the text in the editor."""
    edits = _edits(result, finding)
    if not edits:
        return None
    return types.CodeAction(
        title=result.words.text(FIX_TITLE, check=finding.check),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[result.diagnostic(finding)],
        is_preferred=True,
        edit=_workspace_edit(result, edits, versioned=versioned),
    )


def deletion(result: Result, finding: Finding, *, versioned: bool) -> types.CodeAction | None:
    """Return the deletion of the copies that `finding` names; None where it is not known to be certain."""
    edit = result.deletions.get(result.inspected.findings.index(finding))
    if edit is None:
        return None
    start, end, text = edit
    edits = [types.TextEdit(result.positions.between(start, end), text)]
    return types.CodeAction(
        title=result.words.text(DELETE_TITLE),
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[result.diagnostic(finding)],
        edit=_workspace_edit(result, edits, versioned=versioned),
    )


def acceptance(result: Result, finding: Finding) -> types.CodeAction:
    """Return the action that asks the user for the reason why the passage is right as it is."""
    title = result.words.text(WAIVE_TITLE, check=finding.check)
    command = types.Command(title, ASK_REASON, arguments=[result.uri, finding.check, finding.fingerprint])
    return types.CodeAction(title, types.CodeActionKind.QuickFix, [result.diagnostic(finding)], command=command)


def lookups(result: Result, finding: Finding) -> Iterator[types.CodeAction]:
    """Yield the actions that only show something: the places that belong to `finding`, and its check's page."""
    commands = []
    for label, place in result.related(finding):
        title = result.words.text(GO_TITLE, place=label, line=place.range.start.line + 1)
        commands.append(types.Command(title, SHOW, arguments=[place.uri, _plain(place.range)]))
    title = result.words.text(EXPLAIN_TITLE, check=finding.check)
    commands.append(types.Command(title, EXPLAIN, arguments=[finding.check, result.words.code]))
    about = [result.diagnostic(finding)]
    for command in commands:
        yield types.CodeAction(command.title, types.CodeActionKind.QuickFix, about, command=command)


def _edits(result: Result, finding: Finding) -> list[types.TextEdit]:
    if finding.fix is None:
        return []
    positions = result.positions
    edits = [types.TextEdit(positions.between(one.start, one.end), one.text) for one in finding.fix.replacements]
    if finding.fix.drops_bom and positions.source.has_bom:
        edits.append(types.TextEdit(positions.mark(), ""))
    return edits


def _workspace_edit(result: Result, edits: list[types.TextEdit], *, versioned: bool) -> types.WorkspaceEdit:
    """Return `edits` of this very version where the client can tell versions apart."""
    if not versioned:
        return types.WorkspaceEdit(changes={result.uri: edits})
    post = types.OptionalVersionedTextDocumentIdentifier(result.uri, result.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(post, list(edits))])


def _plain(place: types.Range) -> list[int]:
    return [place.start.line, place.start.character, place.end.line, place.end.character]
