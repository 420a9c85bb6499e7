/**
 * Names for invented people, composed from short lists of common given and family names of many origins. A name says
 * nothing about a person's characteristics: origin is thrown apart from ethnicity, faith and everything else.
 */
import type { Dice } from './dice.ts';

const split = (text: string): readonly string[] => text.trim().split(/\s+/);

const women = split(`
  Abena Adele Agnes Aisha Alice Amara Amina Amy Anita Anna Anouk Asha Astrid Ayesha Beata Bethan Bridget Carmen Carys
  Catherine Celia Chidi Chloe Claire Clara Daniela Deepa Dilys Dorota Ebele Edith Efua Elena Elif Ellen Emily Esme Esther
  Eva Farah Fatima Fiona Florence Freya Gita Grace Greta Gwen Hana Hannah Harriet Heather Helen Hilda Hyacinth Ida Ines
  Ingrid Iris Isla Ivana Jana Jasmine Jean Joan Joy Julia Kamila Karin Katya Kavita Keiko Kerry Lara Laura Leila Leonie
  Lesedi Lin Lorna Lucia Lydia Mabel Magda Maeve Mairi Marcia Margit Maria Marta Maya Megan Meera Mei Milena Mina Miriam
  Moira Mona Nadia Naomi Nasrin Nell Ngozi Nia Nina Noor Olga Olive Paula Petra Philippa Pilar Priya Rachel Rana Rhian
  Rita Rosa Roza Ruth Sabine Sadia Samira Sana Sara Selma Shanice Sian Simone Sofia Stella Sunita Tamsin Tara Teresa
  Thandi Una Ursula Vera Wanda Wangari Winnie Yasmin Yuki Zara Zofia`);
const men = split(`
  Aaron Abdul Adam Adebayo Adil Akira Alan Aled Alexei Amir Anders Andre Angus Anil Anton Arjun Arthur Ashok Babak Barry
  Bashir Ben Bilal Bjorn Bogdan Brendan Brian Bruno Callum Carl Carlos Cedric Chen Chinedu Clive Colin Conor Craig Cyril
  Dafydd Dai Damian Daniel Dariusz Declan Denzil Derek Desmond Diego Dilip Dominic Douglas Dylan Edgar Edwin Eitan Elliot
  Emil Emre Eoin Eric Ewan Farid Felix Femi Finn Gareth Gavin Geoffrey Gerald Glyn Graham Gurdeep Hamish Harold Hassan
  Hiro Hugo Huw Ian Ibrahim Idris Imran Isaac Ivor Jakob Jamal Jan Javier Jerome Jonas Jozef Jun Kamal Karim Keith Kofi
  Kwame Lars Leon Lewis Liam Luca Luis Magnus Malik Marek Marius Martin Mateo Maurice Mehmet Milan Mohan Murray Nabil
  Neil Nikhil Niall Nigel Norman Obinna Olaf Omar Oscar Owen Pablo Parvez Patrick Pavel Pedro Peter Piotr Rafael Rajan
  Ravi Reuben Rhodri Robin Rohan Ronan Rory Rupert Samir Samuel Sanjay Sean Selwyn Sergei Simon Stefan Stuart Tadeusz
  Tariq Tendai Thabo Tobias Tomas Trevor Umar Viktor Vikram Vincent Wei Wesley Winston Yaw Yusuf Zain Zoltan`);
const families = split(`
  Abara Abbott Abebe Achterberg Adeyemi Adkin Afolabi Aldous Allday Amankwah Ambler Amin Andersson Antwi Appleyard Arkwright
  Armitage Asante Ashdown Aspinall Awan Ayling Baah Bagshaw Bajwa Balogun Bancroft Bandara Barclough Barnaby Bartosz Basra
  Batley Baumann Bayliss Beadle Beckwith Begley Bello Benmore Bentham Bergstrom Bhatt Bickford Birch Blackwood Blanco Bloor
  Boakye Bodnar Bolam Borkowski Bosworth Botham Bowyer Brannigan Brathwaite Brightwell Brodie Burgoyne Byfield Cadwell
  Calvert Canning Carden Carvalho Castell Catterall Chadha Chakma Chambers Chan Chaudhry Cheung Chikwanha Chowdhury Clegg
  Clifton Coker Colbourne Conteh Copley Corrigan Costa Cotterill Coughlan Crabtree Cranfield Crossley Cullinane Dalgleish
  Danso Darko Dasgupta Davenport Deegan Delaney Demir Denholm Desai Devereux Dhillon Diallo Dimitrov Dlamini Donaghy Dosanjh
  Drummond Duarte Dunmore Durrani Dziedzic Eastwell Edevane Egan Ekwueme Elsworth Emecheta Erikson Eze Fairclough Falconer
  Farooq Farrant Fenwick Ferreira Fielding Findlay Fitton Flaherty Fofana Fonseca Fosdyke Frith Furlong Gallagher Galvin
  Ganesan Garrity Gebre Ghosh Gill Glendon Goddard Golding Gorski Grantley Greenhalgh Grewal Gunawardena Gyamfi Hadley
  Halloran Hamdi Harcourt Hargreaves Hashimi Haverford Heathcote Hegarty Henriksen Hesketh Hinds Hoang Holroyd Horvath
  Hossain Huxtable Ibarra Idowu Iqbal Ismail Iversen Jagger Jamieson Janssen Jarvis Jayasuriya Jelinek Johal Kaczmarek Kamara
  Kapoor Karlsen Kaur Keane Kelleher Kendrick Kershaw Khatun Kimani Kinsella Kirkbride Klein Kobayashi Koroma Kowal Kruger
  Kumar Kuznet Lachlan Lambton Langridge Larkin Lau Lavelle Leung Lindqvist Lockyer Longbottom Lowther Lukacs Lungu Mackie
  Mahon Maitland Malhotra Mallory Mandal Marchetti Marlow Masih Mbeki Mcallan Mehra Mensah Meredith Michalski Miah Millward
  Mistry Moffat Mokoena Molloy Morag Moreno Moyo Mukherjee Munro Murtagh Musa Mwangi Nagy Naidu Nair Nandha Napier Ncube
  Nesbitt Nguyen Nkemelu Noakes Norcott Nowak Nwosu Nyoni Oakley Obasi Oddie Ofori Okafor Okoro Olawale Olsen Omondi Onslow
  Osei Osman Owusu Ozturk Paddon Palfrey Pandya Parekh Pashley Pathak Pereira Petrov Pham Pickering Pillai Pinnock Plummer
  Polat Popescu Prentice Quarshie Quayle Quigley Quinlan Rahman Rainford Ramdin Rashid Rattray Redfern Reilly Renwick Ribeiro
  Rothwell Rudge Rutland Saddiq Sandhu Santos Sarpong Sawyer Scanlon Schofield Seddon Sesay Sethi Shackleton Shenton Shrestha
  Silva Skelton Skinner Solanki Somerville Sorensen Southall Spink Stainton Standish Stirling Stojan Sutcliffe Svensson
  Swindell Szabo Tahir Tamang Tandy Tebbutt Temple Tennant Thapa Thorburn Tierney Tolley Torres Tranter Trevelyan Tully
  Turnbull Udoh Underhill Uddin Usher Varga Vasquez Venables Virk Vohra Wadsworth Wainwright Wakeley Wambui Warsame
  Waterhouse Weatherby Weiss Whitlock Wickham Wielgosz Winstanley Wojcik Woolcott Wraith Yadav Yang Yeboah Yilmaz Younis
  Zaman Zielinski Zuma`);

/**
 * Combinations that the lists could make, or nearly make, and that belong to somebody widely known. The lists leave
 * out the family names of people in public life and in well-known cases; this is the second net.
 */
const known = new Set(
  `anna kendrick|alice walker|daniel craig|brian cox|martin keane|peter crossley|ian botham|mona lisa|roza otunbayeva|
   robin gill|emily clegg|thabo mbeki|jean marlow|clive jarvis|isaac asimov|stella mccartney|winston duarte|ruth gill|
   graham gooch|karl marx|luis figo|diego costa|rafael benitez|idris elba|ben stirling|adam jagger|bianca jagger|rosa
   moreno|ian rashid|eva green|omar sharif|ravi kapoor|anil kapoor|nina kapoor|arjun kapoor|ernest shackleton|felix
   klein|naomi klein|carlos santos|simon schama|frank skinner|claire skinner|una stubbs|ruth negga|keith moon|denzil
   washington|peter moffat|graham gill|sean keane|roy keane|robbie keane|jean brodie|steve zuma|jacob zuma|jakob zuma|
   peter sutcliffe|stuart sutcliffe|shirley temple|catherine drummond|rory gallagher|liam gallagher|brian gallagher|
   conor gallagher|patrick gallagher|barry keane|bruno silva|thiago silva|luis diaz|karl malone|dylan thomas|neil
   armstrong|imran tahir|kwame ture|arthur crabtree|desmond dunmore|jerome flaherty|florence welch|grace jones|julia
   stiles|vera wang|wei yang|simon pegg|laura kuznet|amir iqbal|imran rashid|petr svensson|peter svensson|nigel mansell|
   terry venables|ravi bopara|neil kinnock|barry keoghan|stefan zweig|graham gouldman|martin quigley|maria torres|
   tara torres|anita desai|kiran desai|ismail farooq|umar farooq|omar farooq|abdul rahman|sajid mahmood|nadia hashimi|
   tariq aziz|yasmin khatun|carlos ibarra|andre previn|harold pinter|arthur scargill|helen mirren|emre can|jan oblak|
   mehmet oz|magnus carlsen|magnus karlsen|lars larsen|anders svensson|ewan mcgregor|hugo weaving|isla fisher|amy adams|
   sanjay kumar|ashok kumar|vincent price|oscar wilde|pablo picasso|viktor orban|stefan popescu|ian fleming|luca modric`
    .split('|')
    .map((name) => name.replace(/\s+/g, ' ').trim()),
);

export const isBlockedName = (given: string, family: string): boolean => known.has(`${given} ${family}`.toLowerCase());

export interface Name {
  readonly given: string;
  readonly family: string;
  readonly knownAs: string;
}

export function composeName(dice: Dice, sex: 'female' | 'male' | 'other'): Name {
  for (;;) {
    const list = sex === 'female' ? women : sex === 'male' ? men : dice.chance(0.5) ? women : men;
    const given = dice.pick(list);
    const family = composeFamily(dice);
    if (isBlockedName(given, family)) continue;
    const knownAs = dice.chance(0.06) ? dice.pick(list) : '';
    return { given, family, knownAs: knownAs === given || isBlockedName(knownAs, family) ? '' : knownAs };
  }
}

export function composeFamily(dice: Dice): string {
  const family = dice.pick(families);
  const second = dice.chance(0.07) ? dice.pick(families) : family;
  return second === family ? family : `${family}-${second}`;
}
