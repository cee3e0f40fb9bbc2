"""Machine talk in eleven languages, and what authors write that comes near it.

One line of a file is one post: its text stands at the start, at the end, in the middle of or instead of a sound post.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.core.check import Check
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Finding, Severity
from content_quality.core.inspection import run
from content_quality.core.residue import sign_files
from content_quality.core.settings import Settings

FOLDER = Path(__file__).parents[1] / "fixtures" / "residue"
RESIDUE = [check for check in CHECKS if check.category is Category.RESIDUE]
FIRST = {
    "en": "The ferry leaves every hour from the small pier, and the crossing takes twenty minutes.",
    "de": "Die Fähre fährt jede Stunde vom kleinen Anleger ab, und die Fahrt dauert zwanzig Minuten.",
    "fr": "Le bac part toutes les heures du petit ponton, et la traversée dure vingt minutes.",
    "es": "El transbordador sale cada hora del pequeño muelle, y el viaje dura veinte minutos.",
    "it": "Il traghetto parte ogni ora dal piccolo molo, e la traversata dura venti minuti.",
    "pt": "A balsa parte de hora em hora do pequeno cais, e a viagem dura vinte minutos.",
    "id": "Feri berangkat setiap jam dari dermaga kecil, dan perjalanan memakan waktu dua puluh menit.",
    "ru": "Паром отходит каждый час от маленького причала, и путь занимает двадцать минут.",
    "ja": "渡し船は小さな桟橋から一時間ごとに出て、二十分で島に着きます。",
    "zh": "渡船每小时从小码头出发一次，航程二十分钟。",
    "ko": "나룻배는 작은 선착장에서 한 시간마다 떠나고, 이십 분이 걸립니다.",
}
LAST = {
    "en": "The museum on the island shows old boats. It is open from April to October.",
    "de": "Das Museum auf der Insel zeigt alte Boote. Es ist von April bis Oktober geöffnet.",
    "fr": "Le musée de l'île montre de vieux bateaux. Il est ouvert d'avril à octobre.",
    "es": "El museo de la isla muestra barcas antiguas. Abre de abril a octubre.",
    "it": "Il museo dell'isola mostra vecchie barche. È aperto da aprile a ottobre.",
    "pt": "O museu da ilha mostra barcos antigos. Fica aberto de abril a outubro.",
    "id": "Museum di pulau itu memamerkan perahu tua. Museum buka dari April sampai Oktober.",
    "ru": "Музей на острове показывает старые лодки. Он открыт с апреля по октябрь.",
    "ja": "島の博物館では古い船を見ることができます。四月から十月まで開いています。",
    "zh": "岛上的博物馆展出古老的木船。四月到十月开放。",
    "ko": "섬의 박물관에서는 오래된 배를 볼 수 있습니다. 사월부터 시월까지 엽니다.",
}


def cases(name: str) -> list[tuple[str, str, str]]:
    lines = (FOLDER / f"{name}.txt").read_text("utf-8").splitlines()
    split = [tuple(line.split("|", 2)) for line in lines if line and not line.startswith("#")]
    return [(language, place, text) for language, place, text in split]


def body(language: str, place: str, text: str) -> str:
    own = text.replace("¶", "\n\n")
    first, last = FIRST[language], LAST[language]
    paragraphs = {
        "start": (own, first, last),
        "end": (first, last, own),
        "middle": (first, own, last),
        "body": (own,),
    }
    return "\n\n".join(paragraphs[place])


def findings(language: str, place: str, text: str, checks: list[Check] = RESIDUE) -> list[Finding]:
    source = f"---\ntitle: Boats\nlang: {language}\n---\n\n{body(language, place, text)}\n"
    post = Post.read(source.encode(), "post.md")
    return [
        finding
        for check in checks
        for finding in run(check, post, Settings()).findings
        if finding.severity >= Severity.WARNING
    ]


def test_machine_talk_is_flagged_in_every_language() -> None:
    missed = [" | ".join(case) for case in cases("machine-talk") if not findings(*case)]
    assert not missed, "\n".join(missed)


def test_what_authors_write_is_not_flagged() -> None:
    flagged = [
        f"{' | '.join(case)}: {finding.severity.label} {finding.check}: {finding.message}"
        for case in cases("near-misses")
        for finding in findings(*case)
    ]
    assert not flagged, "\n".join(flagged)


def test_a_body_that_is_only_a_refusal_or_an_error_is_held() -> None:
    quiet = [
        " | ".join(case)
        for case in cases("machine-talk")
        if case[1] == "body" and not any(found.severity is Severity.BLOCKER for found in findings(*case))
    ]
    assert not quiet, "\n".join(quiet)


def test_one_sign_in_the_middle_of_a_post_never_holds_but_for_a_model_that_names_itself() -> None:
    held = [
        " | ".join(case)
        for case in cases("machine-talk")
        for found in findings(*case)
        if case[1] == "middle" and found.severity is Severity.BLOCKER and len(found.evidence) < 2
    ]
    assert not held, "\n".join(held)


@pytest.mark.parametrize("name", ["machine-talk", "near-misses"])
def test_each_file_of_cases_covers_all_languages_with_150_texts(name: str) -> None:
    found = cases(name)
    assert len(found) >= 150
    assert {language for language, _, _ in found} == set(FIRST)


@pytest.mark.parametrize("language", sign_files.languages())
def test_the_signs_of_a_language_can_be_used(language: str) -> None:
    for sign in sign_files.of_language(language):
        for pattern in (sign.pattern, sign.unless, sign.next):
            assert pattern is None or pattern.search("…") is None
