"""Work in the background: the queue of jobs, the processes that do them, and files on their way into the library."""
