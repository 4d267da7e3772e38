import { expect, test, vi } from 'vitest'
import { createTemplateEngine } from '../../src/template.ts'
import { templateFields } from '../../src/util/template-fields.ts'
import { Renderer } from '../../src/render/renderer.ts'
import { renderSettings } from '../../src/render/settings.ts'
import { builtins } from '../../src/language/builtins.ts'
import { TemplateSet } from '../../src/template/template-set.ts'

const engine = createTemplateEngine()

class Person {
  readonly first = 'Ada'
  secret?: () => string

  get last(): string {
    return 'Lovelace'
  }

  full(): string {
    return `${this.first} ${this.last}`
  }

  with(argument: string): string {
    return argument
  }

  optional(argument = 'default'): string {
    return argument
  }

  remove(): never {
    throw new Error('called')
  }
}

class Author extends Person {
  readonly books = [{ title: 'Notes' }, { title: 'Letters' }]
}

Object.assign(Person.prototype.remove, { altersData: true })

function opaque(): never {
  throw new Error('called')
}
Object.assign(opaque, { doNotCallInTemplates: true, label: 'opaque' })

const context = {
  author: new Author(),
  map: new Map<unknown, unknown>([
    ['size', 'entry'],
    ['k', { v: 1 }],
    [3, 'three'],
  ]),
  list: ['a', ['b', 'c']],
  dict: { items: 'own', 0: 'zero', nested: { deep: null } },
  plain: { a: 1 },
  text: 'héllo',
  opaque,
  value: () => ({ name: 'called' }),
  undefinedValue: undefined,
  rows: Object.create(null, { x: { value: 'null prototype', enumerable: true } }) as object,
}

test.each([
  ['author.first', 'Ada'],
  ['author.last', 'Lovelace'],
  ['author.full', 'Ada Lovelace'],
  ['author.optional', 'default'],
  ['author.with', ''],
  ['author.remove', ''],
  ['author.books.1.title', 'Letters'],
  ['author.books.9.title', ''],
  ['map.size', 'entry'],
  ['map.k.v', '1'],
  ['map.3', 'three'],
  ['list.1.0', 'b'],
  ['list.length', '2'],
  ['dict.items', 'own'],
  ['dict.0', 'zero'],
  ['dict.nested.deep', ''],
  ['dict.nested.deep.deeper', ''],
  ['plain.keys.0', 'a'],
  ['text.1', 'é'],
  ['text.length', ''],
  ['opaque.label', 'opaque'],
  ['value.name', 'called'],
  ['undefinedValue', ''],
  ['rows.x', 'null prototype'],
  ['nope.nope', ''],
])('{{ %s }}', (path, expected) => {
  expect(engine.renderString(`{{ ${path} }}`, context)).toBe(expected)
  expect(engine.renderString(`{% with x=${path} %}{{ x }}{% endwith %}`, context)).toBe(expected)
})

const reached = [
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'call',
  'bind',
  'map',
  'filter',
  'push',
  'then',
  'getTime',
  'get',
  'caller',
  'arguments',
]
const bases = [
  'author',
  'author.full',
  'map',
  'list',
  'dict',
  'text',
  'opaque',
  'value',
  'date',
  'number',
  'symbol',
  'regexp',
  'bytes',
  'classes',
]

test('nothing of JavaScript itself can be reached from a template', () => {
  const values = {
    ...context,
    date: new Date(0),
    number: 1,
    symbol: Symbol('s'),
    regexp: /x/,
    bytes: Buffer.from('x'),
    classes: Author,
  }
  for (const base of bases) {
    for (const name of reached) {
      for (const path of [
        ...(Object.hasOwn(values, name) ? [] : [name]),
        `${base}.${name}`,
        `${base}.${name}.${name}`,
        `${base}.constructor.${name}`,
      ]) {
        expect(engine.renderString(`{{ ${path} }}{% if ${path} %}found{% endif %}`, values), path).toBe('')
      }
    }
  }
})

test.each(['then', 'finally', 'name', 'then.then'])('promise.%s is an error as the promise is', (name) => {
  const promise = Promise.resolve({ name: 1 })
  expect(() => engine.renderString(`{{ promise.${name} }}`, { promise })).toThrow('nothing was loaded of a value of type Promise')
})

test('names with underscores in front are refused', () => {
  for (const path of ['__proto__', 'a.__proto__', 'a._b']) {
    expect(() => engine.renderString(`{{ ${path} }}`)).toThrow('Variables and attributes may not begin with underscores')
  }
})

test('names that templates choose do not touch prototypes', () => {
  const source =
    '{% for __proto__ in list %}{% include part %}{% endfor %}{% with constructor=1 toString=2 %}{% include part %}{{ constructor }}{% endwith %}'
  const part = createTemplateEngine().fromString('{{ polluted }}{{ toString }}')
  expect(engine.renderString(source, { list: [{ polluted: 'x' }], part })).toBe('21')
  expect({}).not.toHaveProperty('polluted')
})

test('an error flagged silent is an empty value, any other one is thrown with its place', () => {
  const silent = Object.assign(new Error('quiet'), { silentVariableFailure: true })
  const object = {
    get quiet(): never {
      throw silent
    },
    get loud(): never {
      throw new Error('loud')
    },
  }
  expect(engine.renderString('[{{ o.quiet }}{% if o.quiet %}x{% endif %}]', { o: object })).toBe('[]')
  expect(() => engine.renderString('{{ o.loud }}', { o: object })).toThrow('<string>:1:4: o.loud failed: loud')
  expect(() => engine.renderString('{% if o.loud %}{% endif %}', { o: object })).toThrow('loud')
  expect(
    engine.renderString('{% if not o.loud or 1 %}x{% endif %}{% if o.loud or 1 %}y{% endif %}{% if o.loud == 1 or 1 %}z{% endif %}', {
      o: object,
    }),
  ).toBe('xz')
})

test('a getter is read once', () => {
  const read = vi.fn(() => ({ b: 'x' }))
  const object = Object.defineProperty({}, 'a', { get: read })
  expect(engine.renderString('{{ o.a.b }}', { o: object })).toBe('x')
  expect(read).toHaveBeenCalledTimes(1)
})

test('what is missing prints stringIfInvalid, with its name where that has %s', () => {
  const invalid = createTemplateEngine({ stringIfInvalid: '[%s]' })
  expect(
    invalid.renderString(
      '{{ a.b }}{{ a.b|upper }}{% with x=a.b %}{{ x }}{% endwith %}{% if a.b %}x{% endif %}{% for i in a.b %}{% endfor %}',
    ),
  ).toBe('[a.b][a.b][a.b]')
})

test('fields that say so are seen as another type', () => {
  const templates = new TemplateSet({ loaders: [], libraries: { builtins: [builtins], loadable: new Map() } })
  const renderer = new Renderer(templates, {
    settings: renderSettings(),
    autoescape: true,
    typedNames: new Set(['end', 'note']),
    services: {},
    sourceMaps: false,
  })
  const shadow = { [templateFields]: { end: (value: unknown) => `typed ${String(value)}` } }
  const row: object = Object.assign(Object.create(shadow) as object, { end: '2026', note: 'plain', none: null })
  const template = templates.parse(
    '{{ row.end }} {{ row.note }} {{ other.end }} {% for r in rows %}{{ r.end|upper }}{% endfor %}{% with e=row.end %} {{ e }}{% endwith %}',
  )
  expect(renderer.render(template, { row, rows: [row], other: { end: 'as it is' } })).toBe(
    'typed 2026 plain as it is TYPED 2026 typed 2026',
  )
})
