"""The posts that are open in the editor: when each is inspected, and what is known about it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, TypeVar

from content_quality.language_server.diagnostics import Result

PAUSE = 0.15  # seconds without a change, after which a post that is being written is inspected
R = TypeVar("R")
logger = logging.getLogger(__name__)


@dataclass
class _OpenPost:
    task: asyncio.Task[None] | None = None
    result: Result | None = None
    is_closed: bool = False

    def cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()


@dataclass
class OpenPosts:
    """Inspects open posts one after another, off the event loop; a newer version ends the wait for an older one.

    All methods are called on the event loop.
    """

    publish: Callable[[Result], None]
    clear: Callable[[str], None]
    posts: dict[str, _OpenPost] = field(default_factory=dict)
    # one thread: children are forked one at a time
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "inspection"))

    def inspect(self, uri: str, inspection: Callable[[], Any], *, pause: float = 0.0) -> None:
        """Have the coroutine that `inspection` returns find a result for `uri`, after `pause`.

        Its result is published unless the post changed or was closed meanwhile.
        """
        post = self.posts.setdefault(uri, _OpenPost())
        post.cancel()
        post.task = asyncio.ensure_future(self._inspect(post, inspection, pause))

    async def _inspect(self, post: _OpenPost, inspection: Callable[[], Any], pause: float) -> None:
        if pause:
            await asyncio.sleep(pause)
        try:
            result = await inspection()
        except Exception:  # a fault in one post must not end the server
            logger.exception("A post could not be inspected")
            return
        if not post.is_closed:
            post.result = result
            self.publish(result)

    def result(self, uri: str, version: int | None) -> Result | None:
        """Return what is known about exactly this version of a post."""
        post = self.posts.get(uri)
        known = post.result if post else None
        return known if known and known.version == version else None

    async def work(self, function: Callable[..., R], *arguments: object) -> R:
        """Return what `function` returns in the thread of inspections."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, function, *arguments)

    def close(self, uri: str) -> None:
        """Forget the post, and have the editor forget its findings."""
        if post := self.posts.pop(uri, None):
            post.is_closed = True
            post.cancel()
            self.clear(uri)

    def end(self) -> None:
        """Begin nothing more; an inspection that is running ends with its limits."""
        for post in self.posts.values():
            post.is_closed = True
            post.cancel()
        self.posts.clear()
        self.worker.shutdown(wait=False, cancel_futures=True)
