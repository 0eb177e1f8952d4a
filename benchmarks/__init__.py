"""What `make bench` and `make bench-checks` run."""
