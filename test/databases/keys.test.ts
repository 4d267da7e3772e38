import { raw } from '@mikro-orm/core'
import { defineEntity, p, Type } from '@mikro-orm/sql'
import { describe, expect, test } from 'vitest'
import { databases } from '../../conformance/databases.ts'
import { openOrm, type OpenOrm } from '../../conformance/open-orm.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { lazy, mikroOrm } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { whyNot } from '../support/services.ts'

class Code {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
  toString(): string {
    return `C${this.value}`
  }
}

class CodeType extends Type<Code, number> {
  override convertToDatabaseValue(value: Code | number): number {
    return value instanceof Code ? value.value : value
  }
  override convertToJSValue(value: Code | number): Code {
    return value instanceof Code ? value : new Code(value)
  }
  override getColumnType(): string {
    return 'integer'
  }
  override compareAsType(): string {
    return 'number'
  }
}

/** Keys of each type, and the values of three rows. */
const kinds = {
  bigint: [() => p.bigint(), [1n, 9007199254740990n, 5n]],
  text: [() => p.string(), ['01', '1', '1e0']],
  uuid: [() => p.uuid(), [1, 2, 3].map((n) => `00000000-0000-4000-8000-00000000000${n}`)],
  date: [() => p.date(), ['1969-12-31', '2024-02-29', '2025-03-30']],
  decimal: [() => p.decimal().precision(12).scale(2), ['1.00', '12.50', '3.07']],
  enum: [() => p.enum([0, 1, 30]), [0, 1, 30]],
  custom: [() => p.type(CodeType), [new Code(0), new Code(1), new Code(2)]],
} as const

function entitiesOf(kind: keyof typeof kinds) {
  // Each builder has a type of its own; what they have in common is all that is used.
  const key = kinds[kind][0] as () => ReturnType<typeof p.string>
  const TeamSchema = defineEntity({
    name: 'Team',
    properties: {
      id: () => key().autoincrement(false).primary(),
      name: p.string(),
      players: () => p.oneToMany(Player).mappedBy('team').orderBy({ number: 'asc' }),
      rivals: () => p.manyToMany(Team).owner().pivotTable('rivals'),
    },
  })
  class Team extends TeamSchema.class {
    static objects = manager(Team)
  }
  TeamSchema.setClass(Team)
  const PlayerSchema = defineEntity({
    name: 'Player',
    properties: {
      number: p.integer().autoincrement(false).primary(),
      best: () => key().nullable(),
      team: () => p.manyToOne(Team).nullable(),
    },
  })
  class Player extends PlayerSchema.class {
    static objects = manager(Player)
  }
  PlayerSchema.setClass(Player)
  return { Team, Player }
}

const teams =
  '{% for t in rows %}{{ t.id }} {{ t.name }}:{% for p in t.players %} {{ p.number }}{{ p.team.name }}{% endfor %},{% for r in t.rivals|dictsort:"name" %} {{ r.name }}{% endfor %}, {{ t.players|length }}{{ t.rivals|length }}\n{% endfor %}'
const players =
  '{% for p in rows %}{{ p.number }} {{ p.best|default_if_none:"-" }} {{ p.team.id }} {{ p.team.name }} {{ p.team.players|length }}\n{% endfor %}'

for (const database of databases) {
  const reason = whyNot(database)
  describe.skipIf(reason !== undefined)(`${database}: keys of each type${reason ? ` (${reason})` : ''}`, () => {
    test.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s', { timeout: 60_000 }, async (kind) => {
      const { Team, Player } = entitiesOf(kind)
      const values = kinds[kind][1] as readonly unknown[]
      await usingOrm(database, [Team, Player], async ({ orm }, render) => {
        const em = orm.em.fork()
        const made = values.map((id, i) => em.create(Team, { id, name: `T${i}` } as never))
        made.forEach((team, i) => team.rivals.add(made[(i + 1) % 3]!))
        for (let n = 0; n < 7; n++) em.create(Player, { number: n, ...(n < 6 && { best: values[n % 3], team: made[n % 3] }) } as never)
        await em.flush()
        const ids = kind === 'date' ? ['Dec. 31, 1969', 'Feb. 29, 2024', 'March 30, 2025'] : values.map(String)
        const ofTeams = ids.map((id, i) => `${id} T${i}: ${i}T${i} ${i + 3}T${i}, T${(i + 1) % 3}, 21\n`).join('')
        const ofPlayers = `${[0, 1, 2, 3, 4, 5].map((n) => `${n} ${ids[n % 3]} ${ids[n % 3]} T${n % 3} 2\n`).join('')}6 -   0\n`
        const byName = { orderBy: { name: 'asc' } } as const
        const fork = () => orm.em.fork()
        const waysOfTeams: Record<string, () => unknown> = {
          query: () => Team.objects.all().orderBy('name'),
          awaited: () => Team.objects.all().orderBy('name'),
          entities: () => fork().find(Team, {}, byName),
          references: () => values.map((value) => fork().getReference(Team, value as never)),
          call: () => lazy(fork()).find(Team, {}, byName),
          'by key': () => lazy(fork()).find(Team, {}, { orderBy: { [raw('name')]: 'asc' } }),
          native: () => lazy(fork()).find(Team, {}, { ...byName, filters: false }),
          builder: () => lazy(fork()).createQueryBuilder(Team, 't').orderBy(byName.orderBy),
        }
        for (const [way, rows] of Object.entries(waysOfTeams))
          expect(await render(teams, { rows: way === 'awaited' ? await rows() : rows() }), way).toBe(ofTeams)
        const byNumber = { orderBy: { number: 'asc' } } as const
        const waysOfPlayers: Record<string, unknown> = {
          query: Player.objects.all().orderBy('number'),
          entities: fork().find(Player, {}, byNumber),
          call: lazy(fork()).find(Player, {}, byNumber),
        }
        for (const [way, rows] of Object.entries(waysOfPlayers)) expect(await render(players, { rows }), way).toBe(ofPlayers)
        const ends = '{{ rows.first.id }} {{ rows.last.id }} {% for t in rows|slice:"-2:" %}{{ t.name }}{% endfor %}'
        expect(await render(ends, { rows: Team.objects.orderBy('name') })).toBe(`${ids[0]} ${ids[2]} T1T2`)
        expect(await render(ends, { rows: Team.objects.orderBy('-name').slice(0, 2) })).toBe(`${ids[2]} ${ids[1]} T2T1`)
        for (const [i, value] of values.entries()) {
          const numbers = '{% for p in rows %}{{ p.number }}{% endfor %}'
          for (const where of [{ team: value }, { team: { id: value } }, { best: value }]) {
            expect(await render(numbers, { rows: Player.objects.filter(where as never).orderBy('number') })).toBe(`${i}${i + 3}`)
            expect(await render(numbers, { rows: lazy(fork()).find(Player, where as never, byNumber) })).toBe(`${i}${i + 3}`)
          }
          const team = lazy(fork()).findOne(Team, value as never)
          expect(await render('{{ t.name }} {{ t.players|length }}', { t: team })).toBe(`T${i} 2`)
        }
      })
    })
  })
}

const noMariadb = whyNot('mariadb')
test.skipIf(noMariadb !== undefined)(
  `a key that only the database takes for the row's is an error where it can't be joined${noMariadb ? ` (${noMariadb})` : ''}`,
  { timeout: 60_000 },
  async () => {
    const { Team, Player } = entitiesOf('text')
    await usingOrm('mariadb', [Team, Player], async ({ orm }, render) => {
      await orm.em.fork().execute(`insert into team (id, name) values ('abc', 'T0')`)
      await orm.em.fork().execute(`insert into player (number, team_id) values (1, 'abc'), (2, 'ABC'), (3, 'none')`)
      const rows = '{% for p in rows %}{{ p.number }}{{ p.team.name }} {% endfor %}'
      expect(await render(rows, { rows: Player.objects.all().orderBy('number') })).toBe('1T0 2T0 3 ')
      const entities = () => orm.em.fork().find(Player, {}, { orderBy: { number: 'asc' } })
      await expect(render(rows, { rows: await entities() })).rejects.toMatchObject({
        code: 'load/key-mismatch',
        message: expect.stringContaining('written differently in its own row: "ABC", "none"'),
      })
      expect(await render(rows, { rows: (await entities()).filter(({ number }) => number !== 2) })).toBe('1T0 3 ')
    })
  },
)

type Render = (template: string, context: Readonly<Record<string, unknown>>) => Promise<string>

async function usingOrm(
  database: (typeof databases)[number],
  entities: readonly object[],
  body: (opened: OpenOrm, render: Render) => Promise<void>,
): Promise<void> {
  const opened = await openOrm(database, { entities: entities as never })
  const orm = mikroOrm(opened.orm)
  try {
    await opened.createTables()
    const templates: Record<string, string> = {}
    const djust = createDjust({ orm, templates: memoryLoader(templates) })
    await body(opened, (template, context) => {
      const name = `t${Object.keys(templates).length}`
      templates[name] = template
      return djust.render(name, context)
    })
  } finally {
    orm.release()
    await opened.close()
  }
}
