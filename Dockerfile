# content-quality on the official Airflow image; see docs/deploy.md.
# `slim` is the same image without the providers that this project does not use. To pin by digest, set AIRFLOW_IMAGE
# to apache/airflow@sha256:…
ARG AIRFLOW_IMAGE=apache/airflow:slim-3.3.2-python3.11
FROM ${AIRFLOW_IMAGE}

USER root
WORKDIR /opt/content-quality

# The image has Airflow in /home/airflow/.local already, with versions of its own choice. Installing the lock over it
# would leave a mix that nobody has tested, so the lock gets an environment to itself: the very one that `make run` has.
# REQUIREMENTS=requirements/cluster.txt adds Celery, Redis's client and object stores; docker-compose.cluster.yaml sets it.
ARG REQUIREMENTS=requirements.txt
COPY requirements.txt ./
COPY requirements requirements/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r ${REQUIREMENTS} \
    && /opt/venv/bin/python -m pip check
ENV VIRTUAL_ENV=/opt/venv \
    PATH=/opt/venv/bin:${PATH}

COPY include include/
COPY dags dags/
COPY plugins plugins/
COPY expectations expectations/
COPY scripts/deploy scripts/deploy/
ENV PYTHONUNBUFFERED=1 \
    PYTHONPATH=/opt/content-quality/include \
    AIRFLOW_HOME=/opt/airflow \
    AIRFLOW__CORE__DAGS_FOLDER=/opt/content-quality/dags \
    AIRFLOW__CORE__PLUGINS_FOLDER=/opt/content-quality/plugins

# Code belongs to root and is compiled here, because the containers cannot write it. A new named volume takes owner and
# mode of the folder it is mounted on: user 50000 of the Airflow image, and group 0 so that any other user id works too.
RUN python -m compileall -q include dags plugins scripts \
    && install -d -o 50000 -g 0 -m 2775 /var/lib/content-quality /var/lib/airflow-auth /var/mail/content-quality \
    && install -d -o 50000 -g 0 -m 2775 /opt/airflow /opt/airflow/logs

USER 50000
