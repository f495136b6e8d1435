from p16a import run

__all__ = ["run"]
