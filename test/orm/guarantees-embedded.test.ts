import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDjust, type Djust, manager } from '../../src/index.ts'
import { type MikroOrmDatabase, mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const PetSchema = defineEntity({
  name: 'Pet',
  embeddable: true,
  abstract: true,
  discriminatorColumn: 'type',
  properties: { type: p.enum(['cat', 'dog']), name: p.string() },
})
class Pet extends PetSchema.class {
  get call(): string {
    return `pet ${this.name}`
  }
}
PetSchema.setClass(Pet)
const CatSchema = defineEntity({
  name: 'Cat',
  embeddable: true,
  extends: PetSchema,
  discriminatorValue: 'cat',
  properties: { lives: p.integer().nullable() },
})
class Cat extends CatSchema.class {
  get call(): string {
    return `cat ${this.name} ${this.lives}`
  }
}
CatSchema.setClass(Cat)
const DogSchema = defineEntity({
  name: 'Dog',
  embeddable: true,
  extends: PetSchema,
  discriminatorValue: 'dog',
  properties: { tricks: p.integer().nullable() },
})
class Dog extends DogSchema.class {
  get call(): string {
    return `dog ${this.name} ${this.tricks}`
  }
}
DogSchema.setClass(Dog)
const LinkSchema = defineEntity({ name: 'Link', embeddable: true, properties: { note: p.string(), owner: () => p.manyToOne(Owner) } })
class Link extends LinkSchema.class {
  get label(): string {
    return `${this.note} ${this.owner.name}`
  }
}
LinkSchema.setClass(Link)
const OwnerSchema = defineEntity({
  name: 'Owner',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    pet: () => p.embedded([CatSchema, DogSchema] as never).nullable(),
    other: () =>
      p
        .embedded([CatSchema, DogSchema] as never)
        .object()
        .nullable(),
    link: () => p.embedded(LinkSchema).nullable(),
  },
})
class Owner extends OwnerSchema.class {
  static objects = manager(Owner)
}
OwnerSchema.setClass(Owner)

let database: MikroOrmDatabase
let djust: Djust
let close: () => Promise<void>
beforeAll(async () => {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [Pet, Cat, Dog, Link, Owner],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  await em.execute(
    `insert into owner (id, name, pet_type, pet_name, pet_lives, other, link_note, link_owner_id) values (1, 'Ann', 'cat', 'Tom', 7, '{"type":"dog","name":"Rex","tricks":3}', 'see', 1)`,
  )
  await em.execute(`insert into owner (id, name, pet_type, pet_name, pet_tricks) values (2, 'Bob', 'dog', 'Fido', 1)`)
  database = mikroOrm(orm)
  close = () => orm.close()
  djust = createDjust({
    orm: database,
    templates: memoryLoader({
      'pets.html': '{% for o in owners %}{{ o.pet.call }}, {{ o.pet.lives }}, {{ o.other.call }};{% endfor %}',
      'links.html': '{% for o in owners %}{{ o.link.label }}, {{ o.link.owner.name }};{% endfor %}',
    }),
  })
})
afterAll(async () => {
  database.release()
  await close()
})

test('an embedded object of several classes is of its own', async () => {
  expect(await djust.render('pets.html', { owners: Owner.objects.all().orderBy('id') })).toBe('cat Tom 7, 7, dog Rex 3;dog Fido 1, , ;')
})

test('an embedded object has relations', async () => {
  expect(await djust.render('links.html', { owners: Owner.objects.all().orderBy('id') })).toBe('see Ann, Ann;, ;')
})
