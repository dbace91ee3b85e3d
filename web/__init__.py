"""The pages: widgets to calls of `avatar`, no logic of their own."""
