import { wrap } from '@mikro-orm/core'
import { describe, expect, test } from 'vitest'
import { manager } from '../../src/index.ts'
import { Person, useCrew } from '../access/support/crew.ts'

type Any = any
type Class = new (...args: Any[]) => Person

const Shouting = <Base extends Class>(base: Base) =>
  class extends base {
    get shout(): string {
      return this.name.toUpperCase() + (this.boss?.email ?? '')
    }
  }

class Middle extends Person {
  get label(): string {
    return this.email
  }
  greet(): string {
    return `hi ${this.team.unwrap().title}`
  }
}

class Own extends Shouting(Middle) {
  static prefix = 'P'
  static describe(one: Person): string {
    return `${Own.prefix}:${one.name}`
  }
  #secret = 'x'
  suffix = '!'
  arrow = (): string => this.name

  get refUnwrap(): string {
    return this.team.unwrap().motto
  }
  get refGetEntity(): string {
    return this.team.getEntity().motto
  }
  get refDollar(): string {
    return (this.team as Any).$.title
  }
  get refGet(): string {
    return (this.team as Any).get().title
  }
  get refProperty(): string {
    return this.team.getProperty('title')
  }
  get refLoad(): Promise<string> {
    return this.team.load().then((team) => team!.title)
  }
  get refLoadProperty(): Promise<string> {
    return this.team.loadProperty('title')
  }
  async refLoadOrFail(): Promise<string> {
    return (await this.team.loadOrFail()).title
  }
  get refKey(): string {
    return `${this.team.id} ${this.team.isInitialized()}`
  }

  get heldUnwrap(): string {
    return this.bio?.unwrap()?.slice(0, 2) ?? 'none'
  }
  get heldDollar(): string {
    return (this.bio as Any).$ ?? 'none'
  }
  get heldGet(): string {
    return (this.bio as Any).get() ?? 'none'
  }
  get heldLoad(): Promise<string> {
    return this.bio.load().then((bio) => `${bio}`)
  }
  async heldOrFail(): Promise<unknown> {
    return await this.bio.loadOrFail()
  }
  get heldReturned(): unknown {
    return this.bio
  }
  get heldLoaded(): string {
    return String(this.bio?.isInitialized())
  }

  get listItems(): string {
    return this.tags
      .getItems()
      .map((tag) => tag.label)
      .join()
  }
  get listCounts(): string {
    return `${this.tags.count()} ${this.tags.length} ${this.tags.isEmpty()}`
  }
  get listMap(): string {
    return this.tags.map((tag) => tag.label).join()
  }
  get listFilter(): string {
    return this.tags
      .filter((tag) => tag.color === 'red')
      .map((tag) => tag.label)
      .join()
  }
  get listFind(): string {
    return this.tags.find((tag) => tag.color === 'red')?.label ?? '-'
  }
  get listExists(): string {
    return String(this.tags.exists((tag) => tag.color === 'red'))
  }
  get listReduce(): string {
    return String(this.tags.reduce((sum, tag) => sum + tag.id, 0))
  }
  get listToArray(): string {
    return this.tags
      .toArray()
      .map((tag) => tag.label)
      .join()
  }
  get listSlice(): string {
    return this.tags
      .slice(0, 1)
      .map((tag) => tag.label)
      .join()
  }
  get listLoop(): string {
    let out = ''
    for (const tag of this.tags) out += tag.label
    return out
  }
  get listSpread(): string {
    return [...this.tags].map((tag) => tag.color).join()
  }
  get listIndex(): string {
    return this.tags[0]?.label ?? '-'
  }
  get listIdentifiers(): string {
    return this.tags.getIdentifiers().join()
  }
  get listIdentifiersOf(): string {
    return this.tags.getIdentifiers('label').join()
  }
  get listIndexBy(): string {
    return (this.tags as Any).indexBy('id')[1]?.label ?? '-'
  }
  get listIndexByValue(): string {
    return (this.tags as Any).indexBy('label', 'color').one ?? '-'
  }
  get listContains(): string {
    return String(this.boss?.reports.contains(this))
  }
  get listDollar(): string {
    return (this.tags as Any).$.getItems()
      .map((tag: { label: string }) => tag.label)
      .join()
  }
  async listLoad(): Promise<string> {
    return `${(await this.tags.loadItems()).map((tag) => tag.label).join()} ${await this.tags.loadCount()}`
  }

  get className(): string {
    return this.constructor.name
  }
  get staticField(): string {
    return Own.prefix + this.name
  }
  get staticMethod(): string {
    return Own.describe(this)
  }
  override get label(): string {
    return `${super.label}/${this.name}`
  }
  override greet(): string {
    return `${super.greet()}!`
  }
  override toString(): string {
    return `${this.name} of ${this.team.unwrap().title}`
  }

  get privateField(): string {
    return this.#secret
  }
  get classField(): string {
    return this.name + this.suffix
  }
  get arrowField(): string {
    return this.arrow()
  }
  get wrapped(): unknown {
    return wrap(this).toObject()
  }
  get matching(): unknown {
    return this.tags.matching({ where: { color: 'red' } })
  }
  get owner(): unknown {
    return (this.tags as Any).owner
  }
}

const { crew, loaded } = useCrew(Own)

const tags = (columns: string): string[] => ['person.id', `${columns} tag.person_id`]

const works: Readonly<Record<string, readonly string[]>> = {
  refUnwrap: ['team.motto'],
  refGetEntity: ['team.motto'],
  refDollar: ['team.title'],
  refGet: ['team.title'],
  refProperty: ['team.title'],
  refLoad: ['team.title'],
  refLoadProperty: ['team.title'],
  refLoadOrFail: ['team.title'],
  refKey: ['person.team_id'],
  heldUnwrap: ['person.bio'],
  heldDollar: ['person.bio'],
  heldGet: ['person.bio'],
  heldLoad: ['person.bio'],
  heldLoaded: ['person.bio'],
  listItems: tags('tag.label'),
  listCounts: ['count'],
  listMap: tags('tag.label'),
  listFilter: tags('tag.color tag.label'),
  listFind: tags('tag.color tag.label'),
  listExists: tags('tag.color'),
  listReduce: tags('tag.id'),
  listToArray: tags('tag.label'),
  listSlice: ['person.id tag.label'],
  listLoop: tags('tag.label'),
  listSpread: tags('tag.color'),
  listIndex: ['person.id tag.label'],
  listIdentifiers: tags('tag.id'),
  listIdentifiersOf: tags('tag.label'),
  listIndexBy: tags('tag.id tag.label'),
  listIndexByValue: tags('tag.label tag.color'),
  listContains: ['person.id person.id', 'person.id person.boss_id'],
  listDollar: tags('tag.label'),
  listLoad: tags('tag.label'),
  className: [''],
  staticField: ['person.name'],
  staticMethod: ['person.name'],
  label: ['person.email person.name'],
  greet: ['team.title'],
  shout: ['person.name person.id person.email'],
}

test.each(Object.entries(works))('%s is what it is on an entity', async (name, columns) => {
  const page = await crew.render(`{{ p.${name}|safe }}`)
  const values = loaded.map(async (one) => {
    const value: unknown = Reflect.get(one, name)
    return `${String(await (typeof value === 'function' ? value.call(one) : value))}\n`
  })
  expect(page.html).toBe((await Promise.all(values)).join(''))
  expect(page.columns).toEqual(columns)
  expect(page.warnings).toEqual([])
})

const refused: Readonly<Record<string, RegExp>> = {
  privateField: /class Own:\d+:\d+: Own\.privateField uses #secret[\s\S]*private secret/,
  classField: /class Own:\d+:\d+: unknown name "suffix" on Person/,
  arrowField: /class Own:\d+:\d+: unknown name "arrow" on Person/,
  wrapped: /class Own:\d+:\d+: unknown name "toObject" on Person[\s\S]*no entities of the ORM/,
  matching: /class Own:\d+:\d+: unknown name "matching": "tags" is a list of Tag/,
  owner: /class Own:\d+:\d+: unknown name "owner": "tags" is a list of Tag/,
  'bio.unwrap': /:1:\d+: unknown name "unwrap" on Person\.bio[\s\S]*write "bio"/,
  'team.unwrap.title': /:1:\d+: unknown name "unwrap" on Team/,
}

test.each(Object.entries(refused))('%s is refused at its place', async (name, message) => {
  await expect(crew.render(`{{ p.${name} }}`)).rejects.toThrow(message)
})

describe('a held scalar', () => {
  test('is its value to templates, filters, conditions and plain objects', async () => {
    const page = await crew.render('{{ p.bio }} {{ p.bio|upper }} {% if p.bio %}yes{% endif %} {% if p.bio == "long" %}same{% endif %}')
    expect(page.html).toBe('long LONG yes same\n   \n   \n')
    expect(page.columns).toEqual(['person.bio'])
    expect(await crew.people.plain('id', 'bio')).toEqual([
      { id: 1, bio: 'long' },
      { id: 2, bio: null },
      { id: 3, bio: null },
    ])
  })

  test('is one to members of entities that are loaded already, whether it is or not', async () => {
    const em = crew.orm.em.fork()
    const one = await em.findOneOrFail(Own, 1)
    const { html } = await crew.render('{{ one.heldUnwrap }} {{ one.bio }}', { one })
    expect(html).toBe('lo long')
    expect((await crew.render('{{ one.heldDollar }} {{ one.bio }}', { one: loaded[0] })).html).toBe('long long')
  })

  test('that is null fails where the code asks for that', async () => {
    expect((await crew.render('{{ one.heldOrFail }}', { one: manager(Own).get({ id: 1 }) })).html).toBe('long')
    const none = crew.render('{{ one.heldOrFail }}', { one: manager(Own).get({ id: 2 }) })
    await expect(none).rejects.toMatchObject({ code: 'load/no-value' })
  })
})

test('a reference that a member gives is printed as its value', async () => {
  const page = await crew.render('{{ p.heldReturned }}{% if p.heldReturned %} yes{% endif %}')
  expect(page.html).toBe('long yes\n\n\n')
})

test('an entity is printed by its class', async () => {
  const page = await crew.render('{{ p }} {{ p.boss|default:"-" }} {% for one in p.reports %}{{ one }}{% endfor %}')
  expect(page.html).toBe('Ann of Core - Bob of Ops\nBob of Ops Ann of Core Cyd of Core\nCyd of Core Bob of Ops \n')
})
