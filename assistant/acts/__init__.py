"""The service's acts on one kind of thing each, as classes that `assistant.service` puts together."""
