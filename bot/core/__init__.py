"""The pure core: days, due instants, facts, metrics, totals, messages, errors and ports. Standard library only."""
