// Members are written here as applications may write them, good or not.
/* oxlint-disable typescript/no-this-alias, typescript/restrict-template-expressions, typescript/no-misused-spread */
import { expect, test } from 'vitest'
import { Person, type Tag, useCrew } from './support/crew.ts'

/** Code that can't be seen. */
const hidden = <T>(value: T): T => value
/** Which reads everything of what it is given. */
const jsonOf = (value: unknown): string => JSON.stringify(value)

class Own extends Person {
  get functionInVariable(): string {
    const f = () => this.boss?.email ?? '-'
    return f()
  }
  get functionByName(): string {
    const byName = (tag: Tag) => tag.label
    return this.tags.map(byName).join()
  }
  get functionOfText(): string {
    function label(tag: Tag) {
      return tag.color
    }
    return this.tags.getItems().map(label).join()
  }
  get innerCall(): string {
    function inner(this: Person) {
      return this.team.unwrap().title
    }
    return inner.call(this)
  }
  get mapOfTuples(): string {
    return new Map(this.tags.map((tag) => [tag.id, tag] as const)).get(1)?.color ?? '-'
  }
  get entries(): string {
    let out = ''
    for (const [i, tag] of this.tags.getItems().entries()) out += `${i}${tag.label}`
    return out
  }
  get inText(): string {
    return `<${this}>`
  }
  override toString(): string {
    return `${this.name} of ${this.team.unwrap().title}`
  }
  get escapingObject(): string {
    const { team, tags } = this
    return jsonOf({ deep: [team.unwrap().motto, ...tags.map((tag) => ({ tag: hidden(tag).label }))] })
  }
  get reduced(): string {
    return this.tags.reduce((all, tag) => all + tag.label, '')
  }
  get found(): string {
    return this.tags.find((tag) => tag.color === 'blue')?.label ?? '-'
  }
  get flatMapped(): string {
    return this.reports
      .getItems()
      .flatMap((one) => one.tags.getItems())
      .map((tag) => tag.label)
      .join()
  }
  get destructured(): string {
    const {
      tags: [{ label: first, color } = {}],
      name: n,
    } = this
    return n + first + color
  }
  get spread(): string {
    const copy = { ...this.boss }
    return [...this.tags].map((tag) => tag.label).join() + (copy.name ?? '-')
  }
  get arrayFrom(): string {
    return Array.from(this.tags, (tag) => tag.color).join()
  }
  get aliased(): string {
    const self = this
    const again = self
    return again.name
  }
  get assigned(): string {
    this.hired = `since ${this.hired.replace('since ', '')}`
    return this.hired
  }
  get decimalAndDate(): string {
    return `${this.pay} ${typeof this.pay} ${this.born} ${typeof this.born}`
  }
  get nulls(): string {
    return `${this.boss === null} ${this.boss?.boss?.name ?? 'none'} ${this.boss?.tags.length ?? 'no list'}`
  }
  get levels(): string {
    let p: Person = this
    while (p.boss) p = p.boss
    return p.name
  }
  get path(): string {
    return this.boss ? `${(this.boss as Own).path}/${this.name}` : this.name
  }
  get spellings(): string {
    return `${this.tags[0]?.label ?? '-'} ${this.tags.length} ${this.tags.getItems().length} ${this.tags.slice(0, 1).map((tag) => tag.color)[0]}`
  }
  get prefixAndLength(): string {
    return `${this.tags[0]?.label ?? '-'} ${this.tags.length}`
  }
  get indexed(): string {
    return this.reports[0]?.name ?? '-'
  }
  get sameRow(): string {
    return String(this.boss === this.boss?.reports[0]?.boss) + String(this.team.unwrap().people.getItems().includes(this))
  }
  get setOfRows(): string {
    return String(
      new Set(
        this.team
          .unwrap()
          .people.getItems()
          .flatMap((one) => [one, one.boss ?? one]),
      ).size,
    )
  }
  get flowSensitive(): string {
    let c: Person = this
    if (c.boss) c = c.boss
    return c.name
  }
  get pushed(): string {
    const out: Tag[] = []
    for (const tag of this.tags) out.push(tag)
    return out.map((tag) => tag.label).join()
  }
  get setAndAdd(): string {
    const map = new Map<string, Tag>()
    const set = new Set<Tag>()
    for (const tag of this.tags) {
      map.set(tag.color, tag)
      set.add(tag)
    }
    return [...map.values()].map((tag) => tag.label).join() + [...set].map((tag) => tag.color).join()
  }
  get keyed(): string {
    const by: Record<string, Person> = {}
    for (const one of this.reports) by[one.name] = one
    return Object.values(by)
      .map((one) => one.team.unwrap().title)
      .join()
  }
  get lead(): Person {
    return this.boss ?? this
  }
  get leadName(): string {
    return this.lead.name
  }
  get leadEmail(): string {
    return this.lead.email
  }
  get leadTwice(): string {
    return this.leadName + this.leadEmail + this.lead.team.unwrap().title
  }
  get crew(): Person[] {
    return this.reports.getItems()
  }
  get allBelow(): string {
    return (this.crew as Own[]).map((one) => `${one.name}(${one.allBelow})`).join()
  }
  get leadReports(): string {
    return this.lead.reports.map((one) => one.name).join()
  }
  get entriesOfObject(): string {
    return Object.entries({ a: this.team.unwrap(), b: (this.boss?.team ?? this.team).unwrap() })
      .map(([key, team]) => key + team.title)
      .join()
  }
  get duck(): string {
    const one: object = this.boss ?? this.team.unwrap()
    return String((one as { title?: string }).title ?? (one as { name?: string }).name)
  }
  get typo(): string {
    return (this.lead as unknown as { nmae: string }).nmae
  }
  get tuple(): string {
    const [first, [team]] = [this.tags[0], [this.team.unwrap()]] as const
    return (first?.label ?? '-') + team.title
  }
}

const { crew, loaded } = useCrew(Own)

/** What each reads of all people, statement by statement; never more, and never in a second run. */
const reads: Readonly<Record<string, readonly string[]>> = {
  functionInVariable: ['person.id person.email'],
  functionByName: ['person.id', 'tag.label tag.person_id'],
  functionOfText: ['person.id', 'tag.color tag.person_id'],
  innerCall: ['team.title'],
  mapOfTuples: ['person.id', 'tag.id tag.color tag.person_id'],
  entries: ['person.id', 'tag.label tag.person_id'],
  inText: ['person.id person.name team.title'],
  escapingObject: ['person.id team.motto team.id', 'tag.id tag.label tag.color tag.person_id'],
  reduced: ['person.id', 'tag.label tag.person_id'],
  found: ['person.id', 'tag.color tag.label tag.person_id'],
  flatMapped: ['person.id', 'person.id person.boss_id', 'tag.label tag.person_id'],
  destructured: ['person.name person.id tag.label tag.color'],
  spread: ['person.id person.id person.name', 'tag.label tag.person_id'],
  arrayFrom: ['person.id', 'tag.color tag.person_id'],
  aliased: ['person.name'],
  assigned: ['person.hired'],
  decimalAndDate: ['person.pay person.born'],
  nulls: ['person.id person.id person.name count'],
  levels: ['person.name person.id person.name person.id person.name person.boss_id'],
  path: ['person.name person.id person.name person.boss_id', 'person.id person.name person.boss_id'],
  spellings: ['person.id tag.label tag.color count'],
  prefixAndLength: ['person.id tag.label count'],
  indexed: ['person.id person.name'],
  sameRow: ['person.id person.id team.id', 'person.id person.boss_id', 'person.id person.team_id'],
  setOfRows: ['person.id team.id', 'person.id person.boss_id person.team_id'],
  flowSensitive: ['person.name person.id person.name'],
  pushed: ['person.id', 'tag.label tag.person_id'],
  setAndAdd: ['person.id', 'tag.id tag.color tag.label tag.person_id'],
  keyed: ['person.id', 'person.name team.title person.boss_id'],
  leadName: ['person.name person.id person.name'],
  leadEmail: ['person.email person.id person.email'],
  leadTwice: ['person.name person.email person.id person.name person.email team.id team.title team.title'],
  allBelow: ['person.id exists', 'person.name person.id person.boss_id exists', 'person.name person.id person.boss_id exists'],
  leadReports: ['person.id person.id', 'person.name person.boss_id', 'person.name person.boss_id'],
  entriesOfObject: ['team.title person.id team.id team.title'],
  duck: ['person.id person.name team.title'],
  tuple: ['person.id team.title tag.label'],
}

test.each(Object.entries(reads))('%s', async (name, columns) => {
  const page = await crew.render(`{{ p.${name}|safe }}`)
  expect(page.html).toBe(loaded.map((one) => `${String(Reflect.get(one, name))}\n`).join(''))
  expect(page.columns).toEqual(columns)
  expect(page.warnings).toEqual([])
})

test('every getter above is read', () => {
  const getters = Array.from(String(Own).matchAll(/^ {2}get (\w+)\(/gm), ([, name]) => name!)
  expect(getters.filter((name) => !(name in reads))).toEqual(['lead', 'crew', 'typo'])
})

test('all of them on one page are what they are alone', async () => {
  const page = await crew.render(
    Object.keys(reads)
      .map((name) => `{{ p.${name}|safe }}\n`)
      .join(''),
  )
  const alone = loaded.map(
    (one) =>
      Object.keys(reads)
        .map((name) => `${String(Reflect.get(one, name))}\n`)
        .join('') + '\n',
  )
  expect(page.html).toBe(alone.join(''))
  expect(page.warnings).toEqual([])
})

test('an entity or a list that a member gives is read on in the template', async () => {
  const page = await crew.render(
    '{{ p.lead.team.title }} {{ p.lead.reports|length }} {% for one in p.crew %}{{ one.lead.name }}{% endfor %}',
  )
  expect(page.html).toBe('Core 1 Ann\nCore 1 Bob\nOps 1 \n')
  expect(page.warnings).toEqual([])
})

test('a name that none of the values has is an error, at its place', async () => {
  await expect(crew.render('{{ p.typo }}')).rejects.toThrow(/class Own:\d+:\d+: unknown name "nmae" on Person[\s\S]*Did you mean "name"/)
})
