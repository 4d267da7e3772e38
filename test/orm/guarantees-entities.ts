import type { BaseEntity } from '@mikro-orm/sql'
import { defineEntity, MikroORM, p, SqliteDriver, Type } from '@mikro-orm/sql'
import { createDjust, manager, type Djust } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

/** A value of the application's own: templates may read its getters. */
export class Picture {
  readonly path: string
  constructor(path: string) {
    this.path = path
  }
  get url(): string {
    return `/media/${this.path}`
  }
}

class PictureType extends Type<Picture, string> {
  override convertToDatabaseValue(value: Picture | string): string {
    return value instanceof Picture ? value.path : value
  }
  override convertToJSValue(value: string): Picture {
    return new Picture(value)
  }
  override getColumnType(): string {
    return 'text'
  }
}

const PointSchema = defineEntity({ name: 'Point', embeddable: true, properties: { lat: p.float(), lng: p.float() } })
const AddressSchema = defineEntity({
  name: 'Address',
  embeddable: true,
  properties: {
    city: p.string(),
    zip: p.string().nullable(),
    since: p.date().nullable(),
    changed: p.datetime().nullable(),
    code: p.string().hidden().nullable(),
    point: () => p.embedded(PointSchema).nullable(),
  },
})
export class Address extends AddressSchema.class {
  get line(): string {
    return `${this.zip ?? '?'} ${this.city}`
  }
  distance(): number {
    return this.point ? Math.abs(this.point.lat) + Math.abs(this.point.lng) : 0
  }
}
AddressSchema.setClass(Address)

const ProfileSchema = defineEntity({
  name: 'Profile',
  properties: {
    id: p.integer().primary(),
    handle: p.string(),
    secret: p.string().hidden().nullable(),
    picture: p.type(PictureType).nullable(),
    level: p.enum(['low', 'high']).nullable(),
    extra: p.json<any>().nullable(),
    bio: p.text().lazy().nullable(),
    born: p.integer(),
    age: p
      .integer()
      .persist(false)
      .formula((cols) => `2030 - ${cols.born}`),
    home: () => p.embedded(Address),
    office: () => p.embedded(Address).nullable(),
    origin: () => p.embedded(Address).object().nullable(),
    moves: () => p.embedded(Address).array().nullable(),
    vault: () => p.embedded(Address).object().hidden().nullable(),
    cellar: () => p.embedded(Address).hidden().nullable(),
    rival: () => p.manyToOne(Profile).hidden().nullable(),
    friend: () => p.manyToOne(Profile).nullable().ref(),
    friends: () => p.oneToMany(Profile).mappedBy('friend'),
  },
})
export class Profile extends ProfileSchema.class {
  static objects = manager(Profile)
  get homeLine(): string {
    return this.home.line
  }
  get officeCity(): string {
    return this.office?.city ?? 'none'
  }
  get originLine(): string {
    return this.origin?.line ?? 'none'
  }
  get friendName(): string {
    return this.friend
      ? `${this.friend.unwrap().handle} ${this.friend.getEntity().handle} ${(this.friend as unknown as { $: Profile }).$.born}`
      : 'none'
  }
  get friendly(): string {
    return (this.friends as unknown as { $: Profile[] }).$.map((one) => one.handle).join()
  }
  get everything(): string {
    return Object.keys(this).toSorted().join()
  }
  get leaked(): unknown {
    return Reflect.get(this, 'secret')
  }
}
ProfileSchema.setClass(Profile)

const AnimalSchema = defineEntity({
  name: 'Animal',
  discriminatorColumn: 'kind',
  discriminatorValue: 'animal',
  properties: {
    id: p.integer().primary(),
    kind: p.enum(['animal', 'dog', 'cat']),
    name: p.string(),
    owner: () => p.manyToOne(Profile).nullable(),
  },
})
export class Animal extends AnimalSchema.class {
  static objects = manager(Animal)
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
export class Dog extends DogSchema.class {
  static objects = manager(Dog)
  sound(): string {
    return `woof ${this.tricks}`
  }
  get leash(): string {
    return `${this.name}'s leash of ${this.owner?.handle ?? 'nobody'}`
  }
}
DogSchema.setClass(Dog)
const CatSchema = defineEntity({
  name: 'Cat',
  extends: AnimalSchema,
  discriminatorValue: 'cat',
  properties: { lives: p.integer().nullable() },
})
class Cat extends CatSchema.class {
  sound(): string {
    return `meow ${this.lives}`
  }
}
CatSchema.setClass(Cat)

const SeatSchema = defineEntity({
  name: 'Seat',
  properties: { hall: p.integer().primary(), row: p.string().primary(), guests: () => p.oneToMany(Guest).mappedBy('seat') },
})
export class Seat extends SeatSchema.class {
  static objects = manager(Seat)
}
SeatSchema.setClass(Seat)
const GuestSchema = defineEntity({
  name: 'Guest',
  properties: { id: p.integer().primary(), name: p.string(), seat: () => p.manyToOne(Seat).nullable() },
})
export class Guest extends GuestSchema.class {
  static objects = manager(Guest)
}
GuestSchema.setClass(Guest)

/** One that has MikroORM's own methods. */
const NoteSchema = defineEntity({
  name: 'Note',
  properties: { key: p.string().primary(), text: p.string(), parent: () => p.manyToOne(Note).nullable() },
})
export class Note extends NoteSchema.class {
  static objects = manager(Note)
  get ready(): boolean {
    return (this as unknown as BaseEntity).isInitialized()
  }
}
NoteSchema.setClass(Note)

/** Rows of several organisations, which a filter tells apart. */
const DocSchema = defineEntity({
  name: 'Doc',
  filters: { org: { name: 'org', cond: ({ org }: { org: number }) => ({ org }), default: true } },
  properties: {
    id: p.integer().primary(),
    org: p.integer(),
    title: p.string(),
    folder: () => p.manyToOne(Doc).nullable(),
    docs: () => p.oneToMany(Doc).mappedBy('folder'),
  },
})
export class Doc extends DocSchema.class {
  static objects = manager(Doc)
}
DocSchema.setClass(Doc)

export interface Guarded {
  readonly orm: Awaited<ReturnType<typeof open>>
  readonly djust: Djust
  readonly statements: { readonly sql: string }[]
  /** The name of a template with this text. */
  template(body: string): string
  /** Renders `{% for row in rows %}…{% endfor %}` of a query as one line. */
  render(body: string, context: Readonly<Record<string, unknown>>): Promise<string>
  close(): Promise<void>
}

async function open() {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    driverOptions: nodeSqlite(':memory:'),
    entities: [PointSchema, Address, Profile, Animal, Dog, Cat, Seat, Guest, Note, Doc],
  })
  await orm.schema.create()
  return orm
}

/** The database of the tests of what MikroORM guarantees. */
export async function openGuarded(warnings: string[] = []): Promise<Guarded> {
  const orm = await open()
  const em = orm.em.fork()
  const home = { city: 'Bonn', zip: '53111', since: '2020-01-02', code: 'HIDDEN', point: { lat: 1, lng: -2 } }
  em.create(Profile, {
    id: 1,
    handle: 'ann',
    secret: 'HIDDEN',
    picture: new Picture('ann.png'),
    level: 'high',
    extra: { tags: ['a', 'b'], deep: { note: '<i>' } },
    bio: 'LAZY',
    born: 2000,
    home,
    office: { city: 'Köln' },
    origin: { ...home, changed: new Date('2026-01-02T03:04:05Z') },
    moves: [home, { city: 'Ulm' }],
    vault: { city: 'HIDDEN' },
    cellar: { city: 'HIDDEN' },
  } as never)
  em.create(Profile, { id: 2, handle: 'bob', born: 1990, home: { city: 'Aachen' }, friend: 1 } as never)
  em.create(Animal, { id: 1, name: 'Thing', kind: 'animal' } as never)
  em.create(Dog, { id: 2, name: 'Rex', tricks: 3, owner: 1 } as never)
  em.create(Cat, { id: 3, name: 'Tom', lives: 7 } as never)
  em.create(Seat, { hall: 1, row: 'a', guests: [{ id: 1, name: 'Gus' }] } as never)
  em.create(Seat, { hall: 1, row: 'b' } as never)
  em.create(Note, { key: 'k1', text: 'one' } as never)
  for (const [id, org, folder] of [
    [1, 1, null],
    [2, 2, null],
    [3, 1, 2],
    [4, 1, 1],
    [5, 2, 1],
  ]) {
    em.create(Doc, { id, org, title: `org ${org}`, folder } as never)
  }
  await em.flush()
  const database = mikroOrm(orm)
  const statements: { sql: string }[] = []
  const templates: Record<string, string> = {}
  const djust = createDjust({
    orm: database,
    templates: memoryLoader(templates),
    development: true,
    timeZone: 'UTC',
    logger: { warn: (message) => warnings.push(message), error: (message) => warnings.push(message) },
  })
  let count = 0
  const template = (body: string): string => {
    const name = Object.keys(templates).find((known) => templates[known] === body) ?? `page${count++}.html`
    templates[name] = body
    return name
  }
  return {
    template,
    orm,
    djust,
    statements,
    async render(body, context) {
      statements.length = 0
      return djust.render(template(body), context, { onReport: (report) => statements.push(...report.statements) })
    },
    async close() {
      database.release()
      await orm.close()
    },
  }
}
