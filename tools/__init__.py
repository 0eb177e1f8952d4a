"""What only maintainers run: the shipped layouts and the pages of docs/ that are made from the program."""
