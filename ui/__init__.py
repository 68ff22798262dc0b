"""What a person sees: the command line, the HTTP server and the web page."""
