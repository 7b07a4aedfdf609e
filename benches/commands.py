#!/usr/bin/env python3
"""Whole commands in turn, A B A B ..., and the medians: wall and processor seconds, peak memory, and the ratio of A to B.

  commands.py [-n RUNS] 'COMMAND A' ['COMMAND B' ...]

Each command is one string for the shell; its output is thrown away, so let it write to a file if that is part of the work.
"""
import argparse, os, statistics, subprocess, sys, time

def run(command):
    start = time.perf_counter()
    process = subprocess.Popen(["sh", "-c", "exec " + command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"exit code {process.returncode}: {command}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024

def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("-n", type=int, default=5)
    a.add_argument("commands", nargs="+")
    o = a.parse_args()
    for command in o.commands:
        run(command)                                             # fills the caches
    rounds = [[run(command) for command in o.commands] for _ in range(o.n)]
    print("wall s  cpu s  peak MiB  A/this (wall)  command")
    for i, command in enumerate(o.commands):
        wall, cpu, peak = (statistics.median(r[i][k] for r in rounds) for k in range(3))
        ratio = statistics.median(r[0][0] / r[i][0] for r in rounds)
        print(f"{wall:6.3f} {cpu:6.3f} {peak:9.0f} {ratio:14.3f}  {command}")

if __name__ == "__main__":
    main()
