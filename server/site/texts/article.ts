import type { Language } from '../language.ts';

export interface ArticleTexts {
  readonly title: string;
  readonly back: string;
  readonly lead: string;
  readonly parts: readonly { readonly heading: string; readonly paragraphs: readonly string[] }[];
  readonly hintHeading: string;
  readonly hint: string;
  readonly absent: string;
}

const en: ArticleTexts = {
  title: 'The key under the mat',
  back: 'Latchkey',
  lead: 'A short history of the latch, the key that lifts it, and the trouble of having only one.',
  parts: [
    {
      heading: 'Before there were keys',
      paragraphs: [
        'The oldest lock is not a lock at all but a bar of wood behind a door. It keeps everybody out, its owner too, unless somebody is at home to lift it. The latch was the first answer to that: a small bar that falls into place by itself and can be raised from outside by a cord through a hole in the door.',
        'A cord is a generous idea. Whoever stands at the door can pull it, so a household that wanted to be left alone drew the cord in for the night. “The latchstring is out” remained a way to say that a guest was welcome long after cords had gone.',
      ],
    },
    {
      heading: 'Pins of wood, wards of iron',
      paragraphs: [
        'In Egypt, some four thousand years ago, carpenters cut a row of loose pegs into the staple of a door bolt. The pegs dropped into the bolt and held it. The key was as long as a forearm and looked like a toothbrush: pushed under the pegs and raised, it lifted each by the right amount, and the bolt could be drawn.',
        'Roman smiths made the same thought small enough to wear on a finger. For most of the Middle Ages, though, locks relied on wards, fixed ridges that a key had to be cut away to pass. A ward stops the wrong key but not a thin one, and so was born the skeleton key, filed down until nothing was left of it to be stopped.',
      ],
    },
    {
      heading: 'Everyone their own key',
      paragraphs: [
        'In the nineteenth century Linus Yale, father and then son, returned to the Egyptian pegs. With springs, a rotating plug and a flat key that a machine could cut by the thousand, a front door could have as many keys as a family had members. The latchkey was the one that let a person come home late without waking anybody.',
        'That small freedom had a price that every household learned. A key can be copied without a trace. A lost one cannot be called back. The only cure is a new lock, and then everybody needs a new key, the careful as well as the careless.',
      ],
    },
    {
      heading: 'A key that knows when it was copied',
      paragraphs: [
        'Imagine a key that changes its teeth each time it turns, and a lock that changes with it. A copy would fit until one of the two was used; then the other would stop fitting, and the lock would know that there had been two. It could then refuse both and tell the owner why.',
        'No locksmith has made one in brass. In software it is ordinary. A session that renews its secret at every use has this habit, and one that is also bound to a thing that cannot leave the house has a better one still: there, a copy never fits at all.',
      ],
    },
  ],
  hintHeading: 'Make a note',
  hint: 'Choose the small tab at the right edge of this page, or press Alt+Shift+M. You can also select some words, open the context menu and add them as a note.',
  absent: 'The extension is not to be seen in this browser yet.',
};

const zh: ArticleTexts = {
  title: '门垫下的钥匙',
  back: 'Latchkey',
  lead: '门闩、抬起门闩的钥匙，以及只有一把钥匙的烦恼：一段简短的历史。',
  parts: [
    {
      heading: '没有钥匙的年代',
      paragraphs: [
        '最古老的锁其实不是锁，而是门后的一根木杠。它把所有人挡在外面，连主人也不例外，除非家里有人替他抬起。门闩是对此的第一个回答：一根会自己落下的小横木，从门外拉动一根穿过门孔的绳子就能把它提起。',
        '绳子是个慷慨的主意。站在门口的人都可以拉它，所以想要清静的人家到了夜里就把绳子收进屋内。绳子消失很久以后，英语里仍用“门闩绳在外面”来表示欢迎客人。',
      ],
    },
    {
      heading: '木销与铁障',
      paragraphs: [
        '大约四千年前，埃及的木匠在门闩的锁座里装上一排活动的木销。木销落进门闩，把它卡住。钥匙有前臂那么长，样子像一把牙刷：伸到木销下面向上一抬，每根木销都升到恰好的高度，门闩便可抽出。',
        '罗马的铁匠把同样的想法做得小到可以戴在手指上。不过在中世纪的大部分时间里，锁靠的是障片，也就是固定的凸棱，钥匙必须刻出缺口才能通过。障片挡得住错误的钥匙，却挡不住细的钥匙，于是有了万能钥匙：把它锉细，直到没有什么可以被挡住。',
      ],
    },
    {
      heading: '人人有自己的钥匙',
      paragraphs: [
        '十九世纪，耶鲁父子重新拾起了埃及人的木销。有了弹簧、可转动的锁芯和机器能成千上万切削的扁平钥匙，一扇大门可以有与家庭成员一样多的钥匙。所谓“弹簧锁钥匙”，就是让人可以晚归而不必吵醒任何人的那一把。',
        '这份小小的自由有它的代价，每户人家都领教过。钥匙可以被复制而不留痕迹，丢失的钥匙无法召回。唯一的办法是换锁，然后每个人都需要一把新钥匙，无论谨慎还是粗心。',
      ],
    },
    {
      heading: '知道自己被复制的钥匙',
      paragraphs: [
        '想象一把每转动一次就改变齿形的钥匙，和一把随之改变的锁。复制品在两者之一被使用之前还能配上；此后另一把便不再相配，锁也就知道曾经有过两把。这时它可以两把都拒绝，并告诉主人原因。',
        '没有哪个锁匠用黄铜做出过这样的锁，在软件里却很平常。每次使用都更新秘密的会话就有这个习惯；如果它还与一件无法带出家门的东西绑定，那就更好：复制品从一开始就配不上。',
      ],
    },
  ],
  hintHeading: '记一条笔记',
  hint: '点击此页右侧边缘的小标签，或按 Alt+Shift+M。您也可以选中一段文字，打开右键菜单，将它存为笔记。',
  absent: '在此浏览器中还看不到扩展程序。',
};

export const articleTexts: Readonly<Record<Language, ArticleTexts>> = { en, zh };
