"""`sextant` and `python -m sextant`."""

from sextant.cli.app import main

if __name__ == "__main__":
    main()
