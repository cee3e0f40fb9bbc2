"""A real WordPress from Debian's packages: wordpress, php-cli, php-mysql and mariadb-server."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.patience import until
from tests.ports import free_port

PROGRAM = Path("/usr/share/wordpress")
ROUTE = "/wp/v2/posts"
CONFIG = """<?php
define('DB_NAME', 'wp'); define('DB_USER', 'wp'); define('DB_PASSWORD', 'wp'); define('DB_HOST', 'localhost:%(socket)s');
define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', ''); $table_prefix = 'wp_';
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $k) define($k, $k);
define('WP_ENVIRONMENT_TYPE', 'local'); define('DISABLE_WP_CRON', true); define('WP_HTTP_BLOCK_EXTERNAL', true);
if (!defined('ABSPATH')) define('ABSPATH', __DIR__.'/');
require_once ABSPATH.'wp-settings.php';
"""
SETUP = """<?php
$_SERVER['HTTP_HOST'] = '127.0.0.1:%(port)s'; $_SERVER['REQUEST_URI'] = '/'; define('WP_INSTALLING', true);
require '%(site)s/wp-config.php'; require_once ABSPATH.'wp-admin/includes/upgrade.php';
wp_install('Tidemark', 'admin', 'admin@example.org', true, '', 'word');
update_option('siteurl', '%(url)s'); update_option('home', '%(url)s'); update_option('timezone_string', 'Europe/Berlin');
$words = [];
foreach (['editor', 'author'] as $role) {
  $id = wp_insert_user(['user_login' => $role, 'user_pass' => 'x', 'user_email' => "$role@example.org", 'role' => $role]);
  [$words[$role],] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'content-quality']);
}
file_put_contents('%(words)s', json_encode($words));
"""


@dataclass
class Debian:
    """A WordPress that answers at `url`; application passwords by user."""

    url: str
    passwords: dict[str, str]

    def put(self, **values: object) -> int:
        """Write a post as the editor does."""
        return int(self._ask("POST", ROUTE, values)["id"])

    def status_of(self, number: int) -> str:
        return str(self._ask("GET", f"{ROUTE}/{number}")["status"])

    def trash(self, number: int) -> None:
        self._ask("DELETE", f"{ROUTE}/{number}")

    def _ask(self, method: str, route: str, values: object = None) -> Any:
        login = ("editor", self.passwords["editor"])
        parameters = {"rest_route": route, "context": "edit"}
        answer = httpx.request(method, f"{self.url}/", params=parameters, json=values, auth=login, timeout=120)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def installed(folder: Path) -> Iterator[Debian]:
    """Yield a new WordPress whose files lie below `folder`, or skip the test."""
    for name in ("php", "mariadbd", "mariadb-install-db", "mariadb"):
        if not (shutil.which(name) or Path("/usr/sbin", name).exists()) or not PROGRAM.is_dir():
            pytest.skip("apt-get install wordpress php-cli php-mysql mariadb-server")
    port, socket, site = free_port(), folder / "db.sock", folder / "site"
    about = {"socket": socket, "port": port, "site": site, "url": f"http://127.0.0.1:{port}", "words": folder / "words"}
    shutil.copytree(PROGRAM, site, ignore=shutil.ignore_patterns("wp-config.php"), ignore_dangling_symlinks=True)
    (site / "wp-config.php").write_text(CONFIG % about)
    (folder / "setup.php").write_text(SETUP % about)
    data = f"--datadir={folder / 'db'}"
    install = ["mariadb-install-db", "--no-defaults", "--user=root", data, "--auth-root-authentication-method=normal"]
    subprocess.run(install, check=True, capture_output=True)
    with ExitStack() as running:
        server = ["/usr/sbin/mariadbd", "--no-defaults", "--user=root", data, f"--socket={socket}", "--skip-networking"]
        _start(running, [*server, f"--pid-file={folder / 'pid'}"])
        ask = ["mariadb", "--no-defaults", "-S", str(socket), "-e"]
        until(lambda: subprocess.run([*ask, "select 1"], capture_output=True, check=False).returncode == 0)
        rights = "create database wp; create user wp@localhost identified by 'wp'; grant all on wp.* to wp@localhost;"
        subprocess.run([*ask, rights], check=True)
        subprocess.run(["php", str(folder / "setup.php")], check=True, capture_output=True)
        _start(running, ["php", "-S", f"127.0.0.1:{port}", "-t", str(site)])
        until(lambda: _answers(str(about["url"])))
        yield Debian(str(about["url"]), json.loads((folder / "words").read_text()))


def _start(running: ExitStack, command: list[str]) -> None:
    process = running.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    running.callback(process.kill)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=120).is_success
    except httpx.HTTPError:
        return False
