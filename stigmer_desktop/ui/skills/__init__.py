"""The skills: their page, one skill with its versions, and how one is added."""
