"""Pictures drawn on the server: SVG of our own, without styles or scripts in it."""
