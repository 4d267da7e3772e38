import { MikroORM, SqliteDriver, defineEntity, p } from '@mikro-orm/sql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDjust, LiveView, manager, type Djust } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { captureStatements, expectStatements, renderView } from '../../src/testing/index.ts'

const AuthorSchema = defineEntity({ name: 'Author', properties: { id: p.integer().primary(), name: p.string() } })
class Author extends AuthorSchema.class {
  static objects = manager(Author)
}
AuthorSchema.setClass(Author)

const open = () => MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Author] })

class AuthorView extends LiveView {
  templateName = 'author.html'
  author: unknown
  override mount(_request: unknown, { id }: Readonly<Record<string, string>>) {
    this.author = Author.objects.get({ id: Number(id) })
  }
}

describe('testing helpers', () => {
  let orm: Awaited<ReturnType<typeof open>>
  let djust: Djust

  beforeAll(async () => {
    orm = await open()
    await orm.schema.create()
    const em = orm.em.fork()
    em.create(Author, { id: 7, name: 'Ursula' })
    await em.flush()
    djust = createDjust({ orm: mikroOrm(orm), templates: memoryLoader({ 'author.html': '{{ author.name }}' }) })
  })
  afterAll(() => orm.close())

  it('renders a view for a request in parts and counts its statements', async () => {
    expect(await expectStatements(djust, 1, () => renderView(djust, AuthorView, { params: { id: '7' } }))).toBe('Ursula')
  })

  it('hears of awaited queries too, and of nothing after the body', async () => {
    const statements = await captureStatements(djust, () => Author.objects.count())
    expect(statements).toMatchObject([{ model: 'Author', rows: 1 }])
    await Author.objects.count()
    expect(statements).toHaveLength(1)
  })

  it('tells a statement that ran many times once, with its number', async () => {
    const eachTwice = async () => {
      await Author.objects.count()
      for (const id of [7, 7, 7]) await Author.objects.get({ id })
    }
    await expect(expectStatements(djust, 1, eachTwice)).rejects.toThrow(
      /expected 1 statement, but 4 ran\s+1\. Author, 1 row, [\d.]+ ms\n +select count[^\n]+\n2\. Author, 3 times, 3 rows, [\d.]+ ms\n +select[^\n]+$/,
    )
  })

  it('lists what ran where another number was expected', async () => {
    await expect(expectStatements(djust, 2, () => Author.objects.exists())).rejects.toThrow(
      /expected 2 statements, but 1 ran\s+1\. Author, 1 row, [\d.]+ ms\s+select/,
    )
  })
})
