"""What the pages are drawn with. `static/` is built by `./run` and is not committed."""
