"""The 月调度通报: what is counted, the sentences that say it, the paper that shows it."""
