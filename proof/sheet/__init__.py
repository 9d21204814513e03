"""The hand-over sheet: one content, told as HTML, as PDF and as text."""
