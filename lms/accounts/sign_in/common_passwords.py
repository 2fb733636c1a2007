"""Common English and Indonesian passwords, rejected also with digits and signs around them. Pure.

A longer list would protect little more, since sign-in pauses after a few attempts.
"""

WORDS = """
00000000 0123456789 0987654321 11111111 1122334455 11223344556677 123123123 123123123123
1234512345 123456 12345678 123456789 1234567890 1234567891 12345678910 1q2w3e4r 1q2w3e4r5t
1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc 88888888 9876543210 99999999 a1b2c3d4 aaaaaaaa abc123
abcd1234 abcdefgh abcdefghij access admin administrator agustus akucinta akucintakamu
akusayangkamu alhamdulillah allahuakbar ambon anakanak anakku anjing april arema arsenal
asdfasdf asdfghjk asdfghjkl assalamualaikum august ayahku bahagia balikpapan bandung
bangsat banjarmasin bapakguru barcelona barokah baseball batman berkah bhinneka bismillah
bismillahirrahmanirrahim cantik changeme charlie chelsea cinta cintakamu cintaku computer
december default denpasar desaku desember doraemon dragon facebook februari february football
friday ganteng gantengbanget garuda gila google guest guruku hello ibuguru ibuku iloveyou
indonesia indonesiaraya instagram insyaallah internet jakarta januari january jayapura jelek
jennifer jogjakarta juli july jumat june juni kamis kampungku katasandi kecamatan keluarga
keluargaku kelurahan kenangan kepalasekolah kucing kucingku kupang letmein liverpool login
lucu makassar mama manado manchester manis march maret master masuk masyaallah mataram may
medan mei merdeka michael minggu monday monkey murid naruto nopember november october oktober
onepiece p@ssw0rd p@ssword pa55word padang palembang pancasila papa passw0rd password
password1 passwordku patbm payung payungku pekanbaru pendamping pendidikan perlindungan
perlindungananak persib persija pokemon pontianak posyandu princess puskesmas qazwsxedc
qweasdzxc qwerty qwerty123 qwerty12345 qwertyui qwertyuiop rabu rahasia rahasiaku realmadrid
relawan root sabtu samsung sandi sandisaya saturday sayang sayangibu sayangkamu sayangku
sayangmama sayangpapa secret sekolah sekolahku selamanya selamat selamatpagi selasa semangat
semarang senin september shadow siswa subhanallah sukses sunday sunshine superman surabaya
terimakasih test tester testing thursday trustno1 tuesday user wednesday welcome whatsapp
yogyakarta zxcvbnm
"""
COMMON = frozenset(WORDS.split())
