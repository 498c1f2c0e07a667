# The API and the command line. Neo4j runs beside it: see compose.yaml.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1

WORKDIR /app
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY . .
RUN pip install --no-deps --no-build-isolation .

RUN useradd --create-home cellpact
USER cellpact

EXPOSE 8000
CMD ["cellpact", "serve", "--host", "0.0.0.0"]
