from p16b import run

__all__ = ["run"]
