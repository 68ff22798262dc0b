"""Fits the policy's weights to its examples: `python -m ui.fit_policy`, after a change to the rules or the examples."""

import sys
from pathlib import Path


def main() -> int:
    """Write the weights beside the examples."""
    from assistant.likeness import WEIGHTS
    from assistant.policy import Policy
    from index.embedding import MiniLM

    path = Path(__file__).parent.parent / "prompts" / WEIGHTS
    path.write_text(Policy.load(MiniLM()).fitted_weights(), "utf-8")
    print(path.name, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
