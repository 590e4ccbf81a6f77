"""The contract: the Stigmer API, our own additions to it, and the rules that both sides share."""
