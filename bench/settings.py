"""The site's settings with the benchmark's one more address."""

from coverport.config.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
