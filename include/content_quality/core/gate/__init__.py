"""The gate: verdicts, acceptances, waivers, policy."""
