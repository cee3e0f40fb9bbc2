"""Why something failed, in one sentence, and what to do: values in, words of ours out.

No exception's text is kept but that of exceptions of ours, which quote no post and no secret.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping

from content_quality.core.i18n.catalogue import Catalogue, marked
from content_quality.core.records import dataclass

SEE_LOG = marked("See the log of the task for the details, then try again.")


@dataclass(frozen=True, slots=True)
class KnownCause:
    """One kind of fault: its sentence, with the details filled in, and the next step."""

    sentence: str
    step: str


CAUSES: Mapping[str, KnownCause] = {
    "settings": KnownCause(
        marked("The settings cannot be used: {detail}"),
        marked("Correct the settings file. The pipeline reads the file again within a minute."),
    ),
    "sources": KnownCause(
        marked("The sources cannot be read: {detail}"),
        marked("No post counts as deleted. Do what the sentence says; the pipeline looks again within a minute."),
    ),
    "source": KnownCause(
        marked("A source cannot be read: {detail}"),
        marked("No post counts as deleted, and the other sources are read. Do what the sentence says, then try again."),
    ),
    "waivers": KnownCause(
        marked("The accepted passages cannot be read: {detail}"),
        marked("Correct the file that the sentence names, then try again."),
    ),
    "suites": KnownCause(
        marked("The expectations cannot be read: {detail}"),
        marked("Correct the file in the folder expectations/, then try again."),
    ),
    "policy": KnownCause(
        marked("The settings, checks or waivers changed while the batch was being decided."),
        marked("Try again: the posts are then read under the new settings."),
    ),
    "release": KnownCause(
        marked("The released posts could not be written: {detail}"),
        marked("Look at the release folder or branch that the settings name, then try again."),
    ),
    "store-locked": KnownCause(
        marked("Another process was writing the metrics store."),
        marked("Wait until the other process ends, or end it; then try again."),
    ),
    "damaged": KnownCause(
        marked("A file of the pipeline's own state is damaged: {detail}"),
        marked('Follow docs/operating.md, section "When a run is red", then try again.'),
    ),
    "exchange": KnownCause(
        marked("The workers could not hand files to each other: {detail}"),
        marked("Nothing of the batch is released. Do what the sentence says, then try again."),
    ),
    "store-unusable": KnownCause(
        marked("An object store cannot be used: {detail}"),
        marked("Look at the address, the connection and the rights that it has; then try again."),
    ),
    "disk-full": KnownCause(
        marked("The disk is full."), marked("Make room on the disk of the state folder, then try again.")
    ),
    "permission": KnownCause(
        marked("A file or folder may not be read or written."),
        marked("The log names the file. Give Airflow's user the right to it, then try again."),
    ),
    "memory": KnownCause(
        marked("The task ran out of memory."), marked("Give Airflow's workers more memory, then try again.")
    ),
    "time-limit": KnownCause(
        marked("The task took longer than its limit."),
        marked("See in the log what the task waited for, then try again."),
    ),
    "killed": KnownCause(
        marked("The task was stopped from outside before it ended."),
        marked("Look whether the machine ran out of memory or was restarted, then try again."),
    ),
    "import": KnownCause(
        marked("The file {detail} cannot be imported, so none of its runs start."),
        marked("Airflow's page of import errors shows the line. Correct the file; no restart is needed."),
    ),
    "connection": KnownCause(
        marked("An Airflow connection is missing or cannot be used: {detail}"),
        marked("Add or correct the connection in Airflow under Admin, Connections; then try again."),
    ),
    "late-undecided": KnownCause(
        marked("Posts that arrived were not decided by the hour that the settings name: {detail}"),
        marked("Look in Airflow whether the DAG is paused, queued or red; then try again."),
    ),
    "late-unread": KnownCause(
        marked("The sources were not read before the hour that the settings name: {detail}"),
        marked("Look in Airflow whether the scheduler runs and the DAG is not paused; then start the DAG."),
    ),
    "undelivered": KnownCause(
        marked("An alert was given up: {detail}"),
        marked("Correct the recipient or the connection, then run: content-quality alerts retry"),
    ),
    "journal": KnownCause(
        marked("Lines in the journal of alerts cannot be read, so an alert may come twice or not at all."),
        marked("Run: content-quality alerts repair"),
    ),
    "index": KnownCause(
        marked("The index of copied passages was damaged and has been built anew. Nothing is lost."),
        marked("Look at the disk of the state folder: what damaged one file may damage others."),
    ),
    "unknown": KnownCause(marked("The task stopped with {detail}."), SEE_LOG),
}

OWN_WORDS = {  # exceptions whose words are ours, by name: core may not know the rooms that raise them
    "SettingsError": "settings",
    "SourceVanished": "sources",
    "SourceUnusable": "source",
    "WaiversUnreadable": "waivers",
    "SuiteUnreadable": "suites",
    "PolicyChanged": "policy",
    "ReleaseRefused": "release",
    "ReleaseIncomplete": "release",
    "StoreLocked": "store-locked",
    "Locked": "store-locked",
    "StoreDamaged": "damaged",
    "SnapshotDamaged": "damaged",
    "FileDamaged": "damaged",
    "AnswersUnreadable": "damaged",
    "NotDelivered": "connection",
    "ExchangeIncomplete": "exchange",
    "ExchangeDamaged": "exchange",
    "OtherProgram": "exchange",
    "StorageUnusable": "store-unusable",
}
OTHERS = {
    "AirflowTaskTimeout": "time-limit",
    "TimeoutError": "time-limit",
    "MemoryError": "memory",
    "PermissionError": "permission",
    "AirflowNotFoundException": "connection",
}
LONGEST_DETAIL = 500  # characters


@dataclass(frozen=True, slots=True)
class PipelineFault:
    """What failed: the kind of its cause, the details in words of ours, and where Airflow shows its log."""

    what: str  # a key of `CAUSES`
    detail: str = ""
    log: str = ""  # a path below Airflow's own address; empty: there is no log
    run: str = ""  # the path of the run that may be tried again; empty: there is none

    @property
    def cause(self) -> KnownCause:
        """Its sentence and step; a kind of a newer version is unknown here."""
        return CAUSES.get(self.what, CAUSES["unknown"])

    def sentence(self, words: Catalogue) -> str:
        """Return the cause in one sentence."""
        return words.text(self.cause.sentence, detail=self.detail)

    def step(self, words: Catalogue) -> str:
        """Return the next step."""
        return words.text(self.cause.step)


def fault_of(error: BaseException | None, log: str = "", run: str = "") -> PipelineFault:
    """Return the fault that `error` is; without one, the task was stopped from outside."""
    if error is None:
        return PipelineFault("killed", "", log, run)
    names = [kind.__name__ for kind in type(error).__mro__]
    for name in names:
        if name in OWN_WORDS:
            return PipelineFault(OWN_WORDS[name], " ".join(str(error).split())[:LONGEST_DETAIL], log, run)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return PipelineFault("disk-full", "", log, run)
    what = next((OTHERS[name] for name in names if name in OTHERS), "unknown")
    return PipelineFault(what, names[0] if what == "unknown" else "", log, run)
