"""Slack's limits, as its documentation and its SDK state them, in the UTF-16 units of its clients.

https://docs.slack.dev/reference/block-kit, slack_sdk/models. `MESSAGE_JSON` stands nowhere there: a
message is refused as `msg_blocks_too_long` from some 11,000 characters of text on
(https://github.com/slackapi/bolt-js/issues/2509 and 2867), so we stay well below.
"""

BODY_BYTES = 512 * 1024
BLOCKS_IN_MESSAGE = 50
BLOCKS_IN_VIEW = 100
MESSAGE_JSON = 9000
FALLBACK = 3000
SECTION = 3000
HEADER = 150
BUTTON = 75
BUTTON_VALUE = 2000
BUTTONS_IN_ROW = 25
OPTION = 75
OPTION_VALUE = 150
RADIOS = 10
OPTIONS = 100
LABEL = 2000
INPUT = 3000
VIEW_TEXT = 24
METADATA = 3000
ALT = 2000
ERROR = 2000
SOCKET_FRAME = 20_000
"""Socket Mode hangs up on an acknowledgement of 20 KB or more, which stands nowhere either:
https://github.com/revelrylabs/slax/pull/614, https://github.com/slack-go/slack/issues/1196"""
