"""What the words say: how a customer feels, and what an agent does. One small network reads both."""
