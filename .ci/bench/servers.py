"""Servers of one run, on free ports of this machine: gunicorn with the site or a bare view, nginx."""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
HOST = "example.org"  # as in the Makefile's PRODUCTION

MAIN = """
daemon off; pid {folder}/pid; error_log {folder}/main.log; worker_processes 2; {user}
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include site.conf;
    server {{ listen 127.0.0.1:{bare}; root {folder}/bare; access_log off; }}
}}
"""


def cpu_seconds(server: subprocess.Popen) -> float:
    """Of a server and its workers, since they started."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _bracket, rest = file.read_text().rpartition(")")
        except OSError:  # it has ended
            continue
        words = rest.split()
        if server.pid in (int(name.split()[0]), int(words[1])):
            ticks += int(words[11]) + int(words[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def wait_for(port: int, process: subprocess.Popen) -> None:
    for _ in range(600):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    sys.exit(f"bench: a server did not start: {process.args}")


@contextmanager
def running(command: list[str], port: int, *, given: dict[str, str], folder: Path = ROOT):
    environment = os.environ | given
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        process.wait(30)


def site(database: str, *, in_memory: bool):
    """The application as it is deployed; `in_memory` False: figures only, so that each page is made."""
    port = free_port()
    given = {"DATABASE_URL": database, "BIND": f"127.0.0.1:{port}", "BEHIND_PROXY": "true"}
    given |= {} if in_memory else {"PAGES_IN_MEMORY": "1"}
    return port, running([sys.executable, "-m", "gunicorn", "campaign.wsgi"], port, given=given)


def bare(database: str, *, with_form: bool = False):
    """The same workers and threads, no configuration of ours."""
    port = free_port()
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "gthread", "--threads", "4"]
    command = [sys.executable, "-m", "gunicorn", *options, "--no-control-socket", "bare:application"]
    given = {"DATABASE_URL": database} | ({"WITH_FORM": "yes"} if with_form else {})
    return port, running(command, port, given=given, folder=HERE)


def nginx(folder: Path, tree: Path, *, application: int):
    """The files of deploy/nginx/ as they stand, without TLS; beside them a server that has only the file."""
    ours, alone = free_port(), free_port()
    shutil.copytree(ROOT / "deploy" / "nginx", folder)
    here = [f"listen 127.0.0.1:{ours};", 'set $libertas_onion "";', f"root {tree};", ""]
    (folder / "libertas" / "here.conf").write_text("\n".join(here))
    for file in folder.rglob("*.conf"):
        text = file.read_text().replace("unix:/run/libertas/site.sock", f"127.0.0.1:{application}")
        text = text.replace("/var/log/nginx", str(folder))
        text = text.replace("listen [::]:80;", "").replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
        file.write_text(text)
    (folder / "bare").mkdir()
    shutil.copy(tree / "fr/prisonniers/index.html", folder / "bare/page.html")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user, bare=alone))
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    return ours, alone, running(command, ours, given={})
