"""What all tests share."""

from hypothesis import settings

# a slow machine is no defect of the program: speed is shown by benchmarks, never by a timed test
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")
