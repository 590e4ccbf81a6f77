"""The instances of an agent: their page, and the form that makes and changes them."""
