"""The practice processor: a server of its own on this machine, with a page on which people pay. No real money moves."""
