import { defineEntity, MikroORM, p, SqliteDriver } from '@mikro-orm/sql'
import { createDjust, type Djust } from '../../../src/engine/djust.ts'
import type { CacheStats } from '../../../src/engine/plan-cache.ts'
import type { DjustOptions } from '../../../src/engine/options.ts'
import { mikroOrm, nodeSqlite } from '../../../src/orm/mikro-orm.ts'
import { manager } from '../../../src/query/manager.ts'
import type { QuerySet } from '../../../src/query/query-set.ts'

/** What of the entities is another way than in `usual`; the tables are the same. */
export type Edition = 'usual' | 'hidden subtitle' | 'other member'

export interface Library {
  readonly books: QuerySet<object>
  djust(options: DjustOptions): Djust
  close(): Promise<void>
}

/** Three books of two authors. */
export async function openLibrary(edition: Edition = 'usual'): Promise<Library> {
  const AuthorSchema = defineEntity({
    name: 'Author',
    properties: {
      id: p.integer().primary(),
      name: p.string(),
      email: p.string(),
      password: p.string().hidden(),
      books: () => p.oneToMany(Book).mappedBy('author'),
    },
  })
  class Author extends AuthorSchema.class {}
  AuthorSchema.setClass(Author)

  const BookSchema = defineEntity({
    name: 'Book',
    properties: {
      id: p.integer().primary(),
      title: p.string(),
      subtitle: edition === 'hidden subtitle' ? p.string().hidden() : p.string(),
      pages: p.integer(),
      author: () => p.manyToOne(Author),
    },
  })
  class UsualBook extends BookSchema.class {
    get label(): string {
      return `${this.title} of ${this.author.name}`
    }
  }
  class OtherBook extends BookSchema.class {
    get label(): string {
      return `${this.title}, ${this.pages} pages`
    }
  }
  const Book: typeof UsualBook = edition === 'other member' ? OtherBook : UsualBook
  Object.defineProperty(Book, 'name', { value: 'Book' })
  BookSchema.setClass(Book)

  const orm = await MikroORM.init<SqliteDriver>({
    driver: SqliteDriver,
    driverOptions: nodeSqlite(':memory:'),
    dbName: ':memory:',
    entities: [Author, Book],
  })
  await orm.schema.create()
  const em = orm.em.fork()
  await em.insertMany(Author, [
    { id: 1, name: 'Ursula', email: 'ursula@example.com', password: 'secret 1' },
    { id: 2, name: 'Joanna', email: 'joanna@example.com', password: 'secret 2' },
  ] as never)
  await em.insertMany(Book, [
    { id: 1, title: 'The Dispossessed', subtitle: 'An Ambiguous Utopia', pages: 341, author: 1 },
    { id: 2, title: 'The Female Man', subtitle: 'Four Worlds', pages: 214, author: 2 },
    { id: 3, title: 'The Lathe of Heaven', subtitle: 'Dreams', pages: 184, author: 1 },
  ] as never)
  const database = mikroOrm(orm as never)
  return {
    books: manager(Book).orderBy('id') as unknown as QuerySet<object>,
    djust: (options) => createDjust({ orm: database, development: false, timeZone: 'UTC', ...options }),
    async close() {
      database.release()
      await orm.close()
    },
  }
}

/** One page, and what it took. */
export interface Rendered {
  readonly html: string
  readonly statements: readonly string[]
  readonly stats: CacheStats
  readonly warnings: readonly string[]
}

/** Renders a page of the books with an engine of its own, whose plans are written when it is done; an error's message stands for the page. */
export async function renderBooks(library: Library, template: string, options: DjustOptions): Promise<Rendered> {
  const warnings: string[] = []
  const warn = (message: string): void => void warnings.push(message)
  const djust = library.djust({ logger: { warn, error: warn }, ...options })
  const statements: string[] = []
  const html = await djust
    .render(template, { books: library.books }, { onReport: (report) => statements.push(...report.statements.map(({ sql }) => sql)) })
    .catch((error: unknown) => (error as Error).message)
  await djust.close()
  return { html: html.trim(), statements, stats: djust.serializerCache.stats(), warnings }
}
