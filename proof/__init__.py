"""What a site really does: speeds, fail-over times and balance, measured, judged and handed over."""
