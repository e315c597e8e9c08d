"""Records of oversight. What they refuse stands in the database's own constraints and triggers."""

from coverport.oversight.models.contract import (
    Accountable,
    Contract,
    ContractValue,
    DamagesClause,
    Funding,
    Milestone,
    RateCardLine,
    Source,
    TimelineEntry,
)
from coverport.oversight.models.gates import Gate, GateItem, Opening, Waiver
from coverport.oversight.models.money import Invoice, InvoiceLine, LedgerEntry
from coverport.oversight.models.rehearsals import Rehearsal
from coverport.oversight.models.risks import Risk, RiskEntry
from coverport.oversight.models.watch import Answer, Defect, Finding, Notice, Reading, ServiceLevel
from coverport.oversight.models.work import Deliverable, Evidence, Requirement, Submission

__all__ = [
    "Accountable",
    "Answer",
    "Contract",
    "ContractValue",
    "DamagesClause",
    "Defect",
    "Deliverable",
    "Evidence",
    "Finding",
    "Funding",
    "Gate",
    "GateItem",
    "Invoice",
    "InvoiceLine",
    "LedgerEntry",
    "Milestone",
    "Notice",
    "Opening",
    "RateCardLine",
    "Reading",
    "Rehearsal",
    "Requirement",
    "Risk",
    "RiskEntry",
    "ServiceLevel",
    "Source",
    "Submission",
    "TimelineEntry",
    "Waiver",
]
