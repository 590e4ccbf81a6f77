"""The agents: their page, and the form that makes and changes them."""
