"""What the screens say: pure functions from data to words."""
