"""What the user asks about a place in a post: hover, actions, and the commands behind them."""

from __future__ import annotations

from lsprotocol import types

from content_quality.core.findings import Category, Finding
from content_quality.core.i18n.catalogue import catalogue
from content_quality.language_server import actions
from content_quality.language_server.diagnostics import Result
from content_quality.language_server.explaining import explanation, hover_text, page
from content_quality.language_server.inspecting import OpenText, confirms, deletion
from content_quality.language_server.post_server import PostServer
from content_quality.language_server.waiving import waive

MOST_EDITS = 8  # of one place; each is confirmed by an inspection


def add_to(server: PostServer) -> None:
    """Have `server` answer."""

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(ls: PostServer, params: types.HoverParams) -> types.Hover | None:
        result = ls.shown(params.text_document.uri)
        found = list(result.at(types.Range(params.position, params.position))) if result else []
        if result is None or not found:
            return None
        text = "\n\n———\n\n".join(hover_text(finding, result.words) for finding in found)
        content = types.MarkupContent(types.MarkupKind.PlainText, text)
        return types.Hover(content, result.positions.span(found[0].span))

    kinds = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, kinds)
    async def code_actions(ls: PostServer, params: types.CodeActionParams) -> list[types.CodeAction]:
        result = ls.shown(params.text_document.uri)
        if result is None or not _asks_for_fixes(params.context.only):
            return []
        edits = await _edits(ls, result, params.range)
        found = list(result.at(params.range))
        acceptances = [actions.acceptance(result, one) for one in found] if _asks_reason(ls, result.uri) else []
        return [*edits, *(look for one in found for look in actions.lookups(result, one)), *acceptances]

    @server.command(actions.SHOW)
    async def show(ls: PostServer, uri: str, place: list[int]) -> None:
        start, end = types.Position(*place[:2]), types.Position(*place[2:])
        await _show(ls, uri, types.Range(start, end))

    @server.command(actions.EXPLAIN)
    async def explain(ls: PostServer, check: str, language: str) -> None:
        address = page(check)
        if address is None or not await _show(ls, address):
            text = explanation(check, catalogue(language)) or f"There is no page about {check}."
            ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))

    @server.command(actions.WAIVE)
    async def accept(ls: PostServer, uri: str, check: str, fingerprint: str, reason: str) -> None:
        await waive(ls, uri, check, fingerprint, reason)


def _asks_reason(ls: PostServer, uri: str) -> bool:
    """Return whether a finding of the post can be accepted here: the client asks, and the site has settings."""
    document = ls.document(uri)
    return bool(ls.given.asks_reason and document and ls.text_of(document, ls.given).config)


def _asks_for_fixes(only: object) -> bool:
    wanted = only if isinstance(only, list | tuple) else ()
    return not wanted or types.CodeActionKind.QuickFix in wanted


async def _edits(ls: PostServer, result: Result, place: types.Range) -> list[types.CodeAction]:
    """Return the fixes and deletions at `place` that an inspection confirms for the text as it stands."""
    settings, document = await ls.settings_for(result.uri), ls.document(result.uri)
    if document is None or ls.shown(result.uri) is not result:
        return []  # the text changed meanwhile
    text = ls.text_of(document, settings)
    workspace = ls.client_capabilities.workspace
    versioned = bool(workspace and workspace.workspace_edit and workspace.workspace_edit.document_changes)
    found = [one for one in result.at(place) if one.fix or one.category is Category.DUPLICATES][:MOST_EDITS]
    made = []
    for finding in found:
        await _confirm(ls, result, text, finding)
        if finding.fix and result.confirmed[result.inspected.findings.index(finding)]:
            made.append(actions.quick_fix(result, finding, versioned=versioned))
        made.append(actions.deletion(result, finding, versioned=versioned))
    return [one for one in made if one] if ls.shown(result.uri) is result else []


async def _confirm(ls: PostServer, result: Result, text: OpenText, finding: Finding) -> None:
    """Note once for each version of a post what an inspection confirms about `finding`."""
    number = result.inspected.findings.index(finding)
    if finding.fix and number not in result.confirmed:
        result.confirmed[number] = await ls.open.work(confirms, text, finding)
    if finding.category is Category.DUPLICATES and number not in result.deletions:
        result.deletions[number] = await ls.open.work(deletion, text, finding)


async def _show(ls: PostServer, uri: str, selection: types.Range | None = None) -> bool:
    """Have the editor show a place; return whether it does."""
    window = ls.client_capabilities.window
    if not (window and window.show_document and window.show_document.support):
        return False
    answer = await ls.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True, selection=selection))
    return answer.success
