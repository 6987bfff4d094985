"""Long work: a row a job, with progress, a cancel flag and a heartbeat; a worker takes up what a killed one left."""
