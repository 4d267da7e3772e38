import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { lazy, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const PlaceSchema = defineEntity({
  name: 'Place',
  embeddable: true,
  properties: { northing: p.float().fieldName('n'), shortName: p.string().nullable() },
})
class Place extends PlaceSchema.class {}
PlaceSchema.setClass(Place)

const AddressSchema = defineEntity({
  name: 'Address',
  embeddable: true,
  properties: {
    streetName: p.string(),
    exactPlace: () => p.embedded(Place).nullable(),
    otherPlaces: () => p.embedded(Place).array().nullable(),
  },
})
class Address extends AddressSchema.class {
  get line(): string {
    return `${this.streetName} ${this.exactPlace?.shortName ?? '-'}`
  }
}
AddressSchema.setClass(Address)

const PetSchema = defineEntity({
  name: 'Pet',
  embeddable: true,
  abstract: true,
  discriminatorColumn: 'petKind',
  properties: { petKind: p.enum(['cat', 'dog']), nickName: p.string(), isHungry: p.boolean().persist(false).nullable() },
})
const CatSchema = defineEntity({
  name: 'Cat',
  embeddable: true,
  extends: PetSchema,
  discriminatorValue: 'cat',
  properties: { livesLeft: p.integer() },
})
class Cat extends CatSchema.class {
  get sound(): string {
    return `meow ${this.livesLeft}`
  }
}
CatSchema.setClass(Cat)
const DogSchema = defineEntity({ name: 'Dog', embeddable: true, extends: PetSchema, discriminatorValue: 'dog', properties: {} })
class Dog extends DogSchema.class {
  get sound(): string {
    return 'woof'
  }
}
DogSchema.setClass(Dog)

const ShopSchema = defineEntity({
  name: 'Shop',
  properties: {
    id: p.integer().primary(),
    mainAddress: () => p.embedded(Address).object().nullable(),
    addresses: () => p.embedded(Address).array().nullable(),
    columns: () => p.embedded(Address).nullable(),
    pet: () => p.embedded([Cat, Dog]).object().nullable(),
    pets: () => p.embedded([Cat, Dog]).array().nullable(),
  },
})
class Shop extends ShopSchema.class {
  static objects = manager(Shop)
}
ShopSchema.setClass(Shop)

const templates = {
  main: '{% for s in rows %}{{ s.mainAddress.line }} {{ s.mainAddress.exactPlace.northing }};{% endfor %}',
  list: '{% for s in rows %}{% for a in s.addresses %}{{ a.streetName }} {{ a.exactPlace.shortName }} {% for o in a.otherPlaces %}{{ o.northing }}{% endfor %};{% endfor %}{% endfor %}',
  pets: '{% for s in rows %}{{ s.pet.sound }} {% for x in s.pets %}{{ x.nickName }} {{ x.sound }};{% endfor %}{% endfor %}',
  columns: '{% for s in rows %}{% for o in s.columns.otherPlaces %}{{ o.northing }}{{ o.shortName }};{% endfor %}{% endfor %}',
}

let orm: MikroORM<SqliteDriver>
let djust: Djust
beforeAll(async () => {
  const entities = [Place, Address, PetSchema, Cat, Dog, Shop]
  orm = await MikroORM.init<SqliteDriver>({ driver: SqliteDriver, dbName: ':memory:', driverOptions: nodeSqlite(':memory:'), entities })
  await orm.schema.create()
  const em = orm.em.fork()
  const places = [{ northing: 2, shortName: 'B' }, { northing: 3 }]
  const address = { streetName: 'Mill Lane', exactPlace: { northing: 1.5, shortName: 'A' }, otherPlaces: places }
  const pet = { petKind: 'cat', nickName: 'Tom', livesLeft: 7 }
  const pets = [{ petKind: 'dog', nickName: 'Rex' }, pet]
  em.create(Shop, { id: 1, mainAddress: address, addresses: [address, { streetName: 'Quay' }], columns: address, pet, pets } as never)
  em.create(Shop, { id: 2 } as never)
  await em.flush()
  // As an application wrote it that calls parts like their properties, which MikroORM reads as well.
  await em.execute(`insert into shop (id, main_address) values (3, '{"streetName":"Hill","exactPlace":{"northing":4}}')`)
  djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), development: true })
})
afterAll(() => orm.close())

test.each([
  ['main', 'Mill Lane A 1.5; ;Hill - 4;'],
  ['list', 'Mill Lane A 23;Quay  ;'],
  ['pets', 'meow 7 Rex woof;Tom meow 7;  '],
  ['columns', '2B;3;'],
])('parts of objects in JSON are called as their columns would be: %s', async (page, html) => {
  for (const rows of [
    Shop.objects.orderBy('id'),
    lazy(orm.em.fork()).find(Shop, {}, { orderBy: { id: 'asc' } }),
    await orm.em.fork().find(Shop, {}, { orderBy: { id: 'asc' } }),
  ])
    expect(await djust.render(page, { rows })).toBe(html)
})

test('conditions and orders name them by their properties', async () => {
  expect(await Shop.objects.filter({ mainAddress: { streetName: 'Mill Lane' } }).flat('id')).toEqual([1])
  expect(await Shop.objects.filter({ mainAddress: { exactPlace: { northing: { gt: 1 } } } }).flat('id')).toEqual([1])
  expect(await Shop.objects.filter({ mainAddress: { exactPlace: { isNull: false } } }).flat('id')).toEqual([1])
  expect(await Shop.objects.orderBy('-mainAddress.exactPlace.shortName', 'id').flat('id')).toEqual([1, 2, 3])
})
