"""Links survive login: a reader without a session logs in and comes back to the very page, and every refusal has its style."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import HTTPException

from tests.dashboard.test_commands import OWN
from tests.dashboard.test_every_route import HELD, refuse


def forbid() -> None:
    raise HTTPException(403, "not for you")


@pytest.mark.parametrize("path", ["/", HELD, f"{HELD}?batch=b0&lang=ja", "/posts?verdict=hold&q=a%26b", "/nowhere"])
def test_a_link_leads_to_the_login_and_back_to_the_very_page(filled, client, path):
    answer = client(login=refuse, login_url="/airflow/auth/login").get(path, follow_redirects=False)
    assert answer.status_code == 303
    login = urlsplit(answer.headers["location"])
    assert login.path == "/airflow/auth/login"
    assert parse_qs(login.query) == {"next": [path]}


def test_a_program_and_a_form_are_refused_and_led_nowhere(filled, client):
    dashboard = client(login=refuse, login_url="/auth/login")
    for answer in (
        dashboard.get("/api/v1/posts", follow_redirects=False),
        dashboard.get("/posts", headers={"accept": "application/json"}, follow_redirects=False),
        dashboard.get("/posts.json", follow_redirects=False),
        dashboard.post("/answer", headers=OWN, follow_redirects=False),
    ):
        assert answer.status_code == 401


@pytest.mark.parametrize(("login", "status"), [(refuse, 401), (forbid, 403)])
def test_a_refused_page_brings_its_style_along(filled, client, login, status):
    answer = client(login=login).get("/posts")
    assert answer.status_code == status
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert "static/" not in answer.text, "what it may not load"
