import { BaseEntity, Collection, defineEntity, EntitySchema, MikroORM, p, SqliteDriver, Type } from '@mikro-orm/sql'
import { nodeSqlite } from '../../src/orm/mikro-orm.ts'

/** A custom type whose two sides differ. */
class Cents extends Type<number, number> {
  override convertToDatabaseValue(value: number): number {
    return Math.round(value * 100)
  }
  override convertToJSValue(value: number): number {
    return value / 100
  }
  override getColumnType(): string {
    return 'integer'
  }
}

class Shouted extends Type<string, string> {
  override convertToJSValueSQL(key: string): string {
    return `upper(${key})`
  }
  override getColumnType(): string {
    return 'text'
  }
}

const AddressSchema = defineEntity({ name: 'Address', embeddable: true, properties: { city: p.string(), zip: p.string() } })

class Named extends BaseEntity {
  get label(): string {
    return `#${(this as unknown as { name: string }).name}`
  }
  shout(): string {
    return this.label.toUpperCase()
  }
}

const AuthorSchema = defineEntity({
  name: 'Author',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    verified: p.boolean().default(false),
    password: p.string().hidden().nullable(),
    books: () => p.oneToMany(Book).mappedBy('author').orderBy({ year: 'desc nulls last' }),
    card: () => p.oneToOne(Card).mappedBy('author'),
    friends: () => p.manyToMany(Author).inversedBy('friendOf'),
    friendOf: () => p.manyToMany(Author).mappedBy('friends'),
  },
})
export class Author extends AuthorSchema.class {
  static shelf = 3
  get initial(): string {
    return this.name.slice(0, 1)
  }
  bookCount(): number {
    return this.books.length
  }
  set nickname(value: string) {
    this.name = value
  }
}
AuthorSchema.setClass(Author)

const CardSchema = defineEntity({
  name: 'Card',
  properties: { author: () => p.oneToOne(Author).primary().inversedBy('card'), number: p.string() },
})
export class Card extends CardSchema.class {}
CardSchema.setClass(Card)

const BookSchema = defineEntity({
  name: 'Book',
  tableName: 'books',
  orderBy: { title: 'asc' },
  properties: {
    id: p.bigint().primary(),
    title: p.string(),
    year: p.integer().nullable(),
    price: p.decimal().precision(12).scale(2).nullable(),
    weight: p.decimal('number').precision(8).scale(3).nullable(),
    published: p.boolean().nullable(),
    printedOn: p.date().nullable(),
    soldAt: p.datetime().nullable(),
    opensAt: p.time().nullable(),
    state: p.enum(['draft', 'out']).nullable(),
    extra: p.json<Record<string, unknown>>().nullable(),
    blob: p.blob().nullable(),
    key: p.uuid().nullable(),
    cents: p.type(Cents).nullable(),
    loud: p.type(Shouted).nullable(),
    sales: p.bigint().nullable(),
    notes: p.text().lazy().nullable(),
    age: p
      .integer()
      .persist(false)
      .formula((cols) => `2030 - ${cols.year}`),
    draftOnly: p.string().persist(false).nullable(),
    shop: () => p.embedded(AddressSchema).nullable(),
    author: () => p.manyToOne(Author).inversedBy('books'),
    editor: () => p.manyToOne(Author).nullable(),
    ownerKey: () => p.manyToOne(Author).mapToPk().nullable(),
    tags: () => p.manyToMany(Tag).inversedBy('books').pivotTable('book_tags'),
  },
})
export class Book extends BookSchema.class {
  get heading(): string {
    return `${this.title} by ${this.author.name}`
  }
}
BookSchema.setClass(Book)

/** No decorators, no defineEntity: a plain class and a schema for it. */
export class Tag extends Named {
  id!: number
  name!: string
  books = new Collection<Book>(this)
  override shout(): string {
    return `${super.shout()}!`
  }
}
const TagSchema = new EntitySchema<Tag>({
  class: Tag,
  properties: {
    id: { type: 'integer', primary: true },
    name: { type: 'string' },
    books: { kind: 'm:n', entity: () => Book, mappedBy: 'tags' },
  } as never,
})

const SeatSchema = defineEntity({
  name: 'Seat',
  properties: {
    hall: p.integer().primary(),
    row: p.string().primary(),
    guests: () => p.oneToMany(Guest).mappedBy('seat'),
    labels: () => p.manyToMany(Tag),
  },
})
export class Seat extends SeatSchema.class {}
SeatSchema.setClass(Seat)

const GuestSchema = defineEntity({ name: 'Guest', properties: { id: p.integer().primary(), seat: () => p.manyToOne(Seat).nullable() } })
export class Guest extends GuestSchema.class {}
GuestSchema.setClass(Guest)

const ReservationSchema = defineEntity({
  name: 'Reservation',
  properties: { seat: () => p.manyToOne(Seat).primary(), guest: () => p.manyToOne(Guest).primary(), paid: p.boolean() },
})
export class Reservation extends ReservationSchema.class {}
ReservationSchema.setClass(Reservation)

const DocumentSchema = defineEntity({
  name: 'Document',
  filters: {
    tenant: { name: 'tenant', cond: (args: { org: number }) => ({ org: args.org }), default: true },
    live: { name: 'live', cond: { deletedAt: null }, default: true },
    tagged: { name: 'tagged', cond: (args: { tag: string }) => ({ tags: { name: args.tag } }), default: false },
  },
  properties: {
    id: p.integer().primary(),
    org: p.integer(),
    deletedAt: p.datetime().nullable(),
    tags: () => p.manyToMany(Tag),
  },
})
export class Document extends DocumentSchema.class {}
DocumentSchema.setClass(Document)

const AnimalSchema = defineEntity({
  name: 'Animal',
  discriminatorColumn: 'kind',
  discriminatorValue: 'animal',
  properties: { id: p.integer().primary(), kind: p.enum(['animal', 'dog', 'cat']), name: p.string() },
})
export class Animal extends AnimalSchema.class {
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
  sound(): string {
    return 'woof'
  }
}
DogSchema.setClass(Dog)

const entities = [AddressSchema, Author, Card, Book, TagSchema, Seat, Guest, Reservation, Document, Animal, Dog]

export type TestOrm = Awaited<ReturnType<typeof bootOrm>>

/** An empty in-memory database with these entities. */
export async function bootOrm(options: object = {}) {
  const orm = await MikroORM.init({
    driver: SqliteDriver,
    dbName: ':memory:',
    entities,
    driverOptions: nodeSqlite(':memory:'),
    debug: false,
    ...options,
  })
  await orm.schema.create()
  return orm
}
