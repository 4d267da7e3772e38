import { fc } from '../support/properties.ts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openPageDatabase } from '../../conformance/page-database.ts'
import type { PageSchema } from '../../conformance/page-schema.ts'
import { createDjust } from '../../src/engine/djust.ts'
import { DjustError } from '../../src/error.ts'
import { count } from '../../src/query/aggregates.ts'
import { QuerySet } from '../../src/query/query-set.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { escapeHtml } from '../../src/value/escape.ts'
import { Lease, openRentals, type Rentals } from '../engine/support/rentals.ts'

const numRuns = Number(process.env['DJUST_PROPERTY_RUNS'] ?? 400)
// The long run of the night takes as long as it takes.
if (numRuns > 400) vi.setConfig({ testTimeout: 7_200_000 })

/** Runs where generated JavaScript is broken out of. */
const attack = 'globalThis.broken=1'
const signs = [
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r',
  '\u2028',
  '\u2029',
  '\0',
  '\ud800',
  '${',
  '}',
  '*/',
  '//',
  '</script>',
  '<!--',
  '{{',
  '%}',
  '{#',
  ';',
  '--',
  '?',
  '$1',
  ':a',
  '%s',
  '|',
  '.',
  ' ',
  'é',
  '😀',
]
const words = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'length',
  'arguments',
  'this',
  'return',
  'x',
  '0',
  '-1',
  '1e400',
  'NaN',
  'null',
  'drop table house',
  attack,
]
/** A few signs and words in a row. */
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...signs), fc.constantFrom(...words)), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''))

function isUnbroken(): void {
  const broken: unknown = Reflect.get(globalThis, 'broken')
  Reflect.deleteProperty(globalThis, 'broken')
  expect(broken, 'text was run as code').toBeUndefined()
}

/** What is done, or an error of djust; any other error is a mistake. */
async function outcome<T>(action: () => Promise<T> | T): Promise<T | DjustError> {
  try {
    return await action()
  } catch (error) {
    if (error instanceof DjustError) return error
    throw error
  }
}

describe('templates', () => {
  const places: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => `{{ ${text} }}`,
    (text) => `{{ x.${text} }}`,
    (text) => `{{ "${text}" }}{{ '${text}'|upper }}`,
    (text) => `{{ x|default:"${text}" }}{{ x|${text} }}`,
    (text) => `{% for ${text} in x %}{{ ${text} }}{% empty %}${text}{% endfor %}`,
    (text) => `{% with ${text}=x %}{{ ${text} }}{% endwith %}`,
    (text) => `{% block ${text} %}${text}{% endblock %}`,
    (text) => `{% include "${text}" %}`,
    (text) => `{% include x with ${text}=x only %}`,
    (text) => `{% extends "${text}" %}`,
    (text) => `{% regroup x by ${text} as y %}{% for g in y %}{{ g.grouper }}{% endfor %}`,
    (text) => `{% cycle "${text}" x as ${text} %}{{ ${text} }}`,
    (text) => `{% if x == "${text}" or ${text} in x %}${text}{% endif %}`,
    (text) => `{% comment "${text}" %}${text}{% endcomment %}{# ${text} #}`,
    (text) => `{% load ${text} %}`,
    (text) => `{% ${text} %}`,
    (text) => `{% firstof ${text} x "${text}" %}{% now "${text}" %}`,
    (text) => `{% widthratio x 1 1 as ${text} %}{{ ${text} }}`,
    (text) => `{{ x|dictsort:"${text}" }}{{ x|date:"${text}" }}{{ x|stringformat:"${text}" }}`,
    (text) => `{% verbatim ${text} %}${text}{% endverbatim ${text} %}`,
    (text) => `{% url "${text}" a=x %}{% filter ${text} %}x{% endfilter %}`,
    (text) => `{{ x|json_script:"${text}" }}{{ x|escapejs }}{{ _("${text}") }}`,
    (text) => `{% ifchanged ${text} %}${text}{% endifchanged %}{% autoescape off %}${text}{% endautoescape %}`,
  ]

  test('no text of a template becomes code, and none throws anything but an error of djust', async () => {
    const value = fc.oneof(hostileText, fc.constantFrom<unknown>(null, 1, [{ a: 1 }], {}, new Map([['x', 1]])))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), hostileText, value, async (place, text, x) => {
        const djust = createDjust({ templates: memoryLoader({ 'page.html': place(text) }), timeZone: 'UTC' })
        const html = await outcome(() => djust.render('page.html', { x }))
        expect(typeof html === 'string' || html instanceof DjustError).toBe(true)
        isUnbroken()
      }),
      { numRuns: numRuns * 5 },
    )
  })

  test('names of variables, keys and templates', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (name, text) => {
        const context = Object.defineProperty({ name: text, list: [{ [name]: text }] }, name, { value: text, enumerable: true })
        const templates = memoryLoader({
          [name]: '{{ name }}',
          'page.html':
            '{% include template %}{% for one in list %}{% for key, value in one.items %}{{ key }}={{ value }}{% endfor %}{% endfor %}',
        })
        const djust = createDjust({ templates })
        const html = await outcome(() => djust.render('page.html', { ...context, template: name }))
        isUnbroken()
        // A relative name, quotes around it or not, means another template, and what follows a # a partial.
        if (html instanceof DjustError) expect(name).toMatch(/^['"]*\.|__proto__|^\s*$|#/)
        else expect(html).toBe(`${escapeHtml(name === 'name' ? text : context.name)}${escapeHtml(name)}=${escapeHtml(text)}`)
      }),
      { numRuns },
    )
  })

  test('prototypes and constructors are out of reach', async () => {
    const reach = [
      '__proto__',
      'constructor',
      'constructor.constructor',
      'constructor.prototype',
      'toString.constructor',
      'prototype',
      '__defineGetter__',
      'valueOf',
      'hasOwnProperty',
    ]
    for (const x of [{}, [], new Map(), 'text', 1, () => 1, new Date(0), class A {}]) {
      for (const path of reach) {
        const html = await outcome(() =>
          createDjust({ templates: memoryLoader({ 'page.html': `{{ x.${path} }}` }) }).render('page.html', { x }),
        )
        expect(html instanceof DjustError ? '' : html, path).toBe('')
      }
    }
  })
})

describe('a database', () => {
  let rentals: Rentals
  beforeAll(async () => {
    rentals = await openRentals()
  })
  afterAll(() => rentals.close())

  test('names of fields, relations, tables and columns', { timeout: 120_000 }, async () => {
    // MikroORM itself refuses the names of Object.prototype, takes a question mark for a parameter and a point for a schema.
    const name = fc
      .array(
        fc.constantFrom(
          ...signs.filter((sign) => !['?', '.', '\0', '\ud800', '\n', '\r', '\u2028', '\u2029', '\\', '`'].includes(sign)),
          'a',
          'broken=1',
          'drop table thing',
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 6, maxLength: 6, selector: (text) => text.toLowerCase() }),
        async ([field, column, table, relation, inverse, key]) => {
          const schema: PageSchema = {
            models: {
              Thing: {
                table: table!,
                ordering: [],
                fields: { id: { type: 'integer', column: 'id', primary: true }, [field!]: { type: 'string', column: column! } },
                relations: { [relation!]: { kind: 'manyToOne', model: 'Thing', nullable: true, inverse: inverse!, column: key! } },
                members: {
                  member: {
                    kind: 'getter',
                    js: `return this[${JSON.stringify(field)}] + (this[${JSON.stringify(relation)}]?.[${JSON.stringify(field)}] ?? '-')`,
                  },
                },
              },
            },
            rows: {
              Thing: [
                { id: 1, [field!]: 'a', [relation!]: null },
                { id: 2, [field!]: 'b\'"', [relation!]: 1 },
              ],
            },
            links: {},
          }
          const database = await openPageDatabase(schema)
          try {
            const things: any = QuerySet.of(database.classes.get('Thing')!)
            const djust = createDjust({
              orm: database.orm,
              templates: memoryLoader({ 'page.html': '{% for thing in things %}{{ thing.member }};{% endfor %}' }),
            })
            expect(await djust.render('page.html', { things: things.orderBy('id') })).toBe('a-;b&#x27;&quot;a;')
            expect(await djust.serialize(things.filter({ [relation!]: { [field!]: 'a' } }), [])).toEqual([{ id: 2, [field!]: 'b\'"' }])
            expect(await things.filter({ [inverse!]: { id: 2 } }).count()).toBe(1)
            await djust.explain('page.html', { things })
            isUnbroken()
          } finally {
            await database.close()
          }
        },
      ),
      { numRuns: Math.min(40, numRuns) },
    )
  })

  test('content is text wherever it is shown, compared or searched', async () => {
    const em = rentals.orm.em.fork()
    const template =
      '{% for one in tenants %}<p title="{{ one.name }}">{{ one.name }}{{ one.name|truncatechars:99 }}</p>{% endfor %}{{ tenants.first.name|json_script:"x" }}'
    const djust = rentals.djust(template)
    const { Tenant } = await import('../engine/support/rentals.ts')
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        const name = text.replaceAll('\0', '').replaceAll('\ud800', '')
        await em.nativeUpdate(Tenant, { id: 1 }, { name })
        for (const condition of [
          { name },
          { name: { contains: name } },
          { name: { startsWith: name } },
          { name: { in: [name, 'x'] } },
          { name: { iexact: name } },
        ]) {
          expect(await Tenant.objects.filter(condition).filter({ id: 1 }).count()).toBe(1)
        }
        const html = await djust.render('page.html', { tenants: Tenant.objects.filter({ name }) })
        const [shown = '', script = ''] = html.split('<script')
        expect(shown.replaceAll(/<\/?p( title="[^"<>]*")?>/g, '')).not.toMatch(/[<>"]/)
        expect(script).not.toMatch(/<(?!\/script>$)/)
        isUnbroken()
      }),
      { numRuns: Math.min(200, numRuns) },
    )
    expect(await Tenant.objects.count()).toBe(2)
  })

  test('conditions, orders, paths and annotations from a request', async () => {
    const any: any = Lease.objects
    const json = fc.oneof(
      fc.json(),
      fc
        .tuple(hostileText, fc.constantFrom('{"id": 1}', '[1, {"id": 2}]', 'null', '1', '"x"', '{"__proto__": {"active": true}}'))
        .map(([name, value]) => `{${JSON.stringify(name)}: ${value}}`),
      fc
        .tuple(fc.constantFrom('id', 'active', 'house', 'payments', 'or', 'and', 'not'), hostileText, fc.json())
        .map(([key, name, value]) => `{"${key}": {${JSON.stringify(name)}: ${value}}}`),
    )
    await fc.assert(
      fc.asyncProperty(json, hostileText, async (condition, text) => {
        const parsed: unknown = JSON.parse(condition)
        for (const method of ['filter', 'exclude', 'get']) await outcome(async () => any[method](parsed))
        for (const method of ['orderBy', 'selectRelated', 'prefetchRelated', 'only']) {
          const given = await outcome(async () => any[method](text).plain('id'))
          expect(given instanceof DjustError || Array.isArray(given)).toBe(true)
        }
        await outcome(() => any.plain(text))
        await outcome(() => any.annotate({ [text]: count('payments') }).plain('id', text))
        await outcome(() =>
          rentals.djust(`{% for one in list %}{{ one.${text} }}{% endfor %}`).render('page.html', { list: any.filter({ id: 1 }) }),
        )
        expect(Object.keys(Object.prototype)).toEqual([])
        isUnbroken()
      }),
      { numRuns: Math.min(300, numRuns) },
    )
  })

  test.each([
    '{"__proto__": {"active": true}}',
    '{"house": {"__proto__": {"id": 1}}}',
    '{"or": [{"constructor": 1}]}',
    '{"id": {"constructor": 1}}',
    '{"active": {"__proto__": {"eq": true}}}',
  ])('the condition %s is refused, not ignored', async (condition) => {
    const error = await outcome(async () => (Lease.objects as any).filter(JSON.parse(condition)))
    expect(error).toBeInstanceOf(DjustError)
    expect((error as DjustError).code).toMatch(/^query\/unknown-/)
  })
})
