"""A plain sentence for each reason, built from its facts. Eighth grade, "you", no code and no jargon.

The engine needs no Django, and neither do its words: translation.py asks for it only where it already runs.
"""

from coverport.eligibility.words.sentences import SENTENCES, sentence

__all__ = ["SENTENCES", "sentence"]
