"""A stored determination, computed again."""

from coverport.applications.models import Determination
from coverport.applications.verification import tax_records
from coverport.core.access import Actor
from coverport.eligibility.record import Replay, replay

REPLAY = Actor.system("replay")
WHY = "to compute a decision again, 45 CFR 155.1210(b)"


def replay_of(determination: Determination, *, actor: Actor = REPLAY) -> Replay:
    """What differs when it is computed again under the law that it used. The stored result is not read until then.

    What rests on tax data is joined back from the tax record, and that it was read is written down. Raises NotAllowed.
    """
    today = determination.application.exchange.today()
    return replay(
        {
            "inputs": determination.inputs,
            "law": determination.law,
            "result": determination.result,
            "digests": determination.digests,
            "rules_version": determination.rules_version,
            "sha256": determination.sha256,
        },
        tax_records.apart_of(determination, actor=actor, why=WHY, on=today),
    )
