"""What each command does beside ``reports``; the command line itself only parses, calls and prints."""
