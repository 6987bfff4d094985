"""Charts for work inside the force: control chart, small chart of the board, funnel. The job draws them, no page."""
