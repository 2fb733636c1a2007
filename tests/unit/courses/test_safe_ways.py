"""No text sends a child home who is afraid of it, or a report through the person suspected."""

import pytest
import yaml

from tests.factories import COURSE

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
SAFE = {  # sentences of each text, a blank line between them
    "modules/M08/M08-L3.id.md": """
- Anak takut pulang.

Hubungi 129 atau UPTD PPA [F40]; beri tahu kepala sekolah bila ia bukan orang yang diduga.

Takut pulang tetap merah sampai petugas terlatih menilai rumahnya aman.

Jangan mengantar pulang, menelepon rumah, atau membawa anak ke rumah Anda.
""",
    "modules/M08/M08-L3.en.md": """
Contact 129 or UPTD PPA [F40]; tell the head unless the head is the person suspected.

Afraid to go home stays red until trained staff judge the home safe.

Do not escort the child home, phone the home or use your own house.
""",
    "modules/M08/M08-L3.yaml": """
Merah: bahaya, krisis, atau takut pulang
""",
    "modules/M07/M07-L2.id.md": """
Lapor tanpa menunggu bukti, langsung kepada 129 atau UPTD PPA [F11] [F40]; kepala sekolah diberi
tahu bila ia bukan orang yang diduga.

Bila orang yang diduga memimpin atau bekerja di jalur ini, hubungi satu tingkat di luarnya.
Jangan memberi tahu orang itu.
""",
    "modules/M07/M07-L2.en.md": """
Report without waiting for proof, directly to 129 or UPTD PPA [F11] [F40]; the head is told
unless suspected.

If the person suspected leads or works on this path, contact one step outside it. Do not alert
that person.
""",
    "modules/M05/M05-L3.id.md": """
Bila orang yang diduga adalah kepala sekolah, laporan tidak lewat sekolah: 129, UPTD PPA, dan
Pokja daerah [F11] [F27] [F40]. Murid tidak dipindahkan.
""",
    "modules/M05/M05-L3.en.md": """
If the person suspected is the head, the report does not go through the school: 129, UPTD PPA
and the local Pokja [F11] [F27] [F40]. The pupil is not moved.
""",
    "scenarios/SC01.yaml": """
SAPA 129 bersama Raka, orang tua yang ia pilih, dan kepala sekolah bila tidak terkait.

SAPA 129 with Raka, the parent he chooses, and the head if not involved.
""",
    "kits/school-policy.id.md": """
beri tahu penerima cerita dan kepala sekolah, kecuali bila salah satunya adalah orang yang
diduga; dalam hal itu 129, UPTD PPA, atau Pokja daerah lebih dahulu [F11] [F27] [F40]. Murid
yang takut pulang tidak diantar pulang sebelum layanan menilai rumahnya aman.

Bila kepala sekolah yang diduga, pembatasan kontak diminta kepada dinas pendidikan atau yayasan
lewat layanan, bukan oleh guru.
""",
    "kits/school-policy.en.md": """
unless one of them is the person suspected; then 129, UPTD PPA or the local Pokja first [F11]
[F27] [F40]. A pupil who is afraid to go home is not taken home before a service has judged the
home safe.

If the head is suspected, limits on contact are asked of the education office or foundation
through the service, not by a teacher.
""",
    "kits/cascade-kit.id.md": """
| Jalur yang dihindari karena orang yang diduga | |
""",
    "kits/cascade-kit.en.md": """
| Path avoided because of the person suspected | |
""",
}


def joined(path):
    """The text without line breaks, which YAML puts where it likes."""
    return " ".join(path.read_text(encoding="utf-8").split())


def test_no_text_of_the_course_has_an_unsafe_sentence():
    paths = [path for path in COURSE.rglob("*") if path.suffix in (".md", ".yaml")]
    assert len(paths) > 100
    found = [(path.name, text) for path in paths for text in UNSAFE if text in joined(path)]
    assert found == []


@pytest.mark.parametrize("name", SAFE)
def test_the_safe_sentences_stand_in_their_texts(name):
    text = joined(COURSE / name)
    sentences = [" ".join(sentence.split()) for sentence in SAFE[name].split("\n\n")]
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_a_child_who_is_afraid_to_go_home_is_red():
    lesson = yaml.safe_load((COURSE / "modules/M08/M08-L3.yaml").read_text(encoding="utf-8"))
    triage = next(row for row in lesson["activities"] if row["id"] == "triage")
    fits = {item["id"]: item["fits"] for item in triage["items"]}
    assert fits["home"] == ["red"]

    text = (COURSE / "modules/M08/M08-L3.id.md").read_text(encoding="utf-8")
    red, yellow = text.partition("## Merah")[2].split("## Kuning")
    assert "takut pulang" in red
    assert "takut pulang" not in yellow.split("## Hijau")[0]
