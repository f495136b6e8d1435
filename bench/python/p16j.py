from p16d import run

__all__ = ["run"]
