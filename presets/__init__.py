"""What sites usually look like: one YAML file a kind of site."""

from presets.loader import Preset, PresetError, load_presets, user_folder

__all__ = ["Preset", "PresetError", "load_presets", "user_folder"]
