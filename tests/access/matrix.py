"""Who may open what. A row for each address that needs a sign-in; an address without a row fails the test.

Addresses are written with the names of world.py. Each person who is not in `who` gets 404 (nobody: the sign-in), each who is gets the
object itself: 200 with `shows` on the page, or what is said in `gets`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

OWNER = ("zoe",)
SIGNED_IN = (
    "zoe", "yan", "ben", "lee", "insurer", "other_insurer", "worker", "worker_elsewhere", "vendor", "officer",
)  # fmt: skip
# Pages whose own content is each reader's: everybody who is signed in may open them, and sees nothing of Zoe.
OWN = SIGNED_IN


@dataclass(frozen=True)
class Row:
    """pattern: as in the URL conf; at: an address of it; post: sent as a form instead of read; gets: the statuses of who may."""

    pattern: str
    at: str
    who: tuple[str, ...]
    shows: str = ""
    post: bool = False
    gets: tuple[int, ...] = (200,)
    data: Mapping[str, str] = field(default_factory=dict)


def _sent(pattern: str, at: str, who: tuple[str, ...], gets: tuple[int, ...] = (302, 422), **data: str) -> Row:
    return Row(pattern, at, who, post=True, gets=gets, data=data)


ISSUER, FILING = ("insurer",), ("insurer", "worker")
STAFF = ("worker",)
CONTRACT, DESK = ("vendor", "officer"), "oversight/<slug:slug>/desk/"
PROOF = "apply/<ref:reference>/proof/<ref:inconsistency>/"
CERTIFICATION = "certification/<ref:reference>/"
PAPER = "paper/<ref:reference>/"
INSURERS = "insurers/"
ACCOUNT = (
    "reauthenticate/", "password/change/", "security/", "security/passkeys/", "devices/", "outside/", "identity/",
    "identity/questions/", "identity/document/",
)  # fmt: skip
# Pages that lead on: to the password first, to where something is set up, or back.
ACCOUNT_LEADS_ON = (
    "resume/", "email/", "phone/", "password/set/", "security/app/", "security/recovery/new/", "security/passkeys/add/",
)  # fmt: skip

ROWS = (
    Row("apply/", "apply/", OWN, gets=(302,)),
    Row("apply/<ref:reference>/decision/", "apply/{application}/decision/", OWNER, "Zoecanary"),
    Row("apply/<ref:reference>/<slug:step>/", "apply/{draft}/people/", OWNER, "Zoecanary"),
    Row("apply/<ref:reference>/<slug:step>/", "apply/{draft}/address/", OWNER, "4711 Canary Lane"),
    Row("apply/<ref:reference>/<slug:step>/", "apply/{draft}/review/", OWNER, "Zoecanary"),
    _sent("apply/<ref:reference>/<slug:step>/", "apply/{draft}/people/", OWNER),
    _sent("apply/<ref:reference>/change/", "apply/{application}/change/", OWNER, (302,)),
    _sent("apply/<ref:reference>/copy/", "apply/{application}/copy/", OWNER, (302,)),
    Row("coverage/", "coverage/", OWN, gets=(200, 302)),
    # Who has chosen is led on to the choice.
    Row("coverage/<ref:reference>/plans/", "coverage/{application}/plans/", OWNER, gets=(302,)),
    Row("coverage/<ref:reference>/plans/", "coverage/{decided}/plans/", ("yan",), "/coverage/{decided}/"),
    Row("coverage/<ref:reference>/credit/", "coverage/{application}/credit/", OWNER),
    Row("coverage/<ref:reference>/review/", "coverage/{application}/review/", OWNER, gets=(302,)),
    _sent("coverage/<ref:reference>/review/", "coverage/{application}/review/", OWNER),
    # Other days on which one can choose, and what happened; a dental plan has no days of its own outside of them.
    Row("coverage/<ref:reference>/when/", "coverage/{decided}/when/", ("yan",)),
    _sent("coverage/<ref:reference>/when/", "coverage/{decided}/when/", ("yan",)),
    Row("coverage/<ref:reference>/dental/", "coverage/{application}/dental/", OWNER),
    Row("coverage/proof/<ref:reference>/", "coverage/proof/{event_proof}/", ("lee",)),
    _sent("coverage/proof/<ref:reference>/", "coverage/proof/{event_proof}/", ("lee",)),
    Row("coverage/proof/<ref:reference>/files/<ref:file>/", "coverage/proof/{event_proof}/files/{event_proof}/", ()),
    Row("coverage/proofs/", "coverage/proofs/", STAFF),
    Row("coverage/proofs/<ref:reference>/", "coverage/proofs/{event_proof}/", STAFF),
    _sent("coverage/proofs/<ref:reference>/", "coverage/proofs/{event_proof}/", STAFF),
    Row("coverage/grant/", "coverage/grant/", STAFF),
    _sent("coverage/grant/", "coverage/grant/", STAFF),
    Row("coverage/<ref:reference>/", "coverage/{enrollment}/", OWNER, "{enrollment}"),
    Row("coverage/<ref:reference>/change/", "coverage/{enrollment_of_lee}/change/", ("lee",), gets=(200, 302)),
    Row("coverage/<ref:reference>/answers/", "coverage/{enrollment_of_lee}/answers/", ()),
    Row("coverage/change/<ref:reference>/", "coverage/change/{change}/", ("lee",)),
    _sent("coverage/change/<ref:reference>/ask/", "coverage/change/{change}/ask/", ("lee",)),
    _sent("coverage/change/<ref:reference>/leaving/", "coverage/change/{change}/leaving/", ("lee",)),
    _sent("coverage/change/<ref:reference>/withdraw/", "coverage/change/{change}/withdraw/", ("lee",)),
    Row("coverage/renewal/<ref:reference>/", "coverage/renewal/{renewal}/", OWNER, "Zoecanary"),
    Row("coverage/changes/", "coverage/changes/", STAFF),
    Row("coverage/changes/told/", "coverage/changes/told/", STAFF),
    _sent("coverage/changes/told/", "coverage/changes/told/", STAFF, number="none"),
    Row("coverage/changes/told/<ref:reference>/", "coverage/changes/told/{enrollment}/", STAFF, "{enrollment}"),
    _sent("coverage/changes/told/<ref:reference>/", "coverage/changes/told/{enrollment}/", STAFF),
    Row("coverage/changes/fraud/", "coverage/changes/fraud/", STAFF),
    _sent("coverage/changes/fraud/", "coverage/changes/fraud/", STAFF, number="none"),
    Row("coverage/changes/fraud/<ref:reference>/", "coverage/changes/fraud/{rescission}/", STAFF, "Canaryfact"),
    _sent("coverage/changes/fraud/<ref:reference>/", "coverage/changes/fraud/{rescission}/", STAFF),
    Row("coverage/rescission/<ref:reference>/", "coverage/rescission/{rescission}/", ("lee",), "Canaryfact"),
    _sent("coverage/rescission/<ref:reference>/", "coverage/rescission/{rescission}/", ("lee",)),
    Row("coverage/changes/<ref:reference>/", "coverage/changes/{change}/", ()),
    Row("coverage/changes/<ref:reference>/", "coverage/changes/{told_change}/", STAFF, "{told_change}"),
    _sent("coverage/changes/<ref:reference>/", "coverage/changes/{told_change}/", STAFF),
    Row("apply/<ref:reference>/proof/", "apply/{application}/proof/", OWNER),
    _sent(PROOF + "document/", "apply/{application}/proof/{owed}/document/", OWNER),
    _sent(PROOF + "explanation/", "apply/{application}/proof/{owed}/explanation/", OWNER, text="I was paid less."),
    Row(PROOF + "files/<ref:file>/", "apply/{application}/proof/{owed}/files/{owed}/", ()),
    Row("proof/", "proof/", STAFF),
    Row("proof/twice/", "proof/twice/", STAFF),
    Row("proof/<ref:reference>/", "proof/{owed}/", STAFF),
    _sent("proof/<ref:reference>/accept/", "proof/{owed}/accept/", STAFF),
    _sent("proof/<ref:reference>/time/", "proof/{owed}/time/", STAFF),
    _sent("proof/<ref:reference>/words/refuse/", "proof/{owed}/words/refuse/", STAFF),
    Row("proof/<ref:reference>/files/<ref:file>/", "proof/{owed}/files/{owed}/", ()),
    Row("proof/<ref:reference>/files/<ref:file>/refuse/", "proof/{owed}/files/{owed}/refuse/", (), post=True),
    Row("appeals/<ref:reference>/", "appeals/{application}/", OWNER, "Zoecanary"),
    _sent("appeals/<ref:reference>/", "appeals/{application}/", OWNER),
    Row("appeals/waiting/", "appeals/waiting/", STAFF, "{appeal}"),
    Row("appeals/waiting/<ref:reference>/", "appeals/waiting/{appeal}/", STAFF, "Zoecanary"),
    _sent("appeals/waiting/<ref:reference>/", "appeals/waiting/{appeal}/", STAFF),
    _sent("appeals/<ref:reference>/withdraw/", "appeals/{appeal}/withdraw/", OWNER, (302,)),
    Row("medicaid/", "medicaid/", OWN),
    _sent("medicaid/wish/", "medicaid/wish/", ("zoe", "yan", "lee"), wish="stays"),
    Row("medicaid/waiting/", "medicaid/waiting/", STAFF, "Zoecanary"),
    Row("medicaid/waiting/<ref:reference>/", "medicaid/waiting/{incoming}/", STAFF, "Agencanary"),
    _sent("medicaid/waiting/<ref:reference>/new/", "medicaid/waiting/{incoming}/new/", STAFF),
    _sent("medicaid/waiting/<ref:reference>/join/", "medicaid/waiting/{incoming}/join/", STAFF),
    _sent("medicaid/waiting/<ref:reference>/return/", "medicaid/waiting/{incoming}/return/", STAFF),
    Row("medicaid/match/<ref:reference>/", "medicaid/match/{match}/", OWNER, "Zoecanary"),
    _sent("medicaid/match/<ref:reference>/", "medicaid/match/{match}/", OWNER),
    _sent("medicaid/case/<ref:reference>/withdraw/", "medicaid/case/{case}/withdraw/", OWNER, (302,)),
    _sent("medicaid/<ref:reference>/ask/", "medicaid/{application}/ask/", OWNER),
    Row("letters/delivery/", "letters/delivery/", OWN),
    Row("letters/<ref:reference>/large.pdf", "letters/{letter}/large.pdf", OWNER),
    Row("letters/<ref:reference>/letter.txt", "letters/{letter}/letter.txt", OWNER),
    Row("waiting/number/", "waiting/number/", OWN),
    Row("fallback/", "fallback/", STAFF),
    _sent("fallback/off/", "fallback/off/", STAFF),
    _sent("fallback/on/", "fallback/on/", STAFF),
    Row("fallback/arrivals/<ref:reference>/", "fallback/arrivals/{arrival}/", STAFF, "{arrival}"),
    Row("fallback/bridge/", "fallback/bridge/", STAFF, "{policy}"),
    _sent("fallback/bridge/now/", "fallback/bridge/now/", STAFF),
    _sent("fallback/bridge/policies/", "fallback/bridge/policies/", STAFF),
    _sent("fallback/bridge/answers/", "fallback/bridge/answers/", STAFF),
    Row("fallback/bridge/policies/<ref:reference>/", "fallback/bridge/policies/{policy}/", STAFF, "Zoecanary"),
    _sent("fallback/bridge/policies/<ref:reference>/again/", "fallback/bridge/policies/{policy}/again/", STAFF),
    Row("fallback/bridge/<ref:reference>/", "fallback/bridge/{bridge}/", STAFF, "Zoecanary"),
    Row("paper/", "paper/", STAFF, "{paper}"),
    _sent("paper/scan/", "paper/scan/", STAFF),
    _sent("paper/call/", "paper/call/", STAFF),
    Row("paper/envelopes/<ref:reference>/", "paper/envelopes/{envelope}/", STAFF, "{envelope}"),
    Row("paper/sheets/<ref:reference>/", "paper/sheets/{sheet}/", STAFF),
    Row("paper/told/answers/<ref:reference>/", "paper/told/answers/{application}/", STAFF, "Zoecanary"),
    Row("paper/told/<ref:reference>/", "paper/told/{told_change}/", STAFF, gets=(302,)),
    Row(PAPER, "paper/{paper}/", STAFF, gets=(302,)),
    Row(PAPER + "again/", "paper/{paper}/again/", STAFF, gets=(302,)),
    Row(PAPER + "sign/", "paper/{paper}/sign/", STAFF, gets=(302,)),
    Row(PAPER + "missing/", "paper/{paper}/missing/", STAFF, gets=(200, 302)),
    _sent(PAPER + "take-up/", "paper/{paper}/take-up/", STAFF),
    _sent(PAPER + "set-aside/", "paper/{paper}/set-aside/", STAFF),
    Row(PAPER + "<slug:step>/", "paper/{paper}/people/", STAFF, gets=(200, 302)),
    Row("desk/", "desk/", (*FILING, "other_insurer", *CONTRACT)),
    Row("oversight/desk/", "oversight/desk/", CONTRACT, gets=(302,)),
    Row(DESK, "oversight/access/desk/", CONTRACT, "A website"),
    Row(DESK + "bill/", "oversight/access/desk/bill/", ("vendor",)),
    Row(DESK + "deliverables/<ref:reference>/", "oversight/access/desk/deliverables/{deliverable}/", CONTRACT),
    Row(DESK + "findings/", "oversight/access/desk/findings/", CONTRACT),
    Row(DESK + "notices/", "oversight/access/desk/notices/", CONTRACT),
    Row(DESK + "risks/", "oversight/access/desk/risks/", CONTRACT),
    Row(DESK + "risks/<ref:reference>/", "oversight/access/desk/risks/{deliverable}/", ()),
    Row(DESK + "defects/", "oversight/access/desk/defects/", CONTRACT),
    Row("oversight/desk/opening/", "oversight/desk/opening/", CONTRACT),
    Row("oversight/desk/opening/<int:year>/", "oversight/desk/opening/2014/", CONTRACT),
    Row(DESK + "lines/<ref:reference>/", "oversight/access/desk/lines/{deliverable}/", ()),
    Row("pay/<ref:reference>/", "pay/{enrollment}/", OWNER, "Practice payment"),
    _sent("pay/<ref:reference>/", "pay/{enrollment}/", OWNER),
    Row("pay/<ref:reference>/back/<ref:attempt>/", "pay/{enrollment}/back/{attempt}/", OWNER, "{enrollment}"),
    Row("pay/<ref:reference>/statement/", "pay/{enrollment}/statement/", OWNER, "{enrollment}"),
    Row("pay/<ref:reference>/receipt/<ref:payment>/", "pay/{enrollment_of_lee}/receipt/{payment}/", ("lee",), "{payment}"),
    Row("letters/", "letters/", OWN),
    Row("letters/<ref:reference>/", "letters/{letter}/", OWNER, "Zoecanary"),
    Row("letters/<ref:reference>/letter.pdf", "letters/{letter}/letter.pdf", OWNER),
    Row("certification/", "certification/", (*FILING, "other_insurer")),
    _sent("certification/start/", "certification/start/", (*ISSUER, "other_insurer")),
    _sent("certification/publish/", "certification/publish/", STAFF, (302,), year="2014"),
    Row("certification/closed/", "certification/closed/", STAFF),
    Row("certification/closed/<int:number>/lift/", "certification/closed/1/lift/", (), post=True),
    Row(CERTIFICATION, "certification/{filing}/", ISSUER, "{filing}"),
    Row(CERTIFICATION, "certification/{submitted}/", FILING, "{submitted}"),
    Row(CERTIFICATION + "compare/", "certification/{filing}/compare/", ISSUER),
    Row(CERTIFICATION + "preview/", "certification/{filing}/preview/", ISSUER, gets=(200, 302, 422)),
    Row(CERTIFICATION + "preview/plans", "certification/{filing}/preview/plans", ISSUER, gets=(200, 302, 422)),
    Row(CERTIFICATION + "preview/plans/<str:plan_id>", "certification/{filing}/preview/plans/none", ISSUER, gets=(302,)),
    Row(CERTIFICATION + "files/<ref:file>/", "certification/{filing}/files/{file}/", ISSUER),
    _sent(CERTIFICATION + "upload/", "certification/{filing}/upload/", ISSUER),
    _sent(CERTIFICATION + "submit/", "certification/{filing}/submit/", ISSUER),
    _sent(CERTIFICATION + "gates/<slug:gate>/document/", "certification/{filing}/gates/{gate}/document/", ISSUER),
    _sent(CERTIFICATION + "remove/<ref:file>/", "certification/{filing}/remove/{file}/", ISSUER),
    Row(CERTIFICATION + "gates/<slug:gate>/", "certification/{filing}/gates/{gate}/", (), post=True),
    _sent(CERTIFICATION + "gates/<slug:gate>/", "certification/{submitted}/gates/{gate}/", STAFF, met="yes"),
    Row(CERTIFICATION + "decide/", "certification/{filing}/decide/", (), post=True),
    _sent(CERTIFICATION + "decide/", "certification/{submitted}/decide/", STAFF, decision="deny"),
    Row(INSURERS, "insurers/", (*FILING, "other_insurer")),
    Row(INSURERS + "received/", "insurers/received/", (*FILING, "other_insurer")),
    Row(INSURERS + "differences/", "insurers/differences/", (*FILING, "other_insurer")),
    Row(INSURERS + "sent/<int:number>/", "insurers/sent/{sent_file}/", FILING, "IDIS"),
    _sent(INSURERS + "sent/<int:number>/again/", "insurers/sent/{sent_file}/again/", FILING),
    _sent(INSURERS + "sent/<int:number>/retell/", "insurers/sent/{sent_file}/retell/", STAFF),
    Row(INSURERS + "received/<int:number>/", "insurers/received/{received_file}/", FILING, "view.txt"),
    _sent(INSURERS + "received/<int:number>/done/<int:message>/", "insurers/received/{received_file}/done/{message}/", STAFF),
    Row(INSURERS + "differences/<ref:reference>/", "insurers/differences/{discrepancy}/", FILING, "{discrepancy}"),
    _sent(INSURERS + "differences/<ref:reference>/settle/", "insurers/differences/{discrepancy}/settle/", STAFF),
    *(Row(f"account/{page}", f"account/{page}", OWN) for page in ACCOUNT),
    *(Row(f"account/{page}", f"account/{page}", OWN, gets=(200, 302)) for page in ACCOUNT_LEADS_ON),
    # What one can only open with a second step or a passkey of one's own: nobody of this world has one.
    *(
        Row(f"account/{page}", f"account/{page}", OWN, gets=(302, 404))
        for page in ("security/again/", "security/app/remove/", "security/recovery/", "security/recovery/file/", "security/passkeys/again/")
    ),
    *(
        Row(f"account/security/passkeys/<int:pk>/{page}/", f"account/security/passkeys/1/{page}/", OWN, gets=(302, 404))
        for page in ("name", "remove")
    ),
    Row("account/identity/questions/<ref:reference>/", "account/identity/questions/{questions}/", OWNER, "Maple Lane"),
    _sent("account/identity/questions/<ref:reference>/", "account/identity/questions/{questions}/", OWNER),
    _sent("account/identity/in-person/", "account/identity/in-person/", OWN, (302,)),
    Row("account/identity/desk/", "account/identity/desk/", STAFF, "{proof}"),
    Row("account/identity/desk/<ref:reference>/", "account/identity/desk/{proof}/", STAFF, "card.pdf"),
    _sent("account/identity/desk/<ref:reference>/", "account/identity/desk/{proof}/", STAFF),
    Row(
        "account/identity/desk/<ref:reference>/<ref:document>/", "account/identity/desk/{proof}/{document}/", STAFF, "%PDF-1.7"
    ),
)  # fmt: skip

# What a state worker is shown of somebody to decide on their identity.
SHOWN_TO_STAFF = (
    "account/identity/desk/{proof}/", "account/identity/desk/{proof}/{document}/", "proof/", "proof/{owed}/",
    "proof/{owed}/accept/", "proof/{owed}/time/", "proof/{owed}/words/refuse/", "coverage/changes/", "coverage/grant/",
    "coverage/changes/told/{enrollment}/", "coverage/changes/{told_change}/", "coverage/changes/fraud/",
    "coverage/changes/fraud/{rescission}/",
    "coverage/proofs/", "coverage/proofs/{event_proof}/", "medicaid/waiting/",
    "fallback/bridge/", "fallback/bridge/policies/", "fallback/bridge/answers/", "fallback/bridge/policies/{policy}/",
    "fallback/bridge/{bridge}/",
    "appeals/waiting/", "appeals/waiting/{appeal}/", "paper/told/answers/{application}/",
)  # fmt: skip

# Addresses that anybody may open. A new one is put here on purpose; the crawl then finds no data behind it.
PUBLIC = {
    "care/": "", "care/change": "", "compare": "", "dental": "", "glossary/": "", "help-you-may-get": "", "how-we-estimate-a-year": "",
    "plans.csv": "", "plans.pdf": "", "saved/": "", "saved/change": "", "saved/forget": "", "saved/share": "",
    "saved/share/<ref:reference>/stop": "saved/share/2222-2222/stop", "shared/<str:token>/": "shared/none/",
    "oversight/": "", "oversight/opening/": "oversight/opening/", "oversight/opening/<int:year>/": "oversight/opening/2014/",
    "oversight/<slug:slug>/": "oversight/access/",
    "oversight/<slug:slug>/amounts/<slug:figure>/": "oversight/access/amounts/paid/",
    "oversight/<slug:slug>/entries/<ref:reference>/": "oversight/access/entries/2222-2222/",
    "oversight/<slug:slug>/risks/<ref:reference>/": "oversight/access/risks/2222-2222/",
    "oversight/<slug:slug>/terms/": "oversight/access/terms/",
    "oversight/<slug:slug>/findings/<ref:reference>/": "oversight/access/findings/2222-2222/",
    "oversight/<slug:slug>/invoices/<ref:reference>/": "oversight/access/invoices/2222-2222/",
    "oversight/<slug:slug>/record.json": "oversight/access/record.json",
    "oversight/<slug:slug>/releases.json": "oversight/access/releases.json",
    "paper/form.pdf": "", "waiting/<slug:function>/": "waiting/applications/",
    "healthz": "", "help/": "", "language/": "", "": "", "plans": "", "plans/<str:plan_id>": "plans/none",
    "account/login/": "", "account/login/code/": "", "account/login/code/confirm/": "", "account/login/passkey/": "",
    "account/login/second-step/": "", "account/signup/": "", "account/logout/": "", "account/inactive/": "", "account/email/sent/": "",
    "account/email/confirm/<str:key>/": "account/email/confirm/MQ:none/", "account/phone/confirm/": "", "account/password/reset/": "",
    "account/password/reset/done/": "",
    "account/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$": "account/password/reset/key/1-set-password/",
    "account/password/reset/key/done/": "", "account/outside/signup/": "", "account/outside/cancelled/": "", "account/outside/error/": "",
    "account/outside/<str:provider_id>/": "account/outside/none/",
    "account/outside/<str:provider_id>/callback/": "account/outside/none/callback/",
}  # fmt: skip
# The plan API holds plans alone; each of its addresses is open.
PUBLIC_BELOW = ("api/v1/",)
