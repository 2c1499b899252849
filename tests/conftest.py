"""Fixtures that every test may ask for.

What holds for all tests without asking (loopback only, warnings are errors, a time limit) stands in
`pyproject.toml`, and `tests/unit/test_house.py` holds it there.
"""
