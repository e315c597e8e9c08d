"""Proving who an account belongs to: by questions, by a document, in person, or by an outside provider. All count alike.

Nobody needs it to apply, to be decided or to enroll; it opens what others know about a person, such as tax data.
"""
