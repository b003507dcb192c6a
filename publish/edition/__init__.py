"""The edition that may be published: excerpts within the policy of the outlet, and no name of a private person."""
