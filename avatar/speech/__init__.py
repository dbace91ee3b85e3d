"""The sound: text to speech with word and phone times."""
