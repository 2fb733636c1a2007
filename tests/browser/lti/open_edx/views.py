"""Pages of the platform around the views of the consumer's block."""

from django.contrib.auth import get_user_model, login
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse

from open_edx.blocks import load_block, usage_key

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Unit</title>
<style>iframe {{ width: 1000px; height: 700px }}</style>
<script src="/static/admin/js/vendor/jquery/jquery.js"></script>
<script>window.gettext = (text) => text; {script}</script></head><body><h1>Unit</h1>
<div class="xblock">{content}</div>
<script>LtiConsumerXBlock(null, document.querySelector(".xblock"))</script></body></html>"""


def sign_in(request, username):
    """Sign a user in by their name."""
    login(request, get_user_model().objects.get(username=username))
    return HttpResponse("signed in")


@login_required
def unit(request, name):
    """A unit of the course, as a learner sees it."""
    return show(load_block(usage_key(name), request.user).student_view({}))


@login_required
def studio(request, name):
    """The same block, as its author sees it."""
    return show(load_block(usage_key(name), request.user).author_view({}))


def show(fragment):
    """A page with what the block shows, and its script."""
    script = "".join(
        resource.data
        for resource in fragment.resources
        if resource.kind == "text" and resource.mimetype == "application/javascript"
    )
    return HttpResponse(PAGE.format(script=script, content=fragment.content))
