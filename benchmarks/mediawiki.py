"""A page of 10 kB read by visitors, here and in MediaWiki as Debian packages it, one after the other in one run.

`make bench ONLY=mediawiki`, as root where these packages are: apt-get install mediawiki libapache2-mod-php php-sqlite3
php-apcu. Apache runs with one process per connection and keeps PHP's opcodes, MediaWiki keeps what it parses in APCu.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.towns import Town

from .driver import fetch, load
from .figures import Figure
from .pages import CONNECTIONS, SECONDS, ten_kilobytes, write_page

WIKI = Path("/usr/share/mediawiki")
MODULES = Path("/usr/lib/apache2/modules")
TITLE = "Page mesurée"
TIMES_DEARER = 7
SETTINGS = """
$wgMainCacheType = CACHE_ACCEL; $wgParserCacheType = CACHE_ACCEL; $wgMessageCacheType = CACHE_ACCEL;
$wgJobRunRate = 0; $wgUseGzip = true;
if ( getenv( 'FILE_CACHE' ) ) {{ $wgUseFileCache = true; $wgFileCacheDirectory = '{folder}/pages'; }}
"""
APACHE = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/apache.log
{modules}
User www-data
Group www-data
StartServers 4
MaxRequestWorkers {workers}
KeepAlive On
MaxKeepAliveRequests 0
TypesConfig /etc/mime.types
DocumentRoot {wiki}
<Directory {wiki}>
    Require all granted
    AllowOverride None
    DirectoryIndex index.php
</Directory>
<FilesMatch "\\.php$">
    SetHandler application/x-httpd-php
</FilesMatch>
SetEnv MW_CONFIG_FILE {folder}/LocalSettings.php
{environment}
"""


def figures(only: str, folder: Path) -> Iterator[Figure]:
    """Only when asked for by name: MediaWiki is not part of what Calade needs."""
    if not only.startswith("mediawiki"):
        return
    cost = {}
    for figure in (*ours(folder / "town"), *theirs(folder / "mediawiki")):
        cost[figure.name] = figure.value
        yield figure
    dearer = cost["mediawiki.file_cache.cpu_ms"] / cost["mediawiki.calade.cpu_ms"]
    how = "processor time of MediaWiki with its file cache, in times of Calade's page store, in this run"
    yield Figure("mediawiki.file_cache.dearer", dearer, "times", how, goal=TIMES_DEARER, at_least=True)


def ours(folder: Path) -> Iterator[Figure]:
    stored = Town("stored", folder, settings={"CALADE_MODE": "development"}).prepare()
    path = write_page(stored, TITLE)
    try:
        stored.start()
        yield from measured("calade", path, stored.port, stored.pids)
    finally:
        stored.remove()


def theirs(folder: Path) -> Iterator[Figure]:
    install(folder)
    path = f"/index.php?title={TITLE.replace(' ', '_')}"
    for name, environment in (("parser_cache", ""), ("file_cache", "SetEnv FILE_CACHE 1")):
        with apache(folder, environment) as (port, pid):
            yield from measured(name, path, port, [pid])


def measured(name: str, path: str, port: int, pids: list[int]) -> Iterator[Figure]:
    headers = {"Accept-Encoding": "gzip"}
    fetch(path, port, headers)
    run = load(path, port, headers, pids=pids, connections=CONNECTIONS, seconds=SECONDS)
    how = f"GET {path} of 10 kB, anonymous, {name}; {CONNECTIONS} connections, {SECONDS:g} s; all processes"
    yield Figure(f"mediawiki.{name}.cpu_ms", run.cpu_ms, "ms", f"{how}; the cheapest round")
    yield Figure(f"mediawiki.{name}.requests_per_second", run.requests_per_second, "1/s", how)


def install(folder: Path) -> None:
    if not WIKI.exists():
        raise SystemExit(
            "MediaWiki is not installed: apt-get install mediawiki libapache2-mod-php php-sqlite3 php-apcu"
        )
    for needed in (folder / "data", folder / "pages"):
        needed.mkdir(parents=True)
    maintain(
        folder, "install.php", "--dbtype", "sqlite", "--dbpath", str(folder / "data"), "--dbname", "wiki",
        "--confpath", str(folder), "--server", "http://localhost", "--scriptpath", "", "--lang", "fr",
        "--pass", os.urandom(12).hex(), "Mesures", "Mesureuse",
    )  # fmt: skip
    with (folder / "LocalSettings.php").open("a") as settings:
        settings.write(SETTINGS.format(folder=folder))
    maintain(folder, "edit.php", "--user", "Mesureuse", TITLE, said=ten_kilobytes("== {} ==", "[[{}]]"))
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "www-data", "www-data")
    for above in folder.parents[:3]:
        if above.is_relative_to("/tmp") and above != Path("/tmp"):
            above.chmod(0o755)


def maintain(folder: Path, script: str, *arguments: str, said: str = "") -> None:
    subprocess.run(
        ["php", WIKI / "maintenance" / script, *arguments], input=said, text=True, check=True,
        stdout=subprocess.DEVNULL, env={**os.environ, "MW_CONFIG_FILE": str(folder / "LocalSettings.php")},
    )  # fmt: skip


@contextmanager
def apache(folder: Path, environment: str) -> Iterator[tuple[int, int]]:
    """An Apache of our own: its port and the number of its first process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    names = {
        "mpm_prefork": "mpm_prefork",
        "authz_core": "authz_core",
        "dir": "dir",
        "mime": "mime",
        "env": "env",
    }
    modules = [f"LoadModule {name}_module {MODULES}/mod_{file}.so" for name, file in names.items()]
    modules.append(f"LoadModule php_module {next(MODULES.glob('libphp*.so'))}")
    settings = APACHE.format(
        folder=folder, port=port, wiki=WIKI, modules="\n".join(modules), workers=2 * CONNECTIONS,
        environment=environment,
    )  # fmt: skip
    (folder / "apache.conf").write_text(settings)
    command = ["apache2", "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]
    process = subprocess.Popen(command, start_new_session=True)  # it ends its whole group
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()
