import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DatabaseName, databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm, type OrmOptions } from '../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import type { FilterDefinition } from '../../src/language/filter-definition.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import type { ServiceName } from '../support/probe-services.ts'
import { leftOut } from '../support/services.ts'
import { Owner, PgOwner, PgThing, postgresEntities, Slot, Thing, typedEntities, Visit } from './support/typed-entity.ts'
import { postgresValues, thingValues, visits } from './support/typed-values.ts'

type Row = Record<string, unknown>

/** What SQLite keeps of decimals of more than 15 digits: a double. */
const sqliteDecimals: Readonly<Record<string, readonly string[]>> = {
  wide: ['0.0000000000', '12345678901234567000.0000000000', '10000000000000000000000000000.0000000000', '-0.0000000001'],
  whole: ['0', '100000000000000000000', '-1'],
}

/** Whole numbers above 2^53, which MikroORM itself can't read from node:sqlite. */
const unreadable = ['big', 'bigText', 'inline']

/** Kept as JSON or as an array, whose values djust does not compare. */
const incomparable = ['json', 'names', 'numbers', 'integers', 'plainJson']
const objects = ['inline', 'object', 'places']

/** What JSON would not keep as drivers give it: the rows of a list that has it are a statement of their own. */
const never = ['bytes', 'array8', 'names', 'numbers', 'inline']
const neverOnPostgres = [...never, 'float', 'double', 'real', 'span', 'timeOfDay', 'integers', 'address']
const ofTheirOwn: Readonly<Record<DatabaseName, readonly string[]>> = {
  sqlite: [...never, 'money'],
  pglite: neverOnPostgres,
  postgres: neverOnPostgres,
  mariadb: [...never, 'float', 'double', 'json', 'object', 'places', 'text', 'notes'],
}

const times = ['date', 'at', 'exact', 'time', 'inline', 'object', 'local', 'zoned', 'timeOfDay']

interface Setting {
  readonly name: DatabaseName
  readonly title: string
  readonly options?: Partial<OrmOptions>
}
const elsewhere = 'times in another time zone'
const settings: readonly Setting[] = [
  ...databases.map((name) => ({ name, title: 'all types' })),
  { name: 'sqlite', title: elsewhere, options: { timezone: '+05:30' } },
  { name: 'postgres', title: elsewhere, options: { timezone: '-03:30', onConnection: "set time zone 'America/New_York'" } },
  { name: 'mariadb', title: elsewhere, options: { timezone: '+05:30', onConnection: "set time_zone = '-08:00'" } },
]

describe.each(settings)('$name: $title', ({ name, options }) => {
  const skipped = name === 'postgres' || name === 'mariadb' ? leftOut(name satisfies ServiceName) : undefined
  const isPostgres = name === 'postgres' || name === 'pglite'
  const all = isPostgres ? { ...thingValues, ...postgresValues } : thingValues
  const values = options ? Object.fromEntries(Object.entries(all).filter(([prop]) => times.includes(prop))) : all
  let opened: OpenOrm
  let orm: MikroOrmDatabase
  /** Keys of the rows that have a value in a property, which all others have not. */
  const keys = new Map<string, number[]>()

  beforeAll(async () => {
    if (skipped) return
    opened = await openOrm(name, { ...options, entities: (isPostgres ? postgresEntities : typedEntities) as never })
    await opened.createTables()
    orm = mikroOrm(opened.orm)
    const em = opened.orm.em.fork()
    for (const [owner, [prop, each]] of Object.entries(values).entries()) {
      const entity = entityOf(prop)
      // For 0 MariaDB makes a number of its own.
      em.create(ownerOf(prop) as typeof Owner, { id: 1 + owner })
      for (const value of each) em.create(entity as typeof Thing, { id: newKey(keys, prop), owner: 1 + owner, [prop]: value } as never)
    }
    const nothing = { id: newKey(keys, 'nothing') } as never
    em.create(Thing, nothing)
    if (isPostgres) em.create(PgThing, nothing)
    for (const one of visits.slots) em.create(Slot, one as never)
    for (const { entity, ...one } of visits.visits)
      em.create(entity, { ...one, slot: one.slot && em.getReference(Slot, one.slot as never) } as never)
    await em.flush()
  })
  afterAll(async () => {
    orm?.release()
    await opened?.close()
  })

  const djustOf = (template: string): Djust =>
    createDjust({ orm, templates: memoryLoader({ 'page.html': template }), timeZone: 'Europe/Berlin' })

  async function entitiesOf(prop: string): Promise<Row[]> {
    const found = await opened.orm.em
      .fork()
      .find(
        entityOf(prop) as typeof Thing,
        { id: keys.get(prop)! },
        { populate: (entityOf(prop) === Thing ? ['notes'] : []) as never, orderBy: { id: 1 } },
      )
    return found as unknown as Row[]
  }

  /** What the ORM gives, or what was written where it gives nothing. */
  async function expectedOf(prop: string): Promise<readonly unknown[]> {
    if (name === 'sqlite' && unreadable.includes(prop)) return values[prop]!
    return sqliteDecimal(name, prop) ?? (await entitiesOf(prop)).map((entity) => entity[prop])
  }

  function rowsOf(prop: string): any {
    // Names are only known here.
    return (entityOf(prop).objects as typeof Thing.objects).filter({ id: { in: keys.get(prop)! } }).orderBy('id')
  }

  describe.skipIf(skipped)('the value is the one of the entity', () => {
    test.each(Object.keys(values))('%s', async (prop) => {
      const expected = await expectedOf(prop)
      expect(expected).toHaveLength(values[prop]!.length)
      const plain = (await rowsOf(prop).plain('id', prop)) as Row[]
      expect(plain.map((row) => row[prop])).toEqual(expected)
    })

    test('a row of nothing but a key', async () => {
      const [entity] = await entitiesOf('nothing')
      const names = Object.keys(values).filter((prop) => prop in thingValues)
      const [plain] = (await rowsOf('nothing').plain(...names)) as Row[]
      expect(Object.values(plain!)).toEqual(names.map(() => null))
      expect(plain).toEqual(Object.fromEntries(names.map((prop) => [prop, entity![prop]])))
    })

    test('JSON null is null, as SQL NULL is', async () => {
      const id = newKey(keys, 'nothing')
      await opened.orm.em.fork().insert(Thing, { id, json: { x: null } } as never)
      await opened.orm.em.fork().execute('update thing set json = ? where id = ?', ['null', id])
      const [entity] = (await opened.orm.em.fork().find(Thing, { id })) as unknown as Row[]
      const [plain] = (await Thing.objects.filter({ id }).plain('id', 'json')) as Row[]
      expect(plain!['json']).toEqual(entity!['json'])
    })

    test('microseconds end as the ORM ends them', async () => {
      const id = newKey(keys, 'nothing')
      await opened.orm.em.fork().insert(Thing, { id, exact: new Date(0) } as never)
      await opened.orm.em.fork().execute('update thing set exact = ? where id = ?', ['2025-03-30 01:00:00.123987', id])
      const [entity] = (await opened.orm.em.fork().find(Thing, { id })) as unknown as Row[]
      const [plain] = (await Thing.objects.filter({ id }).plain('id', 'exact')) as Row[]
      expect(plain!['exact']).toEqual(entity!['exact'])
      expect(plain!['exact']).toBeInstanceOf(Date)
    })
  })

  describe.skipIf(skipped)('a page shows what it shows of entities', () => {
    test.each(Object.keys(values).filter((prop) => name !== 'sqlite' || !unreadable.includes(prop)))('%s', async (prop) => {
      const field = `thing.${prop}`
      const parts =
        prop === 'money' ? `{{ ${field}.label }}` : objects.includes(prop) ? `{{ ${field}.city }}{{ ${field}.since|date:"Y" }}` : ''
      const djust = djustOf(
        `{% for thing in things %}{{ ${field} }}|{% if ${field} %}yes{% endif %}|{{ ${field}|length }}|${parts}|{{ ${field}|date:"c" }}\n{% endfor %}`,
      )
      const planned = await djust.render('page.html', { things: rowsOf(prop) })
      const things = (await entitiesOf(prop)).map((entity, index) =>
        sqliteDecimal(name, prop) ? Object.assign(entity, { [prop]: sqliteDecimal(name, prop)![index] }) : entity,
      )
      expect(planned).toBe(await djust.render('page.html', { things }))
      expect(planned.split('\n').filter((line) => line.length > 4).length, planned).toBeGreaterThan(0)
    })
  })

  describe.skipIf(skipped)('a value of a row that comes with its owner is that of the row', () => {
    test.each(Object.keys(values))('%s', async (prop) => {
      const kept: unknown[] = []
      const keep: FilterDefinition = { name: 'keep', argument: 'none', apply: (value) => (kept.push(value), '') }
      const djust = createDjust({
        orm,
        templates: memoryLoader({
          'alone.html': `{% for thing in things %}{{ thing.${prop}|keep }}{% endfor %}`,
          'owner.html': `{% for owner in owners %}{% for thing in owner.things|slice:":20" %}{{ thing.${prop}|keep }}{% endfor %}{% endfor %}`,
        }),
        builtins: [{ name: 'keep', tags: [], filters: [keep] }],
      })
      await djust.render('alone.html', { things: rowsOf(prop) })
      const alone = kept.splice(0)
      expect(alone).toHaveLength(values[prop]!.length)
      const owners = (ownerOf(prop).objects as typeof Owner.objects).filter({ id: 1 + Object.keys(values).indexOf(prop) })
      let statements = 0
      await djust.render('owner.html', { owners }, { onReport: (report) => (statements = report.statements.length) })
      expect(kept).toEqual(alone)
      expect(statements === 1, `${prop} comes with its owner`).toBe(!ofTheirOwn[name].includes(prop))
    })
  })

  describe.skipIf(skipped)('a condition finds the rows that the ORM finds', () => {
    const comparable = Object.keys(values).filter((prop) => !incomparable.includes(prop) && !objects.includes(prop))

    test.each(comparable)('%s', async (prop) => {
      const given = values[prop]!
      const ids = keys.get(prop)!
      const check = async (value: unknown, index: number): Promise<void> => {
        const same = ids.filter((_id, at) => isSame(given[at], value))
        const find = async (condition: object): Promise<number[]> =>
          ((await rowsOf(prop).filter(condition).plain('id')) as { id: number }[]).map(({ id }) => id)
        const native = async (condition: object): Promise<number[]> =>
          (
            await opened.orm.em
              .fork()
              .find(entityOf(prop) as typeof Thing, { id: ids, ...condition }, { fields: ['id'], orderBy: { id: 1 } })
          ).map(({ id }) => id)
        expect
          .soft(await find({ [prop]: value }), `${prop} is ${String(value)}`)
          .toEqual(name === 'sqlite' && sqliteDecimals[prop] ? expect.anything() : same)
        expect.soft(await native({ [prop]: value })).toEqual(await find({ [prop]: value }))
        if (index > 1) return
        expect.soft(await find({ [prop]: { ne: value } })).toEqual(ids.filter((id) => !same.includes(id)))
        const two = [value, given[(index + 1) % given.length]]
        if (!['bytes', 'array8'].includes(prop))
          expect.soft(await find({ [prop]: { in: two } })).toEqual(ids.filter((_id, at) => two.some((one) => isSame(given[at], one))))
      }
      await Promise.all(given.map(check))
      expect(await (entityOf(prop).objects as any).filter({ [prop]: null, id: keys.get('nothing')![0] }).count()).toBe(1)
    })

    test.each(incomparable.filter((prop) => prop in values))('%s can only be asked for null, and says so', async (prop) => {
      expect(
        await rowsOf(prop)
          .filter({ [prop]: { isNull: false } })
          .count(),
      ).toBe(values[prop]!.length)
      for (const value of values[prop]!)
        await expect(
          (async () =>
            rowsOf(prop)
              .filter({ [prop]: value })
              .count())(),
        ).rejects.toThrow(/isNull|operator/)
    })
  })

  test.skipIf(skipped)('keys of a date and a whole number, and classes that share a table', async () => {
    const template = `{% for visit in visits %}{{ visit.id }} {{ visit.describe }} {{ visit.slot.title|default:"-" }} {{ visit.slot.day|date:"Y-m-d" }} {{ visit.slot.number }} {{ visit.rating }}
{% endfor %}{% for slot in slots %}{{ slot.title }}: {{ slot.visits|length }} {% for visit in slot.visits|dictsort:"id" %}{{ visit.describe }}, {% endfor %}
{% endfor %}`
    const djust = djustOf(template)
    const planned = await djust.render('page.html', {
      visits: Visit.objects.all().orderBy('id'),
      slots: Slot.objects.all().orderBy('title'),
    })
    expect(planned.replaceAll(/\s*\n/g, '\n').trim()).toBe(visits.html)
  })

  function entityOf(prop: string): typeof Thing | typeof PgThing {
    return prop in postgresValues ? PgThing : Thing
  }

  function ownerOf(prop: string): typeof Owner | typeof PgOwner {
    return prop in postgresValues ? PgOwner : Owner
  }
})

function newKey(keys: Map<string, number[]>, prop: string): number {
  const id = 1 + [...keys.values()].reduce((sum, all) => sum + all.length, 0)
  keys.set(prop, [...(keys.get(prop) ?? []), id])
  return id
}

function sqliteDecimal(name: DatabaseName, prop: string): readonly string[] | undefined {
  if (name !== 'sqlite') return undefined
  return prop === 'decimal' ? (thingValues['decimal'] as string[]) : sqliteDecimals[prop]
}

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a === 'number') return a === b
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}

function plain(value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
