"""One segment of an index: the articles that one build wrote together, in a folder that is never changed after."""
