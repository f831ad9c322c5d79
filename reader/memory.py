"""How much memory a process that reads files may use."""


def limit_memory(megabytes: int) -> None:
    """Let this process and its children fail rather than fill the machine's memory."""
    try:
        import resource
    except ImportError:  # Windows knows no such limit
        return
    most = megabytes * 1_000_000
    _, above = resource.getrlimit(resource.RLIMIT_AS)
    if above != resource.RLIM_INFINITY:  # a tighter limit of the machine's stays
        most = min(most, above)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
