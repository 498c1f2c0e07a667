"""From a `Doc` to `Facts`."""
