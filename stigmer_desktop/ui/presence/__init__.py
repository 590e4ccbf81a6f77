"""What shows of the program outside its window: an icon in the tray, and notifications."""
