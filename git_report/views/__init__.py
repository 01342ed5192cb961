"""What people look at: the difference as text and as HTML."""
