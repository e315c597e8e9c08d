"""The tax side: the credit reconciled on the return, and what months without coverage cost. Pure rules; no Django, no clock."""
