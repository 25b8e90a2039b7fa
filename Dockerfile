# The production image: web, worker and clock are the same image with another command.
FROM python:3.11-slim-bookworm AS build
COPY requirements/prod.txt /build/
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends gcc libc6-dev libpq-dev \
    && python -m venv /opt/venv \
    && /opt/venv/bin/pip install --quiet --no-cache-dir --require-hashes -r /build/prod.txt

FROM python:3.11-slim-bookworm
COPY requirements/debian-run.txt /tmp/
RUN apt-get update -qq \
    && grep -o '^[a-z][^ ]*' /tmp/debian-run.txt \
        | xargs apt-get install -y -qq --no-install-recommends libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home portal
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/portal
COPY manage.py ./
COPY portal portal
COPY scoring scoring
COPY applications applications
COPY reports reports
COPY templates templates
COPY static static
COPY fixtures fixtures
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.prod \
    PORTAL_VAR=/srv/portal/var
# Files that never change are made once, in the image; the four variables are not known yet.
RUN SECRET_KEY=- ALLOWED_HOSTS=- DATABASE_URL=sqlite://:memory: CELERY_BROKER_URL=memory:// \
    sh -c 'python manage.py collect_assets && python manage.py prepare_fonts \
        && python manage.py collectstatic --no-input' \
    && mkdir -p var/media var/uploading \
    && chown -R portal var/media var/uploading var/broker
USER portal
EXPOSE 8000
VOLUME /srv/portal/var/media
CMD ["gunicorn", "portal.wsgi", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--workers=2", \
     "--threads=4", "--timeout=120", "--preload", "--no-control-socket"]
