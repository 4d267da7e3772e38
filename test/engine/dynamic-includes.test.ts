import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { caseWhen, createDjust, manager } from '../../src/index.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { createTemplateEngine } from '../../src/template.ts'
import { Author, Book, type Library, openLibrary } from '../orm/support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
  library.add('old.html', 'old {{ it.title }}: {{ it.author.name }};')
  library.add('new.html', 'new {{ it.title }}: {% for r in it.reviews %}{{ r.stars }}{% endfor %};')
  library.add('mentor.html', 'of {{ it.author.mentor.name }};')
  library.add('nested.html', '{{ it.id }}: {% include it.kind %}')
  library.add('books.html', '{% for b in rows %}{{ b.title }} {{ b.publisher.name }};{% endfor %}')
  library.add('authors.html', '{% for a in rows %}{{ a.name }} {{ a.mentor.name }};{% endfor %}')
  library.add('user.html', '{{ user.name }} {{ user.mentor.name }};')
  library.add('plain.html', 'plain {{ it.title }};')
})
beforeEach(() => void library.ran())
afterAll(() => library.close())

const em = () => library.orm.em.fork()
const books = () => manager(Book).using(em())
const authors = () => manager(Author).using(em())

/** Books with the name of the template that shows them, as a column may have it. */
const told = (second = 'new.html', others = 'old.html') =>
  books()
    .filter({ id: { in: [1, 2, 3] } })
    .annotate({ kind: caseWhen([[{ id: 2 }, second]], others) })
    .orderBy('id')

/** Renders twice: what the page is, and the statements of both times. */
async function twice(
  page: string,
  context: () => Readonly<Record<string, unknown>>,
): Promise<[html: string, first: number, second: number]> {
  const name = `page ${page}`
  library.add(name, page)
  library.ran()
  const html = await library.djust.render(name, context())
  const first = library.ran().length
  expect(await library.djust.render(name, context())).toBe(html)
  return [html, first, library.ran().length]
}

describe('a template that only rendering can name', () => {
  test('in a loop variable: seen, planned and loaded once more, then known', async () => {
    const [html, first, second] = await twice('{% for name in names %}{% include name with it=book %}{% endfor %}', () => ({
      names: ['old.html', 'new.html'],
      book: books().get({ id: 4 }),
    }))
    expect(html).toMatch(/^old Book 28: Author 5;new Book 28: 1+;$/)
    // The book; with all that both templates read; its reviews.
    expect([first, second]).toEqual([3, 2])
  })

  test('in a column of the rows that it shows', async () => {
    const [html, first, second] = await twice('{% for it in books %}{% include it.kind %}{% endfor %}', () => ({ books: told() }))
    const [same] = await twice(
      '{% for it in books %}{% if it.kind == "new.html" %}{% include "new.html" %}{% else %}{% include "old.html" %}{% endif %}{% endfor %}',
      () => ({ books: told() }),
    )
    expect(html).toBe(same)
    expect(html).toContain('old Book 7: Author 2;new Book 14: ')
    expect([first, second]).toEqual([3, 2])
  })

  test('in one that was named so itself', async () => {
    const page = '{% for it in books %}{% include outer %}{% include pick.0 %}{% endfor %}'
    const context = () => ({ books: told('mentor.html'), outer: 'nested.html', pick: ['plain.html'] })
    const [html, first, second] = await twice(page, context)
    expect(html).toBe('1: old Book 7: Author 2;plain Book 7;2: of ;plain Book 14;3: old Book 21: Author 4;plain Book 21;')
    expect([first, second]).toEqual([2, 1])
    // A name that was not met before: that of another row, later.
    const again = await library.djust.render(`page ${page}`, { ...context(), books: told('new.html', 'mentor.html') })
    expect(again).toBe('1: of Author 1;plain Book 7;2: new Book 14: ;plain Book 14;3: of Author 3;plain Book 21;')
    expect(library.ran().length).toBeLessThanOrEqual(3)
  })

  test('in a page that reads thousands of things besides', async () => {
    const many = Array.from({ length: 2100 }, (_, n) => `{{ books.${n}.id }}`).join('')
    library.add('many.html', `${many}|{% for it in books %}{% include it.kind %}{% endfor %}`)
    expect(await library.djust.render('many.html', { books: told() })).toMatch(/^123\|old Book 7: Author 2;new Book 14: /)
  })

  test('is part of the key by which the caches show what was generated', async () => {
    const { serializerCache } = library.djust
    const page = '{% for it in books %}{% include it.kind %}{% endfor %}<!-- keyed -->'
    library.add('keyed.html', page)
    const before = serializerCache.getCacheKey(page, 'books')
    await library.djust.render('keyed.html', { books: told() })
    const key = serializerCache.getCacheKey(page, 'books')
    expect(key).not.toBe(before)
    expect(serializerCache.get(key)!.plan).toContain('reviews: all rows')
    // By the context.
    const picked = '{% for it in books %}{% include pick %}{% endfor %}'
    library.add('picked.html', picked)
    await library.djust.render('picked.html', { books: told(), pick: 'old.html' })
    await library.djust.render('picked.html', { books: told(), pick: 'plain.html' })
    const planOf = (pick: string) => serializerCache.get(serializerCache.getCacheKey(picked, 'books', { pick }))!.plan
    expect(planOf('old.html')).toContain('author: joined')
    expect(planOf('plain.html')).not.toContain('author: joined')
  })

  test('that reads other names of the context', async () => {
    const [html, first, second] = await twice('{% for name in names %}{% include name %}{% endfor %}', () => ({
      names: ['user.html'],
      user: authors().get({ id: 2 }),
      unread: books(),
    }))
    expect(html).toBe('Author 2 Author 1;')
    expect([first, second]).toEqual([1, 1])
  })

  test('that reads names which only it reads, whatever holds the entities', async () => {
    const holders = {
      'an entity': async () => ['user.html', { user: await em().findOneOrFail(Author, 2) }, 'Author 2 Author 1;'],
      'a reference': async () => ['user.html', { user: em().getReference(Author, 2) }, 'Author 2 Author 1;'],
      'a promise': async () => ['user.html', { user: em().findOneOrFail(Author, 2) }, 'Author 2 Author 1;'],
      'a list': async () => ['books.html', { rows: await em().find(Book, { id: 3 }) }, 'Book 21 Ace;'],
      'a generator': async () => ['books.html', { rows: (await em().find(Book, { id: 3 })).values().map((book) => book) }, 'Book 21 Ace;'],
      'a list that is not loaded': async () => ['lists.html', { user: await em().findOneOrFail(Author, 2) }, '1,7,13,19,25,31,37,'],
      'a member that reads relations': async () => ['heading.html', { it: await em().findOneOrFail(Book, 1) }, 'Book 7 by Author 2;'],
      'a dictionary': async () => [
        'box.html',
        { box: { one: await em().findOneOrFail(Book, 1), query: authors().get({ id: 3 }) } },
        'Author 2 Author 3;',
      ],
    } satisfies Record<string, () => Promise<[name: string, context: object, html: string]>>
    for (const [holder, make] of Object.entries(holders)) {
      const templates = memoryLoader({
        'names.html': '{% for name in names %}{% include name %}{% endfor %}',
        'user.html': '{{ user.name }} {{ user.mentor.name }};',
        'books.html': '{% for b in rows %}{{ b.title }} {{ b.publisher.name }};{% endfor %}',
        'heading.html': '{{ it.heading }};',
        'lists.html': '{% for b in user.books.all %}{{ b.id }},{% endfor %}',
        'box.html': '{{ box.one.author.name }} {{ box.query.name }};',
      })
      const engine = createDjust({ orm: library.database, templates })
      for (let again = 0; again < 2; again++) {
        const [name, context, html] = await make()
        expect([holder, await engine.render('names.html', { names: [name], ...context })]).toEqual([holder, html])
      }
    }
  })

  test('in one that was named so in one that was named so, as deep as that goes', async () => {
    const chain: Record<string, string[]> = {}
    for (let depth = 0; depth < 20; depth++) {
      library.add(`chain ${depth}`, `${depth}{% for name in chain.from${depth} %}{% include name %}{% endfor %}`)
      chain[`from${depth}`] = depth < 19 ? [`chain ${depth + 1}`] : []
    }
    const html = await library.djust.render('chain 0', { chain, user: authors().get({ id: 2 }) })
    expect(html).toBe(Array.from({ length: 20 }, (_, depth) => depth).join(''))
  })

  test('loads nothing that it does not read: rows, counts, a row that there is not', async () => {
    const [html, first, second] = await twice('{% for name in names %}{% include name %}{% endfor %}<!-- unread -->', () => ({
      names: ['user.html'],
      user: authors().get({ id: 2 }),
      unread: books(),
      count: books().count(),
      missing: books().get({ id: 999 }),
    }))
    expect(html).toBe('Author 2 Author 1;<!-- unread -->')
    expect([first, second]).toEqual([1, 1])
  })

  test('may print all variables where the engine is set to debug', async () => {
    const engine = createDjust({
      orm: library.database,
      debug: true,
      templates: memoryLoader({ page: '{% for name in names %}{% include name %}{% endfor %}', all: '{% debug %}' }),
    })
    for (let again = 0; again < 2; again++)
      expect(await engine.render('page', { names: ['all'], unread: books(), box: { books: books() } })).toContain(
        'names: [&#x27;all&#x27;]',
      )
  })

  test('leaves what the rest of the page reads as it is, also what only rendering finds there', async () => {
    const publisherOf = {
      name: 'publisher_of',
      argument: 'none' as const,
      apply: (book: unknown) => (book as Book).publisher?.unwrap().name ?? '-',
    }
    const page = '{% for name in names %}{% include name %}{% endfor %}{% for b in books %}{{ b|publisher_of }};{% endfor %}'
    const templates = memoryLoader({ page, 'user.html': '{{ user.name }} {{ user.mentor.name }};' })
    const logger = { warn: () => undefined, error: () => undefined }
    const engine = createDjust({ orm: library.database, logger, templates, builtins: [{ name: 'own', tags: [], filters: [publisherOf] }] })
    const context = () => ({ names: ['user.html'], user: authors().get({ id: 2 }), books: books().filter({ id: { in: [3, 5] } }) })
    for (let again = 0; again < 2; again++) expect(await engine.render('page', context())).toBe('Author 2 Author 1;Ace;Tor;')
  })

  test('is known before where the context holds it, and after the first rendering where a loop finds it', async () => {
    const own = createTemplateEngine({
      templates: {
        'old.html': '{{ it.title }} {{ it.author.name }};',
        'rows.html': '{% for b in books %}{{ b.publisher.name }};{% endfor %}',
      },
    })
    const [each, rows] = [own.template('old.html'), own.template('rows.html')]
    const context = async (isLoaded: boolean) => ({
      each,
      rows,
      all: [each, own.fromString('{{ it.author.mentor.name }};')],
      parent: own.fromString('{{ books.1.publisher.name }} {% block main %}{% endblock %}'),
      books: isLoaded ? await em().find(Book, { id: { $in: [1, 3] } }, { orderBy: { id: 'asc' } }) : books().filter({ id: { in: [1, 3] } }),
    })
    for (const [page, html, again] of [
      ['{% for it in books %}{% include each %}{% endfor %}', 'Book 7 Author 2;Book 21 Author 4;', 1],
      ['{% include rows %}', ';Ace;', 1],
      [
        '{% for it in books %}{% for one in all %}{% include one %}{% endfor %}{% endfor %}',
        'Book 7 Author 2;Author 1;Book 21 Author 4;Author 3;',
        1,
      ],
      ['{% extends parent %}{% block main %}{{ books.1.author.name }}{% endblock %}', 'Ace Author 4', 1],
    ] as const) {
      library.add('held.html', page)
      for (const isLoaded of [false, true]) {
        for (let rounds = 0; rounds < 2; rounds++) {
          const given = await context(isLoaded)
          library.ran()
          expect(await library.djust.render('held.html', given)).toBe(html)
        }
        if (!isLoaded) expect(library.ran()).toHaveLength(again)
      }
    }
  })

  test('is known before where it is bound to a literal', async () => {
    library.add('panel.html', '<{% include body with it=it only %}>')
    for (const page of [
      '{% with t="old.html" %}{% for it in books %}{% include t %}{% endfor %}{% endwith %}',
      '{% for it in books %}{% include "panel.html" with body="old.html" %}{% endfor %}',
    ]) {
      const [html, first, second] = await twice(page, () => ({ books: books().filter({ id: 1 }), other: authors() }))
      expect(html).toContain('old Book 7: Author 2;')
      expect([first, second]).toEqual([1, 1])
    }
  })

  test('of rows of different models, each with what it has', async () => {
    const [html] = await twice('{% for s in sections %}{% include s.template with rows=s.rows %}{% endfor %}', () => ({
      sections: [
        { template: 'books.html', rows: books().filter({ id: { in: [1, 5] } }) },
        { template: 'authors.html', rows: authors().filter({ id: { in: [1, 2] } }) },
      ],
    }))
    expect(html).toMatch(/^Book 7 ;Book 35 Tor;Author 1 ;Author 2 Author 1;$/)
  })

  test('of entities that were loaded before, and of a generator', async () => {
    const entities = await em().find(Book, { id: [1, 2] }, { orderBy: { id: 'asc' } })
    const [html] = await twice(
      '{% for it in books %}{% include names.0 %}{% for name in names %}{% include name %}{% endfor %}{% endfor %}',
      () => ({
        books: (function* () {
          yield* entities
        })(),
        names: ['old.html', 'mentor.html'],
      }),
    )
    expect(html).toBe('old Book 7: Author 2;old Book 7: Author 2;of Author 1;old Book 14: Author 3;old Book 14: Author 3;of ;')
  })

  test('is in a page that is sent in pieces', async () => {
    library.add('pieces', '{% for it in books %}{% include it.kind %}{% endfor %}')
    let html = ''
    for await (const piece of library.djust.renderPieces('pieces', { books: told() })) html += piece
    expect(html).toBe(await library.djust.render('pieces', { books: told() }))
    expect(html).toContain('new Book 14')
  })

  test('fails as it is: no such template, or an error of its own', async () => {
    await expect(
      library.render('{% for name in names %}{% include name %}{% endfor %}', { names: ['nowhere.html'] }),
    ).rejects.toMatchObject({
      code: 'template/not-found',
    })
  })
})

test('a template that a function makes each time it is asked for', async () => {
  const engine = createTemplateEngine({ templates: {} })
  library.add('another.html', '{{ book.title }}: {% include fresh %}')
  library.add('another unloaded.html', '{% include fresh %}')
  const context = (text: string) => ({ fresh: () => engine.fromString(text), book: books().get({ id: 4 }) })
  expect(await library.djust.render('another.html', context('{{ book.title }}'))).toBe('Book 28: Book 28')
  // Nobody can know what the next one reads.
  expect(await library.djust.render('another unloaded.html', context('{{ book.title }}'))).toBe('Book 28')
})
