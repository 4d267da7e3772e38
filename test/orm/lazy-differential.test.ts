import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { condition, randomOf } from './support/random-where.ts'
import { Author, Book, type Library, openLibrary, Publisher, Review } from './support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

type Where = Readonly<Record<string, unknown>>

/** Native: exactly the call. Page: the same call held by a view. Keys and whole: what a page falls back to. */
async function everyWay(entity: typeof Book | typeof Author | typeof Review, where: Where, options: object, filters: readonly object[]) {
  const fork = () => {
    const em = library.orm.em.fork()
    for (const filter of filters) em.addFilter(filter as never)
    return em
  }
  const em = fork()
  const native = (await em.find(entity as typeof Book, where as never, options as never)).map((row) => row.id)
  library.ran()
  const call = () => lazy(fork()).find(entity as typeof Book, where, options)
  const page = await library.render('{% for row in rows %}{{ row.id }} {% endfor %}', { rows: call() })
  const ran = library.ran()
  const { adapter } = library.database
  const keys = await adapter.recognise(call())!.keys()
  const { entities: whole } = await adapter.recognise(call())!.native([], ['id'])
  const count = await library.render('{{ count }}', { count: lazy(em).count(entity as typeof Book, where) })
  return {
    native,
    page: page
      .split(' ')
      .filter((id) => id !== '')
      .map(Number),
    keys: keys?.map(([id]) => id),
    whole: (whole as Book[]).map((row) => row.id),
    counted: [Number(count), await em.count(entity as typeof Book, where)],
    fast: (await adapter.recognise(call())!.query()) !== null,
    statements: ran.length,
  }
}

async function expectTheSame(
  entity: typeof Book | typeof Author | typeof Review,
  where: Where,
  options: object = {},
  filters: readonly object[] = [],
): Promise<boolean> {
  const { native, page, keys, whole, counted, fast, statements } = await everyWay(entity, where, options, filters)
  const about = JSON.stringify([where, options])
  expect(page, `page ${about}`).toEqual(native)
  expect(keys, `keys ${about}`).toEqual(native)
  expect(whole, `whole ${about}`).toEqual(native)
  expect(counted[0], `count ${about}`).toBe(counted[1])
  // Keys and rows; no rows need no second statement.
  expect(statements, `statements ${about}`).toBe(fast || native.length === 0 ? 1 : 2)
  return fast
}

/** Every operator of MikroORM that this database has, on fields with nulls, on relations, negated and nested. */
const translated: [typeof Book | typeof Author | typeof Review, Where][] = [
  [Book, { id: 3 }],
  [Book, { year: null }],
  [Book, { year: { $eq: 1900 } }],
  [Book, { year: { $eq: null } }],
  [Book, { year: { $ne: 1900 } }],
  [Book, { year: { $ne: null } }],
  [Book, { year: [1900, 1905] }],
  [Book, { year: { $in: [1900, 1905] } }],
  [Book, { year: { $in: [] } }],
  [Book, { year: { $nin: [1900, 1905] } }],
  [Book, { year: { $nin: [] } }],
  [Book, { year: { $gt: 1900 } }],
  [Book, { year: { $gte: 1900, $lt: 1915 } }],
  [Book, { year: { $lte: 1900 } }],
  [Book, { year: { $exists: true } }],
  [Book, { year: { $exists: false } }],
  [Book, { $not: { year: { $gt: 1900 } } }],
  [Book, { $not: { year: { $lte: 1900 }, published: true } }],
  [Book, { $not: { $or: [{ year: 1900 }, { published: null }] } }],
  [Book, { $and: [{ year: { $gt: 1890 } }, { published: true }] }],
  [Book, { $or: [{ year: { $gt: 1910 } }, { published: false }, { title: 'Book 7' }] }],
  [Book, { $not: { $not: { year: 1900 } } }],
  [Book, { published: true }],
  [Book, { published: { $ne: true } }],
  [Book, { title: { $gt: 'Book 3' } }],
  [Book, { title: 'book 7' }],
  [Book, { soldAt: { $lt: new Date('2020-06-01') } }],
  [Book, { soldAt: new Date(Date.UTC(2020, 1, 2)) }],
  [Book, { $not: { soldAt: { $gte: new Date('2020-06-01') } } }],
  [Book, { author: 2 }],
  [Book, { author: [1, 2] }],
  [Book, { author: { $in: [1, 2] } }],
  [Book, { author: { $nin: [1, 2] } }],
  [Book, { author: { id: { $gt: 3 } } }],
  [Book, { publisher: null }],
  [Book, { publisher: { $ne: null } }],
  [Book, { publisher: 2 }],
  [Book, { publisher: { $ne: 2 } }],
  [Book, { publisher: { $nin: [2] } }],
  [Book, { publisher: { name: 'Ace' } }],
  [Book, { publisher: { name: { $ne: 'Ace' } } }],
  [Book, { publisher: { name: null } }],
  [Book, { publisher: { city: null, name: 'Ace' } }],
  [Book, { $not: { publisher: { name: 'Ace' } } }],
  [Book, { $not: { publisher: { name: null } } }],
  [Book, { publisher: { $or: [{ name: 'Ace' }, { city: 'Rome' }] } }],
  [Book, { publisher: { $not: { name: 'Ace' } } }],
  [Book, { author: { mentor: { name: 'Author 1' } } }],
  [Book, { author: { mentor: { born: null } } }],
  [Book, { author: { mentor: null } }],
  [Book, { $not: { author: { mentor: { born: { $gt: 1902 } } } } }],
  [Book, { reviews: { stars: 3 } }],
  [Book, { reviews: { stars: { $gte: 2 }, text: 'Text 3' } }],
  [Book, { reviews: { stars: null } }],
  [Book, { $or: [{ reviews: { stars: 3 } }, { year: 1900 }] }],
  [Book, { tags: { name: 'tag1' } }],
  [Book, { tags: { name: { $in: ['tag1', 'tag2'] } } }],
  [Book, { tags: 2 }],
  [Book, { reviews: { $some: { stars: 3 } } }],
  [Book, { reviews: { $none: { stars: 3 } } }],
  [Book, { reviews: { $every: { stars: { $gt: 1 } } } }],
  [Book, { $not: { reviews: { $some: { stars: 3 } } } }],
  [Book, { tags: { $some: { name: 'tag1' } } }],
  [Book, { tags: { $none: { name: 'tag1' } } }],
  [Book, { tags: { $every: { name: { $ne: 'tag1' } } } }],
  [Author, { books: { reviews: { stars: 4 } } }],
  [Author, { books: { publisher: { name: 'Ace' } } }],
  [Author, { books: { $some: { publisher: { city: 'Rome' } } } }],
  [Author, { mentor: { books: { $some: { year: 1900 } } } }],
  [Review, { book: { author: { name: 'Author 2' }, publisher: { name: 'Tor' } } }],
]

const untranslated: [typeof Book | typeof Author | typeof Review, Where][] = [
  [Book, { title: { $like: 'Book 1%' } }],
  [Book, { $not: { title: { $like: 'Book 1%' } } }],
  [Book, { reviews: { $size: { $gt: 1 } } }],
  [Book, { price: { $gt: '10.00' } }],
  [Book, { reviews: { $some: { stars: null } } }],
  [Book, { $not: { reviews: { stars: 3 } } }],
  [Book, { $and: [{ reviews: { stars: 3 } }, { reviews: { text: 'Text 3' } }] }],
  [Book, { reviews: { $some: {} } }],
  [Book, { reviews: { $none: {} } }],
  [Book, { author: { mentor: { books: { $none: { year: 1900 } } } } }],
]

describe('the same rows, in the same order, whichever way they are found', () => {
  test.each(translated)('%# translated: one statement', async (entity, where) => {
    expect(await expectTheSame(entity, where, { orderBy: { id: 'asc' } }), JSON.stringify(where)).toBe(true)
    await expectTheSame(entity, where, { orderBy: { id: 'desc' }, limit: 3, offset: 1 })
  })

  const filtered = [
    { name: 'publishers', cond: { id: { $gt: 1 } }, entity: Publisher, default: true },
    { name: 'authors', cond: { born: { $ne: 1904 } }, entity: Author, default: true },
    { name: 'reviews', cond: { stars: { $lt: 4 } }, entity: Review, default: true },
    { name: 'books', cond: { year: { $ne: 1890 } }, entity: Book, default: true },
  ]
  test.each([...translated, ...untranslated])('%# with filters on all models', async (entity, where) => {
    const all = await expectTheSame(entity, where, { orderBy: { id: 'asc' } }, filtered)
    const some = await expectTheSame(entity, where, { orderBy: { id: 'desc' }, limit: 3, offset: 1 }, filtered)
    expect(all || !some, 'a part of the rows is no easier to find than all').toBe(true)
  })

  test('with filters on all models a page still takes one statement', async () => {
    expect(await expectTheSame(Book, { year: { $gt: 1885 } }, {}, filtered)).toBe(true)
    expect(await expectTheSame(Book, {}, { orderBy: { title: 'desc' }, populate: ['author'] }, filtered)).toBe(true)
  })

  test.each(untranslated)('%# by MikroORM’s own SQL inside of djust’s', async (entity, where) => {
    await expectTheSame(entity, where, { orderBy: { id: 'asc' } })
    await expectTheSame(entity, where, { orderBy: { id: 'desc' }, limit: 3, offset: 1 })
    const call = lazy(library.orm.em.fork()).find(entity as typeof Book, where, { orderBy: { id: 'asc' } })
    expect((await library.database.adapter.recognise(call)!.query())?.among, JSON.stringify(where)).toBeTruthy()
  })

  test('what MikroORM refuses is refused in the same words', async () => {
    const em = library.orm.em.fork()
    for (const where of [{ title: { $re: '^B' } }, { year: { $not: { $gt: 1900 } } }, { nothing: 1 }, { year: undefined }]) {
      const message = await em.find(Book, where as never).then(
        () => 'nothing',
        (error: Error) => error.message,
      )
      const page = library.render('{% for row in rows %}{{ row.id }}{% endfor %}', { rows: lazy(em).find(Book, where) })
      if (message === 'nothing') await expect(page, JSON.stringify(where)).resolves.toBeDefined()
      else await expect(page, JSON.stringify(where)).rejects.toThrow(message.split('\n')[0]!.slice(0, 60))
    }
  })

  test('random conditions', { timeout: 120_000 }, async () => {
    const random = randomOf(20261123)
    let fast = 0
    for (let n = 0; n < 250; n++) {
      const where = condition(random, 3)
      const options = {
        orderBy: random() < 0.5 ? { year: random() < 0.5 ? 'asc' : 'desc', id: 'asc' } : { author: { name: 'desc' }, id: 'desc' },
        ...(random() < 0.5 ? { limit: 1 + Math.floor(random() * 9), offset: random() < 0.5 ? 2 : 0 } : {}),
      }
      if (await expectTheSame(Book, where, options, n % 3 === 0 ? filtered : [])) fast++
    }
    expect(fast).toBeGreaterThan(100)
    expect(fast).toBeLessThan(250)
  })
})
