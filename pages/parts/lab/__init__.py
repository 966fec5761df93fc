"""The rebalancing lab: what is picked and run, one customer's story, the whole book under one or two policies."""
