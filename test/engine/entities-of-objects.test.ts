import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lazy } from '../../src/orm/mikro-orm.ts'
import { Author, Book, type Library, openLibrary } from '../orm/support/library.ts'

/** An object of the application's own, which has a state that nobody else can read. */
class Box {
  readonly book: Book
  readonly #seen: string[] = []
  readonly shelf: readonly Book[]
  constructor(book: Book) {
    this.book = book
    this.shelf = Object.freeze([book])
    Object.freeze(this)
  }
  get title(): string {
    return `a box with ${this.book.title}`
  }
  books(): Book[] {
    return [this.book]
  }
  count(): number {
    return this.#seen.push('') + this.#seen.length
  }
  static of(book: Book): Box {
    return new Box(book)
  }
  toString(): string {
    return `box ${this.#seen.length}`
  }
}

class Room {
  readonly boxes: readonly Box[]
  self: Room = this
  door = { holder: Promise.resolve(null as Author | null) }
  constructor(...boxes: Box[]) {
    this.boxes = boxes
  }
}

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
beforeEach(() => void library.ran())
afterAll(() => library.close())

const find = (...populate: string[]) => library.orm.em.fork().findOneOrFail(Book, 1, { populate: populate as never })
const given = async (...populate: string[]) => {
  const book = await find(...populate)
  library.ran()
  return { box: new Box(book), latest: () => book }
}

describe('entities that objects of own classes hold', () => {
  test('get what they lack, all together', async () => {
    const books = await library.orm.em.fork().find(Book, { id: { $lte: 3 } }, { orderBy: { id: 'asc' } })
    const room = new Room(...books.map(Box.of))
    room.door.holder = library.orm.em.fork().findOne(Author, 2)
    library.ran()
    const page =
      '{% for box in room.boxes %}{{ box.book.author.name }} {{ box.book.heading }} {{ box.book.reviews|length }};{% endfor %}{{ room.door.holder.mentor.name }}'
    expect(await library.render(page, { room })).toBe(
      'Author 2 Book 7 by Author 2 6;Author 3 Book 14 by Author 3 0;Author 4 Book 21 by Author 4 0;Author 1',
    )
    // The holder's own, their authors, their reviews, the holder's mentor.
    expect(library.ran()).toHaveLength(4)
    expect(await library.render('{{ room.self.self.boxes.0.shelf.0.publisher.city }}', { room })).toBe('Oslo')
    expect(await library.render('{% for b in box.shelf %}{{ b.author.name }}{% endfor %}', await given())).toBe('Author 2')
    await expect(library.render('{{ box.book.secret }}', await given())).rejects.toThrow('hidden')
  })

  test('and queries are loaded as those in dictionaries are', async () => {
    class Page {
      readonly books = lazy(library.orm.em.fork()).find(Book, { id: { $lte: 2 } }, { orderBy: { id: 'asc' } })
    }
    library.add('page.html', '{% for b in page.books %}{{ b.heading }};{% endfor %}')
    const { queries } = await library.djust.explain('page.html', { page: new Page() })
    expect(queries.map(({ path }) => path)).toEqual(['page.books'])
    expect(library.ran()).toEqual([])
    expect(await library.djust.render('page.html', { page: new Page() })).toBe('Book 7 by Author 2;Book 14 by Author 3;')
    expect(library.ran()).toHaveLength(1)
  })

  test('are held by the objects as they are, with all that these have', async () => {
    const page = '{{ box.book.author.name }} {{ box.title }} {{ box.count }} {{ box.count }} {{ box }} {{ box.of }}{{ box.constructor }}'
    expect(await library.render(page, await given())).toBe('Author 2 a box with Book 7 2 4 box 2 ')
    const { box } = await given()
    const same =
      '{% if box == other %}same{% endif %}{{ box.book.author.name }}{{ other.book.author.name }}{% if box in all %}in{% endif %}'
    expect(await library.render(same, { box, other: box, all: [box] })).toBe('sameAuthor 2Author 2in')
    expect(await library.render('{% if box == other %}same{% endif %}{{ box.book.author.name }}', { box, other: new Box(box.book) })).toBe(
      'Author 2',
    )
  })

  test('are loaded where the dictionary is frozen, or has a getter that gives them', async () => {
    const books = await library.orm.em.fork().find(Book, { id: { $lte: 2 } }, { orderBy: { id: 'asc' } })
    const page = '{{ shelf.first.author.name }}{% for b in shelf.books %};{{ b.author.name }}{% endfor %}'
    const shelf = {
      first: books[0],
      get books() {
        return lazy(library.orm.em.fork()).find(Book, { id: { $lte: 2 } }, { orderBy: { id: 'asc' } })
      },
    }
    for (const one of [shelf, Object.freeze({ first: books[0], books })])
      expect(await library.render(page, { shelf: one })).toBe('Author 2;Author 2;Author 3')
  })

  test('stay in lists, Maps and Sets of their classes, with what these have besides', async () => {
    class Page extends Array<Book> {
      get last() {
        return this.at(-1)
      }
    }
    class Index extends Map<string, Book> {
      total = 40
    }
    const books = await library.orm.em.fork().find(Book, { id: { $lte: 2 } }, { orderBy: { id: 'asc' } })
    const context = {
      page: Object.assign(Page.from(books), { total: 40 }),
      later: Object.assign(
        books.map((book) => Promise.resolve(book)),
        { total: 40 },
      ),
      index: new Index([['a', books[0]!]]),
      names: new Set(['a']),
      books: new Set(books),
    }
    expect(
      await library.render(
        '{{ page.0.author.name }} of {{ page.total }} {{ page.last.title }}, {{ later.0.author.name }} of {{ later.total }}, ' +
          '{{ index.a.author.name }} of {{ index.total }} {{ names }}{% for b in books %} {{ b.author.name }}{% endfor %}{{ books.0 }}',
        context,
      ),
    ).toBe('Author 2 of 40 Book 14, Author 2 of 40, Author 2 of 40 {&#x27;a&#x27;} Author 2 Author 3')
  })

  test("are given by objects that are iterated, as MikroORM's cursors are", async () => {
    const books = await library.orm.em.fork().findByCursor(Book, { first: 2, orderBy: { id: 'asc' } })
    library.ran()
    const page =
      '{% for b in books %}{{ b.author.name }};{% endfor %}{{ books.totalCount }} {{ books|length }}{% for b in books.items %};{{ b.heading }}{% endfor %}'
    expect(await library.render(page, { books })).toBe('Author 2;Author 3;40 2;Book 7 by Author 2;Book 14 by Author 3')
    // The authors of both places.
    expect(library.ran()).toHaveLength(1)
    class Sections {
      *[Symbol.iterator]() {
        yield lazy(library.orm.em.fork()).find(Book, { id: 1 })
      }
    }
    expect(
      await library.render('{% for s in sections %}{% for b in s %}{{ b.author.name }}{% endfor %}{% endfor %}', {
        sections: new Sections(),
      }),
    ).toBe('Author 2')
  })
})

describe('entities that members of such objects, and functions, give', () => {
  test('show what they have, through references too', async () => {
    const page =
      '{{ latest.title }} {{ latest.author.name }} {{ latest.author.initials }} {{ latest.publisher.id }}' +
      '{% for b in box.books %} {{ b.publisher.city|upper }}{% endfor %}{% if latest.publisher.city == "Oslo" %} yes{% endif %}'
    expect(await library.render(page, await given('author', 'publisher'))).toBe('Book 7 Author 2 A 2 OSLO yes')
    expect(await library.render('[{{ latest.publisher.name|default:"-" }}{{ latest.nothing }}]', await given('publisher'))).toBe('[-]')
  })

  test.each([
    ['{{ latest.author.name }}', 'Author.name'],
    ['{{ latest.publisher.city|default:"-" }}', 'Publisher.city'],
    ['{{ latest.notes }}', 'Book.notes'],
    ['{% if latest.publisher.city == "Oslo" %}yes{% endif %}', 'Publisher.city'],
    ['{% for b in box.books %}{{ b.author.mentor.name }}{% endfor %}', 'Author.mentor'],
  ])('fail where they have not: %s', async (page, what) => {
    await expect(library.render(page, await given())).rejects.toMatchObject({
      code: 'value/unloaded-entity',
      message: expect.stringMatching(new RegExp(`:1:\\d+: ${what} was read of an entity[\\s\\S]*populate it in the view`)) as string,
    })
  })

  test('have values as rows of queries have them', async () => {
    const page = (name: string) =>
      `{{ ${name}.price }} {{ ${name}.price|floatformat:1 }} {{ ${name}.soldAt|date:"Y" }} {% if ${name}.price > 7 %}more{% endif %}`
    const book = await library.orm.em.fork().findOneOrFail(Book, { price: { $ne: null }, soldAt: { $ne: null } })
    await library.orm.em.fork().populate(book, ['notes'] as never)
    const context = { latest: () => book, one: lazy(library.orm.em.fork()).findOne(Book, { id: book.id }) }
    const html = await library.render(page('latest'), context)
    expect(html).toBe(await library.render(page('one'), context))
    expect(html).toMatch(/\d\.\d\d \d+\.\d \d{4}/)
  })

  test.each([
    '{{ latest.secret }}',
    '{% if latest.secret %}set{% endif %}',
    '{% if latest.secret == "s1" %}yes{% endif %}',
    '{% for b in box.books %}{{ b.secret|upper }}{% endfor %}',
  ])('keep hidden fields: %s', async (page) => {
    await expect(library.render(page, await given())).rejects.toMatchObject({ code: 'plan/hidden-name' })
  })

  test('objects that are no entities may have any name', async () => {
    class Form {
      secret = 'own'
      price = '1.5'
    }
    expect(await library.render('{{ f.secret }} {{ f.price }} {{ g.secret }}', { f: () => new Form(), g: () => ({ secret: 'x' }) })).toBe(
      'own 1.5 x',
    )
  })
})
