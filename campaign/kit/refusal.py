"""The one error of the services."""


class Refused(Exception):
    """The rules do not allow this; the message is for the person at the desk."""
