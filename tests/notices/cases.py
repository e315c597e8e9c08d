"""What each kind of letter of the post office is made from in tests: plain values, literal dates, words in the letter's language."""

from datetime import date
from typing import Any

import msgspec

from coverport.enrollment.renewal import notices as renewal
from coverport.enrollment.renewal import telling as telling_renewal
from coverport.exchanges.models import Exchange
from coverport.notices.kinds import ageing, appeals, changing, checking, eligibility, owing, paying, special, telling
from coverport.notices.kinds.parts import Case
from coverport.notices.letters import Recipient

DAY = date(2013, 12, 10)
ADDRESS = ("5 Church Street", "Burlington VT 05401")
# Words that a sending room brings along, in both languages, so that no English stands in a Spanish letter.
WORDS = {
    "can": {"en": "Ana can get tax credit.", "es": "Ana puede recibir crédito fiscal."},
    "cannot": {"en": "Luis cannot get tax credit.", "es": "Luis no puede recibir crédito fiscal."},
    "income": {"en": "The yearly income is $52,000.", "es": "El ingreso anual es $52,000."},
    "matter": {"en": "your tax credit", "es": "su crédito fiscal"},
    "paper": {"en": "A pay slip", "es": "Un recibo de sueldo"},
    "level": {"en": "Silver", "es": "Plata"},
    "moved": {"en": "you moved to Vermont", "es": "se mudó a Vermont"},
    "ends": {"en": "The credit ends.", "es": "El crédito termina."},
    "unpaid": {"en": "The premiums were not paid.", "es": "No se pagaron las primas."},
    "act": {"en": "Choose a plan.", "es": "Elija un plan."},
    "password": {"en": "The password of your account was changed.", "es": "Se cambió la contraseña de su cuenta."},
    "at": {"en": "December 9, 2013, 8:15 p.m.", "es": "9 de diciembre de 2013, 8:15 p. m."},
}


class Sample(msgspec.Struct, frozen=True):
    """One example of a kind: a name of its own, the kind, the type of its case, its values; those in WORDS by {name}."""

    name: str
    kind: str
    case: type[Case]
    values: dict[str, Any]

    def of(self, exchange: Exchange, language: str) -> Case:
        to = Recipient(user_id=1, name="Ana Rivera", address=ADDRESS, language=language)
        return self.case(exchange=exchange, to=to, on=DAY, **_said(self.values, language))


def _said(value: Any, language: str) -> Any:
    if isinstance(value, dict):
        return {key: _said(inner, language) for key, inner in value.items()}
    if isinstance(value, tuple):
        return tuple(_said(inner, language) for inner in value)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.replace(value, **_said(msgspec.structs.asdict(value), language))
    if isinstance(value, str) and value.startswith("{"):
        return WORDS[value[1:-1]][language]
    return value


def _person(name: str, sentence: str, *, helped: bool) -> eligibility.Outcome:
    reason = eligibility.Why("{income}", "26 USC 36B(c)(1)(A)")
    start, credit = (date(2014, 1, 1), 214_37) if helped else (None, None)
    return eligibility.Outcome(
        name=name, age=40, sentence=sentence, helped=helped, start=start, credit=credit, reasons=(reason,)
    )


ANA, LUIS = _person("Ana", "{can}", helped=True), _person("Luis", "{cannot}", helped=False)
PROOF = eligibility.Proof("Ana", "{paper}", date(2014, 3, 10))
MONEY = {
    "plan": "Connect Silver", "issuer": "Granite Mutual", "people": "Ana", "enrollment": "K7QP-2M4X", "payee": "Vermont Health Connect",
}  # fmt: skip
BILL = {
    **MONEY, "month": date(2014, 1, 1), "premium": 449_29, "credit": 214_37, "before": 0, "pay_by": date(2014, 1, 15),
    "start": date(2014, 1, 1),
}  # fmt: skip
OWING = {**MONEY, "months": ((date(2014, 2, 1), 234_92), (date(2014, 3, 1), 200_00))}
GRACE = {
    **OWING, "returned": 34_92, "began": date(2014, 2, 1), "pay_by": date(2014, 4, 30), "ends": date(2014, 2, 28),
    "paid_claims_until": date(2014, 2, 28), "citation": "45 CFR 156.270(d)-(g)",
}  # fmt: skip
SEASON = telling_renewal.Season(
    year=2015, last_day=date(2014, 12, 31), first_day=date(2015, 1, 1), answer_by=date(2014, 12, 1), opens=date(2014, 11, 15),
    closes=date(2015, 2, 15), pay_by=None, citation="45 CFR 155.335(j)", exchange_bills=True, payee="Vermont Health Connect",
)  # fmt: skip
STORY = telling_renewal.Story(
    season=SEASON,
    offers=(
        telling_renewal.Offer(
            kind="medical", old_plan="Connect Silver", old_premium=449_29, old_credit=214_37, plan="Connect Silver",
            issuer="Granite Mutual", people="Ana", premium=460_00, credit=210_01, step="same_plan", same_plan=True, same_issuer=True,
            reference="K7QP-2M4X",
        ),
    ),
    endings=(), notes=(), choices=(), names={"1": "Ana"}, income=52_000_00, size=1, with_credit=True,
)  # fmt: skip
SPECIAL = {"event": "{moved}", "happened": date(2013, 12, 3), "reason": "{income}", "citation": "45 CFR 155.420(d)(7)"}
CHANGE = {"change": "{moved}", "happened": date(2013, 12, 3), "received": date(2013, 12, 9), "reference": "C4GH-8KLM"}
ENDED = {
    "people": "Ana", "plan": "Connect Silver", "enrollment": "K7QP-2M4X", "last": date(2014, 1, 31), "reason": "{unpaid}",
    "citation": "45 CFR 155.430(b)(2)(ii)",
}  # fmt: skip
APPEAL = {
    "reference": "B3DF-7HJK",
    "effect": "{can}",
    "facts": ("{income}",),
    "citation": "26 USC 36B(c)(1)(A)",
    "effective": date(2014, 1, 1),
}
SAMPLES = (
    Sample("approved", "eligibility", eligibility.Decided, {"reference": "K7QP-2M4X", "people": (ANA,)}),
    Sample("denied", "eligibility", eligibility.Decided, {"reference": "K7QP-2M4X", "people": (LUIS,)}),
    Sample("mixed", "eligibility", eligibility.Decided, {"reference": "K7QP-2M4X", "people": (ANA, LUIS)}),
    Sample("conditional", "eligibility", eligibility.Decided, {"reference": "K7QP-2M4X", "people": (ANA, LUIS), "proofs": (PROOF,)}),
    Sample("data match", "data_match", checking.Matched,
           {"name": "Ana", "finding": "{income}", "effect": "{ends}", "answer_by": date(2014, 1, 9), "ends": date(2014, 2, 1)}),
    Sample("reconcile", "failure_to_reconcile", checking.Unreconciled, {"name": "Ana", "ends": date(2015, 1, 1)}),
    Sample("other grounds", "non_magi_referral", checking.Referred, {"name": "Ana", "agency": "Vermont Medicaid", "meanwhile": "{can}"}),
    Sample("bill", "payment_due", paying.Bill, BILL),
    Sample("bill, owed from before", "payment_due", paying.Bill, {**BILL, "before": 234_92}),
    Sample("bill, paid ahead", "payment_due", paying.Bill, {**BILL, "before": -234_92}),
    Sample("first bill", "not_covered_until_paid", paying.Bill, BILL),
    Sample("late", "payment_late", owing.Late, {**OWING, "month": date(2014, 3, 1)}),
    Sample("grace", "grace_period", owing.Grace, GRACE),
    Sample("grace without credit", "grace_period", owing.Grace,
           {**GRACE, "pay_by": None, "paid_claims_until": None, "citation": "956 CMR 12.12(2)-(3)"}),
    Sample("returned", "payment_returned", owing.Returned, {**OWING, "amount": 234_92, "paid_on": date(2014, 1, 20)}),
    Sample("renewal", "renewal", renewal.Context, {"story": STORY}),
    Sample("renewed", "renewed", renewal.Context, {"story": STORY}),
    Sample("discontinued", "plan_discontinued", changing.Discontinued,
           {"plan": "Connect Silver", "last": date(2014, 12, 31), "successor": "Connect Gold", "choose_by": date(2014, 12, 15)}),
    Sample("discontinued, nothing instead", "plan_discontinued", changing.Discontinued,
           {"plan": "Connect Silver", "last": date(2014, 12, 31), "successor": "", "choose_by": date(2014, 12, 15)}),
    Sample("termination", "termination", changing.Ended, ENDED),
    Sample("special, given", "special_enrollment", special.Special,
           {**SPECIAL, "window": (date(2013, 12, 3), date(2014, 2, 1)), "starts": date(2014, 1, 1), "levels": "{level}",
            "papers": ("{paper}",)}),
    Sample("special, refused", "special_enrollment", special.Special,
           {**SPECIAL, "window": None, "by_us": True, "opens": (2015, date(2014, 11, 15))}),
    Sample("special, refused while another way is open", "special_enrollment", special.Special,
           {**SPECIAL, "window": None, "still_open": True}),
    Sample("change", "change_received", changing.Change, {**CHANGE, "waits": "{income}"}),
    Sample("change, to be signed", "change_received", changing.Change, {**CHANGE, "sign": True, "counts": date(2014, 1, 1)}),
    Sample("change, to be agreed to", "change_received", changing.Change, {**CHANGE, "agree": True, "people": "Luis"}),
    Sample("appeal", "appeal_received", appeals.Received,
           {"reference": "B3DF-7HJK", "about": "{matter}", "received": date(2014, 1, 2), "expedited": True, "keeps_help": True}),
    *(Sample(f"appeal {outcome}", "appeal_decided", appeals.Decided, {**APPEAL, "outcome": outcome, "anew": outcome in {"won", "part"}})
      for outcome in ("won", "lost", "part", "dismissed")),
    Sample("open enrollment", "open_enrollment", telling.Season,
           {"year": 2015, "first": date(2014, 11, 15), "last": date(2015, 2, 15), "first_by": date(2014, 12, 15),
            "start": date(2015, 1, 1)}),
    Sample("deadline", "deadline_reminder", telling.Deadline, {"by": date(2013, 12, 23), "action": "{act}", "otherwise": "{ends}"}),
    Sample("1095-A", "form_1095a_cover", telling.TaxForm, {"year": 2014, "policy": "1234567"}),
    Sample("1095-A corrected", "form_1095a_cover", telling.TaxForm, {"year": 2014, "policy": "1234567", "corrected": True}),
    Sample("1095-A void", "form_1095a_cover", telling.TaxForm, {"year": 2014, "policy": "1234567", "void": True}),
    Sample("employer", "employer_notice", telling.Employee,
           {"employee": "Ana Rivera", "employer": "Green Mountain Bakery", "year": 2014}),
    Sample("security", "account_security", telling.Security, {"event": "{password}", "at": "{at}"}),
    Sample("Medicare", "medicare_ahead", ageing.Medicare,
           {"name": "Ana", "begins": date(2014, 3, 1), "sign_up": (date(2013, 12, 1), date(2014, 6, 30)), "credit": True, "others": True}),
)  # fmt: skip
BY_NAME = {sample.name: sample for sample in SAMPLES}
