import { EntityRepository, LockMode, raw } from '@mikro-orm/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { Author, Book, type Library, openLibrary, Publisher, Review } from './support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
beforeEach(() => void library.ran())
afterAll(() => library.close())

const fork = () => library.orm.em.fork()
const rows = '{% for b in books %}{{ b.title }}/{{ b.author.name }}/{{ b.publisher.city }};{% endfor %}'
const ids = '{% for b in books %}{{ b.id }} {% endfor %}'

/** What the rows template shows of entities that MikroORM loaded with all that it needs. */
function shown(books: readonly Book[]): string {
  return books.map((b) => `${b.title}/${b.author.name}/${b.publisher ? (b.publisher.unwrap().city ?? '') : ''};`).join('')
}

describe('without a page', () => {
  test('a call runs when it is awaited, as it does without djust, and once', async () => {
    const em = fork()
    const call = lazy(em).find(Book, { year: 1900 }, { orderBy: { id: 'asc' } })
    expect(library.ran()).toEqual([])
    const books = await call
    expect(books).toEqual(await em.find(Book, { year: 1900 }, { orderBy: { id: 'asc' } }))
    expect(books[0]).toBeInstanceOf(Book)
    expect(em.getUnitOfWork().getById(Book, books[0]!.id)).toBe(books[0])
    library.ran()
    expect(await call).toBe(books)
    expect(library.ran()).toEqual([])
    const [all, [some, count], one, number] = await Promise.all([
      lazy(em).findAll(Author),
      lazy(em).findAndCount(Book, {}, { limit: 2 }),
      lazy(em).findOne(Book, 3),
      lazy(em).count(Book),
    ])
    expect([all.length, some.length, count, one?.id, number]).toEqual([6, 2, 40, 3, 40])
  })

  test('what its condition and options are made of may be changed afterwards', async () => {
    const years = [1900]
    const where = { year: { $in: years }, author: { id: { $gt: 0 } } }
    const options = { orderBy: [{ id: 'asc' as 'asc' | 'desc' }] }
    const expected = await fork().find(Book, { year: 1900 }, { orderBy: { id: 'asc' } })
    const [awaited, shown] = [lazy(fork()).find(Book, where, options), lazy(fork()).find(Book, where, options)]
    years[0] = 0
    where.author.id.$gt = 1000
    options.orderBy[0]!.id = 'desc'
    expect(expected.length).toBeGreaterThan(1)
    expect((await awaited).map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
    expect(await library.render('{% for x in books %}{{ x.id }},{% endfor %}', { books: shown })).toBe(
      expected.map(({ id }) => `${id},`).join(''),
    )
  })

  test('errors are MikroORM’s own', async () => {
    await expect(lazy(fork()).findOneOrFail(Book, { id: 999 })).rejects.toThrow('Book not found ({ id: 999 })')
    await expect(
      lazy(fork())
        .findOneOrFail(Book, 999, { failHandler: () => new Error('gone') })
        .catch((error: Error) => error.message),
    ).resolves.toBe('gone')
  })

  test('everything else of the em works as ever', async () => {
    const em = lazy(fork())
    await em.begin()
    em.persist(em.create(Publisher, { id: 77, name: 'New' } as never))
    await em.flush()
    expect(await em.find(Publisher, { id: 77 })).toHaveLength(1)
    await em.rollback()
    expect(await em.count(Publisher, { id: 77 })).toBe(0)
  })

  test('repositories, their own methods included', async () => {
    class Books extends EntityRepository<Book> {
      early() {
        return this.find({ year: { $lt: 1890 } }, { orderBy: { id: 'asc' } })
      }
    }
    const em = fork()
    expect(await lazy(em).getRepository(Book).count({ year: 1900 })).toBe(await em.count(Book, { year: 1900 }))
    const early = lazy(new Books(em, Book)).early()
    expect(library.ran().length).toBe(2)
    const html = await library.render(ids, { books: early })
    expect(library.ran()).toHaveLength(1)
    expect(html).toBe((await early).map((book) => `${book.id} `).join(''))
  })

  test('lazy() takes nothing else', () => {
    expect(() => lazy({})).toThrow('lazy() takes an entity manager')
  })
})

describe('on a page', () => {
  test('a find loads in one statement just what the page shows', async () => {
    const em = fork()
    const where = { year: { $gte: 1900 }, publisher: { name: 'Ace' } }
    const html = await library.render(rows, { books: lazy(em).find(Book, where, { orderBy: { title: 'asc', id: 'asc' }, limit: 3 }) })
    const ran = library.ran()
    const native = await em.find(Book, where, { orderBy: { title: 'asc', id: 'asc' }, limit: 3, populate: ['author', 'publisher'] })
    expect(native).toHaveLength(2)
    expect(html).toBe(shown(native))
    expect(ran).toHaveLength(1)
    expect(ran[0]).not.toContain('price')
  })

  test('what is not shown is not run', async () => {
    const em = fork()
    await library.render('nothing', { books: lazy(em).find(Book, {}) })
    expect(library.ran()).toEqual([])
    expect(await library.render('{{ books|length }}', { books: lazy(em).find(Book, { year: 1900 }) })).toBe(
      String(await em.count(Book, { year: 1900 })),
    )
    expect(library.ran()[0]).toMatch(/select count/)
  })

  test('what only MikroORM can say stands in djust’s statement', async () => {
    const where = { title: { $like: 'Book 1%' } }
    const html = await library.render(rows, { books: lazy(fork()).find(Book, where, { orderBy: { title: 'desc' }, limit: 4 }) })
    const ran = library.ran()
    expect(ran).toHaveLength(1)
    expect(ran[0]).toContain(
      'where "t0"."id" in (select `b0`.`id` from `book` as `b0` where `b0`.`title` like ?) order by "t0"."title" desc',
    )
    expect(html).toBe(shown(await fork().find(Book, where, { orderBy: { title: 'desc' }, limit: 4, populate: ['author', 'publisher'] })))
  })

  test('raw conditions', async () => {
    const call = () =>
      lazy(fork()).find(Book, { [raw('lower(title)')]: 'book 7', year: { $ne: null } }, { orderBy: { [raw('lower(title)')]: 'desc' } })
    expect(await library.render(ids, { books: call() })).toBe((await call()).map((book) => `${book.id} `).join(''))
    expect((await call()).length).toBeGreaterThan(0)
  })

  test('bounds and lengths of rows by key', async () => {
    const books = () => lazy(fork()).find(Book, { title: { $like: 'Book 1%' } }, { orderBy: { id: 'asc' } })
    const native = await fork().find(Book, { title: { $like: 'Book 1%' } }, { orderBy: { id: 'asc' } })
    const template = '{{ books|length }} {{ books.first.title }} {{ books.last.title }} {% if books %}some{% endif %}'
    expect(await library.render(template, { books: books() })).toBe(`${native.length} ${native[0]!.title} ${native.at(-1)!.title} some`)
    expect(await library.render('{{ books|length }}', { books: books() })).toBe(String(native.length))
  })

  test('findOne and findOneOrFail give one row, null, or MikroORM’s error', async () => {
    expect(await library.render('{{ b.title }} {{ b.author.name }}', { b: lazy(fork()).findOne(Book, 3) })).toBe('Book 21 Author 4')
    expect(library.ran()).toHaveLength(1)
    expect(await library.render('{{ b.title }}', { b: lazy(fork()).findOneOrFail(Book, { title: { $like: 'Book 21' } }) })).toBe('Book 21')
    expect(await library.render('{% if b %}yes{% else %}no{% endif %}', { b: lazy(fork()).findOne(Book, 999) })).toBe('no')
    await expect(library.render('{{ b.title }}', { b: lazy(fork()).findOneOrFail(Book, { id: 999 }) })).rejects.toThrow(
      'Book not found ({ id: 999 })',
    )
    await expect(
      library.render('{{ b.title }}', { b: lazy(fork()).findOneOrFail(Book, 999, { failHandler: () => new Error('gone') }) }),
    ).rejects.toThrow('gone')
    await expect(
      library.render('{{ b.title }}', { b: lazy(fork()).findOneOrFail(Book, { year: 1900 }, { strict: true }) }),
    ).rejects.toThrow('Wrong number of Book')
    await expect(library.render('{{ b.title }}', { b: lazy(fork()).findOne(Book, {}) })).rejects.toThrow('empty')
  })

  test('findAndCount gives rows and their number', async () => {
    const call = () => lazy(fork()).findAndCount(Book, { year: { $gte: 1900 } }, { orderBy: { id: 'asc' }, limit: 3 })
    const [books, count] = await call()
    library.ran()
    expect(await library.render('{% for b in page.0 %}{{ b.title }};{% endfor %}{{ page.1 }}', { page: call() })).toBe(
      books.map((b) => `${b.title};`).join('') + String(count),
    )
    expect(library.ran()).toHaveLength(2)
    expect(await library.render('{{ page.1 }}', { page: call() })).toBe(String(count))
    expect(library.ran()).toHaveLength(1)
    expect(await library.render('{% for books, count in pages %}{{ books|length }} of {{ count }}{% endfor %}', { pages: [call()] })).toBe(
      `3 of ${count}`,
    )
    expect(await library.render('{{ page|length }} {% for part in page %}[{{ part }}]{% endfor %}', { page: call() })).toBe(
      await library.render('2 [{{ books }}][{{ count }}]', { books, count }),
    )
    expect(await library.render('{{ page }}', { page: call() })).toBe(await library.render('({{ books }}, {{ count }})', { books, count }))
    expect(await library.render('{{ page.1 }}', { page: lazy(fork()).findAndCount(Book, { title: { $like: '%1' } }, { limit: 1 }) })).toBe(
      String(await fork().count(Book, { title: { $like: '%1' } })),
    )
  })

  test('count', async () => {
    expect(await library.render('{{ n }}', { n: lazy(fork()).count(Review, { stars: { $ne: null } }) })).toBe(
      String(await fork().count(Review, { stars: { $ne: null } })),
    )
    expect(library.ran()).toHaveLength(2)
  })

  test('explain shows the statements and runs none', async () => {
    const template = '{% for b in books %}{{ b.title }}{% endfor %}'
    library.add('explained', template)
    const fast = await library.djust.explain('explained', { books: lazy(fork()).find(Book, { year: 1900 }) })
    expect(fast.queries[0]!.statements[0]!.sql).toMatch(/"title" .*from "book".* where .*"year" = \?/)
    const byKey = await library.djust.explain('explained', { books: lazy(fork()).find(Book, { title: { $like: 'x' } }) })
    expect(byKey.queries[0]!.statements[0]!.sql).toMatch(/where .*"id" in/)
    expect(library.ran()).toEqual([])
  })

  test('members run on the rows', async () => {
    const html = await library.render('{% for b in books %}{{ b.heading }} {{ b.author.initials }};{% endfor %}', {
      books: lazy(fork()).find(Book, { title: { $like: '%1' } }, { orderBy: { id: 'asc' }, limit: 1 }),
    })
    expect(html).toBe('Book 21 by Author 4 A;')
  })

  test('lists of calls, promises of calls', async () => {
    const call = (year: number) => lazy(fork()).find(Book, { year }, { orderBy: { id: 'asc' } })
    const sections = [
      { title: 'a', books: call(1900) },
      { title: 'b', books: (async () => call(1905))() },
    ]
    const html = await library.render('{% for s in sections %}{{ s.title }}{% for b in s.books %} {{ b.title }}{% endfor %};{% endfor %}', {
      sections,
    })
    expect(html).toMatch(/^a( Book \d+)+;b( Book \d+)+;$/)
  })
})

describe('query builders', () => {
  const build = () => lazy(fork()).createQueryBuilder(Book, 'b')

  test('are as they are, but their results wait', async () => {
    const builder = build()
      .where({ year: { $gte: 1900 } })
      .orderBy({ id: 'asc' })
      .limit(2)
    const result = builder.getResultList()
    expect(library.ran()).toEqual([])
    expect((await result).map((book) => book.id)).toEqual(
      (await fork().find(Book, { year: { $gte: 1900 } }, { orderBy: { id: 'asc' }, limit: 2 })).map((book) => book.id),
    )
    expect(await builder.clone().getCount()).toBe(await fork().count(Book, { year: { $gte: 1900 } }))
  })

  test('on a page their rows are loaded by key', async () => {
    const builder = () =>
      build()
        .where({ reviews: { stars: { $gte: 2 } } })
        .orderBy({ title: 'asc', id: 'asc' })
        .limit(4)
    const native = (await builder().getResultList()).map((book) => `${book.id} `).join('')
    library.ran()
    const template = '{% for b in books %}{{ b.id }} {% if b.author.name %}{% endif %}{% endfor %}'
    expect(await library.render(template, { books: builder() })).toBe(native)
    expect(library.ran()).toHaveLength(2)
    expect(await library.render(template, { books: builder().getResultList() })).toBe(native)
    // One that djust never saw before.
    expect(
      await library.render(template, {
        books: fork()
          .createQueryBuilder(Book, 'b')
          .where({ id: [2, 3] })
          .orderBy({ id: 'desc' }),
      }),
    ).toBe('3 2 ')
    expect(await library.render('{{ b.author.name }}', { b: build().where({ id: 3 }).getSingleResult() })).toBe('Author 4')
    expect(
      await library.render('{{ n }}', {
        n: build()
          .where({ id: [3, 4] })
          .getCount(),
      }),
    ).toBe('2')
  })

  test('what selects more than rows runs as it is, and what a page needs besides is loaded for all rows together', async () => {
    const joined = build()
      .leftJoinAndSelect('b.author', 'a')
      .where({ id: [2, 3, 4] })
      .orderBy({ id: 'asc' })
    library.ran()
    const html = await library.render('{% for b in books %}{{ b.id }} {{ b.author.name }} {{ b.reviews|length }};{% endfor %}', {
      books: joined,
    })
    expect(library.ran()).toHaveLength(2)
    const native = await fork().find(Book, { id: [2, 3, 4] }, { orderBy: { id: 'asc' }, populate: ['author', 'reviews'] })
    expect(html).toBe(native.map((b) => `${b.id} ${b.author.name} ${b.reviews.length};`).join(''))
  })
})

describe('options', () => {
  const query = (options: object) => library.database.adapter.recognise(lazy(fork()).find(Book, { year: 1900 }, options))!.query()

  test('populate and fields are added to what the page reads', async () => {
    const state = await query({ populate: ['author', 'reviews'], fields: ['title'], strategy: 'select-in' })
    expect(state).toMatchObject({ prefetchRelated: ['author', 'reviews'], only: ['title'] })
    const books = lazy(fork()).find(Book, { id: 3 }, { fields: ['title', 'author.name'] })
    expect(await library.render('{% for b in books %}{{ b.title }} {{ b.year }}{% endfor %}', { books: books })).toBe('Book 21 1895')
  })

  test.each([
    ['cache', { cache: 50 }],
    ['schema', { schema: 'other' }],
    ['populate: *', { populate: ['*'] }],
    ['populateWhere', { populate: ['reviews'], populateWhere: { reviews: { stars: 3 } } }],
    ['an order by raw SQL', { orderBy: [{ title: 'asc' }, { tags: { name: 'asc' } }] }],
    ['limit 0', { limit: 0 }],
    ['an unknown option', { somethingNew: 1 }],
  ])('%s goes native', async (_, options) => {
    expect(await query(options)).toBeNull()
  })

  test('an excluded column stays unknown', async () => {
    const call = () => lazy(fork()).find(Book, { id: 3 }, { exclude: ['year'] })
    const [native] = await call()
    expect(Reflect.get(native!, 'year')).toBeUndefined()
    expect(await library.render('{% for b in books %}{{ b.title }}-{{ b.year }}-{{ b.author.name }}{% endfor %}', { books: call() })).toBe(
      'Book 21--Author 4',
    )
  })

  test('filters named in the call', async () => {
    const call = () => lazy(fork()).find(Book, { id: { $lte: 10 } }, { filters: { inPrint: true }, orderBy: { id: 'asc' } })
    const native = await call()
    expect(native.length).toBeLessThan(10)
    expect(await library.render(ids, { books: call() })).toBe(native.map((book) => `${book.id} `).join(''))
  })

  test('an order by rows of a list that the call populates is the order of the list', async () => {
    const call = () =>
      lazy(fork()).find(Book, { reviews: { stars: { $gt: 0 } } }, { populate: ['reviews'], orderBy: { reviews: { id: 'desc' } }, limit: 4 })
    const native = await call()
    const lists = native.map((book) => book.reviews.getItems().map(({ id }) => `${id} `))
    expect(lists[0]!.length).toBeGreaterThan(1)
    expect(
      await library.render('{% for b in books %}{{ b.id }}:{% for r in b.reviews %}{{ r.id }} {% endfor %}{% endfor %}', { books: call() }),
    ).toBe(native.map(({ id }, i) => `${id}:${lists[i]!.join('')}`).join(''))
  })

  test('populateWhere filters the lists that the page shows', async () => {
    const call = () =>
      lazy(fork()).find(
        Book,
        { id: [1, 4] },
        { populate: ['reviews'], populateWhere: { reviews: { stars: { $gt: 2 } } }, orderBy: { id: 'asc' } },
      )
    const native = await call()
    expect(
      await library.render('{% for b in books %}{% for r in b.reviews %}{{ r.id }} {% endfor %};{% endfor %}', { books: call() }),
    ).toBe(
      native
        .map(
          (b) =>
            `${b.reviews
              .getItems()
              .map((r) => `${r.id} `)
              .join('')};`,
        )
        .join(''),
    )
  })

  test('a lock is taken, and refused outside of a transaction', async () => {
    const call = (em: ReturnType<typeof fork>) => lazy(em).find(Book, { id: 3 }, { lockMode: LockMode.PESSIMISTIC_WRITE })
    await expect(library.render(ids, { books: call(fork()) })).rejects.toThrow('An open transaction is required')
    await fork().transactional(async (tx) => expect(await library.render(ids, { books: call(tx) })).toBe('3 '))
  })

  test('cache: the second page runs no statement for the rows', async () => {
    const call = () => lazy(fork()).find(Book, { id: 3 }, { cache: 5000 })
    expect(await library.render(rows, { books: call() })).toContain('Book 21')
    library.ran()
    expect(await library.render(rows, { books: call() })).toContain('Book 21')
    expect(library.ran()).toEqual([])
  })

  test('the call’s em and its transaction are used, whatever it has in store is written first', async () => {
    await fork()
      .transactional(async (tx) => {
        tx.persist(tx.create(Book, { id: 500, title: 'Uncommitted', author: 1 } as never))
        expect(await library.render(rows, { books: lazy(tx).find(Book, { title: 'Uncommitted' }) })).toBe('Uncommitted/Author 1/;')
        throw new Error('back')
      })
      .catch(() => {})
    expect(await fork().count(Book, { id: 500 })).toBe(0)
  })

  test('an em’s own filters hold', async () => {
    const em = fork()
    em.addFilter({ name: 'young', cond: { year: { $gt: 1910 } }, entity: Book, default: true })
    em.addFilter({ name: 'known', cond: { id: { $lt: 4 } }, entity: Author, default: true })
    const where = { id: { $lte: 20 } }
    const native = await em.find(Book, where, { orderBy: { id: 'asc' } })
    expect(native.length).toBeGreaterThan(0)
    expect(native.length).toBeLessThan(8)
    expect(await library.render(ids, { books: lazy(em).find(Book, where, { orderBy: { id: 'asc' } }) })).toBe(
      native.map((book) => `${book.id} `).join(''),
    )
    expect(await library.render('{{ n }}', { n: lazy(em).count(Book, where) })).toBe(String(await em.count(Book, where)))
  })
})
