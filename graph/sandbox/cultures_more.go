package sandbox

// otherCultures returns the cultures of other scripts: Cyrillic, Greek, Han, kana, Hangul, Arabic, Hebrew, Thai and
// Devanagari.
func otherCultures() []culture {
	return []culture{
		{language: "ru-RU", country: "Kazakhstan", code: "KZ", city: "Алматы", phone: "+7 727", joint: " ",
			given: names("Алексей=aleksey;Борис=boris;Вера=vera;Галина=galina;Дмитрий=dmitriy;Екатерина=ekaterina;" +
				"Жанна=zhanna;Игорь=igor;Людмила=lyudmila;Николай=nikolay;Светлана=svetlana;Юлия=yuliya"),
			family: names("Алиев=aliev;Белова=belova;Волков=volkov;Гусев=gusev;Ершов=ershov;Жуков=zhukov;Кузнецова=kuznetsova;" +
				"Лебедева=lebedeva;Морозов=morozov;Соколов=sokolov;Фролова=frolova;Щукин=shchukin")},
		{language: "uk-UA", country: "Ukraine", code: "UA", city: "Львів", phone: "+380 32", joint: " ",
			given: names("Андрій=andrii;Богдана=bohdana;Ганна=hanna;Євген=yevhen;Зоряна=zoriana;Ірина=iryna;Їжак=yizhak;" +
				"Леся=lesia;Мирослав=myroslav;Остап=ostap;Соломія=solomiia;Тарас=taras"),
			family: names("Бондар=bondar;Гнатюк=hnatiuk;Грищенко=hryshchenko;Іваненко=ivanenko;Коваль=koval;Литвин=lytvyn;" +
				"Мельник=melnyk;Петренко=petrenko;Савчук=savchuk;Ткаченко=tkachenko;Шевчук=shevchuk;Яремчук=yaremchuk")},
		{language: "el-GR", country: "Greece", code: "GR", city: "Θεσσαλονίκη", phone: "+30 231", joint: " ",
			given: names("Αλέξανδρος=alexandros;Βασιλική=vasiliki;Γιώργος=giorgos;Δήμητρα=dimitra;Ελένη=eleni;Ζωή=zoi;" +
				"Ιωάννα=ioanna;Κώστας=kostas;Μαρία=maria;Νίκος=nikos;Σοφία=sofia;Χρήστος=christos"),
			family: names("Αντωνίου=antoniou;Βλάχος=vlachos;Γεωργίου=georgiou;Δημητρίου=dimitriou;Καραγιάννης=karagiannis;" +
				"Λάμπρου=lamprou;Μακρής=makris;Νικολάου=nikolaou;Παπαδόπουλος=papadopoulos;Σταυρίδης=stavridis;" +
				"Τσιρώνης=tsironis;Χατζή=chatzi")},
		{language: "zh-TW", country: "Taiwan", code: "TW", city: "臺中", phone: "+886 4", familyFirst: true,
			given: names("怡君=yijun;志明=zhiming;淑芬=shufen;家豪=jiahao;美玲=meiling;俊傑=junjie;雅婷=yating;建宏=jianhong;佳蓉=jiarong;" +
				"文雄=wenxiong;秀英=xiuying;子軒=zixuan"),
			family: names("陳=chen;林=lin;黃=huang;張=zhang;李=li;王=wang;吳=wu;劉=liu;蔡=cai;楊=yang;歐陽=ouyang;司馬=sima")},
		{language: "ja-JP", country: "Japan", code: "JP", city: "札幌市", phone: "+81 11", familyFirst: true, joint: " ",
			given: names("花子=hanako;太郎=taro;さくら=sakura;健一=kenichi;陽菜=hina;大輔=daisuke;美咲=misaki;蓮=ren;結衣=yui;翔太=shota;アンナ=anna;" +
				"真由美=mayumi"),
			family: names("佐藤=sato;鈴木=suzuki;高橋=takahashi;田中=tanaka;渡辺=watanabe;伊藤=ito;山本=yamamoto;中村=nakamura;小林=kobayashi;" +
				"加藤=kato;吉田=yoshida;長谷川=hasegawa")},
		{language: "ko-KR", country: "Korea", code: "KR", city: "부산", phone: "+82 51", familyFirst: true,
			given: names("민준=minjun;서연=seoyeon;지훈=jihoon;하은=haeun;도윤=doyun;수빈=subin;예린=yerin;현우=hyunwoo;지민=jimin;성호=seongho;" +
				"은지=eunji;태영=taeyoung"),
			family: names("김=kim;이=lee;박=park;최=choi;정=jung;강=kang;조=cho;윤=yoon;장=jang;임=lim;한=han;남궁=namgung")},
		{language: "ar-JO", country: "Jordan", code: "JO", city: "عمّان", phone: "+962 6", joint: " ",
			given: names("أحمد=ahmad;بشرى=bushra;جميل=jamil;خديجة=khadija;رانيا=rania;زياد=ziad;سلمى=salma;طارق=tareq;" +
				"عمر=omar;فاطمة=fatima;ليلى=layla;يوسف=yusuf"),
			family: names("البغدادي=albaghdadi;التميمي=altamimi;الحسيني=alhusseini;الخطيب=alkhatib;الزعبي=alzoubi;" +
				"السعدي=alsaadi;الشامي=alshami;العلي=alali;القاسم=alqasim;المصري=almasri;النجار=alnajjar;حدّاد=haddad")},
		{language: "he-IL", country: "Israel", code: "IL", city: "חיפה", phone: "+972 4", joint: " ",
			given: names("אברהם=avraham;גלית=galit;דוד=david;הדס=hadas;יעל=yael;מיכל=michal;נועה=noa;עומר=omer;רחל=rachel;" +
				"שירה=shira;תמר=tamar;איתן=eitan"),
			family: names("אלמוג=almog;בן־דוד=bendavid;גולן=golan;כהן=cohen;לוי=levi;מזרחי=mizrahi;סגל=segal;פרידמן=friedman;" +
				"רוזן=rosen;שפירא=shapira;שרון=sharon;בר־לב=barlev")},
		{language: "th-TH", country: "Thailand", code: "TH", city: "เชียงใหม่", phone: "+66 53", joint: " ",
			given: names("กมลวรรณ=kamonwan;ชัยวัฒน์=chaiwat;ณัฐพล=nattapon;ธนพร=thanaporn;ปิยะ=piya;พิมพ์ใจ=pimchai;" +
				"มณีรัตน์=maneerat;รัตนา=rattana;วิชัย=wichai;ศิริพร=siriporn;สมชาย=somchai;อรทัย=orathai"),
			family: names("แก้วมณี=kaewmanee;จันทร์เพ็ญ=chanphen;ใจดี=jaidee;ทองคำ=thongkham;บุญมี=bunmee;พรหมวงศ์=phromwong;" +
				"รุ่งเรือง=rungrueang;วงศ์สวัสดิ์=wongsawat;ศรีสุข=srisuk;สายทอง=saithong;สุขสันต์=suksan;อินทร์แก้ว=inkaew")},
		{language: "hi-IN", country: "India", code: "IN", city: "पुणे", phone: "+91 20", joint: " ",
			given: names("अमित=amit;आरती=aarti;कविता=kavita;दीपक=deepak;नेहा=neha;प्रिया=priya;मोहन=mohan;राजेश=rajesh;" +
				"लक्ष्मी=lakshmi;विक्रम=vikram;शांति=shanti;सुनील=sunil"),
			family: names("अग्रवाल=agrawal;कुलकर्णी=kulkarni;गुप्ता=gupta;चौधरी=chaudhary;जोशी=joshi;देशपांडे=deshpande;" +
				"पाटिल=patil;मिश्रा=mishra;यादव=yadav;वर्मा=varma;शर्मा=sharma;सिंह=singh")},
	}
}
