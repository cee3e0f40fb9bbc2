"""What the generators made of the cases, as it was recorded, and the product's verdict beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.generators.grammar import cases
from tests.generators.outcome import ELSE, MEANT, MISSING, OWED, STOPS, TEXT
from tests.generators.verdicts import inspected, verdict

OUTCOMES = Path(__file__).parent / "outcomes"
BUILDS = Path(__file__).parent / "builds"  # what full builds made of some of the cases
STRICTNESS = (MEANT, ELSE, MISSING, TEXT, STOPS)
RANKS = ("clear", "review", "hold")


@dataclass(frozen=True)
class Recorded:
    """The outcomes of one generator in one version: the digest of each case and the word for what came of it."""

    judge: str
    version: str
    words: Mapping[str, str]

    def write(self, folder: Path = OUTCOMES) -> None:
        """Write the outcomes, one case a line."""
        folder.mkdir(exist_ok=True)
        told = {"judge": self.judge, "version": self.version, "cases": dict(self.words)}
        (folder / f"{self.judge}.json").write_text(json.dumps(told, indent=0, ensure_ascii=False) + "\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Recorded:
        """Return what is recorded in the file at `path`."""
        told = json.loads(path.read_text("utf-8"))
        return cls(told["judge"], told["version"], told["cases"])

    @property
    def generator(self) -> str:
        """The generator's name without the version that was used."""
        return self.judge.partition("-")[0]


def all_recorded(folder: Path = OUTCOMES) -> list[Recorded]:
    """Return the outcomes of every judge."""
    return [Recorded.read(path) for path in sorted(folder.glob("*.json"))]


def sample(recorded: Recorded, shares: Mapping[str, int]) -> list[str]:
    """Return names of cases, at even distances, so many of each outcome as `shares` says."""
    chosen = []
    for word, most in shares.items():
        names = [name for name, words in recorded.words.items() if words.split()[1] == word]
        step = max(len(names) / most, 1.0)
        chosen += [names[int(index * step)] for index in range(min(most, len(names)))]
    return [name for name in recorded.words if name in chosen]


def strictest() -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield each generator with its versions and, for each case, the strictest outcome of them."""
    by_generator: dict[str, list[Recorded]] = {}
    for recorded in all_recorded() + all_recorded(BUILDS):
        by_generator.setdefault(recorded.generator, []).append(recorded)
    for name, versions in by_generator.items():
        words = {
            case: max((one.words[case].split()[1] for one in versions if case in one.words), key=STRICTNESS.index)
            for case in versions[0].words
        }
        yield name, " and ".join(dict.fromkeys(one.version for one in versions)), words


def judged(generator: str, words: Mapping[str, str]) -> Iterator[tuple[str, str, bool]]:
    """Yield for each case the outcome, the product's verdict, and whether that is what the product owes."""
    for _, word, said, right in judged_cases(generator, words):
        yield word, said, right


def judged_cases(generator: str, words: Mapping[str, str]) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the same with the name of each case."""
    for case in cases(generator):
        word = words[case.name]
        said = verdict(inspected(case, generator))
        least, most = OWED[word]
        yield case.name, word, said, RANKS.index(least) <= RANKS.index(said) <= RANKS.index(most)
