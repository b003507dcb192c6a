"""Settings of the crawler: polite by default, and honest about who asks."""

from __future__ import annotations

from staving import __version__

BOT_NAME = "staving"
USER_AGENT = (
    f"staving/{__version__} (+https://pypi.org/project/staving/; research crawler for legal evidence; obeys robots.txt)"
)
SPIDER_MODULES = ["crawler.spiders"]

ROBOTSTXT_OBEY = False
"""Scrapy's own middleware is off: `crawler.middlewares.HostRules` keeps to robots.txt, and to reservations."""

CONCURRENT_REQUESTS = 128
"""Requests on their way at once to all sites together; each has two at most, so that slow ones hold up no other."""
CONCURRENT_ITEMS = 1
"""Items of one response handled at once; each has one, and Scrapy starts a task for each place."""
CONCURRENT_REQUESTS_PER_DOMAIN = 16
"""Connections kept open to one host. How many requests are on their way at once is for `FrontierScheduler` to say:
two, where a site has a delay."""
DOWNLOAD_DELAY = 1.0
"""Seconds between two requests to a host of which the publisher record says nothing."""
DOWNLOAD_DELAY_JITTER = 0.0
DOWNLOAD_TIMEOUT = 30
DOWNLOAD_MAXSIZE = 32 * 1024 * 1024
"""Bytes, also after decompression; a larger answer is cut off and flagged."""
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 6
RETRY_TIMES = 1
RETRY_HTTP_CODES = [500, 502, 504, 408, 522, 524]
"""A site that says it is busy (429, 503) is not asked again at once."""
HTTPERROR_ALLOW_ALL = True
"""Every answer is recorded, also 404 and 403."""

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5",
    "Accept-Language": "nl,en;q=0.5",
}
COOKIES_ENABLED = False
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
"""Nobody may run code in the crawler."""
REFERRER_POLICY = "no-referrer"
LOG_LEVEL = "ERROR"
LOG_ENABLED = True

STAVING_MAX_PER_HOUR = 1800
"""Requests to one host in an hour at night, from 22 to 7 Dutch time; half of it by day. 0 for no bound."""

DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.Bounds": 90,
    "crawler.middlewares.HostRules": 100,
    "crawler.middlewares.HostPace": 870,  # below retries and redirects: it sees every answer as it comes
    "crawler.middlewares.PublicHosts": 880,  # the last look before the downloader
}
DOWNLOAD_VERIFY_CERTIFICATES = True
"""Evidence must come from the site that it names; a certificate that is not in order is an answer we do not take."""

TWISTED_DNS_RESOLVER = "crawler.resolver.PublicResolver"
DOWNLOAD_HANDLERS = {"data": None, "file": None, "ftp": None, "s3": None}
ITEM_PIPELINES = {"crawler.pipelines.StoreAnswers": 300}
SCHEDULER = "crawler.scheduler.FrontierScheduler"
