"""The products of the example shop, modelled and lit as for a catalogue."""
