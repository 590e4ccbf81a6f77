"""Agents: templates of instructions, tools and needs."""
