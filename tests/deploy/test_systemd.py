"""The units of deploy/systemd/, judged by systemd's own tools: a program that is broken into can do little."""

import shutil
import subprocess

import pytest
from django.conf import settings

ANALYZE = shutil.which("systemd-analyze")
UNITS = sorted((settings.BASE_DIR / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
EXPOSED_AT_MOST = 15  # tenths; systemd calls 20 and less "OK", an unhardened service has 96

pytestmark = [
    pytest.mark.deploy,
    pytest.mark.skipif(not ANALYZE, reason="systemd-analyze is not installed here"),
]


def analyze(*arguments):
    return subprocess.run([ANALYZE, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("service", SERVICES, ids=lambda unit: unit.stem)
def test_a_service_that_is_broken_into_can_do_little(service):
    judged = analyze("security", "--offline=true", f"--threshold={EXPOSED_AT_MOST}", str(service))

    assert judged.returncode == 0, judged.stdout[-500:]


def test_every_unit_is_one_that_systemd_understands():
    """What it finds missing is the installed site, which is not here."""
    complaints = analyze("verify", "--man=no", *map(str, UNITS)).stderr.splitlines()

    assert [line for line in complaints if "libertas" in line and "/srv/libertas/" not in line] == []
