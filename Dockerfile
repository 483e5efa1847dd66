# The site as an image: no compiler, no root, nothing that must be written but what compose.yaml mounts.
#   docker build -t libertas .                      the application, the mail worker, the publisher
#   docker build -t libertas-daily --target daily . the same with what backups need
#   --build-arg EXTRAS="-r requirements-scale.txt"  the same with Redis and S3 (docs/scaling.md)
# It takes its settings from the environment (.env.example). docs/deployment.md says how it is started.
#
# The same commit makes the same image: packages are pinned by their hashes, bytecode by that of its source.
# Pin the base by its digest where you build: docker build --build-arg PYTHON=python@sha256:...

ARG PYTHON=python:3.13-slim-trixie

# What pip needs to run stays behind here.
FROM ${PYTHON} AS packages
ARG EXTRAS=
WORKDIR /lists
COPY requirements.txt requirements-scale.txt ./
RUN python -m venv --without-pip /venv \
 && pip --python /venv/bin/python install --no-cache-dir --no-compile --require-hashes -r requirements.txt ${EXTRAS} \
 && python -m compileall -q --invalidation-mode unchecked-hash /venv/lib

# Messages compiled, styles joined, named and compressed. Without settings this runs embedded, and what
# the embedded mode makes for itself (keys) stays behind as well: only static/ and locale/ are taken.
FROM ${PYTHON} AS made
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1
COPY --from=packages /venv /venv
WORKDIR /site
COPY manage.py gunicorn.conf.py LICENSE ./
COPY campaign campaign
COPY prisoners prisoners
COPY sponsorships sponsorships
COPY templates templates
COPY static static
COPY locale locale
COPY data data
RUN python manage.py compile_messages \
 && python manage.py collectstatic --no-input --verbosity 0 \
 && find var -mindepth 1 -maxdepth 1 ! -name static -exec rm -r {} + \
 && python -m compileall -q --invalidation-mode unchecked-hash campaign prisoners sponsorships

FROM ${PYTHON} AS site
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 BIND=unix:/run/libertas/site.sock
RUN useradd --system --uid 10001 --no-create-home libertas \
 && install -d -o libertas -m 0755 /run/libertas /var/cache/libertas /var/lib/libertas /var/lib/libertas/tree \
 && install -d -o libertas -m 0700 /var/lib/libertas/public /var/lib/libertas/private /var/lib/libertas/backups
COPY --from=packages /venv /venv
COPY --from=made /site /site
WORKDIR /site
USER 10001
# Asked at the socket, by one of the site's own names: it answers to no other.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os, socket; \
name = os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0].lstrip('.*') or 'localhost'; \
door = socket.socket(socket.AF_UNIX); door.settimeout(4); \
door.connect(os.environ['BIND'].removeprefix('unix:')); \
door.sendall(f'GET /healthz HTTP/1.0\\r\\nHost: {name}\\r\\n\\r\\n'.encode()); \
assert b' 200 ' in door.recv(64)"]
CMD ["gunicorn", "campaign.wsgi"]

# What runs once a day needs two programs more: pg_dump, and age to seal what it wrote.
FROM site AS daily
USER root
RUN apt-get update \
 && apt-get install -y --no-install-recommends age postgresql-client-17 \
 && rm -rf /var/lib/apt/lists/* /var/log/apt /var/log/dpkg.log
USER 10001

# The one that is built when none is named.
FROM site
