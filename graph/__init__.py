"""Reason: link passages to propositions, count independent origins, say what stands."""
