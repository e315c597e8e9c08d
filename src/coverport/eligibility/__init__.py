"""The engine alone: facts, law and a benchmark in, outcomes with reasons out. No models, no Django, no clock."""
