"""Every command, every option and every exit status is documented, and the examples are commands that exist."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from content_quality.cli import build_parser
from content_quality.commands.check_options import mistake
from content_quality.commands.statuses import STATUSES, commands
from content_quality.pipeline.project import project_of
from tests.conftest import CLEAN, ROOT, write_post
from tests.installed import with_command
from tests.patience import PATIENCE
from tests.pipeline.steps import gate

COMMANDS = {words: (parser, about) for words, parser, about in commands(build_parser())}
REFERENCE = (ROOT / "docs" / "commands.md").read_text("utf-8")
BLOCK = re.compile(r"^```(?:sh|console|bash)?\n(.*?)^```$", re.M | re.S)
# Pages "how to add" are followed by a test of their own.
PAGES = (
    ROOT / "README.md",
    *(page for page in sorted((ROOT / "docs").rglob("*.md")) if page.parent.name != "extending"),
)


def section(words: str) -> str:
    _, _, rest = REFERENCE.partition(f"\n## content-quality {words}\n")
    return rest.partition("\n## ")[0]


@pytest.mark.parametrize("words", COMMANDS)
def test_every_option_of_a_command_is_explained_in_its_help_and_in_the_reference(words: str):
    parser, about = COMMANDS[words]
    assert about
    assert section(words)
    for action in parser._actions:
        assert action.help, f"{words}: {action.dest} has no help"
        for option in action.option_strings or [str(action.metavar)]:
            if option not in ("-h", "--help"):
                assert re.search(rf"`{re.escape(option)}[ `]", section(words)), f"{words}: {option} is not documented"


@pytest.mark.parametrize("words", COMMANDS)
def test_every_exit_status_is_explained_in_the_help_and_in_the_reference(words: str):
    parser, _ = COMMANDS[words]
    assert 0 in STATUSES[words]
    for status, meaning in STATUSES[words].items():
        assert re.search(rf"^  {status} +{re.escape(meaning)}$", parser.format_help(), re.M)
        assert f"| {status} | {meaning} |" in section(words)


def test_no_status_is_left_of_a_command_that_is_gone():
    assert set(STATUSES) == set(COMMANDS)


def examples() -> list[str]:
    lines = [
        line.removeprefix("$ ").strip()
        for page in PAGES
        for block in BLOCK.findall(page.read_text("utf-8"))
        for line in block.splitlines()
    ]
    inline = [
        code
        for page in PAGES
        for code in re.findall(r"`(content-quality [^`\n]+)`", page.read_text("utf-8"))
        if re.search(r" -|\.md|_posts", code) and "COMMAND" not in code
    ]
    return sorted({line for line in [*lines, *inline] if line.startswith("content-quality ")})


@pytest.mark.parametrize("line", examples())
def test_every_example_of_the_documentation_is_a_command_that_exists(line: str, capsys: pytest.CaptureFixture[str]):
    words = shlex.split(re.split(r" [<>|] ?", line.replace(" …", ""))[0], comments=True)[1:]
    try:
        arguments = build_parser().parse_args(words)
    except SystemExit as ended:
        assert ended.code == 0, capsys.readouterr().err
    else:
        assert callable(arguments.run)
        assert arguments.command != "check" or mistake(arguments) is None


# A site in which the examples make sense: each file that they name is there.
PARAGRAPH = (
    "The library of things opened in a former bakery on the market square. It lends drills, ladders and a press for "
    "apples, and members pay twelve euros a year. Most tools come back cleaner than they left.\n"
)
POST = "---\ntitle: {name}\ndate: 2026-11-02\n---\n\n" + f"{PARAGRAPH}\n{PARAGRAPH}"
FILES = {
    "_posts/2026-11-02-lamp.md": POST,
    "_posts/2026-11-02-refrain.md": POST,
    "_posts/2026-03-02-tools.md": POST,
    "_posts/2026-11-09-press.md": POST.replace("{name}", '"A "press" for apples"'),
    "_posts/notes/tide.md": POST,
    "seen/2026-11-02-live.md": POST,
    "draft.md": POST,
    "_config.yml": "title: Tidemark\n",
    "content-quality.toml": '[[sources]]\nname = "posts"\npath = "_posts"\n[profiles.writing]\ntruncated-section = "info"\n',
}
# What these lines need is not in a site of files: an editor, the samples of this project, or what the pipeline decided.
ELSEWHERE = ("lsp", "mcp", "mirror", "check samples/", "fetch live")  # tests/pipeline/cluster/test_mirror.py, tests/language_server, tests/agent_server, tests/deploy/test_wheel.py, tests/adapters/site/test_live_site.py
OF_THE_PIPELINE = ("alerts", "baseline", "boilerplate", "decisions", "gate", "manifest", "rebuild")


def command_of(line: str) -> str:
    return line.removeprefix("content-quality ")


def lines_to_run() -> list[str]:
    return [line for line in examples() if not command_of(line).startswith((*ELSEWHERE, *OF_THE_PIPELINE))]


def lines_of_the_pipeline() -> list[str]:
    return [line for line in examples() if command_of(line).startswith(OF_THE_PIPELINE)]


def run_in(site: Path, line: str) -> subprocess.CompletedProcess[str]:
    environment = with_command(site.parent) | {"HOME": str(site.parent)}
    return subprocess.run(
        ["bash", "-c", line], cwd=site, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def written_site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    for name, text in FILES.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text.replace("{name}", Path(name).stem))
    return site


@pytest.mark.parametrize("line", lines_to_run())
def test_every_line_of_the_documentation_runs_in_a_site(line: str, tmp_path: Path):
    site = written_site(tmp_path)
    who = ("-c", "user.name=Mira", "-c", "user.email=mira@example.org")
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "first"), ("branch", "origin/main")):
        subprocess.run(["git", *who, *words], cwd=site, check=True)
    if line.startswith("content-quality init"):
        (site / "content-quality.toml").unlink()
    done = run_in(site, line)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    assert "Traceback" not in done.stderr


@pytest.fixture(scope="module")
def decided_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with a batch that the pipeline decided; one post is released, the others are held."""
    site = written_site(tmp_path_factory.mktemp("decided"))
    project = project_of(site / "content-quality.toml")
    write_post(project, "2026-11-03-room.md", CLEAN.format(title="The reading room"))
    assert len(gate(project)) >= 1
    backup = site / "var" / "backups" / "20261120T090000Z-metrics.duckdb"
    backup.parent.mkdir(exist_ok=True)
    shutil.copy(project.workspace.store, backup)
    shutil.copy(project.workspace.release / "manifest.jsonl", site)
    return site


@pytest.mark.slow
@pytest.mark.parametrize("line", lines_of_the_pipeline())
def test_every_line_about_the_pipeline_runs_beside_what_it_decided(line: str, decided_site: Path, tmp_path: Path):
    site = tmp_path / "site"
    shutil.copytree(decided_site, site)
    done = run_in(site, line)
    assert "Traceback" not in done.stderr
    words = next(words for words in sorted(STATUSES, key=len, reverse=True) if command_of(line).startswith(words))
    assert done.returncode in STATUSES[words]
    assert done.stdout or done.stderr


def test_every_target_module_and_script_that_the_documentation_names_is_there():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in PAGES:
        text = page.read_text("utf-8")
        for target in re.findall(
            r"`make ([a-z][a-z-]*)",
            "\n".join((text, *(f"`{line}" for block in BLOCK.findall(text) for line in block.splitlines()))),
        ):
            assert re.search(rf"^{target}:", makefile, re.M), f"{page.name}: make {target}"
        for module in re.findall(r"python3? -m ((?:benchmarks|scripts|tests)[\w.]*)", text):
            place = ROOT / module.replace(".", "/")
            assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), f"{page.name}: {module}"
        for script in re.findall(r"python3? (scripts/[\w./]+)", text):
            assert (ROOT / script).is_file(), f"{page.name}: {script}"
