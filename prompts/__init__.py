"""What the model is told and what the taxonomy knows, as text that a reviewer can read and diff."""
