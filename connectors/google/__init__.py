"""What every source at Google shares: `gmail`, `google_calendar`, and `imap` with `auth = "google"`.

signin    the user's consent in a browser, and what each kind of source asks for
access    bearer tokens from what that gave, or from the key of a service account
wire      requests to an API, and the name of every fault
values    the same bytes for the same object, and instants
"""
