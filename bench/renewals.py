"""Renewals of a generated state: households a second of one core, and memory."""

from bench.installation import Installation


def measure(installation: Installation) -> None:
    """On the installation's database, which is removed with it. The state is made up in another process, and that is not measured."""
    installation.in_its_own_process("bench.made_up_state")
    installation.in_its_own_process("bench.renewing")
