"""The contract of all connectors asserts on behalf of its tests."""

import pytest

pytest.register_assert_rewrite("tests.connectors.contract")
