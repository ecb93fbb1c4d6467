// Nothing: holds the headers that tests read at once.
