"""What is kept: the only room that knows SQL."""

from sqlmodel import SQLModel

# What pydantic checks a row with is made when somebody asks for it. Nobody does, as a table's rows
# are made by kombot itself, and whoever starts a process would wait for eighty of them.
SQLModel.model_config["defer_build"] = True
