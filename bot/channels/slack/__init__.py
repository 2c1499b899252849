"""kombot in Slack, over its Web API and slack-bolt."""
