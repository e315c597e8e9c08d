"""What the post office does by itself: set and store the PDF of every letter that was posted, and have it go out."""

from typing import Any

from coverport.core.events import subscribe
from coverport.core.rehearsals import is_rehearsal
from coverport.notices.events import NoticePosted


@subscribe(NoticePosted, name="notices.render")
def render_posted_notice(fact: NoticePosted, event: Any) -> None:
    """Runs in `coverport work`; the page of the letter can also ask earlier. The scripted journey's letters stay in its inbox."""
    # The compiler is loaded by the first letter, not by every process that starts.
    from coverport.notices.actions import render_notice
    from coverport.notices.delivery import dispatch_notice
    from coverport.notices.models import Notice

    owner = Notice.objects.values_list("user_id", flat=True).get(reference=fact.notice)
    if owner is None or not is_rehearsal(owner):
        dispatch_notice(render_notice(fact.notice))
