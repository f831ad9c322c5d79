"""Document → index: parsers, chunking, sync, generations."""
