"""The server itself: what it knows about its client, and how it inspects an open post."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from content_quality import __version__
from content_quality.core.i18n.catalogue import catalogue
from content_quality.core.text.printable import several_lines
from content_quality.language_server.client_settings import SECTION, ClientSettings
from content_quality.language_server.diagnostics import Result
from content_quality.language_server.inspecting import CONFIG, OpenText, inspect_text, nearest_settings
from content_quality.language_server.open_posts import OpenPosts
from content_quality.language_server.positions import Positions
from content_quality.pipeline.local.propose_waiver import WATCHED

NAME = "content-quality"
LANGUAGES = {"markdown", "mdx"}
SUFFIXES = {".md", ".mdx", ".markdown"}
SCHEMES = {"file", "untitled"}  # not the old sides of comparisons
ANSWER_SECONDS = 5  # to wait for the client; then its settings are those that it gave at the start
logger = logging.getLogger(__name__)


class PostServer(LanguageServer):
    """A language server that knows which posts are open."""

    def __init__(self) -> None:
        # Whole texts: pygls would split lines at characters at which editors do not.
        super().__init__(NAME, __version__, text_document_sync_kind=types.TextDocumentSyncKind.Full)
        self.given = ClientSettings()  # where the client cannot be asked
        self.notices: set[str] = set()  # shown already
        self.open = OpenPosts(self._publish, self._clear)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what a client did wrong; its text is not shown back to the user."""
        logger.error("%s: %s", source.__name__, several_lines(str(error))[:500])

    def look_at(self, uri: str, *, pause: float = 0.0) -> None:
        """Have the post `uri` inspected as it stands after `pause`."""
        document = self.document(uri)
        if document is not None and is_post(document):
            self.open.inspect(uri, partial(self._inspect, uri, document), pause=pause)

    def look_at_all(self) -> None:
        """Have all open posts inspected again: settings changed."""
        self.notices.clear()
        for uri in list(self.open.posts):
            self.look_at(uri)

    def document(self, uri: str) -> TextDocument | None:
        """Return the open document `uri`; pygls knows it under its unquoted address."""
        documents: Mapping[str, TextDocument] = self.workspace.text_documents
        return documents.get(unquote(uri))

    def shown(self, uri: str) -> Result | None:
        """Return what is known about the post as the editor shows it now."""
        document = self.document(uri)
        return self.open.result(uri, document.version) if document else None

    def text_of(self, document: TextDocument, settings: ClientSettings) -> OpenText:
        """Return the text of `document`, and the settings file that counts for it."""
        path = to_fs_path(document.uri)
        if path is None:
            return OpenText(_name_of(document.uri), document.source)
        folders = [Path(one) for folder in self.workspace.folders.values() if (one := to_fs_path(folder.uri))]
        config = nearest_settings(Path(path), folders) if settings.use_settings else None
        return OpenText(path, document.source, config)

    async def settings_for(self, uri: str) -> ClientSettings:
        """Return the client's settings for one post."""
        workspace = self.client_capabilities.workspace
        if not (workspace and workspace.configuration):
            return self.given
        item = types.ConfigurationItem(scope_uri=uri, section=SECTION)
        asked = self.workspace_configuration_async(types.ConfigurationParams([item]))
        try:
            answers = await asyncio.wait_for(asked, ANSWER_SECONDS)
        except (TimeoutError, JsonRpcException):
            return self.given
        return ClientSettings.of(answers[0]) if answers and answers[0] is not None else self.given

    async def watch_settings(self) -> None:
        """Ask the client to say when a settings file is written, where it can."""
        workspace = self.client_capabilities.workspace
        watching = workspace.did_change_watched_files if workspace else None
        if watching and watching.dynamic_registration:
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(f"**/{name}") for name in (CONFIG, *WATCHED)]
            )
            registration = types.Registration(CONFIG, types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            await self.client_register_capability_async(types.RegistrationParams([registration]))

    async def _inspect(self, uri: str, document: TextDocument) -> Result:
        settings = await self.settings_for(uri)
        version, post = document.version, self.text_of(document, settings)
        inspected = await self.open.work(inspect_text, post)
        if inspected.notice:
            self._notify(inspected.notice)
        positions = Positions(post.text, str(self.workspace.position_encoding))
        return Result(uri, version, inspected, positions, catalogue(settings.language))

    def _notify(self, notice: str) -> None:
        if notice not in self.notices:
            self.notices.add(notice)
            message = f"content-quality: {several_lines(notice)}"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def _publish(self, result: Result) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(result.uri, result.diagnostics(), result.version)
        )

    def _clear(self, uri: str) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


def is_post(document: TextDocument) -> bool:
    """Return whether the editor's `document` is a Markdown post."""
    parts = urlsplit(document.uri)
    is_markdown = document.language_id in LANGUAGES or PurePosixPath(parts.path).suffix.lower() in SUFFIXES
    return is_markdown and parts.scheme in SCHEMES


def _name_of(uri: str) -> str:
    name = PurePosixPath(urlsplit(uri).path).name or "untitled"
    return name if PurePosixPath(name).suffix.lower() in SUFFIXES else f"{name}.md"
