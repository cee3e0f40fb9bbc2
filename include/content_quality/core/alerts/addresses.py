"""Where an alert message leads: pages of the dashboard, and the task in Airflow that decided."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from content_quality.core.dag_ids import DECIDE_TASK, GATE_POSTS, of_site


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one site. The dashboard lies one step below Airflow's own address."""

    dashboard_url: str
    site: str = ""  # its name among the sites of one Airflow

    @property
    def dashboard(self) -> str:
        """The dashboard's first page."""
        return f"{self._base}/"

    def post(self, post_id: str) -> str:
        """Return the page of a post."""
        return f"{self._base}/posts/{quote(post_id)}"

    def batch(self, batch_id: str) -> str:
        """Return the page of a batch."""
        return f"{self._base}/batches/{quote(batch_id)}"

    def check(self, name: str) -> str:
        """Return the page of a check."""
        return f"{self._base}/checks/{quote(name)}"

    @property
    def debt(self) -> str:
        """The page on which a person accepts the present state of an archive, and sees what it owes."""
        return f"{self._base}/debt"

    def deciding_task(self, run_id: str) -> str:
        """Return where Airflow shows the task of the run `run_id` that decided."""
        parts = urlsplit(self._base)
        root = parts._replace(path=parts.path.rpartition("/")[0]).geturl()
        return f"{root}/dags/{of_site(GATE_POSTS, self.site)}/runs/{quote(run_id, safe='')}/tasks/{DECIDE_TASK}"

    @property
    def _base(self) -> str:
        return self.dashboard_url.rstrip("/")
