# The site as an image. It takes its settings from the environment (.env.example):
#   docker build -t libertas .
#   docker run --env-file .env libertas python manage.py migrate
#   docker run --env-file .env -p 127.0.0.1:8000:8000 libertas
#   docker run --env-file .env --no-healthcheck libertas python manage.py send_letters --loop

FROM python:3.13-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 BIND=0.0.0.0:8000
COPY --from=packages /venv /venv
WORKDIR /site
COPY manage.py gunicorn.conf.py ./
COPY campaign campaign
COPY prisoners prisoners
COPY sponsorships sponsorships
COPY templates templates
COPY static static
COPY locale locale
COPY data data
# Without settings these run embedded, which makes a key: an image must not carry one.
RUN python manage.py compile_messages \
 && python manage.py collectstatic --no-input --verbosity 0 \
 && rm -f var/secret_key \
 && useradd --system --no-create-home libertas \
 && chown libertas var
USER libertas
EXPOSE 8000
# Asked by one of its own names: the site answers to no other.
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "\
import os, urllib.request as web; \
name = os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0].lstrip('.*') or 'localhost'; \
web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': name}), timeout=4)"]
CMD ["gunicorn", "campaign.wsgi"]
