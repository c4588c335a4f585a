"""What `deploy/` hands to an administrator says what the program says: flags, settings, places where files are sent."""

import re
from pathlib import Path

import pytest

from commons.asgi import WITH_FILE
from commons.base.processes import read_procfile

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def flags(command):
    """{"--http-timeout": "120", …}: what daphne is told, but for where it listens."""
    words = command.replace("\\\n", " ").split()
    words = words[words.index("--no-server-name") : words.index("commons.asgi:application")]
    pairs = zip(words, [*words[1:], ""], strict=True)
    return {word: "" if after.startswith("--") else after for word, after in pairs if word.startswith("--")}


@pytest.mark.parametrize("name", ["systemd/calade-web.service", "Containerfile"])
def test_the_web_process_is_started_as_make_run_does(name):
    asked = flags(read_procfile(ROOT / "Procfile")["web"])
    text = (DEPLOY / name).read_text()
    assert flags(text[text.index("daphne ") :].replace('"', " ")) == asked


def test_nginx_lets_files_through_where_the_town_takes_them():
    rule = re.search(r"location ~ (\S+) \{\n\s+client_max_body_size 11m", (DEPLOY / "nginx.conf").read_text())
    assert rule and re.sub(r"^\((.*)\)$", r"\1", rule.group(1)) == WITH_FILE.pattern


def test_the_settings_that_are_handed_out_are_settings():
    known = set(re.findall(r"^\| `(CALADE_[A-Z_]+)`", (ROOT / "docs/settings.md").read_text(), re.MULTILINE))
    said = set(re.findall(r"^#?(CALADE_[A-Z_]+)=", (DEPLOY / "calade.env.example").read_text(), re.MULTILINE))
    assert said and said <= known


def test_nginx_speaks_tls_of_today_alone_and_leads_no_program_out_of_the_open():
    text = (DEPLOY / "nginx.conf").read_text()
    assert re.findall(r"ssl_protocols (.*);", text) == ["TLSv1.2 TLSv1.3"]
    [ciphers] = re.findall(r"ssl_ciphers (.*);", text)
    assert all(re.fullmatch(r"ECDHE-(ECDSA|RSA)-(AES\d+-GCM|CHACHA20)\S*", one) for one in ciphers.split(":"))
    plain = text[text.index("listen 80;") : text.index("listen 443")]
    assert "location ~ ^/ap/ { return 403; }" in plain and "return 301 https://" in plain


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_figures_stay_inside(name):
    text = (DEPLOY / name).read_text()
    assert "metrics" in text and "readyz" in text and "404" in text


@pytest.mark.parametrize("name", ["calade-web", "calade-worker", "calade-backup"])
def test_each_service_stands_behind_the_same_walls(name):
    lines = (DEPLOY / "systemd" / f"{name}.service").read_text().splitlines()
    walls = {"InaccessiblePaths=-/opt/calade/.git",
             "NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "User=calade", "CapabilityBoundingSet=",
             "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallFilter=@system-service"}  # fmt: skip
    assert walls <= set(lines)
