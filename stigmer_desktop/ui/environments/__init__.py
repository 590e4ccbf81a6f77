"""The environments: their page, and the form that makes and changes them."""
