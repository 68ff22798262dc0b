"""The four tabs of the page: each builds its controls inside an open `gr.Blocks` and connects them to the service."""
