"""The sets behind the presenters, as scenes modelled for Blender."""
