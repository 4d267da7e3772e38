import { setImmediate } from 'node:timers/promises'
import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust } from '../../src/engine/djust.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { manager } from '../../src/query/manager.ts'
import { memoryLoader } from '../../src/template.ts'

const LeaseSchema = defineEntity({
  name: 'Lease',
  properties: {
    id: p.integer().primary(),
    status: p.string(),
    visits: () => p.oneToMany(Visit).mappedBy('lease'),
  },
})
class Lease extends LeaseSchema.class {
  static objects = manager(Lease)
  get others(): object {
    return Lease.objects.filter({ status: this.status }).exclude({ id: this.id })
  }
  countOthers(): object {
    return Lease.objects.count()
  }
  get firstLater(): object {
    return firstOf(this)
  }
  async otherIds() {
    const others = await Lease.objects.filter({ status: this.status }).exclude({ id: this.id })
    return others.map(({ id }) => id)
  }
}
LeaseSchema.setClass(Lease)

/** Code that can't be seen, and reads what is not there. */
async function firstOf({ visits }: Lease): Promise<object | undefined> {
  return visits.getItems()[0]
}

const VisitSchema = defineEntity({ name: 'Visit', properties: { id: p.integer().primary(), lease: () => p.manyToOne(Lease) } })
class Visit extends VisitSchema.class {}
VisitSchema.setClass(Visit)

const templates: Record<string, string> = {}
let orm: MikroORM
let djust: Djust

beforeAll(async () => {
  orm = (await MikroORM.init({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Lease, Visit],
    allowGlobalContext: true,
  })) as never
  await orm.schema.create()
  for (const id of [1, 2, 3]) orm.em.create(Lease, { id, status: 'active' })
  await orm.em.flush()
  djust = createDjust({ orm: mikroOrm(orm as never), templates: memoryLoader(templates), jitCacheBackend: 'memory' })
})
afterAll(async () => {
  await djust.close()
  await orm.close()
})

async function render(body: string): Promise<string> {
  const name = `${Object.keys(templates).length}.html`
  templates[name] = `{% for l in leases %}${body}{% endfor %}`
  return djust.render(name, { leases: Lease.objects.all() })
}

test.each([
  '{{ l.others|length }}',
  '{{ l.others }}',
  '{{ l.countOthers }}',
  '{% if l.others %}yes{% endif %}',
  '{% if l.countOthers == 2 %}yes{% endif %}',
  '{% if l.countOthers > 1 %}yes{% endif %}',
  '{{ l.others.first.id }}',
  '{{ l.others.count }}',
  '{{ l.others|join:"," }}',
  '{% for o in l.others %}{{ o.id }}{% endfor %}',
  '{{ l.countOthers|default:"none" }}',
  '{{ l.countOthers|upper }}',
])('%s of a query that nothing loads is an error, no wrong value', async (body) => {
  await expect(render(body)).rejects.toMatchObject({ code: expect.stringMatching(/^value\/(unloaded-query|not-iterable)$/) as string })
})

test.each(['{{ l.firstLater }}', '{{ l.firstLater.id }}', '{% if l.firstLater %}yes{% endif %}'])(
  '%s of a promise that nobody waits for is an error, and the only one',
  async (body) => {
    const others: unknown[] = []
    const note = (error: unknown): void => void others.push(error)
    process.on('unhandledRejection', note)
    try {
      await expect(render(body)).rejects.toMatchObject({ code: 'value/unloaded-query' })
      await setImmediate()
      expect(others).toEqual([])
    } finally {
      process.off('unhandledRejection', note)
    }
  },
)

test('a member that awaits its query shows what it gives', async () => {
  await expect(render('{{ l.otherIds|join:"," }};')).resolves.toBe('2,3;1,3;1,2;')
})
