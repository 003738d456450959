package sandbox

import "strings"

// name is a given or family name as its bearer writes it, and the ASCII form used in account names.
type name struct{ native, ascii string }

// culture is where a generated person comes from. It sets script, order of names, language and telephone prefix.
type culture struct {
	language, country, code, city, phone string
	familyFirst                          bool   // family name before given name
	joint                                string // separator of the two names
	given, family                        []name
}

// display returns the two names in the culture's order, with its separator.
func (c *culture) display(given, family *name) string {
	if c.familyFirst {
		return family.native + c.joint + given.native
	}
	return given.native + c.joint + family.native
}

// names parses names separated by semicolons: each as written, then an equals sign and its ASCII form.
func names(pairs string) []name {
	var out []name
	for pair := range strings.SplitSeq(pairs, ";") {
		native, ascii, _ := strings.Cut(pair, "=")
		out = append(out, name{native: native, ascii: ascii})
	}
	return out
}

// cultures returns the table of generated names. No word in it begins with a word of the cast's account names or
// display names, so that typing a cast account finds it first; a test checks that.
func cultures() []culture {
	return append(latinCultures(), otherCultures()...)
}

func latinCultures() []culture {
	return []culture{
		{language: "sv-SE", country: "Sweden", code: "SE", city: "Göteborg", phone: "+46 31", joint: " ",
			given: names("Åsa=asa;Björn=bjorn;Elin=elin;Göran=goran;Linnéa=linnea;Mårten=marten;Sigrid=sigrid;Östen=osten;" +
				"Ylva=ylva;Håkan=hakan;Maj-Britt=maj-britt;Nils=nils"),
			family: names("Åkesson=akesson;Bergström=bergstrom;Dahlgren=dahlgren;Ekström=ekstrom;Hägglund=hagglund;" +
				"Lindqvist=lindqvist;Nyström=nystrom;Sjöberg=sjoberg;Wallin=wallin;Öberg=oberg;Söderlund=soderlund;Malm=malm")},
		{language: "de-DE", country: "Germany", code: "DE", city: "Köln", phone: "+49 221", joint: " ",
			given: names("Jürgen=juergen;Käthe=kaethe;Lukas=lukas;Änne=aenne;Björg=bjoerg;Friedrich=friedrich;" +
				"Günther=guenther;Hannelore=hannelore;Jörg=joerg;Sabine=sabine;Uwe=uwe;Wiebke=wiebke"),
			family: names("Müller=mueller;Schäfer=schaefer;Groß=gross;Köhler=koehler;Weiß=weiss;Jäger=jaeger;Vogel=vogel;" +
				"Krüger=krueger;von Bülow=vonbuelow;Zimmermann=zimmermann;Hoffmann=hoffmann;Löwe=loewe")},
		{language: "fr-FR", country: "France", code: "FR", city: "Besançon", phone: "+33 3 81", joint: " ",
			given: names("Amélie=amelie;Benoît=benoit;Chloé=chloe;Étienne=etienne;François=francois;Gaëlle=gaelle;" +
				"Hélène=helene;Jérôme=jerome;Léa=lea;Maëlys=maelys;Noël=noel;Zoé=zoe"),
			family: names("Beauséjour=beausejour;Châtelain=chatelain;Dupré=dupre;Ferré=ferre;Garçon=garcon;Lefèvre=lefevre;" +
				"Mercœur=mercoeur;Noailles=noailles;Perrault=perrault;Rousseau=rousseau;de la Tour=delatour;Vigneron=vigneron")},
		{language: "pl-PL", country: "Poland", code: "PL", city: "Łódź", phone: "+48 42", joint: " ",
			given: names("Agnieszka=agnieszka;Błażej=blazej;Cezary=cezary;Dąbrówka=dabrowka;Grażyna=grazyna;Jędrzej=jedrzej;" +
				"Łucja=lucja;Małgorzata=malgorzata;Paweł=pawel;Stanisław=stanislaw;Wacława=waclawa;Żaneta=zaneta"),
			family: names("Brzęczyk=brzeczyk;Dąbrowska=dabrowska;Gałązka=galazka;Jabłoński=jablonski;Kołodziej=kolodziej;" +
				"Łukasik=lukasik;Nowak=nowak;Pączek=paczek;Śliwa=sliwa;Wójcik=wojcik;Zięba=zieba;Żurek=zurek")},
		{language: "cs-CZ", country: "Czechia", code: "CZ", city: "Plzeň", phone: "+420 377", joint: " ",
			given: names("Božena=bozena;Čeněk=cenek;Jiří=jiri;Kateřina=katerina;Luboš=lubos;Ondřej=ondrej;Růžena=ruzena;" +
				"Šárka=sarka;Tomáš=tomas;Vít=vit;Zdeněk=zdenek;Žofie=zofie"),
			family: names("Černý=cerny;Dvořák=dvorak;Hájek=hajek;Horáčková=horackova;Kříž=kriz;Němec=nemec;" +
				"Procházka=prochazka;Růžička=ruzicka;Šťastná=stastna;Veselý=vesely;Zahradník=zahradnik;Žák=zak")},
		{language: "tr-TR", country: "Türkiye", code: "TR", city: "İzmir", phone: "+90 232", joint: " ",
			given: names("Ayşe=ayse;Çağla=cagla;Doğan=dogan;Gülşen=gulsen;Işıl=isil;İbrahim=ibrahim;Kağan=kagan;Müge=muge;" +
				"Özgür=ozgur;Şule=sule;Tuğba=tugba;Ümit=umit"),
			family: names("Aydın=aydin;Çelik=celik;Demirtaş=demirtas;Erdoğmuş=erdogmus;Güneş=gunes;Kılıç=kilic;Öztürk=ozturk;" +
				"Şahin=sahin;Tekin=tekin;Uçar=ucar;Yıldız=yildiz;Yüksel=yuksel")},
		{language: "pt-PT", country: "Portugal", code: "PT", city: "Évora", phone: "+351 266", joint: " ",
			given: names("Álvaro=alvaro;Brígida=brigida;Conceição=conceicao;Estêvão=estevao;Filipa=filipa;Inês=ines;João=joao;" +
				"Luís=luis;Mónica=monica;Nuno=nuno;Sebastião=sebastiao;Vânia=vania"),
			family: names("Araújo=araujo;Brandão=brandao;Conceição=conceicao;Falcão=falcao;Guimarães=guimaraes;Leitão=leitao;" +
				"Magalhães=magalhaes;Mourão=mourao;Peça=peca;Simões=simoes;Vasconcelos=vasconcelos;Xavier=xavier")},
		{language: "vi-VN", country: "Viet Nam", code: "VN", city: "Đà Nẵng", phone: "+84 236", joint: " ", familyFirst: true,
			given: names("Ánh=anh;Bảo=bao;Cường=cuong;Đức=duc;Hạnh=hanh;Khánh=khanh;Lệ Quyên=lequyen;Mỹ Duyên=myduyen;" +
				"Phượng=phuong;Quốc Việt=quocviet;Thảo=thao;Yến=yen"),
			family: names("Bùi=bui;Đặng=dang;Đỗ=do;Hồ=ho;Huỳnh=huynh;Lê=le;Ngô=ngo;Nguyễn=nguyen;Phạm=pham;Trần=tran;Võ=vo;" +
				"Vũ=vu")},
		{language: "en-GB", country: "United Kingdom", code: "GB", city: "Leeds", phone: "+44 113 496", joint: " ",
			given: names("Alice=alice;Callum=callum;Edith=edith;Frances=frances;Graham=graham;Harriet=harriet;Isobel=isobel;" +
				"Keith=keith;Maurice=maurice;Nadia=nadia;Siân=sian;Winston=winston"),
			family: names("Ashworth=ashworth;Blackwood=blackwood;Carlisle=carlisle;Fairfax-Lee=fairfax-lee;" +
				"Hargreaves=hargreaves;Kingsley=kingsley;Llewellyn=llewellyn;McAllister=mcallister;Pemberton=pemberton;" +
				"St. John=stjohn;Thackeray=thackeray;Whitlock=whitlock")},
	}
}
