"""The report and how checks explain themselves."""
