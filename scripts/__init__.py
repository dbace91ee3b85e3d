"""Programs for people: draw the presenters, make the examples, measure."""
