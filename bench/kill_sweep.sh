#!/bin/sh
# Break an iteration at every system call that changes a file, and see that nothing is lost, torn
# or wrong, and that the next command recovers by itself.
#
#   bench/kill_sweep.sh [--kinds kill,torn,enospc,enospc+,eio,eacces,int,term,child]
#                       [--stride N] [--jobs N]
#
# Linux on x86_64. PYTHON names the Python that has the project and its tests' requirements.
cd "$(dirname "$0")/.." || exit 2
exec "${PYTHON:-python3}" -m tests.faults.sweep "$@"
