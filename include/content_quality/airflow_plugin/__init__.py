"""The plugin for Airflow: the dashboard of every site behind Airflow's login. `registration` is what Airflow loads."""
