"""Who may answer a question about a held post: users of Airflow, by the routing of alerts."""

from __future__ import annotations

from collections.abc import Sequence

from content_quality.core.alerts.routing import EDITORS
from content_quality.core.records import dataclass
from content_quality.core.settings import Recipient


@dataclass(frozen=True, slots=True)
class AirflowUser:
    """A user as Airflow's auth manager knows them; most managers call a user by the id."""

    user_id: str
    name: str

    @classmethod
    def of(cls, written: str) -> AirflowUser:
        """Return the user of a setting: `id`, or `id=name`."""
        user_id, _, name = written.partition("=")
        return cls(user_id.strip(), name.strip() or user_id.strip())


def assignees(answering: Sequence[Recipient], everyone: Sequence[Recipient]) -> tuple[AirflowUser, ...]:
    """Return the users of those who answer for a post, and of the editors; nobody: everybody may answer."""
    desk = [one for one in everyone if one.role == EDITORS]
    written = dict.fromkeys(user for one in (*answering, *desk) for user in one.airflow_users)
    return tuple(AirflowUser.of(user) for user in written)


def may_answer(users: Sequence[AirflowUser], name: str) -> bool:
    """Return whether the person whom Airflow calls `name` is asked; without users, everybody is."""
    return not users or any(user.name == name for user in users)
