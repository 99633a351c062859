# One image for web, worker and schedule; docker-compose.yml says which command each runs.

FROM node:24-slim AS look
WORKDIR /portal
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static static
COPY isc_portal/icons.json isc_portal/icons.json
RUN npm run build

FROM python:3.11-slim AS packages
RUN python -m venv /opt/venv
COPY requirements.txt .
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=0 BIND_ADDRESS=0.0.0.0 VAR_DIR=/var/lib/portal
WORKDIR /portal
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=look /portal/static/build static/build
# Settings are checked at every start; these stand in for the real ones while the static files are collected.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" ALLOWED_HOSTS=localhost \
    PORTAL_URL=https://localhost DATABASE_URL=postgres://none/none REDIS_URL=redis://none EMAIL_URL=smtp://none \
    python manage.py collectstatic --noinput \
    && python -m compileall -q isc_portal cohorts resources toolkit
USER portal
VOLUME /var/lib/portal
EXPOSE 8000
CMD ["gunicorn", "isc_portal.wsgi"]
