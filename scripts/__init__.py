"""What one runs by hand or by make: set-up, generated code, icons, pictures."""
