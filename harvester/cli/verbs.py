"""Every verb: where it lives and what `--help` says of it. Importing this imports none of them."""

from __future__ import annotations

VERBS = {
    "demo": ("harvester.cli.demo", "The whole job on a sample matter; needs no account."),
    "run": ("harvester.cli.run", "One shot: a mailbox and a client in, a report out."),
    "init": ("harvester.cli.init", "Sets up: finds the server, signs in, writes config.toml."),
    "auth": ("harvester.cli.auth", "Signs in to one source: by password, or at Google or Microsoft."),
    "check": ("harvester.cli.check", "Tries configuration, sign-in and store; changes nothing."),
    "pull": ("harvester.cli.pull", "Fetches what is new into the store."),
    "coverage": ("harvester.cli.analysis", "What was searched for a client, and what could not be."),
    "gaps": ("harvester.cli.analysis", "Response gaps of both sides."),
    "obligations": ("harvester.cli.analysis", "What each side promised, and what became of it."),
    "facts": ("harvester.cli.analysis", "The dated fact list of both sides."),
    "show": ("harvester.cli.show", "One original to read, or its exact bytes as a file."),
    "report": ("harvester.cli.report", "The fact list as a page, PDF, Word, Excel, Markdown, CSV, JSON."),
    "bundle": ("harvester.cli.bundle", "The sealed evidence package, checkable by anybody."),
    "mark": ("harvester.cli.mark", "A person's decision: accept a fact, correct a message, note a call."),
    "contract": ("harvester.cli.contract", "Starts a contract file; suggests entries from a document."),
    "script": ("harvester.cli.script", "Writes the script of the talk, or fills your own."),
    "brief": ("harvester.cli.script", "Writes the pages for the second who sits in."),
    "lint": ("harvester.cli.lint", "What one would not want read out in a courtroom."),
    "flags": ("harvester.cli.flags", "Who is unresponsive, since when, and why."),
    "nightly": ("harvester.cli.nightly", "Pull, analyse, flag and tell, for every client."),
    "schedule": ("harvester.cli.schedule", "Lets this machine run nightly by itself."),
    "status": ("harvester.cli.status", "Last search, last night, and what stands."),
    "purge": ("harvester.cli.purge", "Takes old evidence of a client out for good."),
    "verify": ("harvester.cli.verify", "Compares every byte of the store, or of a bundle."),
    "completion": ("harvester.cli.completion", "Prints the completion script of a shell."),
}
"""Verb -> (module that holds it under the same name, its line in `--help`)."""

UNCONFIGURED = frozenset({"demo", "run", "completion"})
"""Verbs that read no configuration, or make their own."""
