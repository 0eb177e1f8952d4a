"""The program's version, below every room so that any of them may name it."""

VERSION = "0.1.0"
