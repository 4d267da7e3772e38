import { wrap } from '@mikro-orm/core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Author, Book, type Library, openLibrary, Publisher, Review } from '../orm/support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
beforeEach(() => void library.ran())
afterAll(() => library.close())

const fork = () => library.orm.em.fork()
const full =
  '{% for b in books %}{{ b.id }} {{ b.title }}/{{ b.author.name }}/{{ b.publisher.name }}/{% for r in b.reviews %}{{ r.stars }},{% endfor %}{{ b.tags|length }};{% endfor %}'
const ordered = { orderBy: { id: 'asc' } } as const

/** The template with everything loaded by the ORM. */
async function oracle(template: string, ids: readonly number[]): Promise<string> {
  const books = await fork().find(Book, { id: [...ids] }, { ...ordered, populate: ['author', 'publisher', 'reviews', 'tags'] })
  const html = await library.render(template, { books: books.map((book) => wrap(book).toObject()) })
  library.ran()
  return html
}

describe('what the template needs and entities lack is loaded in batches', () => {
  test('of a list: one statement for each relation, however many entities', async () => {
    const books = await fork().find(Book, { id: { $lte: 12 } }, ordered)
    library.ran()
    const html = await library.render(full, { books })
    const ran = library.ran()
    // Their lists with the books' keys, the reviews, the authors and publishers that were references.
    expect(ran).toHaveLength(4)
    expect(html).toBe(
      await oracle(
        full,
        books.map((book) => book.id),
      ),
    )
  })

  test('of lists alone: one statement for each', async () => {
    const authors = await fork().find(Author, {}, ordered)
    library.ran()
    const html = await library.render(
      '{% for a in authors %}{{ a.name }}:{% for b in a.books %}{{ b.title }}{{ b.publisher.name }},{% endfor %};{% endfor %}',
      { authors },
    )
    expect(library.ran()).toHaveLength(1)
    const native = await fork().find(Author, {}, { ...ordered, populate: ['books.publisher'] })
    expect(html).toBe(
      native.map((a) => `${a.name}:${a.books.map((b) => `${b.title}${b.publisher?.unwrap().name ?? ''},`).join('')};`).join(''),
    )
  })

  test('nothing at all where everything is there', async () => {
    const books = await fork().find(Book, { id: { $lte: 5 } }, { ...ordered, populate: ['author', 'publisher', 'reviews', 'tags'] })
    library.ran()
    const html = await library.render(full, { books })
    expect(library.ran()).toEqual([])
    expect(html).toBe(await oracle(full, [1, 2, 3, 4, 5]))
  })

  test('of one entity, its columns only where they are not loaded', async () => {
    const [book] = await fork().find(Book, { id: 2 }, { fields: ['title'] })
    library.ran()
    expect(await library.render('{{ b.title }} {{ b.year }} {{ b.notes }}', { b: book })).toBe('Book 14 1890 Notes 2')
    const ran = library.ran()
    expect(ran).toHaveLength(1)
    expect(ran[0]).not.toContain('title')
  })

  test('lazy columns, only where the template reads them', async () => {
    const book = await fork().findOneOrFail(Book, 4)
    library.ran()
    expect(await library.render('{{ b.title }} {{ b.price }}', { b: book })).toBe('Book 28 ')
    expect(library.ran()).toEqual([])
    expect(await library.render('{{ b.notes }}', { b: book })).toBe('Notes 4')
    expect(library.ran()).toHaveLength(1)
  })

  test('references, and wrapped references', async () => {
    const em = fork()
    const books = [em.getReference(Book, 3), em.getReference(Book, 4)]
    expect(await library.render('{% for b in books %}{{ b.title }} {{ b.author.name }};{% endfor %}', { books })).toBe(
      'Book 21 Author 4;Book 28 Author 5;',
    )
    expect(library.ran()).toHaveLength(1)
    expect(await library.render('{{ p.name }}', { p: em.getReference(Publisher, 1, { wrapped: true }) })).toBe('Ace')
    expect(await library.render('{{ p.id }}', { p: em.getReference(Publisher, 1, { wrapped: true }) })).toBe('1')
    expect(library.ran()).toHaveLength(1)
    expect(await library.render('{% if b %}yes{% else %}no{% endif %}{{ b.title }}', { b: em.getReference(Book, 999) })).toBe('no')
  })

  test('entities in many places of the context are loaded together where they are read alike', async () => {
    const books = await fork().find(Book, { id: { $lte: 6 } }, ordered)
    library.ran()
    const sections = books.map((lead) => ({ lead }))
    expect(await library.render('{% for s in sections %}{{ s.lead.author.name }};{% endfor %}', { sections })).toBe(
      'Author 2;Author 3;Author 4;Author 5;Author 6;Author 1;',
    )
    expect(library.ran()).toHaveLength(1)
  })

  test('two names that read one relation of one entity', async () => {
    const books = await fork().find(Book, { id: { $lte: 6 } }, ordered)
    library.ran()
    await library.render('{% for b in books %}{{ b.author.name }}{% with a=b.author %}{{ a.born }}{% endwith %}{% endfor %}', { books })
    expect(library.ran()).toHaveLength(1)
  })
})

describe('whatever holds the entities', () => {
  const line = '{% for b in books %}{{ b.author.name }};{% endfor %}'
  const expected = 'Author 2;Author 3;Author 4;'
  const three = () => fork().find(Book, { id: { $lte: 3 } }, ordered)

  test.each([
    ['an array', async () => await three()],
    ['a promise', async () => three()],
    [
      'a promise in an array',
      async () => [three().then((books) => books[0]), ...(await three()).slice(1).map((book) => Promise.resolve(book))],
    ],
    ['a set', async () => new Set(await three())],
    [
      'a generator',
      async () => {
        const books = await three()
        return (function* () {
          yield* books
        })()
      },
    ],
    [
      'an asynchronous generator',
      async () => {
        const books = await three()
        return (async function* () {
          yield* books
        })()
      },
    ],
    [
      'an asynchronous iterable',
      async () => {
        const books = await three()
        return {
          async *[Symbol.asyncIterator]() {
            yield* books
          },
        }
      },
    ],
    ['a stream', async () => ReadableStream.from(await three())],
  ])('%s', async (_, make) => {
    expect(await library.render(line, { books: await Promise.resolve([await make()]).then(([one]) => one) })).toBe(expected)
  })

  test('a promise of each', async () => {
    expect(await library.render(line, { books: three() })).toBe(expected)
    expect(library.ran()).toHaveLength(2)
    expect(await library.render('{{ b.author.name }}', { b: fork().findOne(Book, 2) })).toBe('Author 3')
    expect(await library.render('{{ b.author.name }}', { b: fork().findOne(Book, 999) })).toBe('')
  })

  test('a Map and a dictionary, by key and as a whole', async () => {
    const books = await three()
    const map = new Map(books.map((book) => [`b${book.id}`, book]))
    library.ran()
    expect(await library.render('{{ m.b2.author.name }}', { m: map })).toBe('Author 3')
    expect(library.ran()).toHaveLength(1)
    for (const m of [map, Object.fromEntries(map)]) {
      expect(await library.render('{% for key, b in m.items %}{{ key }} {{ b.author.name }};{% endfor %}', { m })).toBe(
        'b1 Author 2;b2 Author 3;b3 Author 4;',
      )
      expect(library.ran()).toHaveLength(1)
      expect(await library.render('{% for b in m.values %}{{ b.author.name }};{% endfor %}', { m })).toBe(expected)
      expect(library.ran()).toHaveLength(1)
    }
  })

  test('no more of a generator than is read', async () => {
    const books = await three()
    let asked = 0
    const endless = (function* () {
      for (;;) yield books[asked++ % 3]
    })()
    expect(await library.render('{% for b in books|slice:":2" %}{{ b.author.name }};{% endfor %}', { books: endless })).toBe(
      'Author 2;Author 3;',
    )
    expect(asked).toBe(2)
  })

  test('a collection by itself, loaded or not', async () => {
    const em = fork()
    const author = await em.findOneOrFail(Author, 1)
    library.ran()
    const template = '{% for b in books %}{{ b.id }} {{ b.publisher.name }};{% endfor %}'
    const html = await library.render(template, { books: author.books })
    expect(library.ran()).toHaveLength(1)
    await author.books.init()
    expect(await library.render(template, { books: author.books })).toBe(html)
    expect(html).toContain('6 Ace;')
    expect(author.books.isInitialized()).toBe(true)
  })
})

describe('entities are left as they are', () => {
  test('nothing is written to them, to the identity map or to the database', async () => {
    const em = fork()
    const books = await em.find(Book, { id: { $lte: 3 } }, ordered)
    const known = em.getUnitOfWork().getIdentityMap().keys().length
    books[0]!.title = 'Changed'
    library.ran()
    expect(
      await library.render('{% for b in books %}{{ b.title }}/{{ b.author.name }}/{{ b.reviews|length }};{% endfor %}', { books }),
    ).toMatch(/^Changed\/Author 2/)
    expect(library.ran().join()).not.toMatch(/update|insert/)
    expect(books.map((book) => [wrap(book.author).isInitialized(), book.reviews.isInitialized()])).toEqual([
      [false, false],
      [false, false],
      [false, false],
    ])
    expect(em.getUnitOfWork().getIdentityMap().keys().length).toBe(known)
    expect((await fork().findOneOrFail(Book, 1)).title).not.toBe('Changed')
  })

  test('values that were not saved win: columns, relations, lists', async () => {
    const em = fork()
    const book = await em.findOneOrFail(Book, 1)
    const before = (await fork().findOneOrFail(Book, 1, { populate: ['reviews'] })).reviews.length
    book.year = null as never
    book.author = em.getReference(Author, 5)
    book.reviews.add(em.create(Review, { id: 9000, stars: 9, book } as never))
    expect(
      await library.render('{{ b.year }}|{{ b.author.name }}|{% for r in b.reviews %}{{ r.id }} {% endfor %}|{{ b.reviews|length }}', {
        b: book,
      }),
    ).toMatch(new RegExp(`^\\|Author 5\\|.*9000 \\|${before + 1}$`))
    expect(await library.render('{{ b.reviews|length }}', { b: book })).toBe(String(before + 1))
    expect(await library.render('{{ b.reviews.last.stars }}', { b: book })).toBe('9')
    expect(await fork().count(Review, { id: 9000 })).toBe(0)
  })

  test('what was never saved is shown as it is', async () => {
    const em = fork()
    const book = em.create(Book, { title: 'New', author: em.getReference(Author, 2) } as never, { persist: false } as never)
    library.ran()
    expect(
      await library.render('{{ b.id }}{{ b.title }} {{ b.year }}{{ b.author.name }} {{ b.reviews|length }}{{ b.heading }}', { b: book }),
    ).toBe('New Author 2 0New by Author 2')
    expect(library.ran()).toHaveLength(1)
  })

  test('what the application put on them is shown', async () => {
    const book = Object.assign(await fork().findOneOrFail(Book, 3), { score: 12 })
    expect(await library.render('{{ b.score }} {{ b.author.name }}', { b: book })).toBe('12 Author 4')
  })
})

describe('as if a query had loaded them', () => {
  test('members run, dates and decimals are what templates know', async () => {
    const books = await fork().find(Book, { id: [1, 2] }, ordered)
    const template = '{% for b in books %}{{ b.heading }} {{ b.author.initials }} {{ b.soldAt|date:"Y-m-d" }} {{ b.price }};{% endfor %}'
    expect(await library.render(template, { books })).toBe('Book 7 by Author 2 A 2020-02-02 1.50;Book 14 by Author 3 A 2020-03-03 2.50;')
  })

  test('two entities of one row are equal, also to a row of a query', async () => {
    const one = await fork().findOneOrFail(Book, 1)
    const other = await fork().findOneOrFail(Author, 2)
    expect(await library.render('{% if b.author == a %}same{% endif %}{% if b == a %}wrong{% endif %}', { b: one, a: other })).toBe('same')
  })

  test('cycles', async () => {
    const author = await fork().findOneOrFail(Author, 2, { populate: ['books', 'mentor'] })
    library.ran()
    expect(await library.render('{% for b in a.books %}{{ b.author.name }}{{ b.author.mentor.name }} {% endfor %}', { a: author })).toMatch(
      /^(Author 2Author 1 )+$/,
    )
    expect(library.ran()).toEqual([])
  })

  test('hidden fields and unknown names are refused', async () => {
    const book = await fork().findOneOrFail(Book, 1)
    await expect(library.render('{{ b.secret }}', { b: book })).rejects.toThrow('hidden')
    await expect(library.render('{{ b.titel }}', { b: book })).rejects.toThrow('Did you mean "title"')
  })

  test('filters hold for what is loaded', async () => {
    const em = fork()
    em.addFilter({ name: 'few', cond: { stars: { $gt: 3 } }, entity: Review, default: true })
    em.addFilter({ name: 'known', cond: { id: { $lt: 3 } }, entity: Author, default: true })
    const book = await em.findOneOrFail(Book, 1, { filters: { known: false } })
    const html = await library.render('{{ b.author.name }}|{% for r in b.reviews %}{{ r.stars }}{% endfor %}|{{ b.reviews|length }}', {
      b: book,
    })
    const stars = (await em.find(Review, { book: 1 }, { orderBy: { id: 'asc' } })).map((review) => review.stars)
    expect(html).toBe(`Author 2|${stars.join('')}|${stars.length}`)
    const hidden = await em.findOneOrFail(Book, 3, { filters: { known: false } })
    expect(await library.render('[{{ b.author.name }}]', { b: hidden })).toBe('[]')
  })
})
