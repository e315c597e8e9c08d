"""Addresses of oversight. What anybody may read is public; each desk and each step names the permission that it takes."""

from django.urls import path

from coverport.core.access import Permission, permitted, public
from coverport.oversight import desk, gate_desk, risk_desk, views

SEE = Permission.SEE_OVERSIGHT

app_name = "oversight"
urlpatterns = [
    path("", public(views.contracts), name="contracts"),
    path("desk/", permitted(SEE, desk.desks), name="desks"),
    path("opening/", public(views.openings), name="openings"),
    path("opening/<int:year>/", public(views.opening), name="opening"),
    path("desk/opening/", permitted(SEE, gate_desk.openings), name="gates"),
    path("desk/opening/<int:year>/", permitted(SEE, gate_desk.gate), name="gate"),
    path("<slug:slug>/", public(views.contract), name="contract"),
    path("<slug:slug>/amounts/<slug:figure>/", public(views.amount), name="amount"),
    path("<slug:slug>/entries/<ref:reference>/", public(views.entry), name="entry"),
    path("<slug:slug>/terms/", public(views.terms), name="terms"),
    path("<slug:slug>/invoices/<ref:reference>/", public(views.invoice), name="invoice"),
    path("<slug:slug>/findings/<ref:reference>/", public(views.finding), name="finding"),
    path("<slug:slug>/risks/<ref:reference>/", public(views.risk), name="risk"),
    path("<slug:slug>/releases.json", public(views.releases), name="releases"),
    path("<slug:slug>/record.json", public(views.record), name="record"),
    path("<slug:slug>/desk/", permitted(SEE, desk.desk), name="desk"),
    path("<slug:slug>/desk/deliverables/<ref:reference>/", permitted(SEE, desk.deliverable), name="deliverable"),
    path("<slug:slug>/desk/bill/", permitted(Permission.SUBMIT_WORK, desk.bill), name="bill"),
    path("<slug:slug>/desk/lines/<ref:reference>/", permitted(SEE, desk.line), name="line"),
    path("<slug:slug>/desk/findings/", permitted(SEE, desk.findings), name="findings"),
    path("<slug:slug>/desk/notices/", permitted(SEE, desk.notices), name="notices"),
    path("<slug:slug>/desk/risks/", permitted(SEE, risk_desk.risks), name="risks"),
    path("<slug:slug>/desk/risks/<ref:reference>/", permitted(SEE, risk_desk.risk), name="risk_desk"),
    path("<slug:slug>/desk/defects/", permitted(SEE, gate_desk.defects), name="defects"),
]
