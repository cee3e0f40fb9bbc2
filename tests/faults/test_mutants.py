"""Take away each condition on the way to a release, one at a time: some test must notice."""

from __future__ import annotations

import compileall
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.patience import PATIENCE

GATE, GAPS, GRANTS, WAIVERS, RELEASE = (
    "core/gate/decide.py",
    "core/gate/gate_findings.py",
    "core/gate/acceptances.py",
    "core/gate/waivers.py",
    "pipeline/gate/release_batch.py",
)
REVIEWS, SNAPSHOTS, FOLDER, PREFIX = (
    "adapters/state/reviews.py",
    "adapters/state/snapshots.py",
    "adapters/release/folder.py",
    "adapters/release/object_prefix.py",
)
ATTESTATION, MANIFEST, KEYS, VERIFY, LEDGER, WRITER, SCHEMA = (
    "adapters/release/attestation.py",
    "adapters/release/manifest.py",
    "adapters/release/keys.py",
    "pipeline/gate/verify_release.py",
    "adapters/store/ledger.py",
    "adapters/store/writer.py",
    "adapters/store/schema.py",
)
ASKING, DECIDING, BATCHES, STEPS, INGEST, MERGING = (
    "pipeline/review/review_posts.py",
    "pipeline/gate/decide_batch.py",
    "adapters/state/batch_files.py",
    "pipeline/gate/gate_batch.py",
    "pipeline/ingest/source_listing.py",
    "core/gate/batches.py",
)
COLLIDING, BESIDE = "core/gate/colliding_names.py", "adapters/release/bundles.py"
STORED, KEEPING = "adapters/state/stored_rows.py", "pipeline/ingest/keep_posts.py"
CORE = ("tests/core/gate/test_decide.py", "tests/core/gate/test_acceptances.py")
LEAVING = ("tests/faults/test_fail_closed.py", "-k", "leave or changed_release_nothing or disagree")
TAMPERING, VERIFYING = ("tests/faults/test_manifest_tampering.py", "tests/pipeline/gate/test_verify_release.py")
FAULTS, RELEASES, GATING = (
    "tests/faults/test_fail_closed.py",
    "tests/pipeline/gate/test_release.py",
    "tests/pipeline/gate/test_gate_batch.py",
)
# Which tests have to notice, by module.
WATCHED = {
    GATE: CORE, GAPS: CORE, GRANTS: CORE, WAIVERS: CORE, RELEASE: LEAVING,
    REVIEWS: ("tests/adapters/state/test_reviews.py",),
    SNAPSHOTS: ("tests/adapters/release/test_folder.py",),
    FOLDER: ("tests/adapters/release/test_folder.py",),
    PREFIX: ("tests/adapters/release/test_object_prefix.py", "-k", "reads_back or break"),
    ATTESTATION: (RELEASES, TAMPERING, "-k", "line or hold or kind"),
    MANIFEST: (TAMPERING,),
    BESIDE: ("tests/adapters/release/test_bundle_lines.py",),
    KEYS: (TAMPERING,),
    VERIFY: (VERIFYING, TAMPERING),
    COLLIDING: ("tests/core/gate/test_colliding_names.py",),
    LEDGER: ("tests/adapters/store/test_store.py",),
    WRITER: ("tests/adapters/store/test_store.py",),
    SCHEMA: ("tests/adapters/store/test_store.py",),
    ASKING: ("tests/pipeline/review/test_review.py", "-k", "replaced or every_other_answer"),
    DECIDING: (FAULTS, "-k", "validated_under_another_policy"),
    BATCHES: (GATING, FAULTS, "-k", "lost_its_end or other_checks"),
    STEPS: ("tests/pipeline/ingest/test_faults.py", "-k", "edited_while_it_judges"),
    INGEST: (FAULTS, "-k", "empty_listing"),
    MERGING: (GATING, "-k", "lost_for_long"),
    STORED: ("tests/adapters/state/test_stored_rows.py",),
    KEEPING: ("tests/pipeline/ingest/test_unchanged_files.py",),
}  # fmt: skip

MATCH = "if (waiver.check, waiver.fingerprint) == mark(finding)), None)"
# What is taken away: module, the condition, what stands in its place.
MUTANTS = {
    "the worst finding wins": (GATE, "return max(map(_weight", "return min(map(_weight"),
    "a blocker holds": (GATE, "Severity.BLOCKER: Verdict.HOLD", "Severity.BLOCKER: Verdict.REVIEW"),
    "review may be kept back": (GATE, "releasing(release_review=context.release_review)", "releasing(release_review=True)"),
    "hold is never released": (GATE, "released = verdict in", "released = verdict is Verdict.HOLD or verdict in"),
    "faults count": (GATE, "accepted((*faults, *judged", "accepted((*judged"),
    "the suites' findings count": (GATE, "accepted((*faults, *judged, ", "accepted((*faults, "),
    "an inspection is needed": (GAPS, "    if inspection is None:\n        yield _fault(", "    if inspection is None:\n        return\n        yield _fault("),
    "of these very bytes": (GAPS, "inspection.sha256 != post.sha256 or ", ""),
    "of this very post": (GAPS, " or inspection.post_id != post_id", ""),
    "a validation is needed": (GAPS, "validation is None or not validation.complete", "validation is not None and not validation.complete"),
    "a complete validation": (GAPS, "validation is None or not validation.complete", "validation is None"),
    "of a whole batch": (GAPS, "for reason in validation.broken if validation else ():", "for reason in ():"),
    "no check crashed": (GAPS, "        if result.error:", "        if False:"),
    "an outline is needed": (GAPS, "if inspection.facts is not None and inspection.outline is None:", "if False:"),
    "facts are needed": (GAPS, "    if not readable:\n        yield", "    if False:\n        yield"),
    "every check ran": (GAPS, "        if (check.name, check.version) not in ran:", "        if False:"),
    "in its present version": (GAPS, "(check.name, check.version) not in ran", "check.name not in {name for name, _ in ran}"),
    "waivers can be read": (GAPS, "    if context.acceptances.fault:", "    if False:"),
    "an approval is of these bytes": (GRANTS, "and self.sha256 == sha256 and mark(finding) in self.seen", "and mark(finding) in self.seen"),
    "an approval is of this post": (GRANTS, "self.post_id == post_id and self.sha256", "self.sha256"),
    "an approval is of what was seen": (GRANTS, " and mark(finding) in self.seen", ""),
    "the baseline is of these bytes": (GRANTS, "return known.sha256 == sha256 or (", "return True or ("),
    "the baseline is of what was recorded": (GRANTS, "if known is None or mark(finding) not in known.findings:", "if known is None:"),
    "an edit ends the baseline near it": (GRANTS, " and not edit.touches(finding)", ""),
    "an edit is of these bytes": (GRANTS, "edit is not None and edit.sha256 == sha256", "edit is not None"),
    "debt is no clear post": (GATE, "return Verdict.DEBT if is_owed(finding) else Verdict.CLEAR", "return Verdict.CLEAR"),
    "nobody accepts missing evidence": (GRANTS, "if finding.category is Category.INSPECTION:", "if False:"),
    "a waiver is of this passage": (GRANTS, MATCH, "if waiver.check == finding.check), None)"),
    "a waiver is of this check": (GRANTS, MATCH, "if waiver.fingerprint == finding.fingerprint), None)"),
    "a waiver is of this post": (GRANTS, "if waiver.post == post_id)", "if waiver.check)"),
    "a post cannot excuse a blocker": (GRANTS, "if finding.severity >= Severity.BLOCKER:", "if False:"),
    "a comment covers its paragraph": (GRANTS, " and waiver.first_line <= finding.span.line <= waiver.last_line", ""),
    "a comment is of this check": (GRANTS, "return waiver.check == finding.check and ", "return "),
    "answers can be read": (GAPS, "    if answered.fault:", "    if False:"),
    "comments count only where the site takes them": (WAIVERS, "if not rules.inline:", "if False:"),
    "a comment names a check": (WAIVERS, "    if check not in checks:", "    if False:"),
    "a comment has a reason and an end": (WAIVERS, "if until is None or not is_readable(comment.reason):", "if until is None:"),
    "a waiver ends": (WAIVERS, "if waiver.until < today:", "if False:"),
    "a waiver lasts 180 days at most": (WAIVERS, "if waiver.until - waiver.granted > timedelta(days=rules.most_days):", "if False:"),
    "a waiver has begun": (WAIVERS, "if waiver.granted > today:", "if False:"),
    "a waiver names a check": (WAIVERS, "if waiver.check not in checks:", "if False:"),
    "a waiver has a reason": (WAIVERS, "or not value.strip()]", "]"),
    "a comment ends": (WAIVERS, "    if until < today:", "    if False:"),
    "a comment lasts 180 days at most": (WAIVERS, "if until > today + timedelta(days=rules.most_days):", "if False:"),
    "only what was decided to be released leaves": (RELEASE, "        decision.released\n        and ", "        "),
    "only released verdicts leave": (RELEASE, "        and decision.verdict in released_verdicts\n", ""),
    "only bytes leave": (RELEASE, "        and len(decision.sha256) == 64\n", ""),
    "only under today's policy": (RELEASE, "        and decision.policy == policy\n", ""),
    "review stays where the site says so": (RELEASE, "release_review=project.settings.gate.release_review", "release_review=True"),
    "file and store agree about the decisions": (RELEASE, "    _refuse_other_decisions(project, batch_id, decisions)\n    return context", "    return context"),
    "an answer is what was written": (REVIEWS, "if written_as != (path.parent.name, path.name):", "if False:"),
    "an answer is of this post": (REVIEWS, "if present_id(answer.post_id) == post_id] if sha256", "] if sha256"),
    "only an approval approves": (REVIEWS, "if answer.outcome is Outcome.APPROVED]", "]"),
    "a rejection takes an approval back": (REVIEWS, "(rejected is not None and rejected >= approved[-1].answered_at)", "False"),
    "of two answers at once the rejection counts": (REVIEWS, "rejected >= approved", "rejected > approved"),
    "an approval is of the newest version": (ASKING, "if newest != decision.sha256:", "if False:"),
    "an approval has a reason and a name": (ASKING, "elif not (is_reason(given.reason) and is_reason(given.who)):", "elif False:"),
    "only an approval makes a batch": (ASKING, "if answer.outcome is not Outcome.APPROVED:", "if False:"),
    "validated under this policy": (DECIDING, "if validated and validated[0] == policy else None", "if validated else None"),
    "a result file is whole": (BATCHES, 'if end.get("end") != len(lines):', "if False:"),
    "results are of these checks": (BATCHES, 'if end["checks"] == checks_digest:', "if True:"),
    "a row that is decoded was verified": (STORED, "if _digest(line) != place.digest:", "if False:"),
    "only decided bytes are not read again": (KEEPING, "if self._decided.get(post_id) == (sha256, self._policy, \"\") else None", ""),
    "an unchanged file is the one that was read": (KEEPING, "and known[:1] == [name]", ""),
    "the policy stayed the same": (STEPS, "if project.policy != policy:", "if False:"),
    "merged batches bring no older version back": (MERGING, "if decided_in > batch.batch_id", "if False"),
    "a source that had posts lists some": (INGEST, "if source.name in had_posts - listed - found.inboxes", "if False"),
    "known by the batches while nothing is published": (INGEST, "if not project.workspace.published.exists():", "if False:"),
    "a snapshot holds the bytes of its name": (SNAPSHOTS, "if hashlib.sha256(data).hexdigest() != sha256:", "if False:"),
    "no name leads out of the folder": (FOLDER, "or any(part in (\"..\", \".\") or \"\\0\" in part for part in name.parts)", ""),
    "no link leads out of the folder": (FOLDER, "if any(parent.is_symlink() for", "if any(False for"),
    "an older batch replaces no newer one": (FOLDER, "if before and order(before) > order(entry):", "if False:"),
    "an object reads back as written": (PREFIX, "if hashlib.sha256(store.read(key)).hexdigest() != sha256:", "if False:"),
    "with a key, unsigned lines count for nothing": (ATTESTATION, "        if key:\n            raise", "        if False:\n            raise"),
    "a signature is the key's": (ATTESTATION, "if key and not any(", "if False and not any("),
    "an HMAC is compared": (KEYS, "return hmac.compare_digest(hmac.digest(secret, message, \"sha256\"), signature)", "return True"),
    "a line agrees with itself": (ATTESTATION, "    if not sound:", "    if False:"),
    "a hold never leaves": (ATTESTATION, "            and entry.verdict in RELEASED\n", ""),
    "a line is of its kind": (ATTESTATION, "    if line[\"payloadType\"] != kind:", "    if False:"),
    "a line follows the one before it": (MANIFEST, "        if place != wanted:", "        if False:"),
    "a line ends": (MANIFEST, "    if data and not data.endswith(b\"\\n\"):", "    if False:"),
    "a public key is no secret": (KEYS, "        if OTHER_KEYS.match(data) or b\"PUBLIC\" in data.upper() or _is_der(_decoded(data)):", "        if False:"),
    "a manifest has an end": (VERIFY, "    if found.is_chained and found.head is None:", "    if False:"),
    "with a key, lines are numbered": (VERIFY, "    if key and not found.is_chained:", "    if False:"),
    "a manifest does not go back": (VERIFY, "    if not 0 < count <= len(found.digests) or found.digests[count - 1] != last:", "    if False:"),
    "a link to a picture stays in the site": (VERIFY, " and not _leads_away(path, named.root)", ""),
    "who was read first stays": (COLLIDING, "newcomers = {name, other} - read_before", "newcomers = {name, other}"),
    "accents may be written in two ways": (COLLIDING, 'unicodedata.normalize("NFD", unicodedata.normalize("NFD", name).casefold())', "name.casefold()"),
    "no file lies where a folder lies": (COLLIDING, "_twin(name, same[form]) or _file_above(form, same, on_the_way)", "_twin(name, same[form])"),
    "a name fits on every disk": (COLLIDING, "if (reason := _too_long(name))", "if not (reason := name)"),
    "every file is looked at": (VERIFY, "if path != named.path and _is_other(", "if path.suffix != \".md\" or _is_other("),
    "a file is byte for byte what was released": (VERIFY, "if entry.sha256 == sha256 else", "if entry.sha256 else"),
    "a file is released under its own name": (VERIFY, "named.released.get(name)", "next((e for key, e in named.released.items() if name.endswith(key)), None)"),
    "the newest release counts": (MANIFEST, "if before is None or order(before) <= order(entry):", "if before is None:"),
    "the subjects of a line are its files": (ATTESTATION, '            and statement["subject"] == subjects(entry)\n', ""),
    "no file of a line leads elsewhere": (BESIDE, "or not all(_is_sound(one) for one in files)", ""),
    "a file stands once in a line": (BESIDE, "len(set(names)) != len(names) or ", ""),
    "no file takes the place of a post": (BESIDE, "        found.pop(place(entry), None)", "        pass"),
    "a newer file of a shared folder stays": (BESIDE, " and order(one) > order(entry)]", " and False]"),
    "a file beside a post is byte for byte what was released": (VERIFY, "if hashlib.sha256(data).hexdigest() == file.sha256 else", "if file.sha256 else"),
    "a file beside a post is named": (VERIFY, "if named.is_of_a_post(name):", "if False:"),
    "a store that lost a load is refused": (LEDGER, "    if lost:", "    if False:"),
    "a missing store is refused": (WRITER, "if in_ledger and not workspace.store.exists():", "if False:"),
    "a newer schema is refused": (SCHEMA, "if version > newest():", "if False:"),
}  # fmt: skip


class Package:
    """A copy of the package, and the tests that watch it."""

    def __init__(self, folder: Path) -> None:
        self.sources = folder / "include" / "content_quality"
        self._output = folder / "output.txt"
        shutil.copytree(ROOT / "include", folder / "include", ignore=shutil.ignore_patterns("__pycache__", "static"))
        # By their hash and not by their age: a change within the same second counts.
        assert compileall.compile_dir(
            self.sources, quiet=1, invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH
        )
        variables = os.environ | {"PYTHONPATH": str(folder / "include"), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.faults.mutant_runner"]
        self.runner = subprocess.Popen(
            command, cwd=ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def passes(self, tests: tuple[str, ...]) -> bool:
        arguments = ["-q", "-x", "-o", "timeout=300", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *tests]
        assert self.runner.stdin
        assert self.runner.stdout
        print(json.dumps([str(self._output), *arguments]), file=self.runner.stdin, flush=True)
        status = self.runner.stdout.readline().strip()
        assert status in ("0", "1"), f"{status}: {self._output.read_text()[-3000:]}"
        return status == "0"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    copy = Package(tmp_path_factory.mktemp("mutants"))
    yield copy
    copy.runner.communicate(timeout=PATIENCE)


@pytest.mark.slow
@pytest.mark.parametrize("tests", dict.fromkeys(WATCHED.values()), ids=" ".join)
def test_the_tests_pass_with_every_condition_in_place(package: Package, tests: tuple[str, ...]):
    assert package.passes(tests)


@pytest.mark.slow
@pytest.mark.parametrize(("module", "condition", "instead"), MUTANTS.values(), ids=MUTANTS.keys())
def test_a_test_notices_when_this_is_taken_away(package: Package, module: str, condition: str, instead: str):
    path = package.sources / module
    sound = path.read_text("utf-8")
    assert condition in sound, f"{module} no longer says {condition!r}"
    path.write_text(sound.replace(condition, instead), "utf-8")
    try:
        assert not package.passes(WATCHED[module])
    finally:
        path.write_text(sound, "utf-8")
