/** Given names that are forms of one another. Declared: one line a family of forms, plain spelling. A name may stand in several. */
const families = `
abigail abby abbie gail
abraham abe abram bram ibrahim
adam ad
adrian ade
agnes aggie nessie
albert al bert bertie
alexander alex al alec alistair alasdair sandy sasha xander lex alexandre aleksander aleksandr
alexandra alex sandra sandy sasha lexi alexa alessandra
alfred alf alfie fred freddie
alison ali allie ally
amanda mandy manda
amelia millie amy mia
andrew andy drew andre andrei andrzej
angela angie ange
ann anne anna annie nan nancy hannah annette
anthony tony ant antony antonio anton
archibald archie
arthur art artie
barbara barb babs barbie
barnaby barney
bartholomew bart
beatrice bea trixie beatrix
benjamin ben benny benji binyamin
bernard bernie
bridget bridie biddy brigid
cameron cam
caroline carol carrie caz carolyn
catherine cathy kate katie kathy katherine kathryn kat kit kitty cath catriona katarina ekaterina katya
cecilia celia cissy
charles charlie chuck chas carl karl carlos
charlotte charlie lottie lotte char
christian chris
christina chris chrissy tina christine kirsty kristina
christopher chris kit topher kristofer krzysztof
clifford cliff
constance connie
cornelius neil
cynthia cindy
daniel dan danny daniil
danielle dani danny
david dave davey davie dai dawud daud
deborah deb debbie debs debra
denise dee
dennis den denny
derek del
diana di diane
dominic dom nick
donald don donny
dorothy dot dotty dolly thea
douglas doug
edmund ed eddie ned
edward ed eddie ted teddy ned eduard
edwin ed
eleanor ellie nell nora ella elinor leonora
elizabeth liz lizzie beth betty bess bessie eliza elsie lisa libby betsy elisabeth elspeth isabel
ellen nell ellie nellie helen
emily em emmie millie
emma em emmie
eric rick
ernest ernie
eugene gene yevgeny
evelyn eve evie
florence flo florrie flossie
frances fran franny frankie fanny
francis frank frankie fran francesco francisco
frederick fred freddie freddy rick friedrich
gabriel gabe gabby jibril
gabrielle gabby
geoffrey geoff jeff jeffrey
george georgie jorge georgios yuri
georgina georgie gina georgia
gerald gerry jerry ged
gerard gerry ged
gillian gill jill
gregory greg grigory
gwendolyn gwen
harold harry hal
harriet hattie
heather hev
helen nell nellie helena elena ellen lena
henry harry hal hank henri enrique
herbert bert herb
hugh hughie shug
humphrey humph
ian iain
irene rene
isaac ike zac ishaq
isabella bella izzy isabel isobel ella belle isabelle
jack jackie jock john
jacob jake jack yaqub jakob
jacqueline jackie jacqui
james jim jimmy jamie jem hamish seamus jaime
jane jenny janey janet jan
janet jan
jasmine jas jaz yasmin
jason jay
jennifer jen jenny jenni
jeremy jerry jez jem
jessica jess jessie
joan joanie
joanna jo joanne joanie
john jon johnny jack ian sean ivan juan evan hans jan giovanni yahya
jonathan jon jonny nathan
joseph joe joey jose yusuf youssef josef giuseppe
josephine jo josie
joshua josh
judith judy jude
julia julie jules
julian jules
katherine kate katie kathy kat kitty
kathleen kath kathy kate
kenneth ken kenny
kevin kev
kimberley kim kimberly
kristen kris kirsten
laura laurie lori
lawrence larry laurie laurence lorenzo
leonard leo len lenny
leonardo leo
lesley les leslie
lewis lew louis lou
lillian lily lil
linda lin lindy lyn lynn
louise lou lulu louisa
lucas luke luca
lucy lou lucia lucinda
madeleine maddie maddy madeline
malcolm mal
margaret maggie meg peggy madge marge margie greta rita mags peg marjorie daisy molly
maria mary marie mia
mark marc marcus marco
martha marty patty mattie
martin marty martyn
mary molly polly may mae maria marie miriam mamie maryam maureen
matilda tilly mattie tilda
matthew matt matty mathew matteo
maurice mo morris
maximilian max
maxwell max
melanie mel
melissa mel missy lissa
michael mike mick mickey micky mikey mikhail michel miguel misha mikael
michelle shelly chelle mich
mildred millie
miriam mim maryam
mohammed mohammad muhammad mohamed mo mohamad muhammed mehmet
natalie nat nats natalia natasha
nathan nat nate
nathaniel nat nate nathan
nicholas nick nicky nic nico nicolas nikolai mikolaj
nicola nicky nic nikki nicole
oliver ollie olly olivier
olivia liv livvy ollie
owen eoin ewan euan
oscar ozzy
pamela pam
patricia pat patsy trish tricia patty paddy
patrick pat paddy rick padraig
paul pauly pavel pablo paulo
pauline paula polly
penelope penny pen
peter pete pyotr pedro pierre petros
philip phil pip phillip felipe
philippa pip pippa
priscilla cilla
rachel rach rachael shelly raquel
ralph rafe
raymond ray
rebecca becky becca bex beck
reginald reg reggie ron
richard rich rick ricky dick dickie richie ricardo
robert rob robbie bob bobby bert robin roberto rupert
roberta bobbie robbie
roderick rod roddy
rodney rod
roger rodge
roland rollo rolly
ronald ron ronnie
rosemary rose rosie romy
rose rosie rosa
rosalind ros roz rosie
roxanne roxy
russell russ
ruth ruthie
samantha sam sammy
samuel sam sammy
sandra sandy sandie
sarah sally sadie sara
sebastian seb bastian
sharon shaz shazza
sidney sid sydney
simon si simeon shimon
sophia sophie sofia soph zofia
stanley stan
stella estelle
stephanie steph stevie steffi
stephen steve stevie steven stefan stephan esteban stepan
stuart stu stewart
susan sue susie suzie suzanne susanna sukie
sylvia sylvie
tabitha tabby
tamsin tam
terence terry tel
theodora thea dora
theodore theo ted teddy fyodor
theresa tess terri teresa tessa tracy
thomas tom tommy thom tomas tomasz
timothy tim timmy
toby tobias
tracey trace tracy
ursula ursa
valerie val
vanessa nessa ness
veronica ronnie vera
victor vic viktor
victoria vicky tori vic vikki viktoria
vincent vince vin
violet vi
virginia ginny ginger
vivian viv vivienne
walter wally walt
wendy wen
wilfred wilf fred
william will bill billy willy willie liam wills guillaume wilhelm gwilym
winifred winnie freda
zachary zac zack zach zak
abdul abdel abd
ahmed ahmad ahmet
ali aly
hassan hasan
hussein husain hussain hossein
yusuf youssef yousef yousuf
olusegun segun
oluwaseun seun
babatunde tunde
chukwuemeka emeka
oluwafemi femi
krishna krish
rajesh raj
`;

const familiesOf: ReadonlyMap<string, readonly number[]> = (() => {
  const found = new Map<string, number[]>();
  for (const [family, line] of families.trim().split('\n').entries())
    for (const name of line.split(' ')) {
      const held = found.get(name);
      if (held) held.push(family);
      else found.set(name, [family]);
    }
  return found;
})();

const none: readonly number[] = [];

/** Families that a plain given name stands in. */
export const nameFamilies = (name: string): readonly number[] => familiesOf.get(name) ?? none;
