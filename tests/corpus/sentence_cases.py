"""Hard cases for where sentences end, for the test and for the benchmark of splitters.

One case a line; a bar stands where one sentence ends and the next begins, and is not in the text.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Case:
    """A text and the sentences that it holds, in order; they are the text but for white space."""

    group: str
    language: str
    text: str
    sentences: tuple[str, ...]


ENGLISH = {
    "abbreviations": """
        The U.S. Army left.| It did not return.
        She flew back to the U.S.| He stayed behind.
        It was built in the U.S. in 1961.| It closed later.
        He moved to the U.S.| They did not.
        Exports to the U.S. rose.| Exports to the U.K. fell.
        The U.S. Treasury paid.| The U.N. Security Council did not.
        Pro-U.S. parties won.| Anti-E.U. parties lost.
        The firm, Hollow Creek Inc., closed.| Its rival did too.
        Brandt & Sons Ltd. bought it.| Orrin Corp. sold it.
        He works for Tarn Bros. in the north.| She does not.
        Fruit, e.g. pears, is cheap.| Bread, i.e. rye bread, is not.
        Bring tools (e.g. a saw, i.e. something sharp).| Leave the rest.
        Nuts, seeds, etc. are fine.| So is bread.
        They sold nuts, seeds, etc.| Nobody bought any.
        See Fig. 3 for the slope.| See p. 12 and pp. 40-44 too.
        Chap. 4 and Vol. 2 tell it.| Sec. 9 does not.
        Compare it with Arden et al. (1998).| It differs.
        As Arden et al. showed, it differs.| We agree.
        The match was Reds vs. Blues.| Nobody won.
        Smith v. Orrin was decided in May.| It stands.
        It covers approx. 40 acres.| The rest is sand.
        The dept. of works closed.| The govt. paid.
        He lives on Elm St. near the mill.| She lives on Oak Ave. by the pond.
        They climbed Mt. Orrin.| Then they crossed Ft. Arden.
        She holds a Ph.D. in botany.| He holds an M.A. from Arden.
        He earned his Ph.D.| Then he left.
        Washington, D.C. was quiet.| Nobody came.
        The school in Washington, D.C., closed.| It was old.
        It happened ca. 1450.| Nobody wrote it down.
        The song, feat. Lena Ode, sold well.| It was short.
        The temperature, incl. wind, was low.| It fell again.
        The party won.| Misc. items were sold.
        The U.S.-led force left.| A U.S.-born cook stayed.
        The U.S.’s ports closed.| The U.S.'s roads did not.
    """,
    "titles": """
        Mr. Arden met Mrs. Ode and Ms. Park.| They talked.
        Dr. Lee and Prof. Amsel agreed.| Nobody else did.
        Gen. Okoye spoke to Sen. Park.| Rep. Dunn listened.
        Former Gen. Amara Okoye resigned.| Her aide did not.
        Lt. Col. Roy saw Sgt. Poe.| Capt. Hale saw nobody.
        Lt. Gen. Voss and Maj. Gen. Tarn left.| Adm. Reed stayed.
        Gov. Reed vetoed it.| Lt. Gov. Orrin signed it.
        Rev. Hale and Fr. Dunn prayed.| St. Orrin helped.
        John Arden Jr. came.| Paul Arden Sr. did not.
        They asked John Arden Jr.| He said no.
        Messrs. Arden and Orrin sold it.| Mme. Dunn bought it.
        Asst. Prof. Lind taught it.| Assoc. Prof. Ode did not.
        Det. Insp. Moss knocked.| Supt. Hale waited.
        Pres. Orrin and Hon. Dunn spoke.| Atty. Gen. Poe did not.
        Sens. Park and Dunn voted no.| Reps. Ode and Reed voted yes.
        “Dr. Lee is here,” she said.| “Mr. Arden is not.”
    """,
    "initials": """
        J.S. Arden wrote it.| J. S. Mill did not.
        Mary K. Ode read it.| Nobody else did.
        J. R. R. Voss and C.S. Hale met.| They ate.
        A. B. Cole agreed.| C. Dunn did not.
        The poet W.H. Orrin died.| T.S. Lind lived.
        It was written by J.K. Moss and E. B. Reed.| They sold it.
        George W. Tarn, Jr. came.| Ella M. Tarn did not.
        “J.P. Moss called,” he said.| She shrugged.
        He took vitamin C.| She did not.
        Agent K. saw him.| Agent J. did not.
    """,
    "dates and times": """
        The vote on Jan. 5 failed.| It was held again on Sept. 11.
        In Feb. nobody voted.| In Dec. everyone did.
        It opened Oct. 3, 1911.| It closed Nov. 9, 1950.
        The sale ran from Aug. to Nov. and then ended.| It was small.
        It ended in Dec.| The shop closed.
        It ended on 5 Jan. 1950.| The shop closed.
        Meet at 5 p.m. on Sunday.| Come at 9 a.m. if you can.
        The train left at 5 p.m.| It was late.
        The train left at 5 p.m. Monday.| It was late.
        They met at 10 a.m. EST.| It was cold.
        It was 6 a.m.| Nobody stirred.
        He came on Mon. and left on Fri. evening.| She stayed.
        It fell in 476 A.D.| Others say 480.
        It was founded in 300 B.C. by sailors.| It fell.
        It rained in 1999.| In 2000 it did not.
        The war ended in 1918.| 1919 was quiet.
    """,
    "numbers": """
        The crossing costs 3.50 crowns.| It rose by 5.2%.
        In 2020 it was $3.5bn.| Now it is $4.1bn.
        It fell by .5 points.| It rose by 1.5.
        He lives at No. 5 Elm Street.| She lives at No. 7.
        Nos. 4 and 5 were sold.| No. 6 was not.
        Did he come?| No.| He stayed at home.
        The answer is no.| Ask again.
        Version 2.0.1 is out.| Version 3 is not.
        It has 1.234.567 parts.| Each is small.
        He is 1.9 m tall.| She is 6 ft. 2 in. tall.
        It weighs 5 lbs. and 3 oz. in all.| It is light.
        It scored 3-2.| 12 people saw it.
        The ratio is 4:1.| That is high.
        We need 5.| They need 6.
        Temperatures reached 40 °C.| It was hot.
        It costs £5.| That is cheap.
    """,
    "ellipses": """
        He waited... and waited.| Then he left.
        Then … nothing.| And then… silence.
        Silence fell...| Dawn came.
        Silence fell…| Dawn came.
        Wait . . . what?| No!
        “I thought ... never mind.”| She left.
        He said “… and then it fell.”| Nobody moved.
        It was late. ...| He left.
        He saw it […] and left.| She did not.
        It was late [...].| He left.
        The end was near....| Nobody knew.
        “Well...” she said.| He nodded.
    """,
    "quotations": """
        “I was there.| I saw it.”| She nodded.
        "I was there.| I saw it."| She nodded.
        ‘I was there.| I saw it.’| It’s the farmers’ house.
        “I was there.| I saw it.| Then we left.
        "I was there.| I saw it.| Then we left.
        She said: “It is late.”| He left.
        He called it a “balancing” act, “for now,” and left.| Nobody laughed.
        “Yes,” he said.| “We go, and we go today.”
        “No,” said Ode, “not today.”| He sat down.
        He said, “I saw it.”| “‘No,’ she said,” he went on.
        He said “yes”.| Then he left.
        He said 'yes'.| Then he left.
        “Why?” she asked.| He shrugged.
        "Why?" she asked.| He shrugged.
        ‘Why?’ she asked.| He shrugged.
        “Stop!” he cried.| Nobody did.
        He shouted “Stop!” and ran.| Nobody did.
        The play “Who Goes?” opened in May.| It closed in June.
        “Where is he?| Where did he go?” she asked.| Nobody knew.
        Did he say “yes”?| He did.
        He asked: “Who?”| She said: “You.”
        “It is late.”| He left.| She stayed.
        Hope says, “Wait.”| Fear says, “Run.”| “Why?” Hope says.
        It is ""late"" (so they say).| It was ""low-key.| It is over.
        (She clapped.)|  He left.|  (She clapped.)|  He came back.
        “The U.S. is far,” he said.| “So is home.”
        “He lives in the U.S.”| She nodded.
        “It cost 5 p.m. rates.”| He paid.
        “We lost.| We’ll be back” was all he said.| Then he left.
        «Il est tard.»| She knew some French.
        “One.| Two.| Three.| Four.| Five.”| He counted.
        ''It is late.''| He left.
        ``It is late.''| He left.
        “(It is late.)”| He left.
        “It is late,” he said; “go.”| She went.
        'Twas late.| 'Tis cold.
        The '90s were loud.| The ’80s were louder.
        The dogs' bowls.| The cats’ bowls.
        He said it was “over.”| They had “no choice.”
        It was “over.”| In May he left.
        He wrote “The Mill.”| It sold.
        “I left.”—Lena Ode
        He said: “I am here.| I will stay.” and sat.
    """,
    "dashes": """
        He came late—too late.| She left — at last.
        He left –and why not?– in May.| She stayed.
        “I was—” he began.| She left.
        The mill—it was old!—burned.| Nobody came.
        They had one wish — peace.| They got it.
        Three people—Gen. Okoye, Sen. Park and J. Dunn—came.| They ate.
        The town (pop. 400) is old.| The mill is not.
        It ended — at 5 p.m. — in rain.| He left.
        He came.| — Who?| — Nobody.
        The mill.|--It is old.| The barn.|—It is new.
    """,
    "spaces": """
        It rained.|\u00a0Nobody came.|\u00a0 Then it stopped.
        It cost 5\u00a0km of rope.| Nobody paid.
        Dr.\u00a0Lee met Gen.\u00a0Okoye.| They ate.
        It opened Jan.\u00a05.|\u00a0It closed.
        The U.S.\u00a0Army left.|\u202fIt did not return.
        It was late.|  Two spaces.|   Three.
        It was late.|\u2009He left.|\u3000She stayed.
        He left per cent.|The rest stayed.
        It was late.|He left.|She stayed.
        Is it late?|Yes.|No!|Maybe.
        It was “late.”|He left.
        The runtime is called Brook.JS today.| It is fast.
        It was late.|\tHe left.
    """,
    "brackets": """
        He left (on foot).| She stayed.
        He left.| (She stayed.)| It rained.
        He left (it was late!) and she stayed.| It rained.
        A footnote stands here.[1]| Another follows.[2][3]| None here.
        A footnote stands here.[citation needed]| None here.
        A footnote stands here [1].| Another [2].
        He left.¹| She stayed.
        It rained (see Fig. 2).| It stopped.
        (He left.| She stayed.)| It rained.
        He left [sic].| She stayed.
        It is old (built c. 1450).| It stands.
        The river (Orrin R.) is long.| It floods.
        He left (why?) in May.| She stayed.
        They sang “Hoopla!”, which is loud.| It was late.
        It is old (see Arden, 1974.); it stands.| It is tall.
        The town (pronounced /ˈɔː.rɪn/ or (o.ʁɛ̃)) is old.| It is small.
        The law (Art. IV, id. V and art. II) holds.| It is old.
    """,
    "lists and headings": """
        1. Boil the water.| 2. Add salt.| 3. Stir.
        [1.] Boil the water.| [2.] Add salt.
        1) Boil the water.| 2) Add salt.
        (1) Boil the water.| (2) Add salt.
        a) Boil the water.| b) Add salt.
        • Boil the water.| • Add salt.
        A heading without a stop
        Why the mill burned
        What happened?| The mill burned.
        It was 4.| The mill burned.
        Q: Who?| A: Nobody.
        3.2. Results are good.| They hold.
        IV. The mill burned.| Nobody came.
    """,
    "addresses": """
        Write to lena.ode@mail.example.org today.| She answers.
        Write to lena.ode@mail.example.org.| She answers.
        See https://www.example.org/a.b?c=d.e! or not.| It is long.
        See www.example.org.| It is long.
        It is on example.com.| It is long.
        The shop Fruit.com failed.| Yahoo! did not.
        Open readme.txt and run it.| It works.
        Is it on example.org?| Yes.
        The file is called main.py.| It is short.
        See www.example.org/Help.Pages for it.| It helps.
        Read on: [The mill burned.](https://www.example.org/mill) or leave.| It was late.
        It is open 24/7.|The mill is not (see www.example.org).|Ask.
    """,
    "news": """
        The judge, Hon. Lena Moss, ruled.| It was a surprise.
        Sen. Elizabeth Orrin, D-Mass., objected.| Others agreed.
        Rep. Paul Dunn (R-Tex.) did too.| He was loud.
        Calls to Orrin Co. Chief Lena Ode went unanswered.| She was away.
        He joined the U.S. Navy in 1990.| The U.S. Coast Guard refused him.
        He told me.| Mara left.
        It ended in May.| Nobody cried.
        The firm is based in St. Louis, Mo.| It has 40 people.
        The firm, based in Boise, Ida., has 40 people.| It grows.
        “I don’t know,” Gen. Voss said.| “Ask Lt. Moss.”
        “Are you sure?” Lena Ode asked.| “I am.”
        “We won!” the crowd shouted.| The band played.
        “We won!”| The crowd went home.
        “Who’s there?”| Nobody answered.
        He said he was “not at all sorry.”| The court fined him $1.5 million.
        Mr. Dunn said: “We tried.| We failed.| We’ll try again.”
        “It’s over,” Moss said in a statement.| “The U.S. must act.”
        She wrote, “I left at 5 a.m. and walked.”| It was cold.
        The report (published Jan. 12) says so.| The ministry denied it.
        The U.N. (see p. 4) agreed.| So did the E.U.
        In 2014, the U.S. gave $2.3 bn.| In 2015, it gave less.
        He was born Feb. 3, 1950, in Orrin, N.Y.| His father was a baker.
        He was born in Orrin, N.Y., in 1950.| His father was a baker.
        She studied at the Univ. of Orrin.| He did not.
        The 3 a.m. call woke him.| He swore.
        At 11 p.m. Friday the mill burned.| Nobody was hurt.
        It closes at 6 p.m.| Entry is free.
        It closes at 6 p.m.| Visitors must leave.
        The suspect — identified as J. Dunn, 34 — was held.| He had no lawyer.
        “No. 7 is the best,” he said.| “No.| Really.”
        He ranked No. 1 in the U.S. and No. 3 in the U.K.| He is 19.
        Prices rose 3.4 percent vs. 2.1 percent in Q1.| Wages did not.
        … and so it went.| Nobody knew why.
        “But ... why?” he asked.| She did not say.
        The sign read “Closed.”| We went home.
        What did he mean by “soon”?| Nobody could say.
        Did he say “Why?”?| He did.
        Is it art?| Is it a joke?| It is both!
        They said they would “fight on.”| That was in June.
        In his words: “Never.”| In hers: “Maybe.”
        The so-called “Dr.” Dunn sold pills.| He was caught.
        Orrin (b. 1950, d. 2001) wrote it.| It sold.
        Dr. A. Lind, M.D., Ph.D., agrees.| So does R.N. Poe.
        E-mail: lena@example.org.| Phone: 555-0100.
        Read more at example.org/mill.| Share this.
        Fees start at $5.00.| Children pay $2.50!
        He came 2nd.| She came 1st.
        The novel Who Is It? sold well.| It is long.
        “Stop.”| “Why?”| “Because.”
        ‘It’s the mill,’ she said.| ‘It’s on fire.’
        She said, "It's over."| "Why?" he asked.
        'I saw it,' he said.| 'It was red.'
        It rained.”| He closed the book.
        (AP) — The mill burned.| Nobody was hurt.
        ORRIN, N.Y. (AP) — The mill burned.| Nobody was hurt.
        ORRIN — The mill burned on Tues., Jan. 5.| Nobody was hurt.
        The cost: $1.2m.| The gain: none.
        Nobody (well, almost nobody.) came.| It rained.
        His theory – that Capt. Hale did it – failed.| He gave up.
        Wait…| what?
        In vol. 3, ch. 4, he dies.| In vol. 4 he lives.
        The 1st Lt. of the ship spoke.| The Capt. slept.
        The Rev. Dr. Lena Ode spoke.| She was brief.
        The bill, H.R. 3, passed.| S. 4 did not.
        The film stars A. Dunn, B. Lind et al.| It is dull.
        We met Wm. Orrin and Chas. Dunn.| They were old.
        It is 5 ft. 3 in.| It is small.
        He moved to L.A. in 1999.| L.A. was hot.
        He moved to L.A.| Then he moved back.
    """,
    "careless": """
        i went home.| then i slept.| it was fine.
        are you there?| yes i am!| great
        It was a feat.| Mara won.
        It was me.| Mara left.| It was not art.| Mara knew.
        Ken met Ida.| Mara met Ken.| Nobody met Mara.
        He asked for Agent M.| He stayed.
    """,
    "marks": """
        Is it over?!| Yes.
        What?!?!| No!!!| Yes.
        Stop!| It is late.
        He left; she stayed.| It rained: they slept.
        It was late :)| He left.
        Really?| Really.
        Wait!?| Why?
        It rained.| iPhones got wet.
        The band Wham! played.| It was loud.
        It works. 😀| He left.
        No stop at the end
        .
        OK.| So be it.
        He left .| She stayed .
        The first line\nends here.| The second\r\nline ends there.
    """,
}

OTHERS = {
    "de": """
        Er kam am 5. Januar.| Sie blieb.
        Das ist z. B. gut.| Das ist z.B. schlecht.
        Dr. Lind sprach mit Prof. Amsel.| Sie stritten.
        „Ich war da.| Ich sah es.“| Sie nickte.
        »Wo ist er?« fragte sie.| Er schwieg.
        Es kostet 3,50 Euro bzw. 4 Franken.| Das ist viel.
        Im 19. Jahrhundert war es still.| Dann nicht mehr.
        Die Nr. 5 ist weg.| Die anderen sind da.
        Er sagte: „Es ist spät.“| Dann ging er.
        Sie verkauft Obst, Brot usw. in der Stadt.| Er nicht.
    """,
    "fr": """
        Il part.| Elle reste.
        «\u00a0Il part.| Elle reste.\u00a0»| Fin.
        M. Lind et Mme Amsel sont là.| Ils parlent.
        Pourquoi\u00a0?| Il ne sait pas\u00a0!| Moi non plus.
        «\u00a0Où est-il\u00a0?\u00a0» demande-t-elle.| Il se tait.
        Il a payé 3,50 euros, etc.| C'est cher.
        Le Dr. Lind part.| Il reste.
    """,
    "es": """
        ¿Dónde está?| No lo sé.| ¡Corre!
        El Sr. Lind y la Sra. Amsel hablan.| Comen.
        «Se va.| Se queda.»| Fin.
        Vive en EE. UU. desde mayo.| Ella no.
        Cuesta 3.50 pesos.| Es caro.
        ¡Hola!| ¿Qué tal?| Bien.
    """,
    "ru": """
        Он ушёл.| Она пришла!| Почему?| Никто не знал.
        «Он ушёл.| Она пришла».| Конец.
        В 1950 г. он ушёл.| Она осталась.
        А. С. Линд писал.| Никто не читал.
        Это было в мае, т.е. весной.| Потом нет.
        «Где он?» — спросила она.| Он молчал.
    """,
    "ar": """
        ذهب إلى البيت.| هل عاد؟| نعم، عاد.
        قال: «عاد.»| ثم ذهب.
        كتب د. سالم ذلك.| لم يقرأه أحد.
        لماذا؟| لا أعرف!
    """,
    "hi": """
        वह घर गया।| वह वापस आई।| क्यों?
        डॉ. वर्मा आए।| वे चले गए।
        “वह गया।| वह आई।”| अंत।
        क्या वह गया?| हाँ!
    """,
    "zh": """
        他走了。|她来了！|为什么？|“我不知道。”|他说。
        他花了3.5元。|她没有。
        他说：“太晚了。”|然后他走了。
        等等……|他走了。
    """,
    "ja": """
        彼は行った。|彼女は来た！|なぜ？
        「行った。|来た。」|終わり。
        「なぜ？」と彼女は聞いた。|彼は黙った。
        値段は3.5円です。|安い。
    """,
}


def _cases(group: str, language: str, block: str) -> list[Case]:
    lines = [line.strip(" ") for line in block.strip(" \n").split("\n        ")]
    return [
        Case(group, language, line.replace("|", ""), tuple(part.strip() for part in line.split("|"))) for line in lines
    ]


CASES = [case for group, block in ENGLISH.items() for case in _cases(group, "en", block)] + [
    case for language, block in OTHERS.items() for case in _cases(language, language, block)
]
