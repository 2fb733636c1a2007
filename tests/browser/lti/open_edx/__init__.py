"""A small Django project around the LTI consumer of Open edX, which does all of LTI itself.

It runs in an environment of its own; what the consumer expects of edx-platform is in `blocks`,
`people` and `platform_calls`.
"""
