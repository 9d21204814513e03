"""What sites usually look like: one YAML file a kind of site."""
