// Members are written here as applications may write them, good or not.
/* oxlint-disable oxc/no-accumulating-spread, typescript/no-base-to-string, typescript/no-misused-spread, typescript/no-this-alias */
/* oxlint-disable typescript/restrict-template-expressions, unicorn/no-instanceof-builtins */
import { expect, test } from 'vitest'
import { Person, type Tag, useCrew } from './support/crew.ts'

interface Loaded {
  readonly $: { readonly motto: string }
}

/** Code that can't be seen. */
const nameOf = (person: Person): string => `${person.name} <${person.email}>`
const listOf = (person: Person): string[] => [person.name, person.email]
const putInto = (list: unknown[], index: number, value: unknown): void => {
  list[index] = value
}
const named = 'named'
const alsoNamed = 'alsoNamed'
const relationOf = (person: Person, name: 'id') => ({ unwrap: () => ({ title: person[name] }) })
class Presenter {
  readonly person: Person
  constructor(person: Person) {
    this.person = person
  }
  get title(): string {
    return this.person.name
  }
}

class Own extends Person {
  // What is no array where only a part of it is loaded.
  get isArray(): string {
    const list = this.tags.getItems()
    return Array.isArray(list) && list.length > 0 ? list[0]!.label : '-'
  }
  get isOfArray(): boolean {
    return this.tags.getItems() instanceof Array
  }
  get either(): number {
    const toList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value])
    return toList(this.tags.getItems()).length + toList(this.boss).length
  }
  get spreadList(): string {
    return { ...this.tags.getItems() }[0]?.label ?? '-'
  }
  get indexInList(): boolean {
    return 0 in this.tags.getItems()
  }
  // Objects that code looks through hold all of the row that they are copied from.
  get entriesOfOneOrNone(): string {
    return Object.entries(this.boss ?? {})
      .filter(([name]) => name === 'email')
      .map(([, value]) => value)
      .join()
  }
  get keysOfCopy(): boolean {
    return Object.keys({ ...this.team.unwrap() }).includes('motto')
  }
  get entriesOfCopy(): unknown {
    return Object.entries({ ...this, extra: 1 }).find(([name]) => name === 'email')?.[1]
  }
  // What code that can't be seen makes of a row has names of its own.
  get upper(): string {
    return nameOf(this).toUpperCase()
  }
  get lengthOfText(): number {
    return nameOf(this).length
  }
  get listFromElsewhere(): string {
    return listOf(this)
      .map((text) => text)
      .join()
  }
  get givenElsewhere(): string {
    return String(relationOf(this, 'id').unwrap().title)
  }
  get presented(): string {
    return new Presenter(this).title
  }
  // Functions that are given rows of several models.
  static titleOf(one: unknown): string {
    return one instanceof Person ? one.email : (one as { title: string }).title
  }
  get ofBoth(): string {
    return Own.titleOf(this) + Own.titleOf(this.team.unwrap())
  }
  get ofOneOrOther(): string {
    const rows: readonly object[] = this.id === 1 ? this.tags.getItems() : this.reports.getItems()
    return rows.map((one) => ('label' in one ? one.label : (one as Person).name)).join()
  }
  get listOfOneOrOther(): string {
    return (this.id === 1 ? this.tags : this.reports).map((one: { label?: string; name?: string }) => one.label ?? one.name).join()
  }
  // What the class has under private names.
  static #format = new Intl.NumberFormat('en', { style: 'currency', currency: 'EUR' })
  static #mailOf(person: Person): string {
    return person.email
  }
  get paid(): string {
    return Own.#format.format(Number(this.pay))
  }
  get mail(): string {
    return Own.#mailOf(this)
  }
  // References of rows whose way is not known.
  get top(): Own {
    return this.boss ? (this.boss as Own).top : this
  }
  get mottoOfTop(): string {
    return (this.top.team as unknown as Loaded).$.motto
  }
  get bioOfTop(): string {
    return String((this.top.bio as unknown as { unwrap(): string } | null)?.unwrap())
  }
  get bioOfLine(): string {
    return this.line.map(({ bio }) => String((bio as unknown as { unwrap(): string } | null)?.unwrap())).join()
  }
  get mottosOfLine(): string {
    return this.line.map((one) => (one.team as unknown as Loaded).$.motto).join()
  }
  get line(): Own[] {
    return this.boss ? [this, ...(this.boss as Own).line] : [this]
  }
  get mottoInMap(): string {
    return (new Map([[1, this]]).get(1)!.team as unknown as Loaded).$.motto
  }
  // What rows have though nothing was loaded for it.
  get hasOwn(): string {
    const names = ['email', 'team', 'tags', 'boss', 'bio', 'hasOwn', 'nothing']
    return names.map((name) => Object.hasOwn(this, name)).join()
  }
  get hasOwnRelation(): boolean {
    return Object.hasOwn(this, 'team') && this.hasOwnProperty('boss') && Object.prototype.hasOwnProperty.call(this, 'tags')
  }
  get hasOwnColumn(): boolean {
    return this.team.unwrap().hasOwnProperty('motto') && this.propertyIsEnumerable('email') && Reflect.has(this, 'pay')
  }
  get hasOwnByVariable(): boolean {
    const has = Object.prototype.hasOwnProperty
    return has.call(this.team.unwrap(), 'people')
  }
  get relationInCopy(): string {
    return `${'boss' in { ...this }} ${Object.hasOwn({ ...this.team.unwrap() }, 'motto')}`
  }
  get isIn(): string {
    return ['email', 'team', 'isIn', 'nothing'].filter((name) => name in this).join()
  }
  get nameOfClass(): string {
    return (Object.getPrototypeOf(this) as Person).constructor.name
  }
  // Where collections are no arrays.
  get firstOfSame(): string {
    return Object.values(this.tags.indexBy('person' as never))
      .map((tag) => (tag as { readonly label?: string }).label)
      .join()
  }
  get keysOfPeople(): string {
    return this.tags.getIdentifiers('person').join()
  }
  get lastOfItems(): string {
    return this.tags
      .getItems()
      .slice(-1)
      .map((tag) => tag.label)
      .join()
  }
  get chosen(): string {
    return this.tags.length > 0 ? this.tags.reduce<{ label: string }>((a, b) => (a.label > b.label ? a : b)).label : '-'
  }
  get dictionary(): string {
    return JSON.stringify(this.tags.reduce((all, tag) => ({ ...all, [tag.id]: tag.label }), {}))
  }
  // Lists that code writes to.
  get replaced(): string {
    const items = this.tags.getItems()
    items[0] = { label: 'new' } as Tag
    return items[0].label + this.tags.length
  }
  get shortened(): number {
    const items = this.tags.getItems()
    items.length = 0
    return items.length + this.tags.length
  }
  get shuffled(): string {
    const items = this.tags.getItems()
    for (let i = items.length - 1; i > 0; i--) {
      const j = (i * 7) % (i + 1)
      const one = items[i]!
      items[i] = items[j]!
      items[j] = one
    }
    return `${items[0]?.label ?? '-'}${this.tags[0]?.label ?? '-'}`
  }
  get swapped(): string {
    const items = this.tags.getItems()
    if (items.length > 1) [items[0], items[1]] = [items[1]!, items[0]!]
    return items[0]?.label ?? '-'
  }
  get replacedElsewhere(): string {
    const items = this.tags.getItems()
    putInto(items, 0, { label: 'new' })
    putInto(items, 11, { label: 'far' })
    return items[0]!.label + items[11]!.label
  }
  // What was only found in a second run.
  [Symbol.toPrimitive](hint: string): string {
    return this.email + hint
  }
  get asText(): string {
    return `${this} ${this.boss}`
  }
  get joined(): string {
    return this.reports.getItems().join()
  }
  get [named](): string {
    return this.team.unwrap().motto
  }
  set [named](_: string) {}
  get [alsoNamed](): string {
    return this.boss?.email ?? '-'
  }
  get byConstants(): string {
    return this.named + this.alsoNamed
  }
  get flattened(): string {
    return [[this.tags.getItems()], [[]]]
      .flat(2)
      .map((tag) => tag.label)
      .join()
  }
  get flattenedTwice(): string {
    return this.reports
      .map((one) => one.tags.map((tag) => [tag]))
      .flat(2)
      .map((tag) => tag.color)
      .join()
  }
  get flattenedWholly(): string {
    const lists: unknown[] = [this.tags.getItems(), [[this.reports.getItems()]]]
    const all = lists.flat(Infinity) as { label?: string; name?: string }[]
    return all.map((one) => one.label ?? one.name).join()
  }
  get innerStatics(): string {
    const that = this
    class Inner {
      static mail = that.email
      static #motto = that.team.unwrap().motto
      static seen: string
      static one = new Inner()
      pay = that.pay
      static get motto(): string {
        return Inner.#motto
      }
      static born(): string | null | undefined {
        return that.born
      }
      static {
        this.seen = that.hired
      }
    }
    class Below extends Inner {
      static all = `${super.born()} ${Below.mail}`
    }
    return [Inner.mail, Inner.motto, Inner.born(), Inner.seen, Inner.one.pay, Below.all].join()
  }
  get laterVariable(): string {
    let row: Person | null = null
    const object = {
      get motto() {
        return row?.team.unwrap().motto ?? '-'
      },
    }
    row = this.boss ?? this
    return object.motto
  }
  get classesOfEachOther(): string {
    const that = this
    class First {
      get next(): Second {
        return new Second()
      }
    }
    class Second {
      get mail(): string {
        return that.email
      }
      get back(): First {
        return new First()
      }
    }
    return new First().next.back.next.mail
  }
  get reflected(): string {
    const boss = Reflect.get(this, 'boss') as Person | null
    return ['email', 'pay'].map((name) => String(Reflect.get(boss ?? this, name))).join()
  }
  get card(): { readonly full: string } {
    let row: Person | null = null
    const card = {
      get full() {
        return row?.email ?? '-'
      },
    }
    row = this
    return card
  }
  prototypeOfRow(): boolean {
    return Object.getPrototypeOf(this) === Own.prototype
  }
  prototypeByName(): boolean {
    return Reflect.get(this, '__proto__') === (this as unknown as { __proto__: object }).__proto__
  }
  lastOfCollection(): string {
    return this.tags
      .slice(-1)
      .map((tag) => tag.label)
      .join()
  }
  allButLast(): number {
    const { tags } = this
    return tags.slice(0, -1).length
  }
  writtenTo(): string {
    this.tags[0] = { label: 'new' } as never
    return this.tags.getItems()[0]!.label
  }
  filled(): object {
    return this.tags.reduce((all, tag) => Object.assign(all, { [tag.id]: tag.label }))
  }
  filledCopy(): object {
    return this.boss?.tags.reduce((all: object, tag) => ({ ...all, [tag.id]: tag.label })) ?? {}
  }
  // Members that promise something, beside others that ask for it.
  async greet(word = 'Hi'): Promise<string> {
    return `${word} ${this.name}`
  }
  get bye(): Promise<string> {
    return this.greet('Bye')
  }
  get loud(): Promise<string> {
    return this.greet().then((text) => `${text}!`)
  }
  get promised(): Promise<string> {
    return Promise.resolve(this.email)
  }
  get again(): Promise<string> {
    return this.promised.then((text) => `${text}?`)
  }
  async first(): Promise<string> {
    return this.tags[0]!.label
  }
}

const { crew, loaded } = useCrew(Own)

const getters = Array.from(String(Own).matchAll(/^ {2}get (\w+)\(/gm), ([, name]) => name!).filter(
  (name) => !['top', 'line', 'card'].includes(name),
)

test.each([...getters, named, alsoNamed])('%s', async (name) => {
  const page = await crew.render(`{{ p.${name}|safe }}`)
  const values = await Promise.all(loaded.map((one): unknown => Reflect.get(one, name)))
  expect(page.html).toBe(values.map((value) => `${String(value)}\n`).join(''))
  expect(page.warnings).toEqual([])
})

test('members that promise something, on one page', async () => {
  const { html } = await crew.render(
    '{{ p.greet }} {{ p.bye }} {{ p.loud }} {{ p.promised }} {{ p.again }} {% if p.tags %}{{ p.first }}{% endif %}',
  )
  expect(html.split('\n')).toEqual([
    'Hi Ann Bye Ann Hi Ann! a@x a@x? one',
    'Hi Bob Bye Bob Hi Bob! b@x b@x? six',
    'Hi Cyd Bye Cyd Hi Cyd! c@x c@x? ',
    '',
  ])
})

test('one that fails where it is not read is none of the page', async () => {
  await expect(crew.render('{{ p.first }}')).rejects.toThrow(/:1:\d+: p.first failed/)
})

test.each([
  ['prototypeOfRow', /asks for the prototype of a row.*\n[^]*row\.constructor/],
  ['prototypeByName', /asks for the prototype of a row/],
  ['lastOfCollection', /calls slice\(\) of a collection with a negative number[^]*getItems\(\)\.slice/],
  ['allButLast', /calls slice\(\) of a collection with a negative number/],
  ['writtenTo', /writes to an index of a collection[^]*getItems/],
  ['filled', /calls reduce\(\) of a collection without a start[^]*reduce\(…, {}\)/],
  ['filledCopy', /calls reduce\(\) of a collection without a start/],
])('%s is an error', async (name, message) => {
  await expect(crew.render(`{{ p.${name} }}`)).rejects.toThrow(message)
})

test('getters of an object that a member gives', async () => {
  const { html, warnings, columns } = await crew.render('{{ p.card.full }}')
  expect(html).toBe('a@x\nb@x\nc@x\n')
  expect(columns).toEqual(['person.email'])
  expect(warnings).toEqual([])
})
