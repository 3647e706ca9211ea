"""Runs a program on a terminal of its own: what comes in is typed, what is on the terminal goes out.

Node.js has no pseudo-terminals, and a question at a terminal can be tried on nothing less.
"""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios

program, terminal = pty.fork()
if program == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))

# A signal is for the program, as it would be without the terminal around it.
for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(each, lambda number, _frame: os.kill(program, number))

sources = [terminal, 0]
while True:
    ready, _, _ = select.select(sources, [], [])
    if 0 in ready:
        typed = os.read(0, 65536)
        if typed:
            os.write(terminal, typed)
        else:  # Nobody types any more: the test is gone. What it left may be in a loop that hears no signal.
            os.kill(program, signal.SIGKILL)
            break
    if terminal in ready:
        try:
            shown = os.read(terminal, 65536)
        except OSError:  # The program has ended, and the terminal with it.
            break
        if not shown:
            break
        os.write(1, shown)

_, status = os.waitpid(program, 0)
code = os.waitstatus_to_exitcode(status)
sys.exit(code if code >= 0 else 128 - code)
