import { expect, test } from 'vitest'
import { SafeString, createTemplateEngine, memoryFragments } from '../../src/template.ts'

const now = (): Date => new Date('2026-03-01T12:30:00Z')
const engine = createTemplateEngine({ now, staticUrl: 'https://cdn.example/s/', values: 'python', debug: true })
const render = (source: string, context = {}): string => engine.renderString(source, context)

test.each([
  ['{% now "H:i" %}{% now "Y" as y %}{{ y }}', '12:302026'],
  [
    '{% load tz %}{% timezone "America/New_York" %}{{ d|date:"H" }}{% now "H" %}{% get_current_timezone as z %}{{ z }}{% endtimezone %}{{ d|date:"H" }}',
    '0707America/New_York12',
  ],
  [
    '{% load tz %}{% timezone "America/New_York" %}{% localtime off %}{{ d|date:"H" }}{% localtime on %}{{ d|date:"H" }}{% endlocaltime %}{% endlocaltime %}{% timezone None %}{{ d|date:"H" }}{% endtimezone %}{% endtimezone %}',
    '120712',
  ],
  [
    '{% load static %}{% static "a b.css" %}{% static "x.css" as u %}{{ u }}{% get_static_prefix %}',
    'https://cdn.example/s/a%20b.csshttps://cdn.example/s/x.csshttps://cdn.example/s/',
  ],
  ['{% csrf_token %}', '<input type="hidden" name="csrfmiddlewaretoken" value="t&lt;">'],
  ['{% partialdef card %}[{{ x }}]{% endpartialdef %}{% for x in "ab" %}{% partial card %}{% endfor %}', '[a][b]'],
  ['{% partial later %}{% partialdef later inline %}!{% endpartialdef %}', '!!'],
  ['{% for a in list %}{% ifchanged %}{{ a.k }}{% else %}={% endifchanged %}{% endfor %}', '1=2'],
  [
    '{% regroup list by k as groups %}{% for key, items in groups %}{{ key }}:{% for i in items %}{{ i.v }}{% endfor %} {% endfor %}',
    '1:ab 2:c ',
  ],
  ['{% widthratio 7 2 1 %}{% widthratio 5 2 1 %}{% widthratio 1 0 5 %}{% widthratio "x" 1 5 %}', '420'],
  ['{% firstof safe a %}{% autoescape off %}{% firstof a %}{% endautoescape %}{% firstof a as x %}{{ x }}', '<b><&lt;'],
  ['{% filter upper|default:a %}{{ a }}{% endfilter %}', '&LT;'],
  ['{% lorem 3 w %}', 'lorem ipsum dolor'],
  ['{% querystring parameters page=2 q=None %}', '?sort=a&amp;sort=b&amp;page=2'],
  ['{% cycle a "b" as z silent %}{{ z }}{% cycle z %}{{ z }}', '&lt;b'],
])('%s', (source, expected) => {
  const list = [
    { k: 1, v: 'a' },
    { k: 1, v: 'b' },
    { k: 2, v: 'c' },
  ]
  const parameters = new URLSearchParams('sort=a&sort=b&q=x')
  expect(render(source, { d: now(), csrf_token: 't<', list, a: '<', safe: new SafeString('<b>'), parameters })).toBe(expected)
})

test('a zone is put back after an error', () => {
  const source = '{% load tz %}{% timezone "Asia/Tokyo" %}{{ o.x }}{% endtimezone %}'
  const broken = {
    get x(): never {
      throw new Error('x')
    },
  }
  expect(() => render(source, { o: broken })).toThrow('<string>:1:44: o.x failed: x')
  expect(render('{{ d|date:"H" }}', { d: now() })).toBe('12')
  expect(() => render('{% load tz %}{% timezone "Mars/Base" %}{% endtimezone %}')).toThrow('<string>:1:14')
})

test('cached fragments are rendered once for each set of values they vary on', () => {
  let at = 0
  const pages = createTemplateEngine({ caches: { default: memoryFragments({ now: () => at, most: 2 }), other: memoryFragments() } })
  let rendered = 0
  const context = { user: 'a', count: () => ++rendered }
  const page = pages.fromString('{% load cache %}{% cache 10 box user %}{{ count }}{% endcache %}')
  expect([page.render(context), page.render(context), page.render({ ...context, user: 'b' })]).toEqual(['1', '1', '2'])
  at = 10_001
  expect(page.render(context)).toBe('3')
  expect(pages.renderString('{% load cache %}{% cache 10 box user using="other" %}{{ count }}{% endcache %}', context)).toBe('4')
  expect(() => pages.renderString('{% load cache %}{% cache 10 box using="nope" %}{% endcache %}')).toThrow(
    "Invalid cache name specified for cache tag: 'nope'",
  )
})

test('values that a fragment varies on are kept apart', () => {
  const pages = createTemplateEngine()
  const page = pages.fromString('{% load cache %}{% cache 10 box a b %}{{ a }}-{{ b }}{% endcache %}')
  expect(page.render({ a: 'x', b: 'y:z' })).toBe('x-y:z')
  expect(page.render({ a: 'x:y', b: 'z' })).toBe('x:y-z')
})

test('debug prints variables escaped, and nothing where the engine is not set to', () => {
  expect(render('{% with x="<" %}{% debug %}{% endwith %}')).toBe('x: &#x27;&lt;&#x27;')
  expect(createTemplateEngine().renderString('{% debug %}', { x: 1 })).toBe('')
})

test('a list is no key: neither in a dictionary nor not in it', () => {
  const context = { list: [1], keys: { a: 1 }, map: new Map(), set: new Set() }
  for (const container of ['keys', 'map', 'set']) {
    const source = `{% if list in ${container} %}in{% elif list not in ${container} %}not in{% else %}neither{% endif %}`
    expect(createTemplateEngine().renderString(source, context)).toBe('neither')
  }
  expect(
    createTemplateEngine().renderString('{% if set not in set %}not in{% endif %}{% if 1 not in keys %}, too{% endif %}', context),
  ).toBe('not in, too')
})

test('half of a character in the name of a static file is no error of the engine', () => {
  expect(createTemplateEngine({ folders: [] }).renderString('{% load static %}{% static name %}', { name: 'a\ud800.css' })).toBe(
    '/static/a%EF%BF%BD.css',
  )
})

test('a group of regroup prints with its names', () => {
  const source =
    '{% autoescape off %}{% regroup list by k as groups %}{{ groups.0 }} {{ groups.0|pprint }} {{ groups.0|slice:":1" }}{% endautoescape %}'
  expect(render(source, { list: [{ k: 1 }] })).toBe(
    "GroupedResult(grouper=1, list=[{'k': 1}]) GroupedResult(grouper=1, list=[{'k': 1}]) (1,)",
  )
})
