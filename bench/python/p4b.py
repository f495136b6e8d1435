from p4 import run

__all__ = ["run"]
