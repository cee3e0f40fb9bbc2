"""An editor that speaks to the server over the standard streams, as a real one does."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

from tests.conftest import ROOT
from tests.patience import ANSWER

COMMAND = (sys.executable, "-m", "content_quality.cli", "lsp", "--stdio")


def converter() -> Any:
    """Return lsprotocol's converter, which takes each action with a command for a bare command, mended."""
    made = default_converter()

    def action_or_command(value: Any, _: type) -> types.Command | types.CodeAction:
        return made.structure(value, types.Command if isinstance(value.get("command"), str) else types.CodeAction)

    made.register_structure_hook(types.Command | types.CodeAction, action_or_command)
    made.register_structure_hook(Union[types.Command, types.CodeAction], action_or_command)  # noqa: UP007 - lsprotocol's own form
    return made


class Editor(LanguageClient):
    """Remembers what the server publishes, shows and asks."""

    def __init__(self, settings: Callable[[str], Any] | None = None) -> None:
        super().__init__("editor", "1", converter_factory=converter)
        self.published: list[types.PublishDiagnosticsParams] = []
        self.shown: list[types.ShowDocumentParams] = []
        self.messages: list[str] = []
        self.edits: list[types.ApplyWorkspaceEditParams] = []
        self.news = asyncio.Event()
        self.settings = settings

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self.news.set()

        @self.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params: types.ShowMessageParams) -> None:
            self.messages.append(params.message)
            self.news.set()

        @self.feature(types.WINDOW_SHOW_DOCUMENT)
        def show(params: types.ShowDocumentParams) -> types.ShowDocumentResult:
            self.shown.append(params)
            return types.ShowDocumentResult(success=True)

        @self.feature(types.WORKSPACE_APPLY_EDIT)
        def edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.edits.append(params)
            self.news.set()
            return types.ApplyWorkspaceEditResult(applied=True)

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params: types.RegistrationParams) -> None:
            return None

        @self.feature(types.WORKSPACE_CONFIGURATION)
        def configuration(params: types.ConfigurationParams) -> list[Any]:
            assert self.settings is not None
            return [self.settings(item.scope_uri or "") for item in params.items]

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._server is not None
        return self._server

    async def heard(self, wanted: Callable[[], Any]) -> Any:
        """Wait until `wanted` returns something, and return that."""
        async with asyncio.timeout(ANSWER):
            while not (found := wanted()):
                self.news.clear()
                await self.news.wait()
            return found

    async def diagnostics(self, uri: str, version: int | None = None, since: int = 0) -> list[types.Diagnostic]:
        """Return the diagnostics of a version of a post, as soon as they come."""

        def found() -> types.PublishDiagnosticsParams | None:
            return next(
                (one for one in self.published[since:] if one.uri == uri and version in (None, one.version)), None
            )

        return list((await self.heard(found)).diagnostics)

    async def opened(self, uri: str, text: str, language: str = "markdown") -> list[types.Diagnostic]:
        """Open a post and return its diagnostics."""
        self.open(uri, text, language)
        return await self.diagnostics(uri, 1)

    def open(self, uri: str, text: str, language: str = "markdown") -> None:
        item = types.TextDocumentItem(uri, language, 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, uri: str, version: int, text: str) -> None:
        self.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )

    async def actions(self, uri: str, place: types.Range) -> list[types.CodeAction]:
        found = await self.text_document_code_action_async(
            types.CodeActionParams(types.TextDocumentIdentifier(uri), place, types.CodeActionContext([]))
        )
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    async def hover(self, uri: str, line: int, character: int) -> types.Hover | None:
        return await self.text_document_hover_async(
            types.HoverParams(types.TextDocumentIdentifier(uri), types.Position(line, character))
        )


def capabilities(*, asks: bool, encodings: list[str] | None) -> types.ClientCapabilities:
    return types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            configuration=asks,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True),
        ),
        window=types.WindowClientCapabilities(show_document=types.ShowDocumentClientCapabilities(support=True)),
        general=types.GeneralClientCapabilities(position_encodings=encodings) if encodings else None,
    )


@asynccontextmanager
async def editor(*roots: Path, settings: Callable[[str], Any] | None = None, options: Any = None, encodings=None):
    """Start a server for the folders `roots`, and end it as an editor does."""
    client = Editor(settings)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "include")}
    await client.start_io(*COMMAND, env=environment)
    folders = [types.WorkspaceFolder(root.as_uri(), root.name) for root in roots]
    try:
        async with asyncio.timeout(ANSWER):
            await client.initialize_async(
                types.InitializeParams(
                    capabilities=capabilities(asks=settings is not None, encodings=encodings),
                    process_id=os.getpid(),
                    root_uri=folders[0].uri if folders else None,
                    workspace_folders=folders,
                    initialization_options=options,
                )
            )
        client.initialized(types.InitializedParams())
        yield client
        async with asyncio.timeout(ANSWER):
            if client.process.returncode is None:
                await client.shutdown_async(None)
                client.exit(None)
                await client.process.wait()
    finally:
        if client.process.returncode is None:
            client.process.kill()
        await client.stop()


def applied(text: str, edits: list[types.TextEdit]) -> str:
    """Return `text` after `edits`, whose places count UTF-16 code units."""
    data = text.encode("utf-16-le")
    ends = [match.end() for match in re.finditer("\r\n|\r|\n", text)]
    starts = [len(text[:end].encode("utf-16-le")) for end in (0, *ends)]

    def offset(place: types.Position) -> int:
        return starts[place.line] + 2 * place.character

    for edit in sorted(edits, key=lambda one: offset(one.range.start), reverse=True):
        data = data[: offset(edit.range.start)] + edit.new_text.encode("utf-16-le") + data[offset(edit.range.end) :]
    return data.decode("utf-16-le")
