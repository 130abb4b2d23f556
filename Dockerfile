# 明督 Mingdu: everything is built here; a start only starts.
ARG PYTHON=3.12-slim-bookworm

FROM node:22-bookworm-slim AS browser
WORKDIR /npm
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:${PYTHON} AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY deploy/requirements.lock /tmp/requirements.lock
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r /tmp/requirements.lock
WORKDIR /app
COPY . .
COPY --from=browser /npm/node_modules var/npm/node_modules
RUN python -c "from devtools.frontend import copy; copy()" \
 && rm -rf var/npm tests devtools dev.py \
 && SECRET_KEY=build FIELD_KEYS= DATABASE_URL=postgres://build@build/build REDIS_URL=redis://build STATIC_FROM_SOURCE=0 \
    /venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
 && rm -rf var/vendor \
 && /venv/bin/python -m compileall -q /app /venv

FROM python:${PYTHON}
RUN apt-get update \
 && apt-get install -y --no-install-recommends fontconfig fonts-noto-cjk fonts-lxgw-wenkai texlive-lang-chinese \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 mingdu && useradd --uid 10001 --gid mingdu --no-create-home --shell /usr/sbin/nologin mingdu \
 && install -d -o mingdu -g mingdu /data/media /data/mail /data/anchors /data/backups /data/scheduler
COPY deploy/fonts.conf /etc/fonts/conf.d/09-fandol.conf
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER mingdu
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=config.settings STATIC_FROM_SOURCE=0 \
    MEDIA_DIR=/data/media MAIL_DIR=/data/mail AUDIT_ANCHOR_FILE=/data/anchors/audit.jsonl BEAT_FILE=/data/scheduler/schedule
VOLUME ["/data/media", "/data/anchors", "/data/backups"]
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s CMD ["python", "deploy/healthy.py"]
CMD ["gunicorn", "config.wsgi:application", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
