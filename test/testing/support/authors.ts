import { MikroORM, SqliteDriver, defineEntity, p } from '@mikro-orm/sql'
import { createDjust, LiveView, manager, type Djust } from 'djust'
import { mikroOrm, nodeSqlite } from 'djust/mikro-orm'
import { memoryLoader } from 'djust/template'

const AuthorSchema = defineEntity({ name: 'Author', properties: { id: p.integer().primary(), name: p.string(), born: p.integer() } })

export class Author extends AuthorSchema.class {
  static objects = manager(Author)
}
AuthorSchema.setClass(Author)

export class AuthorView extends LiveView {
  templateName = 'author.html'
  author: unknown
  override mount(_request: unknown, { id }: Readonly<Record<string, string>>) {
    this.author = Author.objects.get({ id: Number(id) })
  }
}

/** One that knows the number of authors before it asks for them. */
export class AuthorsView extends LiveView {
  templateName = 'authors.html'
  override async mount() {
    const count = await Author.objects.count()
    this.authors = Author.objects.orderBy('name').slice(0, Math.min(count, 10))
  }
}

const templates = { 'author.html': '{{ author.name }}', 'authors.html': '{% for author in authors %}{{ author.name }} {% endfor %}' }

/** An application with one author, in memory. */
export async function openAuthors(): Promise<{ djust: Djust; close: () => Promise<void> }> {
  const orm = await MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Author] })
  await orm.schema.create()
  const em = orm.em.fork()
  em.create(Author, { id: 7, name: 'Ursula', born: 1929 })
  await em.flush()
  return {
    djust: createDjust({ orm: mikroOrm(orm), templates: memoryLoader(templates), jitCacheBackend: 'memory' }),
    close: () => orm.close(),
  }
}
