"""Errors that a user can act on. Each says where, what was expected and what to do; none repeats log text."""


class IntellogError(Exception):
    """Base of every error that is shown to a user as one line."""


class BadFile(IntellogError):
    """An export file cannot be read at all."""


class BadMapping(IntellogError):
    """A column mapping file is wrong."""


class BadPolicy(IntellogError):
    """A redaction policy file is wrong, or is not the one a store can move to now."""


class BadAccess(IntellogError):
    """The file of who may see what is wrong, or an act needs a clearance that the actor does not have."""


class BadStore(IntellogError):
    """The store is missing, of another version, or damaged beyond what can be rebuilt."""


class NotWritten(BadStore):
    """A file of the store cannot be used now: the disk is full, read-only or failing, or another process holds it."""


class BadKey(IntellogError):
    """The key of the vault is missing, malformed, readable by others, or not the one the store was made with."""


class BadModel(IntellogError):
    """A model is missing, its files differ from the recorded digest, or it failed."""


class BadSetting(IntellogError):
    """A setting has a wrong value; the message names it."""


class NotHeld(IntellogError):
    """A log, token or audit event that was asked for is not in the store."""


class NotRecorded(IntellogError):
    """The audit record could not be written, so nothing may be shown."""


class BadBackup(IntellogError):
    """A backup is no backup, was changed, or is opened with another key; or there is no place to restore it to."""
