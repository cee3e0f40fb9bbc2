"""Pure domain code: values in, values out. No Airflow, Great Expectations, DuckDB, disk, clock or network."""
