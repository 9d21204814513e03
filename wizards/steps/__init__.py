"""What the wizard asks, step by step: pure functions from a survey and the answers so far to fields, and back."""
