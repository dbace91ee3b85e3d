"""Modelling, lighting and rendering of the presenters that come with the studio."""
