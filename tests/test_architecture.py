"""The direction of imports, as a table of allowed edges, and the other rules of the house."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from content_quality.core.dag_ids import DAG_IDS, DECIDE_TASK

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "include" / "content_quality"

# Rooms of core, from the ground up: each may import itself and the rooms below it.
CORE = (
    "records",
    "text",
    "findings",
    "dag_ids",
    "metric",
    "diagnosis",
    "i18n",
    "settings",
    "document",
    "check",
    "facts",
    "duplicates",
    "residue",
    "truncation",
    "reading_time",
    "measure",
    "outline",
    "inspection",
    "repair",
    "site",
    "cross_post",
    "gate",
    "alerts",
    "report",
)
# Who may import whom inside the package. `dashboard` sees the read side of the store only.
ALLOWED = {
    "core": {"core"},
    "checks": {"checks", "core"},
    "adapters": {"adapters", "core"},
    "pipeline": {"pipeline", "adapters", "checks", "core"},
    "orchestration": {"orchestration", "pipeline", "adapters", "core"},
    "dashboard": {"dashboard", "adapters", "checks", "core"},
    "renderers": {"renderers", "core"},
    # A hover shows what the registry of checks says about them, as `explain` does.
    "language_server": {"language_server", "pipeline", "renderers", "checks", "core"},
    "agent_server": {"agent_server", "pipeline", "checks", "core"},
    "cli": {"cli", "commands", "pipeline", "renderers", "checks", "core"},
    # A test alert goes over Airflow's connections; `explain` reads the registry of checks.
    "commands": {
        "commands",
        "language_server",
        "agent_server",
        "orchestration",
        "pipeline",
        "renderers",
        "checks",
        "core",
    },
    "airflow_plugin": {"airflow_plugin", "dashboard", "orchestration"},
    "dags": {"orchestration"},
    "plugins": {"airflow_plugin"},
}
ONLY_IN = {
    "airflow": ("orchestration", "airflow_plugin"),
    "great_expectations": ("adapters/gx_context.py",),
    "duckdb": ("adapters/store", "adapters/fingerprints"),
    "fastapi": ("dashboard", "airflow_plugin"),
    "starlette": ("dashboard", "airflow_plugin"),
    "pandas": (),
    "pygls": ("language_server",),
    "lsprotocol": ("language_server",),
    "mcp": ("agent_server",),
    "mcp_types": ("agent_server",),
}


def modules() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "dags").glob("*.py"), *(ROOT / "plugins").glob("*.py")])


def layer(path: Path) -> str:
    if path.is_relative_to(PACKAGE):
        first = path.relative_to(PACKAGE).parts[0]
        return first.removesuffix(".py")
    return path.relative_to(ROOT).parts[0]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_imports_follow_the_direction_of_the_house():
    assert [
        f"{path.relative_to(ROOT)} must not import {name}"
        for path in modules()
        if layer(path) != "__init__"
        for name in imports(path)
        if name.startswith("content_quality.")
        and name != "content_quality.__version__"
        and name.split(".")[1] not in ALLOWED[layer(path)]
    ] == []


def test_a_room_of_core_imports_only_rooms_below_it():
    offenders = []
    for path in sorted((PACKAGE / "core").rglob("*.py")):
        room = path.relative_to(PACKAGE / "core").parts[0].removesuffix(".py")
        for name in imports(path) if room != "__init__" else ():
            parts = name.split(".")
            if parts[:2] == ["content_quality", "core"] and CORE.index(parts[2]) > CORE.index(room):
                offenders.append(f"{path.relative_to(PACKAGE)} must not import {name}")
    assert offenders == []


# Who may turn the bytes of a post into text. Everybody else uses the facts of its inspection: text of posts is hostile
# and is worked on in a child process with limits, once. The comparison of posts reads those that no inspection left anything of.
READS_TEXT = {
    "core/document/post.py",
    "core/inspection.py",
    "pipeline/ingest/post_versions.py",
    "dashboard/routes/opened_post.py",  # shows the lines of a post, and parses nothing
    "pipeline/repair/send_repair.py",  # puts stored replacements into the stored text, and parses nothing
    "pipeline/alerts/quoted_lines.py",  # quotes the lines of a post in a letter, and parses nothing
    "pipeline/gate/edited_debt.py",  # compares lines, and parses nothing
    "pipeline/local/repair_files.py",  # in a child process with limits
    "pipeline/local/infer_schema.py",  # front matter alone, in a child process with limits
}
READERS = {"Post.read", "SourceText.decode", "front_matter_reader.read", "front_matter.read", "markdown.parse"}


def test_only_the_inspection_reads_the_text_of_posts():
    offenders = set()
    for path in modules():
        place = path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in READERS:
                offenders.add(place)
    assert sorted(offenders - READS_TEXT) == []


def test_heavy_libraries_stay_behind_their_adapter():
    offenders = []
    for path in modules():
        place = path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else ROOT).as_posix()
        for name in imports(path):
            allowed = ONLY_IN.get(name.split(".")[0])
            if allowed is not None and not place.startswith(allowed):
                offenders.append(f"{place} must not import {name}")
    assert offenders == []


def test_no_two_files_of_neighbouring_packages_have_one_name():
    for folder in (PACKAGE / "core", PACKAGE / "pipeline", PACKAGE / "adapters"):
        rooms: dict[str, list[str]] = {}
        for path in folder.rglob("*.py"):
            if path.name != "__init__.py":
                rooms.setdefault(path.name, []).append(path.relative_to(folder).parent.as_posix())
        assert {name: sorted(found) for name, found in rooms.items() if len(found) > 1} == {}


MOST_LINES = 250


def test_no_module_is_longer_than_a_reader_can_hold_in_view():
    folders = (PACKAGE, ROOT / "dags", ROOT / "plugins", ROOT / "scripts")
    lengths = {path: len(path.read_text("utf-8").splitlines()) for one in folders for path in one.rglob("*.py")}
    assert [
        f"{path.relative_to(ROOT)} has {lines} lines; split it along its ideas"
        for path, lines in sorted(lengths.items())
        if lines > MOST_LINES
    ] == []


def test_the_plugins_folder_holds_one_file():
    assert [path.name for path in (ROOT / "plugins").rglob("*.py")] == ["content_quality_plugin.py"]


def test_include_is_a_source_root_and_no_package():
    assert not (ROOT / "include" / "__init__.py").exists()


STATEMENT = re.compile(r"\b(?:SELECT .* FROM|INSERT (?:OR \w+ )?INTO|DELETE FROM|UPDATE \w+ SET)\b", re.DOTALL)


def test_sql_stands_in_the_store_only():
    offenders = set()
    for path in modules():
        place = path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.search(node.value):
                offenders.add(place)
    assert [one for one in sorted(offenders) if not one.startswith(("adapters/store/", "adapters/fingerprints/"))] == []


def test_names_of_dags_are_written_in_one_module():
    found = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in (*DAG_IDS, DECIDE_TASK):
                found.add(path.name)
    # deliver_alerts.py exports a function that is called like the DAG
    assert found - {"deliver_alerts.py"} == {"dag_ids.py"}
