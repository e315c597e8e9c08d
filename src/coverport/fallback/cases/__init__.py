"""Cases of an older system: read by a mapping, taken over by the verbs of every application, written out again in one layout."""
