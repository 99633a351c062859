"""Gathers the admin pages of the slices."""

from importlib import import_module
from importlib.util import find_spec

for name in ("places", "institutes", "applications", "teamwork", "intake"):
    if find_spec(f"cohorts.{name}.admin"):
        import_module(f"cohorts.{name}.admin")
