import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Book, type Library, openLibrary } from '../orm/support/library.ts'

/** Holds what djust does not look into. */
class Box {
  readonly book: Book
  constructor(book: Book) {
    this.book = book
  }
  books(): Book[] {
    return [this.book]
  }
}

let library: Library
beforeAll(async () => {
  library = await openLibrary()
})
afterAll(() => library.close())

const find = (...populate: string[]) => library.orm.em.fork().findOneOrFail(Book, 1, { populate: populate as never })
const given = async (...populate: string[]) => {
  const book = await find(...populate)
  return { box: new Box(book), latest: () => book }
}

describe('entities that objects of own classes hold, and that functions give', () => {
  test('show what they have, through references too', async () => {
    const page =
      '{{ box.book.title }} {{ box.book.author.name }} {{ box.book.author.initials }} {{ box.book.publisher.city }} {{ latest.publisher.id }}' +
      '{% for b in box.books %} {{ b.publisher.city|upper }}{% endfor %}{% if latest.publisher.city == "Oslo" %} yes{% endif %}'
    expect(await library.render(page, await given('author', 'publisher'))).toBe('Book 7 Author 2 A Oslo 2 OSLO yes')
    expect(await library.render('[{{ box.book.publisher.name|default:"-" }}{{ box.book.nothing }}]', await given('publisher'))).toBe('[-]')
  })

  test.each([
    ['{{ box.book.author.name }}', 'Author.name'],
    ['{{ box.book.publisher.city }}', 'Publisher.city'],
    ['{{ latest.publisher.city|default:"-" }}', 'Publisher.city'],
    ['{{ box.book.notes }}', 'Book.notes'],
    ['{% if box.book.publisher.city == "Oslo" %}yes{% endif %}', 'Publisher.city'],
    ['{% for b in box.books %}{{ b.author.mentor.name }}{% endfor %}', 'Author.mentor'],
  ])('fail where they have not: %s', async (page, what) => {
    await expect(library.render(page, await given())).rejects.toMatchObject({
      code: 'value/unloaded-entity',
      message: expect.stringMatching(new RegExp(`:1:\\d+: ${what} was read of an entity[\\s\\S]*populate it in the view`)) as string,
    })
  })
})
