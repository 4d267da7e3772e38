import { defineEntity, type MikroORM, p, type SqliteDriver } from '@mikro-orm/sql'
import { type DatabaseName } from '../../../conformance/databases.ts'
import { openOrm } from '../../../conformance/open-orm.ts'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import { mikroOrm, type MikroOrmDatabase } from '../../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../../src/template/memory-loader.ts'

const PublisherSchema = defineEntity({
  name: 'Publisher',
  properties: { id: p.integer().primary(), name: p.string().nullable(), city: p.string().nullable() },
})
export class Publisher extends PublisherSchema.class {}
PublisherSchema.setClass(Publisher)

const AuthorSchema = defineEntity({
  name: 'Author',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    born: p.integer().nullable(),
    mentor: () => p.manyToOne(Author).nullable(),
    books: () => p.oneToMany(Book).mappedBy('author').orderBy({ id: 'asc' }),
  },
})
export class Author extends AuthorSchema.class {
  get initials(): string {
    return this.name.slice(0, 1)
  }
}
AuthorSchema.setClass(Author)

const TagSchema = defineEntity({
  name: 'Tag',
  properties: { id: p.integer().primary(), name: p.string(), books: () => p.manyToMany(Book).mappedBy('tags') },
})
class Tag extends TagSchema.class {}
TagSchema.setClass(Tag)

const ReviewSchema = defineEntity({
  name: 'Review',
  properties: { id: p.integer().primary(), stars: p.integer().nullable(), text: p.string().nullable(), book: () => p.manyToOne(Book) },
})
export class Review extends ReviewSchema.class {}
ReviewSchema.setClass(Review)

const SizeSchema = defineEntity({
  name: 'Size',
  embeddable: true,
  properties: { pages: p.integer().nullable(), paper: p.string().nullable() },
})
class Size extends SizeSchema.class {}
SizeSchema.setClass(Size)

const BookSchema = defineEntity({
  name: 'Book',
  filters: { inPrint: { name: 'inPrint', cond: { year: { $gte: 1900 } }, default: false } },
  properties: {
    id: p.integer().primary(),
    title: p.string(),
    year: p.integer().nullable(),
    price: p.decimal().precision(10).scale(2).nullable(),
    soldAt: p.datetime().nullable(),
    published: p.boolean().nullable(),
    notes: p.text().lazy().nullable(),
    secret: p.string().hidden().nullable(),
    /** Text that collations order and compare in different ways. */
    code: p.string().nullable(),
    genre: p.enum(['novel', 'essay', 'Atlas']).nullable(),
    meta: p.json<{ lang?: string; rank?: number; in?: { shelf: string } }>().nullable(),
    labels: p.array().nullable(),
    size: () => p.embedded(Size),
    cover: () => p.embedded(Size).object().nullable(),
    age: p
      .integer()
      .persist(false)
      .formula((columns) => `2000 - ${columns.year}`)
      .nullable(),
    author: () => p.manyToOne(Author),
    publisher: () => p.manyToOne(Publisher).ref().nullable(),
    reviews: () => p.oneToMany(Review).mappedBy('book').orderBy({ id: 'asc' }),
    tags: () => p.manyToMany(Tag).inversedBy('books').orderBy({ id: 'asc' }),
  },
})
export class Book extends BookSchema.class {
  get heading(): string {
    return `${this.title} by ${this.author.name}`
  }
}
BookSchema.setClass(Book)

export interface Library {
  readonly orm: MikroORM<SqliteDriver>
  readonly database: MikroOrmDatabase
  /** Renders a template text with a context, and tells the statements that djust and the ORM ran. */
  render(template: string, context: Readonly<Record<string, unknown>>): Promise<string>
  /** A template by name. */
  add(name: string, template: string): void
  /** SQL of the ORM and of djust since the last call, in order. */
  ran(): string[]
  djust: Djust
  close(): Promise<void>
}

/** A small library: 6 authors, 40 books, 3 publishers, reviews and tags, nulls wherever they may be. */
export async function openLibrary(name: DatabaseName = 'sqlite'): Promise<Library> {
  const log: string[] = []
  const opened = await openOrm(name, {
    entities: [Author, Book, Publisher, Review, Size, Tag],
    debug: ['query'],
    colors: false,
    logger: (message: string) => void log.push(message.replace(/^\[query\] /, '')),
  })
  await opened.createTables()
  // Whatever the database is, tests use what all drivers of SQL have.
  const orm = opened.orm as unknown as MikroORM<SqliteDriver>
  const em = orm.em.fork()
  const insert = (entity: object, rows: object[]): Promise<unknown> => em.insertMany(entity as typeof Book, rows as never[])
  await insert(Publisher, [
    { id: 1, name: 'Ace', city: null },
    { id: 2, name: null, city: 'Oslo' },
    { id: 3, name: 'Tor', city: 'Rome' },
  ])
  await insert(
    Author,
    range(6).map((n) => ({ id: n, name: `Author ${n}`, born: n % 3 === 0 ? null : 1900 + n, mentor: n % 2 === 0 ? n - 1 : null })),
  )
  const book = (n: number) => ({
    id: n,
    title: `Book ${(n * 7) % 40}`,
    year: n % 5 === 0 ? null : 1880 + (n % 9) * 5,
    price: n % 4 === 0 ? null : `${n}.50`,
    soldAt: n % 3 === 0 ? null : new Date(Date.UTC(2020, n % 12, 1 + (n % 20))),
    published: n % 7 === 0 ? null : n % 2 === 0,
    notes: n % 2 === 0 ? `Notes ${n}` : null,
    secret: `s${n}`,
    code: n % 11 === 0 ? null : ['ab', 'AB', 'äb', 'Ab ', 'ab', 'zz', 'Zz', '_b', 'a%b', 'Éa'][n % 10]!,
    genre: n % 10 === 0 ? null : (['novel', 'essay', 'Atlas'] as const)[n % 3]!,
    meta: n % 6 === 0 ? null : { ...(n % 4 > 0 && { lang: n % 2 ? 'de' : 'En' }), rank: n % 5, in: { shelf: `s${n % 3}` } },
    labels: n % 5 === 0 ? null : ['x', 'y', 'z'].slice(0, n % 4),
    size: { pages: n % 8 === 0 ? null : n * 10, paper: n % 3 === 0 ? null : n % 2 ? 'A5' : 'a4' },
    cover: n % 4 === 0 ? null : { pages: n, paper: n % 2 ? 'A5' : 'a4' },
    author: 1 + (n % 6),
    publisher: n % 4 === 0 ? null : 1 + (n % 3),
  })
  // Unlike insertMany, a flush writes the parts of embedded objects.
  const making = orm.em.fork()
  for (const n of range(40)) making.create(Book, book(n) as never)
  await making.flush()
  await insert(
    Review,
    range(60).map((n) => ({
      id: n,
      stars: n % 6 === 0 ? null : n % 5,
      text: n % 4 === 0 ? null : `Text ${n % 8}`,
      book: 1 + ((n * 3) % 30),
    })),
  )
  await insert(
    Tag,
    range(4).map((n) => ({ id: n, name: `tag${n}` })),
  )
  const pairs = range(40).flatMap((n) =>
    range(4)
      .filter((tag) => (n + tag) % 3 === 0)
      .map((tag) => `(${n}, ${tag})`),
  )
  await em.execute(`insert into book_tags (book_id, tag_id) values ${pairs.join(', ')}`)
  const database = mikroOrm(orm)
  const templates: Record<string, string> = {}
  const djust = createDjust({ orm: database, templates: memoryLoader(templates), development: true, timeZone: 'UTC' })
  log.length = 0
  return {
    orm,
    database,
    djust,
    async render(template, context) {
      // Compiled once, however often it is rendered.
      const name = Object.keys(templates).find((known) => templates[known] === template) ?? `t${Object.keys(templates).length}`
      templates[name] = template
      return djust.render(name, context)
    },
    add(name, template) {
      templates[name] = template
    },
    ran: () => log.splice(0),
    async close() {
      database.release()
      await opened.close()
    },
  }
}

function range(length: number): number[] {
  return Array.from({ length }, (_, n) => n + 1)
}
