"""Commands beside the processes: each file is one group of `kombot …`."""
