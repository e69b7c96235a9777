"""The shell: Prefect flows, files, clock and command line. The only package that sees all the others."""
