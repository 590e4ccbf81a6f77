"""Tests of what is printed and asked in a terminal."""
