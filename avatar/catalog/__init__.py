"""What a shop states: product sheets, the pictures they name, and prices as text."""
