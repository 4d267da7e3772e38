import { describe, expect, it } from 'vitest'
import { accessOf, printedAccess } from '../support/access.ts'

const cases: Readonly<Record<string, readonly [templates: Readonly<Record<string, string>> | string, printed: string]>> = {
  'a path through a loop belongs to the element of the list': [
    '{% for c in post.comments %}{{ c.author.name }}{% endfor %}',
    'post\n  .comments: all rows\n    []\n      .author\n        .name: output',
  ],
  'with is the path it was bound to': [
    '{% with user=lease.tenant.user %}{% with u=user %}{{ u.email }}{% endwith %}{% endwith %}',
    'lease\n  .tenant\n    .user\n      .email: output',
  ],
  'the values of one with do not see its names': ['{% with a=x b=a.name %}{{ b }}{% endwith %}', 'a\n  .name: output\nx'],
  'a loop variable is gone after its loop, and shadows within': [
    '{% for user in users %}{{ user.name }}{% endfor %}{{ user.email }}',
    'user\n  .email: output\nusers: all rows\n  []\n    .name: output',
  ],
  'two loops with one variable name do not mix': [
    '{% for i in a %}{{ i.x }}{% endfor %}{% for i in b %}{{ i.y }}{% endfor %}',
    'a: all rows\n  []\n    .x: output\nb: all rows\n  []\n    .y: output',
  ],
  'literals, operators and constants are no names': [
    '{% if url == "https://example.com" and not x or y in z and None is n %}a{% elif w > 3.14 %}b{% endif %}',
    'n: compared\nurl: compared\nw: compared\nx: tested\ny: compared\nz: all rows\n  []: compared',
  ],
  'length, truth and bounds are told apart': [
    '{{ a|length }}{% if b %}{% endif %}{% for r in c|top:3 %}{{ r.n }}{% endfor %}{{ d|first }}',
    'a: length\nb: tested\nc: first 3\n  []\n    .n: output\nd: first 1\n  []: output',
  ],
  'a filter that passes its input on': [
    '{{ a.b|default:c.d }}{% with e=f|default:g %}{{ e.h }}{% endwith %}',
    'a\n  .b: output, tested\nc\n  .d: output\nf: tested\n  .h: output\ng\n  .h: output',
  ],
  'a filter that is not known reads everything': ['{{ a.b|unknown:c }}', 'a\n  .b: output, told apart, whole\nc: told apart, whole'],
  'a sorted list has the elements of the list': [
    '{% for l in leases|by:"tenant.name" %}{{ l.rent }}{% endfor %}',
    'leases: all rows\n  []\n    .rent: output\n    .tenant\n      .name: output',
  ],
  'an include sees all names and those it is given': [
    {
      main: '{% for l in leases %}{% include "card" with user=l.tenant.user %}{% endfor %}',
      card: '{{ user.email }}{{ l.rent }}{{ title }}',
    },
    'leases: all rows\n  []\n    .rent: output\n    .tenant\n      .user\n        .email: output\ntitle: output',
  ],
  'include only sees nothing else': [
    { main: '{% include "card" with user=a.b only %}', card: '{{ user.email }}{{ title }}' },
    'a\n  .b\n    .email: output',
  ],
  'blocks of a child take the place of the parent’s, block.super brings it back': [
    {
      base: '{{ site.name }}{% block a %}{{ old.a }}{% endblock %}{% block b %}{{ old.b }}{% endblock %}',
      main: '{% extends "base" %}{{ ignored }}{% block a %}{{ new.a }}{% endblock %}{% block b %}{{ block.super }}{{ new.b }}{% endblock %}',
    },
    'new\n  .a: output\n  .b: output\nold\n  .b: output\nsite\n  .name: output',
  ],
  'what a template binds before it reads it does not flow from level to level': [
    {
      main: '{% include "list" with nodes=tree %}{% for n in tree %}{{ n.top }}{% endfor %}',
      list: '{% for n in nodes %}{{ n.name }}{% include "list" with nodes=n.children %}{% endfor %}',
    },
    [
      'tree: all rows',
      '  []',
      '    .children #2: all rows',
      '      []',
      '        .children',
      '          also read as = #2',
      '        .name: output',
      '    .name: output',
      '    .top: output',
    ].join('\n'),
  ],
  'a template that includes itself flows into its own level': [
    {
      main: '{% for n in tree %}{% include "node" %}{% endfor %}',
      node: '{{ n.name }}{% for n in n.children %}{% include "node" %}{% endfor %}',
    },
    [
      'tree: all rows',
      '  []',
      '    .children: all rows',
      '      [] #3',
      '        .children: all rows',
      '          []',
      '            also read as = #3',
      '        .name: output',
      '    .name: output',
    ].join('\n'),
  ],
  'a branch that a literal rules out reads nothing': [
    {
      main: '{% include "row" with wide=True %}{% include "row" with wide=False %}{% if 0 %}{{ never }}{% elif not None %}{{ always }}{% else %}{{ neither }}{% endif %}',
      row: '{% if wide %}{{ x.wide }}{% else %}{{ x.narrow }}{% endif %}',
    },
    'always: output\nx\n  .narrow: output\n  .wide: output',
  ],
  'unpacking reads positions': [
    '{% for k, v in pairs %}{{ k }}{{ v.name }}{% endfor %}',
    'pairs: all rows\n  []\n    .0: output\n    .1\n      .name: output',
  ],
}

describe('what templates read', () => {
  it.each(Object.entries(cases))('%s', (_, [templates, printed]) => {
    expect(printedAccess(templates)).toBe(printed)
  })

  it('names the includes that only rendering can tell', () => {
    expect(accessOf('{% include name with user=a.b %}').dynamic).toMatchObject([{ template: 'main', start: 0 }])
  })

  it('keeps the place of every read', () => {
    const access = accessOf('Hi {{ lease.propert.name }}')
    expect(access.roots.get('lease')?.members.get('propert')?.spans).toMatchObject([{ template: 'main', start: 12, end: 19 }])
  })
})
