import { MikroORM, SqliteDriver, defineEntity, p } from '@mikro-orm/sql'
import { createDjust, type Djust } from 'djust'
import { lazy, mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'
import { afterAll, beforeAll, expect, test } from 'vitest'

const filters = { org: { name: 'org', cond: { org: 1 }, default: true } } as never

const PersonSchema = defineEntity({
  name: 'Person',
  filters,
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    org: p.integer(),
    houses: () => p.manyToMany(House).mappedBy('persons'),
    owned: () => p.oneToMany(House).mappedBy('owner'),
  },
})
class Person extends PersonSchema.class {}
PersonSchema.setClass(Person)

const DeedSchema = defineEntity({ name: 'Deed', embeddable: true, properties: { holder: () => p.manyToOne(Person).nullable() } })
class Deed extends DeedSchema.class {}
DeedSchema.setClass(Deed)

const HouseSchema = defineEntity({
  name: 'House',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    owner: () => p.manyToOne(Person).nullable(),
    deed: () => p.embedded(Deed),
    persons: () => p.manyToMany(Person).owner(),
    rooms: () => p.oneToMany(Room).mappedBy('house'),
  },
})
class House extends HouseSchema.class {}
HouseSchema.setClass(House)

const RoomSchema = defineEntity({
  name: 'Room',
  filters,
  properties: { id: p.integer().primary(), name: p.string(), org: p.integer(), house: () => p.manyToOne(House) },
})
class Room extends RoomSchema.class {}
RoomSchema.setClass(Room)

const connect = () =>
  MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Person, Deed, House, Room] })
let orm: Awaited<ReturnType<typeof connect>>
let djust: Djust

/** Each goes down another way and shows the names that stand at its end. */
const templates = {
  owners: '{% for h in houses %}{% for x in h.persons %}{% for g in x.houses %}{{ g.owner.name }} {% endfor %}{% endfor %}{% endfor %}',
  circle: '{% for h in houses %}{% for g in h.owner.houses %}{{ g.owner.name }} {% endfor %}{% endfor %}',
  rooms: '{% for h in houses %}{{ h.owner.name }} {% for r in h.rooms %}{{ r.name }} {{ r.house.owner.name }} {% endfor %}{% endfor %}',
  deeds:
    '{% for h in houses %}{{ h.deed.holder.name }} {% for x in h.deed.holder.houses %}{{ x.deed.holder.name }} {% endfor %}{% endfor %}',
  lists: '{% for h in houses %}{% for g in h.owner.owned %}{% for x in g.persons %}{{ x.name }} {% endfor %}{% endfor %}{% endfor %}',
}

beforeAll(async () => {
  orm = await connect()
  await orm.schema.create()
  const em = orm.em.fork()
  const mine = em.create(Person, { id: 1, name: 'mine', org: 1 })
  const theirs = em.create(Person, { id: 2, name: 'theirs', org: 2 })
  for (const id of [1, 2, 3]) {
    const house = em.create(House, { id, name: `h${id}`, owner: id === 2 ? theirs : mine, deed: { holder: id === 2 ? theirs : mine } })
    house.persons.add(mine, theirs)
    em.create(Room, { id: id * 2, name: 'mine', org: 1, house })
    em.create(Room, { id: id * 2 + 1, name: 'theirs', org: 2, house })
  }
  await em.flush()
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), jitCacheBackend: 'memory' })
})
afterAll(() => orm.close())

// These options make the call one that only MikroORM can run.
const options = [{ filters: { org: true } }, { filters: {} }, { exclude: ['name'] }, { populateWhere: { rooms: { id: { $gt: 0 } } } }]
const strategies = [undefined, 'balanced', 'select-in', 'joined']

test.each(Object.keys(templates).flatMap((page) => strategies.map((strategy) => ({ page, strategy }))))(
  'a native call shows nothing of what filters hide: $page, strategy $strategy',
  async ({ page, strategy }) => {
    for (const one of options) {
      const houses = lazy(orm.em.fork()).find(House, {}, { ...one, ...(strategy && { strategy }) } as never)
      const html = await djust.render(page, { houses })
      expect(html).toContain('mine')
      expect(html, JSON.stringify(one)).not.toContain('theirs')
    }
  },
)
