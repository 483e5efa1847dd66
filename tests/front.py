"""nginx on free ports of this machine, with the files of deploy/nginx/ as they stand."""

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

from django.conf import settings as site

from tests.cluster import free_port

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin:/bin")
OPENSSL = shutil.which("openssl")
FILES = site.BASE_DIR / "deploy" / "nginx"

MAIN = """
daemon off; pid {folder}/pid; error_log {folder}/main.log; worker_processes 1; {user}
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    include site.conf;
    include onion.conf;
}}
"""


def certificate(folder):
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/privkey.pem", "-subj", "/CN=testserver"]
    command = [OPENSSL, "req", "-x509", *key, "-out", f"{folder}/fullchain.pem", "-days", "2"]
    subprocess.run(command, check=True, capture_output=True)


class Front:
    """nginx on two free ports of this machine, with the tree and the application of a test behind it."""

    def __init__(self, folder, tree, application, *, host="testserver"):
        self.host = host
        self.folder, self.plain, self.safe, self.onion = folder, free_port(), free_port(), free_port()
        shutil.copytree(FILES, folder, dirs_exist_ok=True)
        certificate(folder)
        moved = {
            "unix:/run/libertas/site.sock": application,
            "/etc/letsencrypt/live/example.org": str(folder),
            "/var/lib/libertas/tree": str(tree),
            "/var/log/nginx": str(folder),
            "listen [::]:80;": "",  # one test at a time may have these
            "listen [::]:443 ssl http2;": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain};",
            "127.0.0.1:8081": f"127.0.0.1:{self.onion}",
            "listen 443": f"listen 127.0.0.1:{self.safe}",
            "example.org": host,
        }
        for file in folder.rglob("*.conf"):
            text = file.read_text()
            for ours, here in moved.items():
                text = text.replace(ours, here)
            file.write_text(text)
        user = "user root;" if Path("/root").exists() and Path.home() == Path("/root") else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))

    def start(self):
        command = [NGINX, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.safe)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError((self.folder / "main.log").read_text())

    def stop(self):
        self.process.terminate()
        self.process.wait(10)

    def ask(self, path, method="GET", body=None, **headers):
        """Status, headers by small names, body."""
        trusting = ssl.create_default_context(cafile=self.folder / "fullchain.pem")
        trusting.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", self.safe, context=trusting, timeout=15)
        given = {"Host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=given)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        content = answer.read()
        connection.close()
        return answer.status, told, content
