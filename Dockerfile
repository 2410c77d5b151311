# Built: docker build -t morning-reads .
# Run:   docker run --env-file .env -v morning-reads:/data morning-reads

FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY templates templates
RUN python -m venv /opt/morning-reads \
 && /opt/morning-reads/bin/pip install --no-cache-dir .

FROM python:3.12-slim
RUN useradd --system --uid 1000 --home-dir /data reader \
 && install -d -o reader -g reader /data
COPY --from=build /opt/morning-reads /opt/morning-reads
ENV PATH=/opt/morning-reads/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MORNING_READS_STORE__PATH=/data/morning-reads.sqlite
USER reader
WORKDIR /data
VOLUME /data
# Whoever runs the bot holds the store, and says so beside it: healthy is a holder that lives.
HEALTHCHECK --interval=1m --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import json, os; os.kill(json.load(open(os.environ['MORNING_READS_STORE__PATH'] + '.holder'))['pid'], 0)"]
ENTRYPOINT ["morning-reads"]
CMD ["run"]
