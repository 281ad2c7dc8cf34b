"""The program as a user starts it, with the name server at $NAME_SERVER_PORT in place of this machine's own."""

import os
import sys

from harvester.cli import main
from harvester.providers import Network, network
from tests.servers.name_server import resolver

network.USUAL = Network(resolver=resolver(int(os.environ["NAME_SERVER_PORT"])), published=(), collection="")
sys.exit(main())
