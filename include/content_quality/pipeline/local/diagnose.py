"""Use case: look at an installation and at a site, and say what would stop a check or the pipeline."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import platform
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from content_quality import __version__
from content_quality.adapters import suites
from content_quality.adapters.isolation import can_fork
from content_quality.adapters.site import git
from content_quality.adapters.site.site_config import CONFIG_NAME, config_path
from content_quality.adapters.site.source_place import SourceUnusable
from content_quality.adapters.suites import SuiteUnreadable
from content_quality.core.diagnosis import Diagnosis, fail, ok, warn
from content_quality.core.document import generators
from content_quality.core.gate.post_ids import post_id_of
from content_quality.core.settings import Settings, SettingsError
from content_quality.core.settings.post_settings import overrides_of
from content_quality.pipeline.project import Project, project_of

INSTALL = "pip install 'content-quality[airflow]'"
REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?P<pin>==[0-9][^;,\s]*)?(?P<rest>.*)")


def diagnose(config: Path | None) -> tuple[list[Diagnosis], Settings]:
    """Return the lines about this installation and the site of `config`, and its settings if they can be read."""
    path = config or config_path()
    found = [*_program(), *_packages(), _git()]
    try:
        project = project_of(path)
    except SettingsError as error:
        if config is None and not path.exists():
            return [*found, warn(f"no {CONFIG_NAME} in this folder", "Write one: content-quality init")], Settings()
        return [*found, fail(f"{path}: {error}", "Correct the file; docs/settings.md lists every key.")], Settings()
    return [*found, ok(f"settings: {path}"), *_site(project), *_state(project), *_store(project)], project.settings


def has_package(name: str) -> bool:
    """Return whether a package of the pipeline is installed; it is not loaded."""
    try:
        return importlib.util.find_spec(name) is not None
    except ImportError:
        return False


def _program() -> Iterator[Diagnosis]:
    yield ok(
        f"content-quality {__version__}, Python {platform.python_version()} on {platform.system() or 'this system'}"
    )
    yield ok(f"each post is read in a process of its own, {'forked' if can_fork() else 'started anew'}")


def _packages() -> Iterator[Diagnosis]:
    """Yield whether each package that this program needs is there, and whether a pinned one has its version."""
    try:
        required = importlib.metadata.requires("content-quality") or []
    except importlib.metadata.PackageNotFoundError:
        yield warn("the package content-quality is not installed, it runs from a folder", "pip install content-quality")
        return
    needed = [one for one in required if "extra ==" not in one and "sys_platform" not in one]
    if has_package("airflow"):
        needed += [one for one in required if re.search(r"extra == ['\"]airflow['\"]", one)]
    faults = [fault for one in needed if (fault := _fault(one))]
    for fault in faults:
        yield fail(fault, f"Install it: {INSTALL if has_package('airflow') else 'pip install content-quality'}")
    if not faults:
        yield ok(f"{len(needed)} packages are installed")


def _fault(requirement: str) -> str:
    """Return what is wrong with a required package; empty when nothing is."""
    named = REQUIREMENT.match(requirement)
    if named is None:
        return ""
    try:
        version = importlib.metadata.version(named["name"])
    except importlib.metadata.PackageNotFoundError:
        return f"the package {named['name']} is missing"
    pin = (named["pin"] or "").removeprefix("==")
    return f"{named['name']} is {version}; {pin} is needed" if pin and version != pin else ""


def _git() -> Diagnosis:
    try:
        return ok(git.run(Path(), "--version").decode("utf-8", "replace").strip())
    except git.GitUnusable as error:
        return warn(str(error), "Install git: --since and --staged need it.")


def _site(project: Project) -> Iterator[Diagnosis]:
    for source in project.settings.sources:
        if source.connection:
            yield ok(f"source {source.name}: {source.kind}, read in Airflow over the connection {source.connection}")
            continue
        folder = project.root / source.path if source.kind in ("folder", "drop") else source.url or source.path
        try:
            extensions = generators.extensions(project.settings.site.generator)
            found = project.open_source(source).files(extensions)
            posts = sum(1 for file in found if source.takes(file.path))
        except OSError as error:
            usual = "Correct the path of the source, or its permissions."
            instead = error.instead if isinstance(error, SourceUnusable) else usual
            yield fail(f"source {source.name}: {folder}: {error.strerror}", instead)
            continue
        text = f"source {source.name}: {'1 post' if posts == 1 else f'{posts} posts'} in {folder}"
        yield ok(text) if posts else warn(text, "Correct the path or the glob of the source.")
    yield from _idle_overrides(project)
    acceptances = project.acceptances
    if acceptances.fault:
        yield fail(acceptances.fault, "Repair the file: until then every post is held.")
    else:
        posts = len(acceptances.baseline.posts)
        yield ok(f"{len(acceptances.waivers)} waivers in force; baseline of {posts} posts")
    for void in acceptances.void:
        yield warn(f"{void.waiver.post}: {void.why}", "Delete the waiver, or write a new one.")
    try:
        yield ok(f"{len(suites.read_suites(project.expectations))} suites in {project.expectations}")
    except SuiteUnreadable as error:
        yield fail(f"{project.expectations}: {error}", "Put the suites there; expectations/README.md explains them.")


def _idle_overrides(project: Project) -> Iterator[Diagnosis]:
    """Yield a warning for each override that names no post of a source."""
    idle = set(range(len(project.settings.overrides)))
    extensions = generators.extensions(project.settings.site.generator)
    for source in project.settings.sources if idle else ():
        with contextlib.suppress(OSError):
            for file in project.open_source(source, anew=False).files(extensions):
                idle -= set(overrides_of(project.settings, post_id_of(source.name, file.path)))
    for place in sorted(idle):
        patterns = ", ".join(project.settings.overrides[place].match)
        yield warn(
            f"overrides[{place}] names no post: {patterns}",
            "Write the pattern as a path from the settings file, or after the name of the source. "
            "`content-quality config show POST` prints the name of a post.",
        )


def _state(project: Project) -> Iterator[Diagnosis]:
    """Yield whether the pipeline can write where it keeps its state; a command line alone writes nothing there."""
    folder = project.workspace.root
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        if not there.is_dir():
            raise NotADirectoryError(20, "this is not a folder")
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        said = fail if has_package("airflow") else warn
        yield said(f"state: {there} cannot be written: {error.strerror}", "Give this user the right to write there.")
        return
    yield ok(f"state: {folder}{'' if folder.exists() else ' (not there yet; the first run makes it)'}")
    if os.name == "posix" and folder.is_dir() and folder.stat().st_mode & 0o002:
        yield warn(f"state: everybody may write to {folder}", f"chmod o-w {folder}")


def _store(project: Project) -> Iterator[Diagnosis]:
    """Yield whether the published store can be read, where DuckDB is installed."""
    if not has_package("duckdb"):
        return
    from content_quality.adapters.store import schema
    from content_quality.adapters.store.reader import Reader, SnapshotUnreadable, Unreadable

    path = project.workspace.published
    try:
        with Reader(path).session() as session:
            version = schema.version_of(session.cursor, "store")
        yield ok(f"store: {path}, schema {version}")
    except SnapshotUnreadable as error:
        if error.reason is Unreadable.MISSING:
            yield ok("store: not there yet; the first run makes it")
        else:
            yield fail(f"store: {path}: {error}", "Rebuild it: content-quality rebuild")
