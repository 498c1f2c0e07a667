"""Training of the name model: data, network, fitting, export. Needs the `train` extra; `extract` uses none of it."""
