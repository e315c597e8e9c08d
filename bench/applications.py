"""Saving a step and signing an application, against the simulated hub over HTTP: what we add to its slowest answer."""

from bench.installation import Installation


def measure(installation: Installation) -> None:
    """In a process of its own, on the installation's database; what it creates is rolled back."""
    installation.in_its_own_process("bench.applying")
