"""Wordsight every night, for Airflow 2.4 or later: put this file into the folder of DAGs."""

from datetime import datetime, timedelta

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="wordsight",
    schedule="30 1 * * *",
    start_date=datetime(2026, 1, 1),
    # Airflow runs missed nights later, one after another. Each run has its own date.
    catchup=True,
    max_active_runs=1,
    # A retry continues the run. Status 7 (another run holds the lock) is tried again like any failure.
    default_args={"retries": 5, "retry_delay": timedelta(minutes=30)},
) as dag:
    BashOperator(
        task_id="run",
        bash_command="/srv/wordsight/submit/wordsight run --config /srv/wordsight/conf/nightly.yaml --for {{ ds }} --device gpu:0",
        env={
            "WORDSIGHT_HEAP": "3g",
            # libtorch for CUDA, in the folder that submit/images/libtorch.sh makes.
            "PYTORCH_LIBRARY_PATH": "/opt/libtorch/lib",
            "PYTORCH_FLAVOR": "cu128",
            "LD_LIBRARY_PATH": "/opt/libtorch/cuda",
        },
        append_env=True,
    )
