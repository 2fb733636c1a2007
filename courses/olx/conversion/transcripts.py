"""Converts transcripts of videos to Markdown, which replaces the video.

Videos are on other hosts, which our pages never call.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from lxml.etree import _Element

from courses.olx.block_xml import UNFIT
from courses.olx.size_limit import SizeLimit

SPAN: Final = re.compile(r"^\s*(?:\d{1,2}:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->")
MARKUP: Final = re.compile(r"</?[a-zA-Z][^>]*>|\{\\[^}]*\}")
SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#])")
FOLDERS: Final = ("static", "video")
PLAIN: Final = (".srt", ".vtt", ".txt")
SENTENCES_PER_PARAGRAPH: Final = 5
MAX_BYTES: Final = 1024 * 1024  # of one transcript


def read_transcript(
    video: _Element, files: Mapping[str, bytes], meter: SizeLimit, used: set[str]
) -> str:
    """The transcript as paragraphs of Markdown; empty if the archive has none.

    Adds its file to `used`.
    Raises CourseArchiveRejected if a limit of size is exceeded.
    """
    for name in _names(video):
        for folder in FOLDERS:
            path = f"{folder}/{name}"
            if path not in files or not name.endswith((*PLAIN, ".sjson")):
                continue
            used.add(path)
            content = meter.check(path, files[path], MAX_BYTES)
            if name.endswith(PLAIN):
                return paragraphs(content.decode("utf-8-sig", errors="replace"))
            return paragraphs(_texts_of(content))
    return ""


def paragraphs(text: str) -> str:
    """Subtitles or plain text as Markdown paragraphs."""
    spoken = " ".join(_spoken(UNFIT.sub("", text)))
    sentences = re.split(r"(?<=[.?!…])\s+", SPECIAL.sub(r"\\\1", spoken))
    parts = (
        sentences[n : n + SENTENCES_PER_PARAGRAPH]
        for n in range(0, len(sentences), SENTENCES_PER_PARAGRAPH)
    )
    return "\n\n".join(" ".join(part) for part in parts).strip()


def _spoken(text: str) -> Iterator[str]:
    """Lines of subtitles without numbers and times."""
    lines = text.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        is_number = line.strip().isdigit() and SPAN.match(following)
        if line.strip() and not is_number and not SPAN.match(line) and "WEBVTT" not in line:
            yield " ".join(MARKUP.sub("", line).split())


def _texts_of(content: bytes) -> str:
    """Texts of the older Open edX format: JSON with times and texts."""
    try:
        texts = json.loads(content)["text"]
        return "\n".join(str(text) for text in texts)
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _names(video: _Element) -> Iterator[str]:
    """Names of transcript files of a video element, by priority."""
    yield from (node.get("src", "") for node in video.iter("transcript"))
    if sub := video.get("sub"):
        yield f"subs_{sub}.srt.sjson"
        yield f"subs_{sub}.srt"
    for asset in video.iter("video_asset"):
        for node in asset.iter("transcript"):
            yield f"{asset.get('edx_video_id', '')}-{node.get('language_code', '')}.srt"
