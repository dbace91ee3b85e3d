"""The picture: scenes, layers and their composition."""
