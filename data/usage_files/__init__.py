"""Usage files, step by step: the bytes, the sheet of texts, the roles of its columns, the rows that hold."""
