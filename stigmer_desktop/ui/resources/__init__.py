"""What the pages of all resources share: their lists, cards, editors and the parts of their forms."""
