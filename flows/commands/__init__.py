"""The commands of `wiresift`, one module each. A module is imported when its command is asked for, and not before."""
