"""A stored determination, computed again."""

from coverport.applications.models import Determination
from coverport.eligibility.record import Replay, replay


def replay_of(determination: Determination) -> Replay:
    """What differs when it is computed again under the law that it used. The stored result is not read until then."""
    return replay(
        {
            "inputs": determination.inputs,
            "law": determination.law,
            "result": determination.result,
            "digests": determination.digests,
            "rules_version": determination.rules_version,
            "sha256": determination.sha256,
        }
    )
