"""The commands, a module for each family, which declares their arguments and runs them.

`arguments`, `lines`, `opening` and `printing` hold what several share. What a command runs is imported when it runs:
the help comes at once.
"""
