import { FlushMode, type SqlEntityManager } from '@mikro-orm/sql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { type Library, openLibrary, Publisher } from './support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

const template = '{% for p in rows %}{{ p.name }} {% endfor %}{{ count }}'

/** What a page shows of a publisher that is new, and not flushed. */
async function shown(call: (em: SqlEntityManager) => Record<string, unknown>): Promise<string> {
  const em = library.orm.em.fork() as SqlEntityManager
  await em.begin()
  try {
    em.persist(em.create(Publisher, { id: 77, name: 'New' } as never))
    return await library.render(template, call(em))
  } finally {
    await em.rollback()
  }
}

test('query builders show rows that are not flushed yet, where they do so by themselves', async () => {
  const builder = (em: SqlEntityManager) => em.createQueryBuilder(Publisher).where({ id: { $gte: 77 } })
  expect(await shown((em) => ({ rows: builder(em) }))).toBe('New ')
  expect(await shown((em) => ({ rows: builder(lazy(em)).getResultList() }))).toBe('New ')
  expect(await shown((em) => ({ rows: builder(em).setFlushMode(FlushMode.COMMIT) }))).toBe('')
})

test.each([{ comments: 'x' }, { filters: false, comments: 'x' }])(
  'counts of calls that only MikroORM can run do, too: %j',
  async (options) => {
    expect(await shown((em) => ({ count: lazy(em).count(Publisher, { id: 77 }, options as never) }))).toBe('1')
  },
)
