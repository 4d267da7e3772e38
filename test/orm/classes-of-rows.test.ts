import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { lazy, type MikroOrmDatabase, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const AnimalSchema = defineEntity({
  name: 'Animal',
  discriminatorColumn: 'kind',
  discriminatorValue: 'animal',
  properties: { id: p.integer().primary(), kind: p.string(), name: p.string() },
})
class Animal extends AnimalSchema.class {
  static objects = manager(Animal)
  static word = 'animal'
  sound(): string {
    return '…'
  }
}
AnimalSchema.setClass(Animal)
const DogSchema = defineEntity({
  name: 'Dog',
  extends: AnimalSchema,
  discriminatorValue: 'dog',
  properties: { tricks: p.integer().nullable() },
})
class Dog extends DogSchema.class {
  static objects = manager(Dog)
  static word = 'dog'
  sound(): string {
    return 'woof'
  }
  bark(): string {
    return this.sound()
  }
}
DogSchema.setClass(Dog)
const KeeperSchema = defineEntity({
  name: 'Keeper',
  properties: { id: p.integer().primary(), pet: () => p.manyToOne(Animal).nullable() },
})
class Keeper extends KeeperSchema.class {
  static objects = manager(Keeper)
  get tested(): boolean {
    return this.pet instanceof Dog
  }
  get heard(): string {
    return this.pet!.sound()
  }
  get constructed(): string {
    return (this.pet!.constructor as typeof Animal).word
  }
  get compared(): boolean {
    return this.pet?.constructor === Dog
  }
  get asked(): boolean {
    return 'bark' in this.pet!
  }
  get looked(): string {
    return typeof (this.pet as unknown as Dog).bark
  }
  get there(): boolean {
    return this.pet !== null
  }
}
KeeperSchema.setClass(Keeper)

let close: () => Promise<void>
let em: () => MikroORM['em']
let djust: Djust
let database: MikroOrmDatabase
const templates: Record<string, string> = {}
beforeAll(async () => {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Animal, Dog, Keeper],
  })
  await orm.schema.create()
  const connection = orm.em.getConnection()
  await connection.execute("insert into animal (id, kind, name) values (1, 'dog', 'Rex'), (2, 'animal', 'Tom')")
  await connection.execute('insert into keeper (id, pet_id) values (1, 1), (2, 2)')
  database = mikroOrm(orm)
  em = () => orm.em.fork()
  close = async () => {
    database.release()
    await orm.close()
  }
  djust = createDjust({ orm: database, templates: memoryLoader(templates) })
})
afterAll(() => close())

test.each([
  ['tested', 'true false '],
  ['heard', 'woof … '],
  ['constructed', 'dog animal '],
  ['compared', 'true false '],
  ['asked', 'true false '],
  ['looked', 'function undefined '],
])('members learn of which class a related row is: %s', async (name, html) => {
  templates[name] = `{% for one in keepers %}{{ one.${name} }} {% endfor %}`
  expect(await djust.render(name, { keepers: Keeper.objects.all().orderBy('id') })).toBe(html)
})

test('a row is one, whichever of its classes it was asked of by', async () => {
  templates['same'] =
    '{% if dog == animal %}same{% endif %} {% if dog in animals %}in{% endif %} {% for one in keepers %}{% if one.pet == dog %}{{ one.id }}{% endif %}{% endfor %}'
  const context = { animal: Animal.objects.get({ id: 1 }), animals: Animal.objects.all(), keepers: Keeper.objects.all() }
  expect(await djust.render('same', { ...context, dog: Dog.objects.get({ id: 1 }) })).toBe('same in 1')
  expect(await djust.render('same', { ...context, dog: await em().findOneOrFail(Animal, 1) })).toBe('same in 1')
})

test('the members of a reference are those of its row', async () => {
  templates['pets'] = '{% for one in keepers %}{{ one.pet.sound }} {{ one.heard }} {% endfor %}'
  expect(await djust.render('pets', { keepers: await em().find(Keeper, {}, { orderBy: { id: 'asc' } }) })).toBe('woof woof … … ')
  templates['pet'] = '{{ pet.sound }}'
  expect(await djust.render('pet', { pet: em().getReference(Animal, 1) })).toBe('woof')
})

test('rows stay where MikroORM, which joins related rows of one class alone, would leave them out', async () => {
  templates['kept'] = '{% for one in keepers %}{{ one.id }}{{ one.pet.name }} {{ one.heard }} {% endfor %}'
  const order = { orderBy: { id: 'asc' } } as const
  for (const options of [{ populateWhere: {} }, { populateWhere: {}, strategy: 'joined' }, { cache: 50 }] as const)
    expect(await djust.render('kept', { keepers: lazy(em()).find(Keeper, {}, { ...order, ...options }) })).toBe('1Rex woof 2Tom … ')
  const whole = createDjust({ orm: database, templates: memoryLoader(templates), jitSerialization: false })
  expect(await whole.render('kept', { keepers: Keeper.objects.all().orderBy('id') })).toBe('1Rex woof 2Tom … ')
})

test('and load nothing for it where that does not matter', async () => {
  templates['there'] = '{% for one in keepers %}{{ one.there }} {% endfor %}'
  const { queries } = await djust.explain('there', { keepers: Keeper.objects.all() })
  expect(queries[0]?.plan).not.toContain('kind')
})
