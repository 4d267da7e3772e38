import { afterAll, beforeAll, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { Author, Book, type Library, openLibrary, Publisher } from '../orm/support/library.ts'

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

const em = () => library.orm.em.fork()
const book = () => em().findOneOrFail(Book, 1)
const author = () => em().findOneOrFail(Author, 2)
const each = (body: string) => `{% for x in xs %}${body};{% endfor %}`

/** What a list may be, with a book, an author and perhaps a dictionary in it. */
const lists: Readonly<Record<string, () => Promise<unknown>>> = {
  entities: async () => [await book(), await author()],
  'promises of entities': async () => [book(), author()],
  references: async () => [em().getReference(Book, 1), em().getReference(Author, 2)],
  calls: async () => [lazy(em()).findOneOrFail(Book, 1), lazy(em()).findOneOrFail(Author, 2)],
  'entities and calls': async () => [await book(), lazy(em()).findOneOrFail(Author, 2)],
}

test.each(Object.entries(lists))('a name that one item of a list has is known: %s', async (_, make) => {
  for (let again = 0; again < 2; again++) {
    const xs = await make()
    expect(await library.render(each('{{ x.title }}{{ x.name }} {{ x.author.name }}{{ x.mentor.name }}'), { xs })).toBe(
      'Book 7 Author 2;Author 2 Author 1;',
    )
    expect(await library.render(each('{{ x.heading }}{{ x.initials }}'), { xs: await make() })).toBe('Book 7 by Author 2;A;')
  }
})

test('below relations, in dictionaries and Maps, and beside what is no row', async () => {
  const items = [await book(), await author(), { kind: 'note', author: { nick: 'bo' } }]
  expect(await library.render(each('{{ x.author.nick }}{{ x.kind }}{{ x.author.name }}'), { xs: items })).toBe('Author 2;;bonote;')
  const page = '{% for key, x in m.items %}{{ key }} {{ x.title }}{{ x.name }};{% endfor %}'
  for (const m of [{ a: items[0], b: items[1] }, new Map(Object.entries({ a: items[0], b: items[1] }))])
    expect(await library.render(page, { m })).toBe('a Book 7;b Author 2;')
  const given = Object.assign(await author(), { score: 5 })
  expect(await library.render(each('{{ x.score }}'), { xs: [await book(), given] })).toBe(';5;')
})

test('a name that none of them has is unknown, each time', async () => {
  for (const [body, message] of [
    ['{{ x.titel }}', 'unknown name "titel" on'],
    ['{{ x.author.nam }}{{ x.mentor.name }}', 'unknown name "nam" on Author'],
    ['{{ x.heading }}{{ x.publisher.nam }}', 'unknown name "nam" on Publisher'],
  ] as const) {
    for (const xs of [
      [await book(), await author()],
      [await author(), await book(), { kind: 'note' }],
    ])
      await expect(library.render(each(body), { xs })).rejects.toThrow(message)
  }
  const mixed = [await book(), await em().findOneOrFail(Publisher, 1)]
  library.add('feed.html', each('{{ x.title }}'))
  const feed = (xs: unknown) => library.djust.render('feed.html', { xs })
  expect(await feed(mixed)).toBe('Book 7;;')
  await expect(feed(mixed.slice(1))).rejects.toThrow('unknown name "title" on Publisher')
  expect(await feed(mixed)).toBe('Book 7;;')
})
