from p16c import run

__all__ = ["run"]
