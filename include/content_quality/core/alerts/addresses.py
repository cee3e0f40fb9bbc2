"""Where an alert message leads: pages of the dashboard, and the task in Airflow that decided."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from content_quality.core.dag_ids import DECIDE_TASK, GATE_POSTS, REVIEW_HELD_POSTS, of_site
from content_quality.core.records import dataclass


def path_of_run(dag_id: str, run_id: str) -> str:
    """Return where Airflow shows a run, below its own address."""
    return f"/dags/{dag_id}/runs/{quote(run_id, safe='')}"


def source_page(template: str, path: str) -> str:
    """Return where the source of the post `path` is edited; empty where the site names no web address for it."""
    if not template.startswith(("https://", "http://")):
        return ""
    return template.replace("{path}", quote(path, safe="/", errors="surrogatepass"))


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

    def repair(self, post_id: str) -> str:
        """Return the page of the repair of a post."""
        return f"{self._base}/repair?post={quote(post_id, safe='')}"

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

    @property
    def inbox(self) -> str:
        """Airflow's list of the questions about held posts that wait for an answer."""
        return self.airflow(f"/dags/{of_site(REVIEW_HELD_POSTS, self.site)}/required_actions?response_received=false")

    def deciding_task(self, run_id: str) -> str:
        """Return where Airflow shows the task of the run `run_id` that decided."""
        return self.airflow(f"{path_of_run(of_site(GATE_POSTS, self.site), run_id)}/tasks/{DECIDE_TASK}")

    def airflow(self, path: str) -> str:
        """Return a page of Airflow itself; the dashboard lies one step below Airflow's own address."""
        parts = urlsplit(self._base)
        return parts._replace(path=parts.path.rpartition("/")[0]).geturl() + path

    def retry(self, fault_path: str) -> str:
        """Return the page on which a person tries a failed run again, by the path of the run in Airflow."""
        _, _, dag_id, _, run_id = fault_path.split("/", 4)
        return f"{self._base}/try-again?dag_id={dag_id}&run_id={run_id}"

    @property
    def _base(self) -> str:
        return self.dashboard_url.rstrip("/")
