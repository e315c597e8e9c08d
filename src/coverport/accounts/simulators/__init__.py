"""Services of others, simulated as real HTTP servers on this machine: for the demo and for tests. People in them are made up."""
