"""What people change: moments that they mark, words that they put right, details of several calls."""
