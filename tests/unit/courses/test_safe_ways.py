"""No text sends a child home who is afraid of it, or a report through the person suspected."""

import yaml

from tests.factories import SHIPPED_COURSE

UNSAFE = (
    "dampingi anak pulang",
    "dampingi pulang",
    "escort home",
    "go along home",
    "Beri tahu kepala sekolah segera",
    "Tell the principal at once",
    "Lapor kepala sekolah tanpa menunggu bukti",
    "Tell the principal without waiting for proof",
    "Kuning: ancaman berlangsung, takut pulang",
    "Yellow: threat under way, afraid to go home",
    "fear of going home",
    "Kepala sekolah (terbatas)",
    "Principal (limited)",
    "beri tahu hanya kepala sekolah dan penerima cerita",
    "tell only the principal and a listener",
    "law before reputation.",
    "Batasi kontak dengan murid sesuai kewenangan, rujuk, dan jangan mengarahkan saksi.",
)


def joined(path):
    """The text without line breaks, which YAML puts where it likes."""
    return " ".join(path.read_text(encoding="utf-8").split())


def test_no_text_of_the_course_has_an_unsafe_sentence():
    paths = [path for path in SHIPPED_COURSE.rglob("*") if path.suffix in (".md", ".yaml")]
    assert len(paths) > 100
    found = [(path.name, text) for path in paths for text in UNSAFE if text in joined(path)]
    assert found == []


def test_a_child_who_is_afraid_to_go_home_is_red():
    lesson = yaml.safe_load((SHIPPED_COURSE / "modules/M08/M08-L3.yaml").read_text("utf-8"))
    triage = next(
        activity
        for activity in lesson["activities"]
        if "red" in [group["id"] for group in activity.get("groups", ())]
    )
    afraid = [item for item in triage["items"] if "takut pulang" in item["text_id"]]
    assert afraid
    assert [item["fits"] for item in afraid] == [["red"]] * len(afraid)
