import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { caseWhen, col, createDjust, manager } from '../../src/index.ts'
import { extractTemplateVariables, simpleTag } from '../../src/template.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { Author, Book, type Library, openLibrary } from '../orm/support/library.ts'

/** What first versions of such tools could not do, one test for each. */
let library: Library
let djust: ReturnType<typeof createDjust>
const warnings: string[] = []
const templates: Record<string, string> = {}
beforeAll(async () => {
  library = await openLibrary()
  const react = simpleTag({
    name: 'react',
    parameters: ['name', { name: 'props', default: null }],
    run: ({ name, props }) => `<${String(name)} ${String(props)}>`,
  })
  const warn = (message: string): void => void warnings.push(message)
  djust = createDjust({
    orm: library.database,
    templates: memoryLoader(templates),
    development: true,
    timeZone: 'UTC',
    builtins: [{ name: 'own', tags: [react], filters: [] }],
    logger: { warn, error: warn },
  })
})
beforeEach(() => {
  library.ran()
  warnings.length = 0
})
afterAll(() => library.close())

const em = () => library.orm.em.fork()
const books = () =>
  manager(Book)
    .filter({ id: { lte: 4 } })
    .orderBy('id')
    .using(em())
const book = (id: number) => manager(Book).get({ id }).using(em())
const each = (body: string) => `{% for b in books %}${body};{% endfor %}`

async function render(template: string, context: Readonly<Record<string, unknown>> = { books: books() }): Promise<string> {
  templates[template] = template
  return djust.render(template, context)
}

/** The columns that one statement selects. */
function columns(sql: string): number {
  return [...sql.slice(0, sql.indexOf(' from ')).matchAll(/ as "c\d+"/g)].length
}

describe('extraction', () => {
  test('literals with dots are no names', () => {
    expect(extractTemplateVariables('{% if url == "https://example.com" %}{{ b.title }}{% endif %}')).toEqual({ url: [], b: ['title'] })
  })

  test('elif and else, and what is in them', () => {
    const source = '{% if a.x %}{{ b.one }}{% elif c.y == d.z %}{{ e.two }}{% else %}{{ f.three }}{% endif %}'
    expect(extractTemplateVariables(source)).toEqual({ a: ['x'], b: ['one'], c: ['y'], d: ['z'], e: ['two'], f: ['three'] })
  })

  test('arguments of tags, by name too', async () => {
    expect(await render('{% react "Card" props=b.title %}{% react b.author.name %}', { b: book(1) })).toBe(
      '&lt;Card Book 7&gt;&lt;Author 2 null&gt;',
    )
    expect(library.ran()).toHaveLength(1)
    expect(warnings).toEqual([])
  })
})

describe('what is loaded', () => {
  test('names that are only known at run time', async () => {
    const page = each('{% if b.year %}{{ b.author.name }}{% else %}{{ b.title }}{% endif %}')
    expect(
      await render(page, {
        books: manager(Book)
          .filter({ id: { in: [1, 5] } })
          .orderBy('id')
          .using(em()),
      }),
    ).toBe('Author 2;Book 35;')
    expect(library.ran()).toHaveLength(1)
  })

  test('include with, by a fixed name and by one from the context and from a row', async () => {
    templates['card.html'] = '{{ user.name }}/{{ user.mentor.name }}'
    const fixed = await render(each('{% include "card.html" with user=b.author %}'))
    expect(library.ran()).toHaveLength(1)
    expect(fixed).toBe('Author 2/Author 1;Author 3/;Author 4/Author 3;Author 5/;')
    expect(await render(each('{% include card with user=b.author only %}'), { books: books(), card: 'card.html' })).toBe(fixed)
    expect(library.ran()).toHaveLength(1)
    const named = () => ({ books: books().annotate({ card: caseWhen([[{ id: 0 }, '']], 'card.html') }) })
    const page = each('{% include b.card with user=b.author %}')
    expect(await render(page, named())).toBe(fixed)
    expect(library.ran()).toHaveLength(2)
    expect(await render(page, named())).toBe(fixed)
    expect(library.ran()).toHaveLength(1)
  })

  test('expressions: an error that names the tag, and the tag', async () => {
    await expect(render(each('{{ b.price * 12 }}'))).rejects.toMatchObject({
      code: 'template/syntax',
      message: expect.stringContaining('{% expr b.price * 12 %}') as string,
    })
    expect(await render(each('{% expr b.price * 12 %}'))).toBe('18.00;30.00;42.00;;')
    const [sql] = library.ran()
    expect(columns(sql!)).toBe(1)
    expect(await render('{% expr (b.price + 1)*2 as x %}{{ x }}', { b: book(1) })).toBe('5.00')
  })

  test('annotations, only those that are read', async () => {
    const annotated = () => books().annotate({ grown: col('year').plus(1), unread: col('year').times(2) })
    expect(await render(each('{{ b.grown }}'), { books: annotated() })).toBe('1886;1891;1896;1901;')
    expect(library.ran().join()).not.toContain('* 2')
  })

  test('attributes behind a condition', async () => {
    expect(await render(each('{{ b.publisher.name|default:b.author.name }}{% if b.publisher %}{{ b.publisher.city }}{% endif %}'))).toMatch(
      /^Author 2Oslo;Tor?Rome;/,
    )
    expect(library.ran()).toHaveLength(1)
  })
})

describe('troubles', () => {
  test('a value that is empty: a wrong name is an error that says the right one', async () => {
    await expect(render(each('{{ b.author.nmae }}'))).rejects.toMatchObject({
      message: expect.stringMatching(/unknown name "nmae" on Author[\s\S]*Did you mean "name"/) as string,
    })
    expect(library.ran()).toEqual([])
  })

  test('N+1: one statement, however many rows', async () => {
    await render(each('{{ b.title }}{{ b.author.name }}{{ b.publisher.name }}{{ b.reviews|length }}'), {
      books: manager(Book).using(em()),
    })
    expect(library.ran()).toHaveLength(1)
  })

  test('a slow first request: the second one compiles nothing', async () => {
    const page = each('{{ b.heading }}{{ b.tags|length }}')
    await render(page)
    const { compilations } = library.database.loader
    await render(page)
    expect(library.database.loader.compilations).toBe(compilations)
  })

  test('nothing behind a relation is empty, not an error', async () => {
    expect(await render('[{{ b.publisher.name }}{{ b.author.mentor.mentor.name }}]', { b: book(4) })).toBe('[]')
    expect(await render('[{{ a.mentor.mentor.mentor.name }}]', { a: manager(Author).get({ id: 1 }).using(em()) })).toBe('[]')
  })

  test('a template that was changed is loaded anew', async () => {
    templates['changing'] = each('{{ b.title }}')
    const before = await djust.render('changing', { books: books() })
    templates['changing'] = each('{{ b.author.name }}')
    expect(await djust.render('changing', { books: books() })).not.toBe(before)
    expect(library.ran()[1]).toContain('join')
  })
})
