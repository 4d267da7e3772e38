import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { charts } from '../../examples/rentals/charts.ts'
import { createTemplateEngine, inclusionTag, printProblem, simpleTag } from '../../src/template.ts'
import { root } from '../support/source-files.ts'

const templates = {
  'base.html':
    '{% block head %}{% endblock %}{% with title="x" %}{% block main %}{% block inner %}{% endblock %}{% endblock %}{% endwith %}',
  'row.html': '<tr>{{ row.name }}{% include "cell.html" %}</tr>',
  'cell.html': '{{ cell }}',
  'any.html': '{% include name %}',
  'broken.html': '{% if %}',
}
const shop = {
  name: 'shop',
  filters: [],
  tags: [
    simpleTag({ name: 'price', parameters: ['amount'], reads: ['currency'], run: () => '' }),
    inclusionTag({ name: 'cart', template: 'cell.html', run: () => ({}) }),
  ],
}
const engine = createTemplateEngine({ templates, libraries: [shop] })

/** `code line:column text` of each problem. */
function problems(source: string, names?: readonly string[]): string[] {
  return engine
    .checkString(source, names && { names })
    .map(({ code, line, column, start, end }) => `${code} ${line}:${column} ${source.slice(start, end)}`)
}

/** Each is right, or can't be told from what is. */
const fine = [
  '{% with a=1 %}{{ a }}{% endwith %}{% with b=2 %}{% if b %}{% endif %}{% endwith %}',
  '{% with a=1 %}{% include "cell.html" with cell=a only %}{% endwith %}{% with cell=1 %}{% include "row.html" %}{% endwith %}',
  '{% with a=1 %}{% include name %}{% endwith %}{% with a=1 %}{% include "any.html" %}{% endwith %}',
  '{% with a=1 %}{% include "broken.html" %}{% endwith %}',
  '{% with a=1 %}{% block main %}{% endblock %}{% endwith %}',
  '{% with a=1 %}{% debug %}{% endwith %}{% partialdef p %}{{ a }}{% endpartialdef %}{% with a=1 %}{% partial p %}{% endwith %}',
  '{% load shop %}{% with currency="EUR" %}{% price 1 %}{% endwith %}{% cart %}',
  '{% load static %}{% comment %}{% load humanize %}{% endcomment %}{% static "a" %}{% verbatim %}{% load tz %}{% endverbatim %}',
  '{% load intcomma from humanize %}{% if a|intcomma %}{% endif %}',
  '{% for lease in leases %}{{ leases|length }}{{ lease.x }}{% endfor %}{% for item1 in x %}{{ item2 }}{% endfor %}',
  '{% for date in dates %}{{ data.x }}{% endfor %}{% for order in orders %}{{ border }}{% endfor %}',
  '{{ leese }}{% for lease in leases %}{{ lease }}{{ leese }}{% endfor %}',
  '{% for a in b %}{{ forloop.parentloop.counter }}{{ forloop.last }}{% endfor %}{{ forloop.x }}',
  '{% regroup people by city as cities %}{% for city in cities %}{{ city.grouper }}{% endfor %}',
  '{% extends "base.html" %}\n{# a #}{% load static %}{% comment %}x{% endcomment %} {% block inner %}{% static "a" %}{% endblock %}{% partialdef p %}{% endpartialdef %}',
  '{% extends "base.html" %}{% block main %}{% block mine %}{% endblock %}{% endblock %}{% block head %}{{ title }}{% endblock %}',
  '{% extends parent %}{% block whatever %}{% endblock %}',
  '<p {% if a %}class="b{% else %}class="c{% endif %}">it\'s</p><a title="a > b" href=\'x\'>"y</a>',
  '<script>if (a<b) x = "</scrip"</script><!-- <a href="> --><textarea><a b="</textarea><title>a="</title>',
  '<div class="a{% if b %} b{% endif %}" data-x=\'{"a": "<b>"}\' {% for c in d %}data-{{ c }}="{{ c }}"{% endfor %}>',
  '<a {{ attributes }} href="{% url "x" y="z" %}">{% include "cell.html" with cell="a" only %}</a>',
  'a {#b} #{# {#c#} {# d #} {% comment %}{% now "x %}{# y {{ z }{% endcomment %}{% verbatim q %}{% now "x %}{{ z }{% endverbatim q %}{% now "Y" %}{% firstof "it\'s" %}',
  '{{ a|slice:":2"|slice:b|truncatechars:"3"|divisibleby:2|floatformat|floatformat:"2g"|floatformat:"u"|floatformat:-1|yesno:"a,b"|pluralize:"y,ies" }}',
  '{{ a|stringformat:"03d"|stringformat:"s"|stringformat:".2f"|stringformat:"-10s"|stringformat:" d%"|ljust:10|get_digit:"1" }}',
  'body { {% if a %}color: red{% endif %} } {%% {\n{ style={{a: 1}} 100%}',
]

test.each(fine)('%s', (source) => {
  expect(problems(source).filter((problem) => !problem.startsWith('template/'))).toEqual([])
})

describe('names', () => {
  test('with that nothing reads', () => {
    expect(problems('{% with a=1 b=2 %}{{ a }}{% with a=3 %}{% endwith %}{% endwith %}')).toEqual([
      'check/unused-with 1:13 b=2',
      'check/unused-with 1:34 a=3',
    ])
    expect(problems('{% with x as a %}{% include "cell.html" %}{% include "row.html" with row=1 col=2 %}{% endwith %}')).toEqual([
      'check/unused-with 1:9 x as a',
      'check/unused-with 1:76 col=2',
    ])
  })

  test('names that look misspelled', () => {
    expect(problems('{% for lease in leases %}{{ leese.x }}{{ forloop.conter }}{{ forloop.parentloop.frist }}{% endfor %}')).toEqual([
      'check/unknown-name 1:29 leese',
      'check/unknown-name 1:50 conter',
      'check/unknown-name 1:81 frist',
    ])
    expect(problems('{% with tenant=a %}{{ tenant }}{% if tenat and x|default:tneant %}{% endif %}{% endwith %}')).toEqual([
      'check/unknown-name 1:38 tenat',
      'check/unknown-name 1:58 tneant',
    ])
    expect(engine.checkString('{% for lease in leases %}{{ leese }}{% endfor %}')[0]).toMatchObject({ hint: 'Did you mean "lease"?' })
  })

  test('names that are not among those given', () => {
    expect(problems('{{ user.name }}{% for a in lst %}{{ a }}{{ True }}{% csrf_token %}{% endfor %}', ['user', 'list'])).toEqual([
      'check/unknown-name 1:28 lst',
    ])
  })
})

describe('parents and blocks', () => {
  test('what a child template never prints', () => {
    expect(
      problems(
        '{% extends "base.html" %}\n{# a #} lost\n{% block mian %}{% endblock %}{{ x }}{% if a %}{% block head %}{% endblock %}{% endif %}',
      ),
    ).toEqual([
      'check/unreachable 2:9 lost',
      'check/unknown-block 3:1 {% block mian %}',
      'check/unreachable 3:31 {{ x }}',
      'check/unreachable 3:38 {% if a %}',
    ])
  })

  test('templates that there are not', () => {
    expect(problems('{% include "nope.html" %}')).toEqual(['template/not-found 1:12 "nope.html"'])
    expect(problems('{% extends "nope.html" %}')).toEqual(['template/not-found 1:1 {% extends "nope.html" %}'])
    expect(() => engine.check('nope.html')).toThrow('Template not found')
  })
})

test('loads of which nothing is used', () => {
  expect(problems('{% load humanize static %}{% static "a" %}{% load naturalday intcomma from humanize %}{{ a|intcomma }}')).toEqual([
    'check/unused-load 1:51 naturalday',
  ])
  // What is misspelt may be what was loaded.
  expect(problems('{% load humanize %}{{ a|intcoma }}')).toEqual(['template/unknown-filter 1:25 intcoma'])
  expect(problems('{% load humanize %}')).toEqual(['check/unused-load 1:9 humanize'])
})

describe('quotes and braces', () => {
  test('in markup', () => {
    expect(problems('{{ x|default:"abc }}')).toEqual(['check/unclosed-quote 1:14 "abc '])
    expect(problems("{% if a == 'x' or b == 'abc %}{% endif %}")).toEqual(["check/unclosed-quote 1:24 'abc "])
  })

  test('in attributes of HTML', () => {
    expect(problems('<a href="x>text</a> <b class="y">z</b>')).toEqual(['check/unclosed-quote 1:9 "x>text</a> <b class="y">z</b>'])
    expect(problems('{# " #}<p\n title=\'{{ x }}>a</p>{% if a %}b{% endif %}')).toEqual([
      "check/unclosed-quote 2:8 '{{ x }}>a</p>{% if a %}b{% endif %}",
    ])
  })

  test('markup that prints as text', () => {
    expect(problems('{{ a\n }}{{ b }{% if c\n %}{{ d|x:1 }')).toEqual([
      'check/unclosed-markup 1:1 {{ a',
      'check/unclosed-markup 2:4 {{ b }',
      'check/unclosed-markup 2:10 {% if c',
      'check/unclosed-markup 3:4 {{ d|x:1 }',
    ])
  })
})

describe('syntax', () => {
  test('all unknown tags, filters and libraries at once', () => {
    expect(problems('{% load nope %}{{ a|uper|lowr }}{% iff a %}{% endiff %}{% static "a" %}{% endfoo %}{{ b|uper }}')).toEqual([
      'template/unknown-library 1:9 nope',
      'template/unknown-filter 1:21 uper',
      'template/unknown-filter 1:26 lowr',
      'template/unknown-tag 1:33 {% iff a %}',
      'template/unknown-tag 1:56 {% static "a" %}',
      'template/unknown-tag 1:72 {% endfoo %}',
    ])
  })

  test('what can’t be read further ends the search', () => {
    expect(problems('{{ a|uper }}{% if a %}{% else %}{% else %}{% endif %}')).toEqual([
      'template/unknown-filter 1:6 uper',
      'template/unknown-tag 1:33 {% else %}',
    ])
    expect(problems('{% with a=1 %}')).toEqual(['template/unclosed-tag 1:1 {% with a=1 %}'])
  })
})

test('a problem prints as an error does', () => {
  const [problem] = createTemplateEngine({ templates: { 'a.html': 'x\n{% with a=1 %}{% endwith %}' } }).check('a.html')
  expect(problem && printProblem(problem)).toBe(`a.html:2:9: "a" is set, but never read [check/unused-with]

1 | x
2 | {% with a=1 %}{% endwith %}
  |         ^^^

Take it out, or read it.`)
})

test('the templates of the demo have no problems', () => {
  const folders = join(root, 'examples/rentals/templates')
  const demo = createTemplateEngine({ folders, libraries: [charts] })
  const names = readdirSync(folders, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'))
  expect(names.flatMap((name) => demo.check(name).map(printProblem))).toEqual([])
  expect(names.length).toBeGreaterThan(5)
})

test('partials that there are not', () => {
  const engine = createTemplateEngine({
    templates: { page: '{% partialdef card %}x{% endpartialdef %}\n{% partial crad %}{% partial card %}' },
  })
  expect(engine.check('page')).toMatchObject([{ code: 'check/unknown-partial', line: 2, column: 1, hint: 'Did you mean "card"?' }])
})
