"""`/api/v1`: what clients of the CMS Marketplace API already speak, for every exchange of this installation.

`wire/` holds the types of the contract: they decode, validate and encode, and the OpenAPI document is made from them. Each
operation is a function of a query and a body; `door.py` is the one view in front of them all.
"""
