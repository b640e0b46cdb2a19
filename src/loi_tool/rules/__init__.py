"""The rules: pure functions from a call and facts to findings. `catalog.RULES` lists them all."""
