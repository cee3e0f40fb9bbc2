"""Posts and pages of a WordPress that runs, over its REST interface; only what changed is asked for again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, cast
from urllib.parse import urlsplit

from content_quality.adapters.site.html_posts import refuse_missing_libraries, written
from content_quality.adapters.site.remembered_look import remembered
from content_quality.adapters.site.source_place import SourcePlace, SourceUnusable
from content_quality.adapters.site.sources import Refused, SourceFile, Unreachable, is_listed, matches_glob
from content_quality.adapters.site.wordpress_api import ADDRESS, WordPressApi
from content_quality.adapters.site.wordpress_names import edit_page
from content_quality.adapters.site.wordpress_posts import EMBEDDED, FIELDS, ROUTES, WordPressPost
from content_quality.adapters.state.files import read_json, write_json
from content_quality.core.records import dataclass
from content_quality.core.settings import Source

STATUSES = ("publish", "future", "draft", "pending")
PAGE = 50  # posts in one answer
MOST_AHEAD = 50  # posts that one request reads, when they are read in order
# Times are those of the site, which has one hour twice a year; a change within one second is seen, too.
OVERLAP = timedelta(hours=2)
ATTEMPTS = 2  # of a whole listing: a post may come while the others are listed


@dataclass(frozen=True, slots=True)
class WordPressSource:
    """The WordPress whose front page is `url`. Posts are called `post/123.md`, pages `page/7.md`."""

    has_no_folder: ClassVar[bool] = True
    edit_page: ClassVar[Callable[[Source, str], str]] = staticmethod(edit_page)
    place: SourcePlace
    notices: list[str] = field(default_factory=list)  # what was left out
    _listed: dict[str, SourceFile] = field(default_factory=dict)
    _read: dict[str, WordPressPost] = field(default_factory=dict)  # that were read ahead
    _next: dict[str, int] = field(default_factory=dict)  # the post that is read next, and how many with it
    _api: list[WordPressApi] = field(default_factory=list)

    def files(self, extensions: tuple[str, ...]) -> Iterator[SourceFile]:
        """Yield a file for each post and page in order of path."""
        refuse_missing_libraries()
        self._listed.clear()
        self._read.clear()
        for file in remembered(self.place, self._look):
            wanted = is_listed(PurePosixPath(file.path), extensions)
            if wanted and matches_glob(file.path, self.place.source.glob):
                self._listed[file.path] = file
                yield file

    def read(self, path: str, limit: int) -> bytes:
        """Return a post as it was listed."""
        listed = self._listed.get(path)
        if listed and listed.size > limit:
            raise Refused(f"The post has {listed.size:,} bytes; the limit is {limit:,} bytes.")
        post = self.post(path)
        if listed and post.revision != listed.revision:
            raise Refused("The post changed while it was read.")
        return self.bytes_of(post)

    def post(self, path: str) -> WordPressPost:
        """Return a post as it is now, or as it was when those before it were read; raise `Refused`."""
        if path not in self._read:
            self._fetch(path)
        found = self._read.pop(path, None)
        if found is None:
            raise Unreachable("WordPress does not hold this post any more.")
        return found

    def now(self, path: str) -> WordPressPost:
        """Return a post as it is now, whatever was read ahead; raise `Refused`."""
        self._read.clear()
        self._next.clear()
        return self.post(path)

    def in_state(self, status: str) -> list[WordPressPost]:
        """Return the posts and pages that have this state now."""
        return [post for kind in ROUTES for post in self._pages(kind, status=status)]

    def bytes_of(self, post: WordPressPost) -> bytes:
        """Return the Markdown of a post; raise `Refused`."""
        (found,) = written([post.html_post()], self.place.limits)
        if isinstance(found, Refused):
            raise found
        return found

    def set_status(self, path: str, status: str) -> WordPressPost:
        """Give a post another state, and return it as WordPress holds it then."""
        kind, number = _parts(path)
        rows = self.api.change(f"{ROUTES[kind]}/{number}", {"status": status}).rows
        return WordPressPost(kind, _checked(rows))

    def has(self, path: str) -> bool:
        """Return whether WordPress held the post at the last look."""
        if not self._listed:
            self._listed.update({file.path: file for file in remembered(self.place, self._look)})
        return path in self._listed

    def identity(self, path: str) -> Path:
        """Return what names the post."""
        return Path("/wordpress", urlsplit(self.place.source.url).netloc, path)

    @property
    def api(self) -> WordPressApi:
        """The server."""
        if not self._api:
            source = self.place.source
            self._api.append(WordPressApi(source.url, self.place.access.credentials(source)))
        return self._api[0]

    def _fetch(self, path: str) -> None:
        """Read the post at `path`, and more of those behind it the longer they are read in the order of the listing."""
        kind, _ = _parts(path)
        names = [other for other in self._listed if other.startswith(f"{kind}/")]
        at = names.index(path) if path in names else len(names)
        many = self._next.pop(path, 1)
        wanted = names[at : at + many] or [path]
        self._next.clear()
        self._next.update(dict.fromkeys(names[at + many : at + many + 1], min(2 * many, MOST_AHEAD)))
        ids = ",".join(str(_parts(name)[1]) for name in wanted)
        try:
            rows = self._ask(kind, include=ids, per_page=len(wanted)).rows
        except SourceUnusable as error:
            raise Unreachable(f"The post cannot be read: {error.why}.") from error
        self._read.clear()
        self._read.update({post.path: post for post in _posts(kind, rows)})

    def _ask(self, kind: str, **wanted: object) -> Any:
        usual = {"orderby": "id", "order": "asc", "context": "edit", "_fields": FIELDS, "_embed": EMBEDDED}
        return self.api.get(ROUTES[kind], **{**usual, "status": ",".join(STATUSES), **wanted})

    def _look(self) -> list[SourceFile]:
        state = self.place.state / "wordpress.json" if self.place.state else None
        before = read_json(state) if state and state.exists() else {}
        of = f"{self.place.source.url} {self.place.source.connection}"
        known: Any = before.get("kinds", {}) if before.get("of") == of else {}
        self.notices.clear()
        found = {kind: self._look_at(kind, known.get(kind, {})) for kind in ROUTES}
        if state and found != known:
            write_json(state, {"of": of, "kinds": found})
        rows = {path: row for one in found.values() for path, row in one["posts"].items()}
        return [SourceFile(path, row[1], int(row[2] * 1e9), row[0], row[4]) for path, row in sorted(rows.items())]

    def _look_at(self, kind: str, known: Mapping[str, Any]) -> dict[str, Any]:
        """Return what is known of the posts of one kind, and how many there are that the user may not see.

        Posts that changed are asked for, and the number of all; only when it is another one, all are asked for.
        """
        posts, hidden = known.get("posts", {}), known.get("hidden", 0)
        total = self._ask(kind, per_page=1).total
        if since := _newest(posts):
            found = {**posts, **self._rows(kind, modified_after=(since - OVERLAP).isoformat())}
        if since is None or len(found) + hidden != total:  # the first look, or posts have gone
            found, now_hidden = self._all(kind, total)
            if now_hidden > hidden and (not found or posts.keys() - found.keys()):
                why = f"WordPress shows {len(found):,} of {len(found) + now_hidden:,} {kind}s to the user"
                raise SourceUnusable(why, "Give the user the role Editor.")
            hidden = now_hidden
        if hidden:
            self.notices.append(f"{hidden} {kind}s are not read: the user may not edit them.")
        return {"posts": found, "hidden": hidden}

    def _all(self, kind: str, total: int) -> tuple[dict[str, list[Any]], int]:
        """Return all posts that the user may see, and how many more there are."""
        for _ in range(ATTEMPTS):
            found = self._rows(kind)
            if len(found) == total:
                break
            total = self._ask(kind, per_page=1).total
        return found, max(total - len(found), 0)

    def _rows(self, kind: str, **wanted: object) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        most = self.place.limits.max_posts
        for post in self._pages(kind, **wanted):
            author = post.html_post().keys["author"]
            found[post.path] = [post.revision, post.size, post.modified_at, post.modified, author]
            if len(found) > most:
                raise SourceUnusable(f"WordPress holds more than {most:,} posts", "Raise limits.max_posts.")
        return found

    def _pages(self, kind: str, **wanted: object) -> Iterator[WordPressPost]:
        number, pages = 1, 1
        while number <= pages:
            answer = self._ask(kind, per_page=PAGE, page=number, **wanted)
            pages = answer.pages
            yield from _posts(kind, answer.rows)
            number += 1


def _newest(posts: Mapping[str, list[Any]]) -> datetime | None:
    """Return when the post that changed last was changed; a new scheduled post has a time that has not come."""
    times = [datetime.fromisoformat(row[3]) for row in posts.values() if row[2] <= time.time()]
    return max(times, default=None)


def _posts(kind: str, rows: Any) -> list[WordPressPost]:
    if not isinstance(rows, list):
        raise SourceUnusable("the address does not answer as WordPress does", ADDRESS)
    return [WordPressPost(kind, _checked(row)) for row in rows]


def _parts(path: str) -> tuple[str, int]:
    kind, _, name = path.partition("/")
    number = name.removesuffix(".md")
    if kind not in ROUTES or not (number.isascii() and number.isdigit()):
        raise Unreachable("The name is not that of a post of WordPress.")
    return kind, int(number)


def _checked(row: Any) -> Mapping[str, Any]:
    """Return a post of an answer; raise `SourceUnusable` for anything else."""
    wanted = {"id": int, "status": str, "modified": str, "modified_gmt": str, "content": dict, "title": dict}
    is_post = isinstance(row, dict) and all(isinstance(row.get(name), kind) for name, kind in wanted.items())
    if not is_post or "raw" not in row["content"]:
        raise SourceUnusable(
            "WordPress answers without the text of the posts", "Give the user the role Editor; look at its plugins."
        )
    try:
        datetime.fromisoformat(row["modified"])
    except ValueError as error:
        raise SourceUnusable("WordPress answers with a time that is none", "Look at its plugins.") from error
    return cast("Mapping[str, Any]", row)
