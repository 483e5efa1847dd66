"""The site as on its server, its mail worker, a mail server in any mood, and visitors who press again."""

import asyncio
import http.client
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from email import message_from_bytes, policy
from html import unescape
from tempfile import TemporaryFile
from threading import Lock
from urllib.parse import urlencode

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tests.cluster import ROOT, free_port, production
from tests.sponsorships.typed import TOWN

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
COOKIE = "c" * 32  # the form's own cookie; a form carries the same word


def wait_for(true, seconds=60):
    """As long as it takes, and not for ever."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {true}")


class Site:
    """gunicorn and one mail worker, with the settings of production."""

    def __init__(self, url, *, mail_port=9, **given):
        self.port, self.running = free_port(), {}
        self.log = TemporaryFile("w+")  # noqa: SIM115 - closed with the test
        self.settings = production(
            url,
            BIND=f"127.0.0.1:{self.port}",
            EMAIL_URL=f"smtp://127.0.0.1:{mail_port}",
            ALLOWED_HOSTS="example.org",
            **given,
        )

    def start(self, name="gunicorn"):
        self.spawn(name)
        if name == "gunicorn":
            wait_for(self.is_up, seconds=120)

    def restart(self, **given):
        """With other settings, as after an edit of their file."""
        self.settings |= given
        for name in list(self.running):
            self.running[name].terminate()
            self.running[name].wait(30)
            self.start(name)

    def spawn(self, name):
        program = (
            ["-m", "gunicorn", "campaign.wsgi"]
            if name == "gunicorn"
            else ["manage.py", "send_letters", "--loop"]
        )
        self.running[name] = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=self.settings,
            stdout=self.log,
            stderr=self.log,
        )

    def is_up(self):
        """Started again if it ended, as systemd does: the orphans of a killed master hold its port a while."""
        if self.running["gunicorn"].poll() is not None:
            self.spawn("gunicorn")
        with suppress(OSError):  # its own answers, not the orphans'
            return self.children() and self.is_alive()

    def said(self):
        """What its processes wrote, for whoever reads why a test failed."""
        self.log.seek(0)
        return "\n".join(line for line in self.log if '"status": 500' in line or "Internal Server" in line)

    def is_alive(self):
        with suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/healthz")[0] == 200

    def children(self):
        """The processes of gunicorn that answer."""
        file = f"/proc/{self.running['gunicorn'].pid}/task/{self.running['gunicorn'].pid}/children"
        with open(file) as found:  # noqa: PTH123
            return [int(pid) for pid in found.read().split()]

    def kill(self, name):
        self.running[name].kill()
        self.running[name].wait()

    def kill_a_child(self):
        os.kill(wait_for(self.children)[0], signal.SIGKILL)

    def stop(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.log.close()

    def ask(self, method, address, typed=(), *, body=None, seconds=20, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            body = urlencode(typed, doseq=True) if typed else body
            ours = {
                "Host": "example.org",
                "X-Forwarded-Proto": "https",
                "Referer": "https://example.org/fr/parrainer/",
                "Cookie": f"__Host-csrftoken={COOKIE}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            connection.request(method, address, body, ours | headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def sign_up(self, number, readers, *, patience=120):
        """A visitor who presses until he is thanked; what he was answered on the way."""
        who = {"X-Forwarded-For": f"10.{number // 65_536}.{number // 256 % 256}.{number % 256}"}
        typed = TOWN | {
            "email": f"town{number}@example.org",
            "ticket": f"storm-{number}",
            "readers": readers,
            "csrfmiddlewaretoken": COOKIE,
            "send": "1",
        }
        seen, end = [], time.monotonic() + patience
        while time.monotonic() < end:
            try:
                status, page = self.ask("POST", "/fr/parrainer/", typed, **who)
            except (OSError, http.client.HTTPException):
                seen.append("no answer")
                time.sleep(0.2)
                continue
            seen.append(status)
            if status == 302:
                return seen
            if status == 200:  # asked to press again: what is hidden in the page is what was typed
                typed = again(page) | {"send": "1"}
            time.sleep(0.2)
        return seen


def again(page):
    typed = {}
    for name, value in HIDDEN.findall(page):
        typed.setdefault(unescape(name), []).append(unescape(value))
    return typed


class MailServer:
    """Takes letters, and can be in any bad mood: slow, silent, refusing, or gone in the middle."""

    def __init__(self):
        self.letters, self.lock, self.mood = [], Lock(), "good"
        self.port = free_port()
        self.controller = None

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.factory = lambda: SMTP(self, hostname="mail.example.org", enable_SMTPUTF8=True)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
        self.controller = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        match self.mood:
            case "refusing":
                return "550 not wanted"
            case "not now":
                return "451 try again later"
            case "dropping":
                server.transport.abort()
                return ""
            case "hanging":
                await asyncio.sleep(60)
            case "slow":
                await asyncio.sleep(1)
        with self.lock:
            self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    def by_reader(self):
        found = {}
        with self.lock:
            for letter in self.letters:
                found.setdefault(letter["To"], []).append(letter["Message-ID"])
        return found
