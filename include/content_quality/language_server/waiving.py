"""Accept a finding: the editor adds a waiver to the site's file, and its user looks at it and saves it."""

from __future__ import annotations

from lsprotocol import types

from content_quality.core.findings import Finding
from content_quality.language_server.inspecting import waiver
from content_quality.language_server.positions import Positions
from content_quality.language_server.post_server import PostServer
from content_quality.pipeline.local.propose_waiver import ProposedWaiver, WaiverRefused

GONE = "The post was edited meanwhile, and the finding is gone."
CANNOT_EDIT = "This editor cannot add a waiver. Use the command line: content-quality waive"


async def waive(ls: PostServer, uri: str, check: str, fingerprint: str, reason: str) -> None:
    """Have the editor add the waiver; what stands in the way is shown."""
    finding = _finding(ls, uri, check, fingerprint)
    document = ls.document(uri)
    if finding is None or document is None:
        _say(ls, GONE)
        return
    try:
        post = ls.text_of(document, await ls.settings_for(uri))
        proposed = await ls.open.work(waiver, post, finding, reason)
        edit = _edit(ls, proposed)
    except (WaiverRefused, OSError, UnicodeDecodeError) as refused:
        _say(ls, str(refused))
        return
    label = f"content-quality: {check}"
    answer = await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label))
    if not answer.applied:
        _say(ls, CANNOT_EDIT)


def _finding(ls: PostServer, uri: str, check: str, fingerprint: str) -> Finding | None:
    result = ls.shown(uri)
    found = result.inspected.findings if result else ()
    return next((one for one in found if (one.check, one.fingerprint) == (check, fingerprint)), None)


def _edit(ls: PostServer, proposed: ProposedWaiver) -> types.WorkspaceEdit:
    uri = proposed.path.as_uri()
    given = ls.document(uri)
    if given is not None:  # the editor may hold waivers that are not saved yet
        before, version = given.source, given.version
    elif proposed.path.exists():
        before, version = proposed.path.read_text("utf-8"), None
    else:
        before, version = "", None
    gap = "" if not before or before.endswith("\n\n") else "\n" if before.endswith("\n") else "\n\n"
    text = (gap if before else f"{proposed.head}\n") + proposed.table
    end = Positions(before, str(ls.workspace.position_encoding)).between(len(before), len(before)).end
    change = types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri, version), [types.TextEdit(types.Range(end, end), text)]
    )
    if given is not None or proposed.path.exists():
        return types.WorkspaceEdit(document_changes=[change])
    create = types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True))
    return types.WorkspaceEdit(document_changes=[create, change])


def _say(ls: PostServer, text: str) -> None:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Warning, f"content-quality: {text}"))
