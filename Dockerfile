# docker build -t morning-reads .
# docker run -d --env-file .env -v morning-reads:/data --stop-timeout 20 morning-reads

FROM python:3.11-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY templates templates
RUN python -m venv /opt/morning-reads \
 && /opt/morning-reads/bin/pip wheel --no-cache-dir --no-deps -w /dist . \
 && /opt/morning-reads/bin/pip install --no-cache-dir /dist/*.whl

FROM python:3.11-slim
RUN useradd --system --user-group --uid 1000 --home-dir /data --no-create-home reader \
 && install -d -o reader -g reader /data
COPY --from=build /opt/morning-reads /opt/morning-reads
ENV PATH=/opt/morning-reads/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MORNING_READS_STORE__PATH=/data/morning-reads.sqlite
USER reader
WORKDIR /data
VOLUME /data
# Whoever holds the store says so in a note beside it: healthy is a living holder that is `run`.
HEALTHCHECK --interval=1m --timeout=5s --start-period=30s CMD ["python", "-c", "\
import json, os; \
note = json.load(open(os.environ['MORNING_READS_STORE__PATH'] + '.holder')); \
os.kill(note['pid'], 0); \
raise SystemExit(note['verb'] != 'run')"]
ENTRYPOINT ["morning-reads"]
CMD ["run"]
