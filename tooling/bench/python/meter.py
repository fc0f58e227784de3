import multiprocessing
import resource
import time

import psutil


class Meter:
    """Time and memory of this process and the workers it has started."""

    def __init__(self, workers):
        self.workers = workers
        self.images = None

    def count(self, images):
        """Called after each batch. The first, which waits for the workers to start, is not counted."""
        if self.images is None:
            self.images = 0
            self.begun = time.perf_counter()
            self.cpu_begun = time.process_time() + running_seconds()
        else:
            self.images += images

    def measured(self):
        """Called when the workers have ended."""
        seconds = time.perf_counter() - self.begun
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = time.process_time() + children.ru_utime + children.ru_stime
        # What a child shares with its parent is counted in both.
        kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        kilobytes += self.workers * children.ru_maxrss
        return {
            "images": self.images,
            "seconds": seconds,
            "cpuSeconds": cpu - self.cpu_begun,
            "peakMegabytes": kilobytes / 1024,
        }


def running_seconds():
    """Of the CPU, by the workers that run."""
    times = [psutil.Process(child.pid).cpu_times() for child in multiprocessing.active_children()]
    return sum(each.user + each.system for each in times)
