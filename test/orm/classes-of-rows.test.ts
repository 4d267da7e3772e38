import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
  properties: { tricks: p.integer().nullable(), toys: () => p.oneToMany(Toy).mappedBy('dog') },
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
const ToySchema = defineEntity({ name: 'Toy', properties: { id: p.integer().primary(), name: p.string(), dog: () => p.manyToOne(Dog) } })
class Toy extends ToySchema.class {}
ToySchema.setClass(Toy)
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
  get told(): string {
    return `${'tricks' in this.pet!} ${Object.hasOwn(this.pet!, 'tricks')} ${'toys' in this.pet!}`
  }
  get copied(): boolean {
    return Object.keys(Object.assign({}, this.pet)).includes('tricks')
  }
  get countOfTricks(): number {
    const { tricks = -1 } = this.pet as Dog
    return tricks!
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
    entities: [Animal, Dog, Toy, Keeper],
  })
  await orm.schema.create()
  const connection = orm.em.getConnection()
  await connection.execute("insert into animal (id, kind, name, tricks) values (1, 'dog', 'Rex', 3), (2, 'animal', 'Tom', null)")
  await connection.execute("insert into toy (id, name, dog_id) values (1, 'ball', 1)")
  await connection.execute('insert into keeper (id, pet_id) values (1, 1), (2, 2)')
  database = mikroOrm(orm)
  em = () => orm.em.fork()
  close = async () => {
    database.release()
    await orm.close()
  }
  djust = createDjust({ orm: database, templates: memoryLoader(templates), development: true })
})
afterAll(() => close())

test.each([
  ['tested', 'true false '],
  ['heard', 'woof … '],
  ['constructed', 'dog animal '],
  ['compared', 'true false '],
  ['asked', 'true false '],
  ['looked', 'function undefined '],
  ['told', 'true true true false false false '],
  ['copied', 'true false '],
  ['countOfTricks', '3 -1 '],
])('members learn of which class a related row is: %s', async (name, html) => {
  templates[name] = `{% for one in keepers %}{{ one.${name} }} {% endfor %}`
  expect(await djust.render(name, { keepers: Keeper.objects.all().orderBy('id') })).toBe(html)
  expect(await djust.render(name, { keepers: await em().find(Keeper, {}, { orderBy: { id: 'asc' } }) })).toBe(html)
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

describe('entities of several classes', () => {
  const render = async (page: string, context: object): Promise<{ html: string; statements: number }> => {
    templates[page] = page
    let statements = 0
    const onReport = (report: { statements: readonly unknown[] }): void => void (statements = report.statements.length)
    return { html: await djust.render(page, context as never, { onReport }), statements }
  }
  const order = { orderBy: { id: 'asc' } } as const

  test('have what a class below has, and nothing is loaded of those that have it not', async () => {
    const animals = await em().find(Animal, {}, order)
    const page = '{% for a in animals %}{{ a.name }}{% if a.kind == "dog" %} {{ a.tricks }} {{ a.toys.0.name }}{% endif %};{% endfor %}'
    expect(await render(page, { animals })).toEqual({ html: 'Rex 3 ball;Tom;', statements: 1 })
    expect((await render(page, { animals: Animal.objects.all().orderBy('id') })).html).toBe('Rex 3 ball;Tom;')
    expect(await render('{% for a in animals %}{{ a.tricks|default:"-" }};{% endfor %}', { animals })).toEqual({
      html: '3;-;',
      statements: 0,
    })
  })

  test('get what they lack by one statement', async () => {
    const page = '{% for a in animals %}{{ a.name }} {{ a.sound }};{% endfor %}'
    const html = 'Rex woof;Tom …;'
    expect(await render(page, { animals: await em().find(Animal, {}, { ...order, fields: ['kind'] }) })).toEqual({ html, statements: 1 })
    expect(await render(page, { animals: [1, 2].map((id) => em().getReference(Animal, id)) })).toEqual({ html, statements: 2 })
    const one = em()
    expect(await render(page, { animals: [1, 2].map((id) => one.getReference(Animal, id)) })).toEqual({ html, statements: 1 })
  })

  test('are loaded once where they stand in several places', async () => {
    const one = em()
    const keepers = await one.find(Keeper, {}, order)
    const animals = [1, 2].map((id) => one.getReference(Animal, id))
    const page =
      '{% for k in keepers %}{{ k.pet.name }};{% endfor %}{% for a in animals %}{{ a.name }} {{ a.sound }};{% endfor %}{{ first.pet.kind }}'
    expect(await render(page, { keepers, animals, first: keepers[0] })).toEqual({ html: 'Rex;Tom;Rex woof;Tom …;dog', statements: 1 })
  })
})

test('and load nothing for it where that does not matter', async () => {
  templates['there'] = '{% for one in keepers %}{{ one.there }} {% endfor %}'
  const { queries } = await djust.explain('there', { keepers: Keeper.objects.all() })
  expect(queries[0]?.plan).not.toContain('kind')
})
