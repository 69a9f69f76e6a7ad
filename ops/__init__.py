"""Set-up, private engines, supervisor and test stages: what `make` calls."""
