"""config.toml -> Config, with every problem at once.

reading    a file to its text and tables
schema     the tables and keys, with what they take and their defaults
problems   what is wrong, each problem naming its line and key
lines      the line of each key of a file
suffixes   public suffixes of domains
sides      shared-mail domains and overlapping sides (A2, A3)
hours      work_week, holidays and their frozen snapshot (B)
parties    Config -> both sides
engaged    Config -> Engagement
entries    a TOML file entry by entry, every problem kept with its line
rules      the small tables of a contract file
contract, contract_money, contract_terms, contract_ending, contract_links   the contract file -> Contract
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from harvester.config.parties import client_party, contract_of, engagement, us_party
from harvester.config.problems import examined, told
from harvester.config.reading import file_text, toml_tables
from harvester.config.schema import Config
from harvester.errors import ConfigError, UsageError

__all__ = ["Config", "client_party", "contract_of", "engagement", "load", "located", "parsed", "us_party"]


def located(given: str | None, environment: Mapping[str, str]) -> Path:
    """The configuration to use: `--config`, $HARVESTER_CONFIG, ./config.toml, the user's own. Raises UsageError.

    A file that was named and is not there is an error: another one must not silently take its place.
    """
    named = given or environment.get("HARVESTER_CONFIG")
    if named:
        return Path(named).expanduser().absolute()
    import platformdirs  # it brings more than a file that was named needs (N2)

    candidates = (Path("config.toml"), platformdirs.user_config_path("harvester") / "config.toml")
    for candidate in candidates:
        if candidate.is_file():
            return candidate.absolute()
    made = sorted(Path().glob("harvester-*/config.toml"))
    raise UsageError(
        f"There is no configuration: neither {candidates[0].absolute()} nor {candidates[1]} exists.",
        f"Name one: --config {shlex.quote(str(made[0]))}."
        if made
        else "Make one with `harvester init` or `harvester run SOURCE CLIENT`, or name one with --config.",
    )


def load(path: Path) -> Config:
    """The configuration in a file. Raises UsageError when it cannot be read, ConfigError with every problem in it."""
    text = file_text(path, "Name the configuration with --config.")
    if path.stat().st_mode & 0o002:
        raise ConfigError(str(path), ["anybody on this machine may change this file; run `chmod 600` on it"])
    return parsed(text, path)


def parsed(text: str, path: Path) -> Config:
    """The configuration in a text that stands, or will stand, at `path`. Raises ConfigError with every problem."""
    config, problems = examined(toml_tables(text, path))
    if problems:
        raise ConfigError(str(path), told(problems, text))
    return config.replaced(_path=path.absolute())
