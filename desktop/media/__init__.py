"""Sound as it comes in: files to samples, what is odd about them, and their digest. The only importer of PyAV."""
