import { extractContextPaths, extractTemplateVariables, TemplateSyntaxError } from 'djust/template'
import { fc } from '../support/properties.ts'
import { describe, expect, it } from 'vitest'
import { NameScanner } from '../../src/access/extract/name-scanner.ts'
import { PathCollector } from '../../src/access/extract/path-collector.ts'
import { parsedTemplateVariables } from '../../src/access/extract/template-variables.ts'
import { shippedLanguage } from '../../src/language/extract.ts'
import { charactersRead } from './support/characters-read.ts'
import { randomTemplate } from './support/random-template.ts'

type Paths = Readonly<Record<string, readonly string[]>>
type Templates = Readonly<Record<string, string>>

const written: Readonly<Record<string, readonly [source: string, paths: Paths]>> = {
  'the quick start': [
    '{% for lease in expiring_soon %}\n  <td>{{ lease.property.name }}</td>\n  <td>{{ lease.tenant.user.email }}</td>\n  <td>{{ lease.end_date|date:"M d, Y" }}</td>\n{% endfor %}\n',
    { lease: ['end_date', 'property.name', 'tenant.user.email'], expiring_soon: [] },
  ],
  'what a template uses of one object': [
    '{{ user.profile.avatar }}\n{{ user.profile.bio }}\n{{ user.settings.theme }}\n{{ user.settings.notifications.email }}',
    { user: ['profile.avatar', 'profile.bio', 'settings.notifications.email', 'settings.theme'] },
  ],
  'an empty template': ['', {}],
  'texts are no names': ['{% if url == "https://example.com" %}{{ \'it is active\' }}{{ "a.b"|add:"c.d" }}{% endif %}', { url: [] }],
  'conditions of elif': [
    '{% if a.b %}{% elif c.d == e.f and not g %}{% else %}{{ h.i }}{% endif %}',
    { a: ['b'], c: ['d'], e: ['f'], g: [], h: ['i'] },
  ],
  'arguments of tags that are not known': [
    '{% react "Button" props=button.props data-x=a.b %}{% custom_tag lease.property %}{% other 1.5 * rent.total as sum %}{{ sum }}',
    { button: ['props'], a: ['b'], lease: ['property'], rent: ['total'], sum: [] },
  ],
  translations: [
    '{% blocktranslate with n=user.name count c=items|length trimmed %}{{ n }}{% plural %}{{ c }}{{ user.age }}{% endblocktranslate %}{% translate user.title as t %}',
    { user: ['age', 'name', 'title'], items: [], n: [], c: [] },
  ],
  'numbers, constants and operators are no names': [
    '{% if a is not None and b not in c or 3.14 < d %}{{ True }}{{ -1 }}{{ forloop.counter }}{{ block.super }}{% endif %}',
    { a: [], b: [], c: [], d: [] },
  ],
  'names that are bound are listed where they are read': [
    '{% for k, v in data.items %}{{ v.name }}{% endfor %}{% with u=a.b n=1 %}{{ u.c }}{% endwith %}{% url "x" p.q as link %}{{ link }}{% cycle "a" r.s as row %}',
    { data: ['items'], v: ['name'], a: ['b'], u: ['c'], p: ['q'], link: [], r: ['s'] },
  ],
  'what is read on elements without a name': [
    '{% regroup post.tags by kind.name as groups %}{{ posts|dictsort:"author.name" }}{{ a|default:b|dictsortreversed:"c" }}{{ d|dictsort:e.f }}',
    { post: ['tags', 'tags.kind.name'], posts: ['author.name'], a: ['c'], b: ['c'], d: [], e: ['f'] },
  ],
  'includes and parents': [
    '{% extends layout.name %}{% include "./row.html" with row=a.b only %}{% include card|default:"x.html" %}',
    { layout: ['name'], a: ['b'], card: [] },
  ],
  'comments and verbatim hold no names': [
    '{% comment "n.o" %}{{ a }}{% if %}{{ {% endcomment %}\n{# {{ b }} #}{% verbatim v %}{{ c }}{% endverbatim %}{% endverbatim v %}{{ d }}',
    { d: [] },
  ],
  'what spans lines is text': ['{{ a\n.b }}{% if\n x %}{# {{ c\n #}{{ d }}', { d: [] }],
  'indexes, and a path that another begins with': ['{{ a.0.b }}{{ a.0 }}{{ a.b.c }}{{ a.b }}{{ a }}', { a: ['0', '0.b', 'b', 'b.c'] }],
  'Unicode names, by code points': [
    '{{ π.ß }}{{ user.名前 }}{{ u.ａ }}{{ u.𝒳 }}{{ u.z }}',
    { π: ['ß'], user: ['名前'], u: ['z', 'ａ', '𝒳'] },
  ],
  'names that objects have': [
    '{{ constructor.name }}{{ a.constructor }}{{ toString }}',
    { constructor: ['name'], a: ['constructor'], toString: [] },
  ],
  'more paths than are kept in order': [
    Array.from({ length: 30 }, (_, n) => `{{ a.p${(n * 7) % 30} }}{{ a.p3 }}`).join(''),
    { a: Array.from({ length: 30 }, (_, n) => `p${n}`).sort() },
  ],
}

describe('extractTemplateVariables', () => {
  it.each(Object.entries(written))('%s', (_, [source, paths]) => {
    expect(extractTemplateVariables(source)).toEqual(paths)
  })

  it('agrees with the parser on every template, right or wrong', () => {
    let scanned = 0
    fc.assert(
      fc.property(randomTemplate, (source) => {
        const paths = new PathCollector()
        if (!new NameScanner(source, shippedLanguage.tags, paths).scan()) return
        scanned++
        expect(paths.result()).toEqual(parsedTemplateVariables(source, shippedLanguage.tags))
      }),
      { numRuns: 3000 },
    )
    expect(scanned).toBeGreaterThan(500)
  })

  it('throws nothing but TemplateSyntaxError', () => {
    fc.assert(
      fc.property(
        fc.oneof(randomTemplate, fc.string({ unit: fc.constantFrom('{', '}', '%', '#', '|', ':', '.', '"', '_', 'a', ' ', '\n', 'é') })),
        (source) => {
          for (const extract of [extractTemplateVariables, extractContextPaths]) {
            try {
              expect(
                Object.values(extract(source))
                  .flat()
                  .every((path) => typeof path === 'string' && path !== ''),
              ).toBe(true)
            } catch (error) {
              expect(error).toBeInstanceOf(TemplateSyntaxError)
              expect((error as Error).message).toMatch(/^Template parsing error: /)
            }
          }
        },
      ),
      { numRuns: 2000 },
    )
  })
})

const resolved: Readonly<Record<string, readonly [source: string, paths: Paths, templates?: Templates]>> = {
  'a loop over a filtered list': ['{% for l in leases|slice:":5" %}{{ l.property.name }}{% endfor %}', { leases: ['property.name'] }],
  'a loop over a sorted part of a list': [
    '{% for c in post.comments.all|dictsort:"at"|slice:":2" %}{{ c.text }}{% endfor %}',
    { post: ['comments.all', 'comments.all.at', 'comments.all.text'] },
  ],
  'names of with, chained': [
    '{% for l in leases %}{% with t=l.tenant %}{% with t.user as u %}{{ u.email }}{% endwith %}{% endwith %}{% endfor %}',
    { leases: ['tenant', 'tenant.user', 'tenant.user.email'] },
  ],
  'two loops with the same variable': [
    '{% for i in a %}{{ i.x }}{% endfor %}{% for i in b %}{{ i.y }}{% endfor %}',
    { a: ['x'], b: ['y'] },
  ],
  'a variable of the context after a loop variable of its name': [
    '{% for user in users %}{{ user.name }}{% endfor %}{{ user.email }}',
    { users: ['name'], user: ['email'] },
  ],
  'texts, numbers and constants': ['{% if status == "it is active" and x|default:3.14 != None %}{% endif %}', { status: [], x: [] }],
  'arguments of any tag': [
    '{% react "B" props=button.props %}{% get_user pk as someone %}{{ someone.name }}{% blocktranslate with n=user.name %}{{ n.first }}{% endblocktranslate %}{{ n }}',
    { button: ['props'], pk: [], user: ['name', 'name.first'], n: [] },
  ],
  'an include with a name of its own': [
    '{% include "card.html" with user=lease.tenant.user %}{% include "card.html" with user=owner only %}',
    { lease: ['tenant.user', 'tenant.user.email'], title: [], owner: ['email'] },
    { 'card.html': '{{ user.email }}{{ title }}' },
  ],
  'an include that includes itself': [
    '{% for n in nodes %}{% include "node.html" with node=n %}{% endfor %}',
    { nodes: ['children', 'children.children', 'children.name', 'name'] },
    { 'node.html': '{{ node.name }}{% for c in node.children %}{% include "./node.html" with node=c %}{% endfor %}' },
  ],
  pairs: ['{% for key, value in data.items %}{{ key }}{{ value.name }}{% endfor %}', { data: ['items', 'items.name'] }],
  groups: [
    '{% regroup cities by country.code as countries %}{% for c in countries %}{{ c.grouper }}{% for city in c.list %}{{ city.name }}{% endfor %}{% endfor %}',
    { cities: ['country.code', 'name'] },
  ],
  'indexes and first': [
    '{{ a.0.b }}{% with x=a|first y=a|last %}{{ x.c }}{{ y.d }}{% endwith %}{{ a.first.e }}',
    { a: ['b', 'c', 'd', 'first.e'] },
  ],
  'one of several': [
    '{% cycle a.b c as x %}{{ x.d }}{% with y=e|default:f %}{{ y.g }}{% endwith %}',
    { a: ['b', 'b.d'], c: ['d'], e: ['g'], f: ['g'] },
  ],
  'numbers of a list are no list': [
    '{% with n=posts|length %}{{ n.bits }}{% endwith %}{% firstof a b as c %}{{ c.d }}',
    { posts: [], a: [], b: [] },
  ],
  'parents and blocks': [
    '{% extends "base.html" %}{{ unseen }}{% block body %}{{ block.super }}{{ a.b }}{% endblock %}',
    { site: ['name'], user: ['email'], a: ['b'] },
    { 'base.html': '{{ site.name }}{% block body %}{{ user.email }}{% endblock %}' },
  ],
  'a block that is replaced': [
    '{% extends "base.html" %}{% block x %}{{ new }}{% endblock %}',
    { new: [] },
    { 'base.html': '{% block x %}{{ old }}{% endblock %}' },
  ],
  'a parent and includes that only rendering can tell, or that are not there': [
    '{% extends layout %}{% block x %}{% include page.part with a=b.c %}{% include "gone.html" with d=e.f %}{% endblock %}',
    { layout: [], page: ['part'], b: ['c'], e: ['f'] },
  ],
  'a template that extends itself, and one that includes itself': [
    '{% extends "a" %}',
    { x: [], y: [] },
    { a: '{% extends "a" %}{{ x }}{% include "b" %}', b: '{{ y }}{% include "b" %}' },
  ],
  'names that tags read unsaid': ['{% csrf_token %}{% querystring page=p.n %}', { p: ['n'] }],
}

describe('extractContextPaths', () => {
  it.each(Object.entries(resolved))('%s', (_, [source, paths, templates]) => {
    expect(extractContextPaths(source, { templates })).toEqual(paths)
  })

  it('names the included template in errors', () => {
    const extract = () => extractContextPaths('{% include "row.html" %}', { templates: { 'row.html': '<td>\n{{ a.b c }}' } })
    expect(extract).toThrow(/^Template parsing error: Could not parse the remainder: ' c' from 'a.b c'\n\nrow.html:2:7\n/)
  })

  it('follows more values of a name than it keeps apart', () => {
    const values = Array.from({ length: 100 }, (_, n) => `v${n}.a`)
    const paths = extractContextPaths(`{% cycle ${values.join(' ')} as x %}{{ x.b }}`)
    expect(paths).toEqual(Object.fromEntries(values.map((_, n) => [`v${n}`, ['a', 'a.b']])))
  })

  it('refuses names that stand for more paths than there is memory', () => {
    const doubling = `${'{% with a=a.b|default:a.c %}'.repeat(40)}{{ a }}${'{% endwith %}'.repeat(40)}`
    expect(() => extractContextPaths(doubling)).toThrow(expect.objectContaining({ code: 'access/too-many-paths' }))
    expect(extractTemplateVariables(doubling)).toEqual({ a: ['b', 'c'] })
  })

  it('follows parts that print themselves, and partials of other templates', () => {
    const tree = '{% partialdef tree %}{{ a.b }}{% for a in a.c %}{% partial tree %}{% endfor %}{% endpartialdef %}'
    expect(extractContextPaths(`${tree}{% partial tree %}`)).toEqual({ a: ['b', 'c', 'c.b', 'c.c'] })
    const templates = { 'x.html': `{{ n }}${tree}` }
    expect(extractContextPaths('{% include "x.html#tree" with a=u.v %}', { templates })).toEqual({
      u: ['v', 'v.b', 'v.c', 'v.c.b', 'v.c.c', 'v.c.c.b', 'v.c.c.c'],
    })
  })

  it.each(waysThroughPages)('does not go through %s as often as there are ways', (_, source, templates) => {
    expect(extractContextPaths(source, { templates })).toEqual({ y: ['z'] })
  })

  it('refuses pages that every way binds other names in', () => {
    const templates = Object.fromEntries(
      Array.from({ length: 30 }, (__, i) => [`${i + 1}`, `{% include "${i}" with y=y.a %}{% include "${i}" with y=y.b %}`]),
    )
    expect(() => extractContextPaths('{% include "30" %}', { templates: { ...templates, 0: '{{ y }}' } })).toThrow(
      expect.objectContaining({ code: 'access/too-many-paths' }),
    )
    const loops = `${'{% for x in x.l %}{% firstof x.a as q %}'.repeat(30)}${'{% endfor %}'.repeat(30)}`
    expect(() => extractContextPaths(loops)).toThrow(/^Template parsing error: The parts of this page are printed in more than/)
  })

  it('refuses long parts that are printed in many ways, not those that are long', () => {
    const includes = Array.from({ length: 60 }, (__, i) => `{% include "long" with x=n|add:${i} %}`).join('')
    const templates = { long: '{{ x }}{{ y }}'.repeat(500) }
    expect(() => extractContextPaths(includes, { templates })).toThrow('The parts of this page are printed in too many different ways')
    expect(extractContextPaths('{{ y }}'.repeat(60_000))).toEqual({ y: [] })
    expect(extractContextPaths('{% include "long" with x=n %}'.repeat(3000), { templates })).toEqual({ n: [], y: [] })
  })

  it('refuses parts that are printed in many ways where many names are bound', () => {
    const names = Array.from({ length: 1000 }, (__, i) => `a${i}=n`).join(' ')
    const templates = { row: Array.from({ length: 200 }, (__, i) => `{% include "cell" with x=n|add:${i} %}`).join(''), cell: '{{ x }}' }
    expect(() => extractContextPaths(`{% with ${names} %}{% include "row" %}{% endwith %}`, { templates })).toThrow(
      'The parts of this page are printed in too many different ways',
    )
    expect(extractContextPaths('{% include "row" %}', { templates })).toEqual({ n: [] })
  })
})

/** Templates in each of which the next one stands twice: there are 2^30 ways through them. */
const waysThroughPages: readonly (readonly [what: string, source: string, templates: Record<string, string>])[] = [
  ['includes', '{% include "30" %}', twice('{{ y.z }}', (i) => `{% include "${i}" %}{% include "${i}" %}`)],
  [
    'block.super',
    '{% extends "30" %}',
    twice(
      '{% block a %}{{ y.z }}{% endblock %}',
      (i) => `{% extends "${i}" %}{% block a %}{{ block.super }}{{ block.super }}{% endblock %}`,
    ),
  ],
  [
    'partials',
    Object.values(
      twice(
        '{% partialdef p0 %}{{ y.z }}{% endpartialdef %}',
        (i) => `{% partialdef p${i + 1} %}{% partial p${i} %}{% partial p${i} %}{% endpartialdef %}`,
      ),
    ).join('') + '{% partial p30 %}',
    {},
  ],
  [
    'templates that all include one another',
    '{% include "0" %}',
    Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`${i}`, `${Array.from({ length: 12 }, (__, j) => `{% include "${j}" %}`).join('')}{{ y.z }}`]),
    ),
  ],
]

function twice(first: string, next: (before: number) => string): Record<string, string> {
  return Object.fromEntries([first, ...Array.from({ length: 30 }, (_, i) => next(i))].map((source, i) => [`${i}`, source]))
}

const errors: Readonly<Record<string, readonly [source: string, message: string, code: string]>> = {
  'a tag that never closes': ['{% if x', 'Unexpected end of input', 'template/unclosed-tag'],
  'a variable that never closes': ['{{ a }}{{ x', 'Unexpected end of input', 'template/unclosed-tag'],
  'a comment that never closes': ['{{ a }}{# x', 'Unexpected end of input', 'template/unclosed-tag'],
  'a block without an end': ['{% for a in b %}{% if a %}{% endif %}', 'Unexpected end of input', 'template/unclosed-tag'],
  'a comment without an end': ['{% comment %}', 'Unexpected end of input', 'template/unclosed-tag'],
  'verbatim without its own end': ['{% verbatim v %}{% endverbatim %}', 'Unexpected end of input', 'template/unclosed-tag'],
  'an end without a beginning': ['{{ a }}{% endif %}', "'endif'", 'template/unknown-tag'],
  'an else without an if': ['{% for a in b %}{% else %}{% endfor %}', "'else'", 'template/unknown-tag'],
  'blocks that cross': ['{% if a %}{% for b in c %}{% endif %}{% endfor %}', "'endif'", 'template/unknown-tag'],
  'an empty variable': ['{{ }}', 'Empty variable tag', 'template/syntax'],
  'a private name': ['{{ a._secret }}', 'underscore', 'template/syntax'],
  arithmetic: ['{{ lease.monthly_rent * 12 }}', 'Could not parse the remainder', 'template/syntax'],
  'a condition in a variable': ["{{ x if c.a == 'z.q' else y }}", 'Could not parse the remainder', 'template/syntax'],
  'a word that does not belong': ['{{ a é }}', 'Could not parse the remainder', 'template/syntax'],
  'two values without an operator': ['{% if a b %}{% endif %}', "Unused 'b'", 'template/syntax'],
  'a loop without a list': ['{% for a in %}{% endfor %}', "'for' statements should have at least four words", 'template/syntax'],
  'extends after something else': ['{{ a }}{% extends "b" %}', 'must be the first tag', 'template/syntax'],
  'a word after empty': ['{% for a in b %}{% empty c %}{% endfor %}', 'Malformed template tag', 'template/syntax'],
  'a word after the else of ifchanged': ['{% ifchanged a %}{% else b %}{% endifchanged %}', 'takes no argument', 'template/syntax'],
  'one block twice': ['{% block a %}{% endblock %}{% block a %}{% endblock %}', 'appears more than once', 'template/syntax'],
}

describe('errors of both', () => {
  it.each(Object.entries(errors))('%s', (_, [source, text, code]) => {
    for (const extract of [extractTemplateVariables, extractContextPaths]) {
      const thrown = errorOf(() => extract(source))
      expect(thrown).toBeInstanceOf(TemplateSyntaxError)
      expect(thrown).toMatchObject({ code, message: expect.stringMatching(/^Template parsing error: /), span: { source } })
      expect(thrown.message).toContain(text)
    }
  })

  it('say the place and show it', () => {
    const { message } = errorOf(() => extractTemplateVariables('<p>\n  {% if user.name %}\n</p>'))
    expect(message).toBe(
      [
        'Template parsing error: Unexpected end of input',
        '',
        '<string>:2:3',
        '1 | <p>',
        '2 |   {% if user.name %}',
        '  |   ^^^^^^^^^^^^^^^^^^',
        '3 | </p>',
        '',
        "Unclosed tag on line 2: 'if'. Looking for one of: elif, else, endif. Close it with {% endif %}.",
      ].join('\n'),
    )
  })
})

const repeated: Readonly<Record<string, (n: number) => string>> = {
  'loops with nothing around': (n) =>
    `\n   {% for obj${n} in list${n} %}\n      {{ obj${n}.field }}\n      {{ obj${n}.nested.value }}\n   {% endfor %}\n`,
  'loops in HTML': (n) =>
    `<ul>{% for o${n} in list${n} %}<li class="row {% if o${n}.active %}on{% endif %}">{{ o${n}.field|date:"M d" }} <b>{{ o${n}.a.b }}</b></li>{% endfor %}</ul>`,
  'one name with ever more paths': (n) => `<td>{{ row.column${n} }}</td>`,
  'what the parser has to read': (n) => `{{ π${n}.a }}{% lorem n${n} %}{% filter upper %}{{ b }}{% endfilter %}`,
  'openings that another line closes': () => '{{ {% {# \n}} %} #}',
}

describe('the work grows as the template does', () => {
  it.each(Object.entries(repeated))('%s', (_, piece) => {
    const source = (count: number) => Array.from({ length: count }, (_unused, n) => piece(n)).join('')
    const [small, large] = [source(100), source(4000)]
    const perCharacter = (text: string) => charactersRead(() => extractTemplateVariables(text)) / text.length
    expect(perCharacter(large) / perCharacter(small)).toBeLessThan(1.5)
  })
})

const megabyte = 1 << 20

const hostile: Readonly<Record<string, string>> = {
  'variables that open': '{{'.repeat(megabyte / 2),
  'variables that open, closed on the next line': `${'{{'.repeat(megabyte / 2)}\n}}`,
  'tags that open, closed on the next line': `${'{%'.repeat(megabyte / 2)}\n%}`,
  'comments that open, closed on the next line': `${'{#'.repeat(megabyte / 2)}\n#}`,
  'blocks that open': '{% if a %}'.repeat(megabyte / 10),
  'blocks that close': '{% endif %}'.repeat(megabyte / 10),
  'elses after an unknown tag': `{% own %}${'{% else %}'.repeat(megabyte / 10)}`,
  'spaces in a variable': `{{ a${' '.repeat(megabyte)}b }}`,
  'digits in a variable': `{{ ${'1'.repeat(megabyte)}x }}`,
  'names in a variable': `{{ ${'a.'.repeat(megabyte / 2)}a }}`,
  'filters in a variable': `{{ a${'|f:b'.repeat(megabyte / 4)} }}`,
  'operators in a condition': `{% if ${'a and '.repeat(megabyte / 6)}a %}{% endif %}`,
  'quotes in a tag': `{% own ${String.raw`'b \'b `.repeat(megabyte / 8)} %}`,
  'translated texts in a tag': `{% own ${`_("a `.repeat(megabyte / 6)} %}`,
  'names in a loop': `{% for ${'a,'.repeat(megabyte / 2)}a in b %}{% endfor %}`,
}

describe('a megabyte made to stop a server', () => {
  it.each(Object.entries(hostile))('%s', { timeout: 30_000 }, (_, source) => {
    for (const extract of [extractTemplateVariables, extractContextPaths]) {
      try {
        expect(Object.keys(extract(source)).length).toBeLessThan(4)
      } catch (error) {
        expect(error).toBeInstanceOf(TemplateSyntaxError)
      }
    }
  })
})

function errorOf(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}
