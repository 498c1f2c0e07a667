"""Training of all models: data, networks, fitting, export. Needs the `train` extra; `extract` uses none of it."""
